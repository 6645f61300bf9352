/* Similar files among independent ones, and no independent ones among them. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/alike.h"
#include "exercises/winnow.h"
#include "tests/exercises/judged.h"

#define HERE TEST_ROOT "/tests/exercises/alike/"

enum { MOST = 32 };

static struct intake in;
static struct intake_student people[MOST];
static struct exercise_names names;
static struct gradebook book;
static struct alike alike;

static void hand_in(const char *name, const char *text)
{
    struct intake_student *s = &people[in.students++];

    s->file = strdup(name);
    snprintf(s->shown, INTAKE_NAME, "%s", name);
    s->work = calloc(1, sizeof *s->work);
    snprintf(s->work->exercise, EXERCISE_NAME, "attention");
    s->work->text = strdup(text);
    s->work->bytes = strlen(text);
    s->works = 1;
}

static void hand_in_file(const char *name, const char *path)
{
    char *text = judged_read(path);

    hand_in(name, text);
    free(text);
}

static void make_class(void)
{
    memset(people, 0, sizeof people);
    names.count = 1;
    snprintf(names.name[0], EXERCISE_NAME, "attention");
    in = (struct intake){.student = people, .known = &names};
    hand_in_file("one-loop", HERE "one-loop.c");
    hand_in_file("pointers", HERE "pointers.c");
    hand_in_file("helpers", HERE "helpers.c");
    hand_in_file("online", HERE "online.c");
    hand_in_file("passes", HERE "passes.c");
}

static void clear_class(void)
{
    gradebook_release(&book);
    for (int i = 0; i < in.students; i++) {
        free(people[i].work->text);
        free(people[i].work);
        free(people[i].file);
    }
}

static void compare(void)
{
    cr_assert_eq(gradebook_init(&book, &in).code, 0);
    cr_assert_eq(alike_find(&alike, &book).code, 0);
}

/* The one pair that is told. */
static void expect_only(const char *a, const char *b)
{
    compare();
    for (int i = 0; i < alike.pairs; i++)
        cr_log_info("%s %s %g %g", people[alike.pair[i].a].shown,
                    people[alike.pair[i].b].shown, alike.pair[i].share,
                    alike.pair[i].weight);
    cr_assert_eq(alike.pairs, 1, "%d pairs", alike.pairs);
    cr_expect_str_eq(people[alike.pair[0].a].shown, a);
    cr_expect_str_eq(people[alike.pair[0].b].shown, b);
}

TestSuite(alike, .init = make_class, .fini = clear_class);

Test(alike, independent_solutions_are_left_alone)
{
    compare();
    cr_expect_eq(alike.pairs, 0);
}

Test(alike, renamed_reformatted_and_moved_copy_is_found)
{
    hand_in_file("copy", HERE "helpers-disguised.c");
    expect_only("helpers", "copy");
    cr_expect_gt(alike.pair[0].share, 0.7);
    cr_expect_geq(alike.pair[0].spans, 2, "its functions were moved");
    cr_expect(alike_about(&alike, 2, 0));
    cr_expect_not(alike_about(&alike, 1, 0));
}

Test(alike, lines_of_both_files_are_told)
{
    struct buf text;

    hand_in_file("copy", HERE "one-loop.c");
    expect_only("one-loop", "copy");
    cr_assert_eq(alike.pair[0].spans, 1);
    cr_expect_leq(alike.pair[0].span[0].a_first, 8);
    cr_expect_geq(alike.pair[0].span[0].a_last, 28);
    cr_expect_eq(alike.pair[0].span[0].a_first, alike.pair[0].span[0].b_first);
    buf_init(&text, 10000);
    cr_assert_eq(alike_text(&text, &alike, &book).code, 0);
    cr_expect(strstr(buf_string(&text), "similar, please look: one-loop and "
                                        "copy, attention (100 %)"));
    buf_release(&text);
}

Test(alike, what_the_course_shows_counts_for_nothing)
{
    for (int i = 0; i < 4; i++)
        hand_in_file("solution", TEST_ROOT "/exercises/attention/solution.c");
    for (int i = 0; i < 4; i++)
        hand_in_file("starter", TEST_ROOT "/exercises/attention/starter.c");
    compare();
    cr_expect_eq(alike.pairs, 0);
}

