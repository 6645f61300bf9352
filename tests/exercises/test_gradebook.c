#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/gradebook.h"
#include "exercises/reportjson.h"

/* Anna passes dot and fails softmax, =cmd| handed in nothing, Bo's dot is a
 * fault of ours. */
static struct intake in;
static struct gradebook book;
static struct intake_student people[3];
static struct exercise_names names;
static struct buf out;

static struct report report(const char *exercise, bool passed)
{
    struct report r = {.exercise = "",
                       .passed = passed,
                       .verdict = passed ? REPORT_PASS : REPORT_WRONG,
                       .level = SANDBOX_FULL,
                       .sanitized = true,
                       .seed = UINT64_MAX,
                       .cases = 2};

    snprintf(r.exercise, sizeof r.exercise, "%s", exercise);
    r.list[0] = (struct report_case){.id = "one", .title = "one number"};
    r.list[1] = (struct report_case){.id = "two", .title = "two & <three>"};
    if (!passed) {
        r.list[1].verdict = REPORT_WRONG;
        r.list[1].differs = true;
        r.list[1].expected = (double)NAN;
        r.list[1].got = -HUGE_VAL;
        r.list[1].numbers = 4;
        snprintf(r.list[1].say, sizeof r.list[1].say,
                 "=1+1 says ]]> \"so\"\n# and \\x1b more");
        snprintf(r.printed, sizeof r.printed, "a\x01 b ]]> \xef\xbf\xbf");
    }
    return r;
}

static void hand_in(int student, const char *exercise)
{
    struct intake_student *s = &people[student];

    s->work = realloc(s->work, (size_t)(s->works + 1) * sizeof *s->work);
    s->work[s->works] = (struct intake_work){.text = strdup("x"), .bytes = 1};
    snprintf(s->work[s->works].exercise, EXERCISE_NAME, "%s", exercise);
    hash_bytes(s->work[s->works].hash, "x", 1);
    s->works++;
}

static void put(int student, int exercise, bool passed)
{
    const struct report r = report(book.exercise[exercise].name, passed);

    cr_assert_eq(
        gradebook_put(gradebook_mark(&book, student, exercise), &r).code, 0);
}

static void make_class(void)
{
    static const char *const files[] = {"anna", "=cmd|", "bo\n"};
    const struct report model = report("dot", true);

    memset(people, 0, sizeof people);
    for (int i = 0; i < 3; i++) {
        people[i].file = strdup(files[i]);
        snprintf(people[i].shown, INTAKE_NAME, "%s", i == 2 ? "bo?" : files[i]);
    }
    names.count = 2;
    snprintf(names.name[0], EXERCISE_NAME, "dot");
    snprintf(names.name[1], EXERCISE_NAME, "softmax");
    in = (struct intake){.student = people, .students = 3, .known = &names};
    hand_in(0, "dot");
    hand_in(0, "softmax");
    hand_in(2, "dot");
    cr_assert_eq(gradebook_init(&book, &in).code, 0);
    for (int e = 0; e < 2; e++) {
        book.exercise[e].checks = 2;
        for (int k = 0; k < 2; k++) {
            memcpy(book.exercise[e].check[k].id, model.list[k].id, 24);
            memcpy(book.exercise[e].check[k].title, model.list[k].title, 80);
        }
    }
    put(0, 0, true);
    put(0, 1, false);
    struct gradebook_mark *m = gradebook_mark(&book, 2, 0);
    m->state = GRADEBOOK_FAULT;
    snprintf(m->say, sizeof m->say, "the judge died");
    buf_init(&out, 1 << 20);
}

static void clear_class(void)
{
    gradebook_release(&book);
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < people[i].works; k++)
            free(people[i].work[k].text);
        free(people[i].work);
        free(people[i].file);
    }
    buf_release(&out);
}

static bool says(const char *text)
{
    return strstr(buf_string(&out), text) != NULL;
}

TestSuite(gradebook, .init = make_class, .fini = clear_class);

Test(gradebook, points_are_checks_that_pass)
{
    const struct gradebook_sum anna = gradebook_sum(&book, 0, -1);
    const struct gradebook_sum all = gradebook_sum(&book, -1, -1);

    cr_expect_eq(anna.score, 3);
    cr_expect_eq(anna.most, 4);
    cr_expect_eq(anna.passed, 1);
    cr_expect_eq(all.missing, 3);
    cr_expect_eq(gradebook_failing(&book, 1, 0), 0);
    cr_expect_eq(gradebook_failing(&book, 1, 1), 1);
}

