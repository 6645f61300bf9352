#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/shellbench.h"
#include "tui/screens/gradedesk.h"

/* Anna passes dot and fails softmax like Bo; Bo handed in no dot. */
static struct shellbench bench;
static struct intake in;
static struct intake_student people[2];
static struct exercise_names names;
static struct gradebook book;
static struct gradelog grades;
static struct alike alike;
static char room[64], csv[100];

static void hand_in(int student, const char *exercise)
{
    struct intake_student *s = &people[student];

    s->work = realloc(s->work, (size_t)(s->works + 1) * sizeof *s->work);
    s->work[s->works] = (struct intake_work){
        .text = strdup("int here;\n\033[2J\n"), .bytes = 15};
    snprintf(s->work[s->works++].exercise, EXERCISE_NAME, "%s", exercise);
}

static void put(int student, int exercise, bool passed)
{
    struct report r = {.exercise = "x",
                       .passed = passed,
                       .verdict = passed ? REPORT_PASS : REPORT_WRONG,
                       .level = SANDBOX_FULL,
                       .cases = 2};

    for (int k = 0; k < 2; k++)
        snprintf(r.list[k].id, sizeof r.list[k].id, "case%d", k);
    if (!passed) {
        r.list[1].verdict = REPORT_WRONG;
        snprintf(r.list[1].say, sizeof r.list[1].say, "the sum is too small");
    }
    cr_assert_eq(
        gradebook_put(gradebook_mark(&book, student, exercise), &r).code, 0);
}

static void begin(void)
{
    char path[100];

    snprintf(room, sizeof room, "/tmp/lathe-desk-XXXXXX");
    cr_assert(mkdtemp(room));
    snprintf(path, sizeof path, "%s/g.db", room);
    snprintf(csv, sizeof csv, "%s/marks.csv", room);
    cr_assert_eq(gradelog_open(&grades, path).code, 0);
    memset(people, 0, sizeof people);
    people[0].file = strdup("anna");
    people[1].file = strdup("bo");
    snprintf(people[0].shown, INTAKE_NAME, "anna");
    snprintf(people[1].shown, INTAKE_NAME, "bo");
    names.count = 2;
    snprintf(names.name[0], EXERCISE_NAME, "dot");
    snprintf(names.name[1], EXERCISE_NAME, "softmax");
    in = (struct intake){.student = people, .students = 2, .known = &names};
    hand_in(0, "dot");
    hand_in(0, "softmax");
    hand_in(1, "softmax");
    cr_assert_eq(gradebook_init(&book, &in).code, 0);
    book.exercise[0].checks = book.exercise[1].checks = 2;
    put(0, 0, true);
    put(0, 1, false);
    put(1, 1, false);
    alike = (struct alike){.pairs = 1};
    alike.pair[0] = (struct alike_pair){
        .exercise = 1, .a = 0, .b = 1, .share = 1.0, .spans = 1};
    alike.pair[0].span[0] = (struct alike_span){3, 9, 14, 20};
    shellbench_begin(&bench);
    const struct gradedesk desk = {"a class", &book, &grades, &alike, csv};
    gradedesk_push(bench.shell, &desk);
}

static void end(void)
{
    char path[100];

    shellbench_end(&bench);
    gradelog_close(&grades);
    gradebook_release(&book);
    for (int i = 0; i < 2; i++) {
        for (int k = 0; k < people[i].works; k++)
            free(people[i].work[k].text);
        free(people[i].work);
        free(people[i].file);
    }
    snprintf(path, sizeof path, "%s/g.db", room);
    unlink(path);
    unlink(csv);
    rmdir(room);
}

static void expect_shown(const char *part)
{
    cr_expect(shellbench_shows(&bench, 80, 24, part), "no \"%s\" in:\n%s", part,
              bench.text);
}

TestSuite(gradedesk, .init = begin, .fini = end);

Test(gradedesk, first_failure_is_in_focus_and_counts_stand_on_top)
{
    expect_shown("3 files  1 pass  2 fail  1 missing  1 similar");
    expect_shown("anna softmax  report");
    expect_shown("the sum is too small");
    expect_shown("1/2~");
}

Test(gradedesk, every_size_is_drawn)
{
    for (int cols = 1; cols < 130; cols += 7)
        for (int rows = 1; rows < 45; rows += 4)
            shellbench_frame(&bench, cols, rows);
    cr_expect(shellbench_shows(&bench, 40, 12, "anna"));
    cr_expect(shellbench_shows(&bench, 40, 12, "softmax"));
}

Test(gradedesk, next_failure_is_found_and_round_it_goes)
{
    shellbench_press(&bench, "n");
    expect_shown("bo softmax  report");
    shellbench_press(&bench, "n");
    expect_shown("anna softmax  report");
    shellbench_press(&bench, "N");
    expect_shown("bo softmax  report");
}

Test(gradedesk, similar_file_is_named_with_lines_from_its_side)
{
    expect_shown("similar, please look: bo (100 %), here 3-9, there 14-20");
    shellbench_press(&bench, "m");
    expect_shown("similar, please look: anna (100 %), here 14-20, there 3-9");
}

Test(gradedesk, source_is_shown_and_steers_no_terminal)
{
    shellbench_press(&bench, "s");
    expect_shown("   1 int here;");
    cr_expect_eq(strchr(bench.text, '\033'), NULL);
}

Test(gradedesk, points_by_hand_are_kept_and_close_what_was_open)
{
    struct gradelog_hand hand;

    shellbench_press(&bench, "=");
    expect_shown("2*");
    cr_assert_eq(gradelog_hand(&grades, "anna", "softmax", &hand).code, 0);
    cr_expect(hand.pointed);
    cr_expect_eq(hand.points, 2.0);
    shellbench_press(&bench, "u");
    expect_shown("bo softmax  report");
    shellbench_press(&bench, "p1.5\n");
    cr_assert_eq(gradelog_hand(&grades, "bo", "softmax", &hand).code, 0);
    cr_expect_eq(hand.points, 1.5);
    shellbench_press(&bench, "u");
    expect_shown("nothing is open");
    shellbench_press(&bench, "p3\n");
    expect_shown("points go from 0 to 2");
    shellbench_press(&bench, "p\n");
    cr_assert_eq(gradelog_hand(&grades, "bo", "softmax", &hand).code, 0);
    cr_expect_not(hand.pointed);
}

Test(gradedesk, remark_is_typed_kept_and_in_the_students_report)
{
    struct buf text;

    shellbench_press(&bench, "cnearly; j is no column\n");
    expect_shown("\"nearly; j is no column\"");
    buf_init(&text, 1 << 16);
    cr_assert_eq(gradebook_text(&text, &book, 0).code, 0);
    cr_expect(strstr(buf_string(&text), "Remark: nearly; j is no column"));
    cr_expect_eq(strstr(buf_string(&text), "similar"), NULL);
    buf_release(&text);
}

Test(gradedesk, csv_is_written_where_it_was_asked_for)
{
    shellbench_press(&bench, "=w");
    expect_shown("the marks are in");
    cr_expect_eq(access(csv, R_OK), 0);
}

Test(gradedesk, late_work_has_a_letter_and_its_span_in_words)
{
    book.conf.due = 1000;
    gradebook_mark(&book, 0, 1)->work = &in.student[0].work[1];
    in.student[0].work[1].at = 1000 + 2 * 3600;
    expect_shown("1/2~L");
    expect_shown("anna softmax  report  2 hours late");
}
