#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/report.h"
#include "exercises/sanitized.h"

static void expect_clean(const char *text, const char *want)
{
    char out[200];

    report_clean(out, sizeof out, text, strlen(text));
    cr_expect_str_eq(out, want);
}

Test(report, text_of_learners_cannot_steer_a_terminal)
{
    expect_clean("plain\n\ttext", "plain\n\ttext");
    expect_clean("\033]0;title\a", "\\x1b]0;title\\x07");
    expect_clean("a\rb\x7f", "a\\x0db\\x7f");
    expect_clean("gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f");
    expect_clean("\xc2\x9b"
                 "2J",
                 "\\xc2\\x9b2J"); /* CSI of eight bits */
    expect_clean("\xff\xc3", "\\xff\\xc3");
    expect_clean("\xe2\x80\xae", "\\xe2\\x80\\xae"); /* turns the writing */
    expect_clean("\xc0\xaf", "\\xc0\\xaf");          /* a slash, too long */
}

Test(report, long_text_is_cut_and_says_so)
{
    char text[1000], out[100];

    memset(text, 'x', sizeof text);
    report_clean(out, sizeof out, text, sizeof text);
    cr_expect_lt(strlen(out), sizeof out);
    cr_expect(strstr(out, "more was written"));
}

static struct report wrong_report(void)
{
    struct report r = {.exercise = "softmax",
                       .verdict = REPORT_WRONG,
                       .cases = 3,
                       .level = SANDBOX_FULL};

    r.list[0] = (struct report_case){.id = "one", .title = "one number"};
    r.list[1] = (struct report_case){.id = "hand",
                                     .title = "the case of the prompt",
                                     .verdict = REPORT_WRONG,
                                     .say = "out[1]: expected 0.5, yours nan",
                                     .differs = true,
                                     .wrong = 1,
                                     .numbers = 2};
    r.list[2] = r.list[1];
    memcpy(r.list[2].id, "rows", 5);
    r.grid = (struct report_grid){
        .rows = 1, .cols = 2, .all_rows = 1, .all_cols = 2, .id = "hand"};
    r.grid.expected[0][1] = 0.5;
    r.grid.got[0][1] = (double)NAN;
    return r;
}

Test(report, first_failure_is_told_in_full_within_80_columns)
{
    const struct report r = wrong_report();
    struct buf text;

    buf_init(&text, 1 << 16);
    report_text(&text, &r, 3);
    const char *all = buf_string(&text);
    cr_expect(strstr(all, "try 3   1 of 3 cases pass"), "%s", all);
    cr_expect(strstr(all, "[ok]   one"));
    cr_expect(strstr(all, "[FAIL] hand"));
    const char *first = strstr(all, "expected 0.5, yours nan");
    cr_expect(first);
    cr_expect(first && !strstr(first + 1, "expected 0.5, yours nan"),
              "only the first failure is told in full");
    cr_expect(strstr(all, "[FAIL] rows"));
    for (const char *at = all; *at; at += strcspn(at, "\n"), at += *at == '\n')
        cr_expect_leq(strcspn(at, "\n"), 80);
    buf_release(&text);
}

Test(report, missing_sandbox_is_said)
{
    struct report r = wrong_report();
    struct buf text;

    buf_init(&text, 1 << 16);
    r.level = SANDBOX_NONE;
    report_text(&text, &r, 1);
    cr_expect(strstr(buf_string(&text), "no sandbox"));
    buf_release(&text);
}

Test(report, sanitizer_becomes_one_sentence)
{
    static const struct {
        const char *log, *say;
        bool memory;
    } rows[] = {
        {"==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x1\n"
         "WRITE of size 4 at 0x1 thread T0\n    #0 0x2 in f ./a.c:12\n"
         "0x1 is located 0 bytes to the right of 40-byte region [0x0,0x1)\n",
         "a.c:12: writes 4 bytes, past the end of an array of 40 bytes", true},
        {"==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x1\n"
         "READ of size 8 at 0x1 thread T0\n    #0 0x2 in f /x/a.c:3:5\n"
         "0x1 is located 4 bytes before 40-byte region [0x0,0x1)\n",
         "a.c:3: reads 8 bytes, 4 bytes before the start of an array of 40",
         true},
        {"==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x1\n"
         "READ of size 4 at 0x1 thread T0\n    #0 0x2 in f a.c:8\n",
         "a.c:8: uses memory that was freed", true},
        {"==1==ERROR: AddressSanitizer: attempting double-free on 0x1\n"
         "    #0 0x2 in free\n    #1 0x3 in f a.c:9\n",
         "a.c:9: frees the same memory twice", true},
        {"==1==ERROR: AddressSanitizer: stack-overflow on address 0x1\n"
         "    #0 0x2 in f a.c:4\n",
         "a.c:4: calls itself without end", true},
        {"a.c:7:9: runtime error: division by zero\n",
         "a.c:7: division by zero", false},
        {"k/check.c:1:2: runtime error: load of null pointer of type 'int'\n"
         "    #0 0x1 in call k/check.c:1\n",
         "a.c: load of null pointer", true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool memory = !rows[i].memory;
        char say[400] = "";

        cr_expect(sanitized_say(rows[i].log, "a.c", &memory, say, sizeof say));
        cr_expect(strstr(say, rows[i].say), "\"%s\" does not say \"%s\"", say,
                  rows[i].say);
        if (i != 6)
            cr_expect_eq(memory, rows[i].memory);
    }
    bool memory;
    char say[100];
    cr_expect(!sanitized_say("hello\n", "a.c", &memory, say, sizeof say));
}

Test(report, what_names_a_line_begins_with_it_as_editors_want)
{
    struct report *r = calloc(1, sizeof *r);
    struct buf out;

    snprintf(r->exercise, sizeof r->exercise, "relu");
    r->cases = 2;
    r->list[0].verdict = REPORT_MEMORY;
    snprintf(r->list[0].say, 512, "relu.c:12: writes 4 bytes past the end");
    buf_init(&out, 1 << 16);
    report_text(&out, r, 1);
    cr_expect(strstr(buf_string(&out), "\nrelu.c:12: writes 4 bytes"), "%s",
              buf_string(&out));
    buf_clear(&out);
    snprintf(r->list[0].say, 512, "the sum overflows at relu.c:7");
    report_text(&out, r, 1);
    cr_expect(strstr(buf_string(&out), "\nrelu.c:7: the sum overflows"), "%s",
              buf_string(&out));
    buf_clear(&out);
    snprintf(r->list[0].say, 512, "row 0 is wrong; see relu.c: line 7");
    report_text(&out, r, 1);
    cr_expect(strstr(buf_string(&out), "\n       row 0 is wrong"), "%s",
              buf_string(&out));
    buf_release(&out);
    free(r);
}