Test(gradebook, fault_of_ours_is_never_scored)
{
    const struct gradebook_sum bo = gradebook_sum(&book, 2, 0);

    cr_expect_eq(bo.faults, 1);
    cr_expect_eq(bo.most, 0, "it would count against them");
    cr_expect_neq(gradebook_gradescope(&out, &book, 2).code, 0);
    cr_assert_eq(gradebook_csv(&out, &book).code, 0);
    cr_expect(says("\"bo?\",\"dot\",,2,\"our fault\",\"\",\"the judge died\""));
}

Test(gradebook, report_survives_its_record)
{
    const struct report r = report("softmax", false);
    struct report *back = calloc(1, sizeof *back);

    cr_assert_eq(gradebook_report(gradebook_mark(&book, 0, 1), back).code, 0);
    cr_expect_str_eq(back->exercise, r.exercise);
    cr_expect_eq(back->seed, UINT64_MAX);
    cr_expect_eq(back->cases, 2);
    cr_expect_eq(back->list[1].verdict, REPORT_WRONG);
    cr_expect_str_eq(back->list[1].say, r.list[1].say);
    cr_expect(isnan(back->list[1].expected));
    cr_expect(isinf(back->list[1].got) && back->list[1].got < 0);
    free(back);
}

Test(gradebook, damaged_record_is_refused_and_named)
{
    static const char *const bad[] = {"", "{}", "[]", "{\"exercise\": 3}",
                                      "{\"exercise\":\"x\",\"checks\":[]}"};
    struct gradebook_mark m = {.state = GRADEBOOK_WAITING};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(gradebook_take(&m, strdup(bad[i])).code, STATUS_BAD_FILE);
    free(m.record);
}

Test(gradebook, cell_that_a_spreadsheet_would_run_gets_a_quote)
{
    cr_assert_eq(gradebook_csv(&out, &book).code, 0);
    cr_expect(says("\"'=cmd|\",\"dot\",0,2,\"not handed in\""));
    cr_expect(says("\"'=1+1 says ]]> \"\"so\"\" # and"));
    cr_expect_not(says("\n="), "a row begins with a formula");
    cr_expect_not(says(",="), "a cell does");
    cr_expect_not(says("\"="), "a quoted cell does");
    int rows = 0;
    for (const char *at = buf_string(&out); (at = strstr(at, "\r\n")); at += 2)
        rows++;
    cr_expect_eq(rows, 1 + 6, "a line feed in a cell breaks a row");
}

Test(gradebook, junit_has_no_byte_that_xml_has_not)
{
    cr_assert_eq(gradebook_junit(&out, &book).code, 0);
    for (const char *at = buf_string(&out); *at; at++)
        cr_expect((unsigned char)*at >= ' ' || *at == '\n', "byte %d", *at);
    cr_expect_not(says("]]>"));
    cr_expect_not(says("\xef\xbf\xbf"));
    cr_expect(says("two &amp; &lt;three&gt;"));
    cr_expect(says("tests=\"3\" failures=\"2\" errors=\"0\" skipped=\"0\""));
    cr_expect(says("<error message=\"the judge died\" type=\"our fault\"/>"));
}

/* One tag after the other: what is opened is closed. */
Test(gradebook, junit_is_well_formed)
{
    char open[8][40];
    int depth = 0;

    cr_assert_eq(gradebook_junit(&out, &book).code, 0);
    for (const char *at = strstr(buf_string(&out), "<testsuites");
         at && (at = strchr(at, '<')); at++) {
        const char *end = strchr(at, '>');
        char tag[40];

        cr_assert(end);
        if (at[1] == '/') {
            cr_assert_eq(sscanf(at, "</%30[a-z-]", tag), 1);
            cr_assert_gt(depth, 0);
            cr_expect_str_eq(tag, open[--depth]);
        } else if (end[-1] != '/') {
            cr_assert_lt(depth, 8);
            cr_assert_eq(sscanf(at, "<%30[a-z-]", open[depth++]), 1);
        }
    }
    cr_expect_eq(depth, 0);
}

Test(gradebook, tap_counts_its_lines)
{
    int lines = 0;

    cr_assert_eq(gradebook_tap(&out, &book).code, 0);
    for (const char *at = buf_string(&out); at; at = strchr(at, '\n')) {
        at += *at == '\n';
        lines += strncmp(at, "ok ", 3) == 0 || strncmp(at, "not ok ", 7) == 0;
        cr_expect(*at == '\0' || strchr("onT#1", *at), "a stray line: %.20s",
                  at);
    }
    cr_expect_eq(lines, 10);
    cr_expect(says("1..10"));
    cr_expect(says("# SKIP not handed in"));
}

