#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exercises/attempts.h"
#include "exercises/exercise.h"
#include "exercises/linediff.h"

static char path[] = "/tmp/lathe-attempts-XXXXXX";

static void set_up(void)
{
    const int fd = mkstemp(path);

    cr_assert_geq(fd, 0);
    close(fd);
    unlink(path);
}

static void tear_down(void)
{
    unlink(path);
}

TestSuite(attempts, .init = set_up, .fini = tear_down);

static void fine(struct status st)
{
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
}

Test(attempts, tries_passes_and_hints_survive_a_close)
{
    struct report *r = calloc(1, sizeof *r);
    struct attempts_state s;
    struct attempts a;
    struct buf text;

    snprintf(r->exercise, sizeof r->exercise, "softmax");
    r->verdict = REPORT_WRONG;
    fine(attempts_open(&a, path));
    fine(attempts_add(&a, r, "wrong text"));
    fine(attempts_state(&a, "softmax", &s));
    cr_expect_eq(s.tries, 1);
    cr_expect(!s.passed);
    r->passed = true;
    r->verdict = REPORT_PASS;
    fine(attempts_add(&a, r, "right text"));
    r->passed = false;
    fine(attempts_add(&a, r, "wrong again"));
    fine(attempts_set_hints(&a, "softmax", 2));
    fine(attempts_set_hints(&a, "softmax", 1));
    attempts_close(&a);

    fine(attempts_open(&a, path));
    fine(attempts_state(&a, "softmax", &s));
    cr_expect_eq(s.tries, 3);
    cr_expect(s.passed, "a pass is a pass");
    cr_expect_eq(s.hints, 2, "seen hints stay seen");
    cr_expect(!s.peeked);
    fine(attempts_peek(&a, "softmax"));
    fine(attempts_state(&a, "softmax", &s));
    cr_expect(s.peeked);
    buf_init(&text, 1000);
    fine(attempts_last_pass(&a, "softmax", &text));
    cr_expect_str_eq(buf_string(&text), "right text");
    buf_clear(&text);
    fine(attempts_last_pass(&a, "gelu", &text));
    cr_expect_eq(text.bytes, 0);
    buf_release(&text);
    attempts_close(&a);
    free(r);
}

Test(attempts, hints_come_one_by_one)
{
    struct buf folder, text;
    int count;

    buf_init(&folder, 8192);
    buf_init(&text, 8192);
    fine(exercise_folder(&folder, "attention"));
    fine(exercise_hints(buf_string(&folder), &count));
    cr_expect_geq(count, 3);
    fine(exercise_hint(&text, buf_string(&folder), 2));
    cr_expect_eq(strncmp(buf_string(&text), "2. ", 3), 0);
    cr_expect(!strstr(buf_string(&text), "\n3. "));
    cr_expect_eq(exercise_hint(&text, buf_string(&folder), count + 1).code,
                 STATUS_NOT_FOUND);
    buf_release(&folder);
    buf_release(&text);
}

Test(attempts, names_are_no_paths)
{
    static const char *const bad[] = {
        "../attention", "a/b", "", "Attention", ".", "-x", "kit"};
    struct buf folder;

    buf_init(&folder, 8192);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(exercise_folder(&folder, bad[i]).code, STATUS_NOT_FOUND,
                     "\"%s\" is taken", bad[i]);
    buf_release(&folder);
}

Test(attempts, difference_shows_what_goes_and_what_comes)
{
    struct buf out;
    bool same;

    buf_init(&out, 8192);
    fine(linediff_texts(&out, "a\nb\nc\n", "a\nb\nc\n", &same));
    cr_expect(same);
    cr_expect_eq(out.bytes, 0);
    fine(linediff_texts(&out, "1\n2\n3\n4\nold\n5\n6\n7\n8\n9\n",
                        "1\n2\n3\n4\nnew\n5\n6\n7\n8\n9\nlast\n", &same));
    cr_expect(!same);
    cr_expect_str_eq(buf_string(&out), "  3\n  4\n- old\n+ new\n  5\n  6\n"
                                       "  ...\n  8\n  9\n+ last\n");
    buf_release(&out);
}

Test(attempts, task_is_a_pass_but_no_code)
{
    struct attempts_state s;
    struct attempts a;
    struct buf text;

    fine(attempts_open(&a, path));
    fine(attempts_add_task(&a, "relu", 1.0, 5, false));
    fine(attempts_state(&a, "relu", &s));
    cr_expect_eq(s.tries, 1);
    cr_expect(!s.passed);
    fine(attempts_add_task(&a, "relu", 4.5, 5, true));
    attempts_close(&a);

    fine(attempts_open(&a, path));
    fine(attempts_state(&a, "relu", &s));
    cr_expect_eq(s.tries, 2);
    cr_expect(s.passed);
    cr_expect(!s.coded, "there is no file to run the engine with");
    buf_init(&text, 1000);
    fine(attempts_last_pass(&a, "relu", &text));
    cr_expect_str_eq(buf_string(&text), "");
    buf_release(&text);
    attempts_close(&a);
}