Test(alike, hints_stay_out_of_what_students_read)
{
    struct buf text;

    hand_in_file("copy", HERE "helpers-disguised.c");
    expect_only("helpers", "copy");
    book.similar = &alike;
    buf_init(&text, 1 << 20);
    for (int s = 0; s < in.students; s++)
        gradebook_mark(&book, s, 0)->state = GRADEBOOK_MISSING;
    for (int s = 0; s < in.students; s++) {
        cr_assert_eq(gradebook_text(&text, &book, s).code, 0);
        cr_assert_eq(gradebook_gradescope(&text, &book, s).code, 0);
    }
    cr_assert_eq(gradebook_junit(&text, &book).code, 0);
    cr_assert_eq(gradebook_tap(&text, &book).code, 0);
    cr_assert_eq(gradebook_csv(&text, &book).code, 0);
    cr_expect_eq(strstr(buf_string(&text), "similar"), NULL);
    buf_clear(&text);
    cr_assert_eq(gradebook_json(&text, &book).code, 0);
    cr_expect(strstr(buf_string(&text), "similar, please look"));
    buf_release(&text);
}

/* --- winnow ------------------------------------------------------------------
 */

static struct winnow prints_of(const char *text)
{
    struct winnow w;

    cr_assert_eq(winnow_init(&w, text, strlen(text)).code, 0);
    return w;
}

static void expect_same(const char *a, const char *b)
{
    struct winnow x = prints_of(a), y = prints_of(b);

    cr_assert_gt(x.prints, 0);
    cr_assert_eq(x.prints, y.prints);
    for (int i = 0; i < x.prints; i++)
        cr_expect_eq(x.print[i].hash, y.print[i].hash);
    winnow_release(&x);
    winnow_release(&y);
}

#define BODY "for (int i = 0; i < n; i++) sum += x[i] * y[i] + 3 * z[i - 1];"

Test(alike, comments_names_types_and_braces_leave_no_print)
{
    expect_same("float f(void) { " BODY " return sum; }",
                "#define X \\\n  1\n/* { */static  double g(void)\n{//\n"
                "for(size_t k=0x0;k<m;k++){total+=a[k]*b[k]\n"
                "+3.5e-7f*c[k-1];}return total;}");
}

Test(alike, text_that_breaks_off_anywhere_is_read)
{
    const char *whole = "int f(void) { return '\\'' + \"a\\\"b\" /* x */ // y\n"
                        "#define z \\\n 1.5e+3 ... }";
    char *part = NULL;

    for (size_t n = 0; n <= strlen(whole); n++) {
        struct winnow w;

        part = realloc(part, n + 1); /* ends where the text ends */
        cr_assert(part);
        memcpy(part, whole, n);
        cr_expect_eq(winnow_init(&w, part, n).code, 0);
        winnow_release(&w);
    }
    free(part);
}

/* The promise of winnowing, for a passage at any place. */
Test(alike, passage_of_sure_length_leaves_a_print_in_common)
{
    char passage[WINNOW_SURE * 3 + 1] = "", text[4000];
    static const char *const words[] = {"a ", "+ ", "( ", ") ", "[ ", "= "};

    for (int i = 0; i < WINNOW_SURE; i++)
        strcat(passage, words[i * i * 7 % 6]);
    for (int before = 0; before < 40; before++) {
        bool common = false;

        text[0] = '\0';
        for (int i = 0; i < before; i++)
            strcat(text, words[(i * 5 + before) % 6]);
        strcat(text, passage);
        for (int i = 0; i < 30; i++)
            strcat(text, words[(i * i + before) % 6]);
        struct winnow x = prints_of(passage), y = prints_of(text);
        for (int i = 0; i < x.prints; i++)
            for (int k = 0; k < y.prints; k++)
                common = common || x.print[i].hash == y.print[k].hash;
        cr_expect(common, "%d tokens before", before);
        winnow_release(&x);
        winnow_release(&y);
    }
}
