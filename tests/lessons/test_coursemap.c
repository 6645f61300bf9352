#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "lessons/course.h"

#define SHIPPED TEST_ROOT "/lessons/course"

static void open_course(struct course *c, struct progress *p)
{
    const struct status st = course_open(c, SHIPPED, p);

    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
}

Test(coursemap, json_has_every_key_of_the_contract)
{
    static const char *const keys[] = {"id",    "title",   "stage",    "floor",
                                       "tier",  "minutes", "needs",    "state",
                                       "steps", "labs",    "exercises"};
    struct course c;

    open_course(&c, NULL);
    json_t *json = course_json(&c);
    json_t *lessons = json_object_get(json, "lessons");
    cr_assert_eq(json_array_size(lessons), 48);
    cr_expect(json_object_get(json, "next"));
    for (size_t i = 0; i < 48; i++)
        for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
            cr_expect(json_object_get(json_array_get(lessons, i), keys[k]),
                      "%zu %s", i, keys[k]);
    json_decref(json);
    course_close(&c);
}

Test(coursemap, every_written_lesson_can_be_read)
{
    struct course c;

    open_course(&c, NULL);
    for (int i = 0; i < c.catalogue.count; i++)
        cr_expect_eq(c.entries[i].fault.code, STATUS_FINE, "%s",
                     c.entries[i].fault.text);
    course_close(&c);
}

Test(coursemap, progress_is_merged_into_the_map)
{
    struct progress p;
    struct course c;

    remove("/tmp/lathe-coursemap.db");
    cr_assert_eq(progress_open(&p, "/tmp/lathe-coursemap.db").code,
                 STATUS_FINE);
    progress_visit(&p, "L16", "scores");
    progress_visit(&p, "L16", "mixture");
    progress_set_state(&p, "L21", PROGRESS_DONE);
    open_course(&c, &p);
    cr_expect_eq(c.entries[15].state, PROGRESS_STARTED);
    cr_expect_eq(c.entries[15].steps_seen, 2);
    cr_expect_eq(c.entries[20].state, PROGRESS_DONE);
    cr_expect_eq(c.entries[0].state, PROGRESS_NEW);
    progress_set_state(&p, "L16", PROGRESS_DONE);
    cr_assert_eq(course_refresh(&c, &p).code, STATUS_FINE);
    cr_expect_eq(c.entries[15].state, PROGRESS_DONE);
    cr_expect_neq(c.next, 15);
    course_close(&c);
    progress_close(&p);
    remove("/tmp/lathe-coursemap.db");
}

Test(coursemap, folder_without_a_catalogue_is_an_error)
{
    struct course c;

    cr_expect_eq(course_open(&c, "/nowhere", NULL).code, STATUS_NOT_FOUND);
}

static struct status passed_that(void *user, const char *exercise, bool *yes)
{
    *yes = strcmp(exercise, user) == 0;
    return STATUS_OK;
}

Test(coursemap, a_lesson_whose_last_exercise_is_passed_is_known_and_passed_over)
{
    struct course c;
    char attention[] = "attention", other[] = "another";

    open_course(&c, NULL);
    const int l16 = course_find(&c, "L16");
    cr_assert_str_eq(course_last_exercise(&c.entries[l16]), "attention");
    c.way = &l16; /* first on the way */
    c.way_count = 1;
    cr_assert_eq(course_refresh(&c, NULL).code, STATUS_FINE);
    cr_expect_eq(c.next, l16);
    cr_assert_eq(course_know(&c, passed_that, attention).code, STATUS_FINE);
    cr_assert_eq(course_refresh(&c, NULL).code, STATUS_FINE);
    cr_expect(c.entries[l16].known);
    cr_expect(course_settled(&c.entries[l16]));
    cr_expect_eq(c.entries[l16].state, PROGRESS_NEW, "but not done");
    cr_expect_eq(c.next, -1);
    cr_assert_eq(course_know(&c, passed_that, other).code, STATUS_FINE);
    cr_expect(!c.entries[l16].known, "what is passed no more is not known");
    course_close(&c);
}