Test(gradebook, gradescope_has_the_fields_that_it_documents)
{
    cr_assert_eq(gradebook_gradescope(&out, &book, 0).code, 0);
    json_t *o = json_loads(buf_string(&out), 0, NULL);
    const json_t *tests = json_object_get(o, "tests");
    double sum = 0;

    cr_assert_eq(json_array_size(tests), 4);
    for (size_t i = 0; i < 4; i++) {
        const json_t *t = json_array_get(tests, i);

        sum += json_real_value(json_object_get(t, "score"));
        cr_expect(json_is_string(json_object_get(t, "name")));
        cr_expect(json_is_string(json_object_get(t, "output")));
    }
    cr_expect_float_eq(sum, json_real_value(json_object_get(o, "score")), 0);
    json_decref(o);
}

Test(gradebook, json_keeps_its_contract)
{
    cr_assert_eq(gradebook_json(&out, &book).code, 0);
    json_t *o = json_loads(buf_string(&out), 0, NULL);
    const json_t *list = json_object_get(o, "submissions");
    const json_t *anna = json_array_get(list, 0);
    const json_t *dot = json_array_get(json_object_get(anna, "exercises"), 0);

    cr_assert(o);
    cr_expect_eq(json_array_size(list), 3);
    cr_expect_str_eq(json_string_value(json_object_get(dot, "name")), "dot");
    cr_expect_eq(json_integer_value(json_object_get(dot, "score")), 2);
    cr_expect_eq(json_integer_value(json_object_get(dot, "max")), 2);
    cr_expect_eq(json_array_size(json_object_get(dot, "checks")), 2);
    cr_expect(json_is_string(json_object_get(o, "level")));
    cr_expect(json_is_number(json_object_get(o, "seconds")));
    json_decref(o);
}

Test(gradebook, confirmation_stands_in_every_students_report)
{
    snprintf(book.confirmed, sizeof book.confirmed, "the teacher typed yes");
    for (int s = 0; s < 3; s++) {
        buf_clear(&out);
        cr_assert_eq(gradebook_text(&out, &book, s).code, 0);
        cr_expect(says("the teacher typed yes"));
    }
    buf_clear(&out);
    cr_assert_eq(gradebook_gradescope(&out, &book, 0).code, 0);
    cr_expect(says("the teacher typed yes"));
}

Test(gradebook, file_names_are_plain_and_differ)
{
    char a[200], b[200];

    gradebook_file_name(&book, 0, a, sizeof a);
    cr_expect_str_eq(a, "anna");
    gradebook_file_name(&book, 2, b, sizeof b);
    cr_expect(strncmp(b, "bo?-", 4) == 0, "%s", b);
    people[0].file[0] = '/';
    people[0].shown[0] = '/';
    gradebook_file_name(&book, 0, a, sizeof a);
    cr_expect_eq(strchr(a, '/'), NULL);
}

/* Without a due time nothing is late. */
Test(gradebook, what_came_late_is_marked_in_every_output_and_still_scored)
{
    cr_assert_eq(gradebook_json(&out, &book).code, 0);
    cr_expect(!says("late_seconds"));
    book.conf.due = 1000;
    in.student[0].work[0].at = 1000 + 90000;
    in.student[0].work[1].at = 900;
    cr_expect_eq(gradebook_late(&book, gradebook_mark(&book, 0, 0)), 90000);
    cr_expect_eq(gradebook_late(&book, gradebook_mark(&book, 0, 1)), 0);
    cr_expect_eq(gradebook_late(&book, gradebook_mark(&book, 1, 0)), 0);
    cr_assert_eq(gradebook_json(&out, &book).code, 0);
    cr_expect(says("\"late_seconds\":90000"));
    cr_expect(says("\"late_seconds\":0"));
    cr_expect(says("\"due\":1000"));
    cr_assert_eq(gradebook_csv(&out, &book).code, 0);
    cr_expect(says(",90000\r\n"));
    buf_clear(&out);
    cr_assert_eq(gradebook_text(&out, &book, 0).code, 0);
    cr_expect(says("Handed in 1 day 1 hour late\n"));
    cr_expect(says("anna: 3 of 4 points"));
    buf_clear(&out);
    cr_assert_eq(gradebook_table(&out, &book).code, 0);
    cr_expect(says("  anna dot: 1 day 1 hour late\n"));
    cr_expect(!says("anna softmax: "));
}
