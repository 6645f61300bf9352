#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lessons/catalogue.h"

#define SHIPPED TEST_ROOT "/lessons/course"

static void open_shipped(struct catalogue *c)
{
    const struct status st = catalogue_open(c, SHIPPED);

    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
}

Test(catalogue, course_has_48_lessons_in_10_stages)
{
    struct catalogue c;

    open_shipped(&c);
    cr_expect_eq(c.count, 48);
    cr_expect_eq(c.stage_count, 10);
    for (int i = 0; i < c.count; i++) {
        char id[16];

        snprintf(id, sizeof(id), "L%02d", i + 1);
        cr_expect_str_eq(c.lessons[i].id, id);
        cr_expect_gt(c.lessons[i].row_count, 0);
    }
    for (int i = 0; i < c.stage_count; i++)
        cr_expect(c.stages[i][0]);
    catalogue_release(&c);
}

Test(catalogue, needs_resolve_and_form_no_circle)
{
    struct catalogue c;

    open_shipped(&c);
    const struct status st = catalogue_check(&c);
    cr_expect_eq(st.code, STATUS_FINE, "%s", st.text);
    catalogue_release(&c);
}

Test(catalogue, no_lesson_needs_a_later_one)
{
    struct catalogue c;

    open_shipped(&c);
    for (int i = 0; i < c.count; i++)
        for (int k = 0; k < c.lessons[i].need_count; k++)
            cr_expect_lt(catalogue_find(&c, c.lessons[i].needs[k]), i, "%s",
                         c.lessons[i].id);
    catalogue_release(&c);
}

Test(catalogue, no_floor_is_empty)
{
    static const char *const floors[] = {"theory", "framework", "model",
                                         "application"};
    struct catalogue c;
    int known = 0;

    open_shipped(&c);
    for (int f = 0; f < 4; f++) {
        int here = 0;

        for (int i = 0; i < c.count; i++)
            here += strcmp(c.lessons[i].floor, floors[f]) == 0;
        cr_expect_gt(here, 0, "%s", floors[f]);
        known += here;
    }
    cr_expect_eq(known, c.count);
    catalogue_release(&c);
}

/* Every row of the curriculum is C001 to C559; 41 belong to no lesson. */
Test(catalogue, lessons_cover_518_rows)
{
    bool covered[560] = {false};
    struct catalogue c;
    int count = 0;

    open_shipped(&c);
    for (int i = 0; i < c.count; i++)
        for (int r = 0; r < c.lessons[i].row_count; r++) {
            const char *row = c.lessons[i].rows[r];
            const long n = strtol(row + 1, NULL, 10);

            cr_assert(row[0] == 'C' && strlen(row) == 4 && n > 0 && n < 560,
                      "%s: %s", c.lessons[i].id, row);
            count += !covered[n];
            covered[n] = true;
        }
    cr_expect_eq(count, 518);
    catalogue_release(&c);
}

Test(catalogue, lesson_is_found_by_id_number_and_slug)
{
    struct catalogue c;

    open_shipped(&c);
    cr_expect_eq(catalogue_find(&c, "L16"), 15);
    cr_expect_eq(catalogue_find(&c, "l16"), 15);
    cr_expect_eq(catalogue_find(&c, "16"), 15);
    cr_expect_eq(catalogue_find(&c, "2"), 1);
    cr_expect_eq(catalogue_find(&c, "self-attention"), 15);
    cr_expect_eq(catalogue_find(&c, "long-context"), 27);
    cr_expect_eq(catalogue_find(&c, "49"), -1);
    cr_expect_eq(catalogue_find(&c, ""), -1);
    catalogue_release(&c);
}

/* What reading `text` as a catalogue answers. */
static struct status read_text(struct catalogue *c, const char *text)
{
    char folder[] = "/tmp/lathe-catalogue-XXXXXX";
    char path[100];

    cr_assert(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/catalogue", folder);
    FILE *f = fopen(path, "w");
    fputs(text, f);
    fclose(f);
    const struct status st = catalogue_open(c, folder);
    unlink(path);
    rmdir(folder);
    return st;
}

#define STAGE "stage: 1\nname: One\n"
#define REST \
    "slug: a\ntitle: A\nfloor: model\ntier: basic\nminutes: 5\nrows: C1\n"

static void expect_fault(const char *text, const char *want)
{
    struct catalogue c;
    const struct status st = read_text(&c, text);

    cr_expect_eq(st.code, STATUS_BAD_FILE, "%s", text);
    cr_expect(strstr(st.text, want), "\"%s\" does not say \"%s\"", st.text,
              want);
}

Test(catalogue, faults_have_file_and_line)
{
    expect_fault("lesson: L01\n" REST, "catalogue:1: a stage must come");
    expect_fault(STAGE "lesson: L01\nslug: a\n", "catalogue:3: L01 lacks");
    expect_fault(STAGE "colour: red\n", "catalogue:3: unknown key");
    expect_fault(STAGE "lesson: L01\n" REST "color: 1\n",
                 "catalogue:10: unknown key");
    expect_fault(STAGE "lesson: L01\n" REST "slug: b\n",
                 "catalogue:10: slug: stands there twice");
    expect_fault("stage: 2\n", "catalogue:1: stage 1 must come here");
    expect_fault(STAGE "words\n", "catalogue:3: not a line");
    expect_fault(STAGE "lesson: L01\n" REST "needs: L02 L03\n",
                 "catalogue:10: not a list");
    expect_fault("", "there is no lesson");
}

Test(catalogue, circle_of_needs_is_found)
{
    struct catalogue c;

    cr_assert_eq(read_text(&c, STAGE "lesson: L01\n" REST "needs: L02\n"
                                     "lesson: L02\n" REST "needs: L01\n")
                     .code,
                 STATUS_FINE);
    const struct status st = catalogue_check(&c);
    cr_expect(strstr(st.text, "L02 needs L01, which needs it in turn"), "%s",
              st.text);
    catalogue_release(&c);
    cr_assert_eq(read_text(&c, STAGE "lesson: L01\n" REST "needs: L07\n").code,
                 STATUS_FINE);
    cr_expect(strstr(catalogue_check(&c).text, "which is not there"));
    catalogue_release(&c);
}
