#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/tracks.h"

static struct status read_text(struct tracks *t, const struct catalogue *c,
                               const char *text)
{
    char folder[] = "/tmp/test_tracksXXXXXX", path[64], command[64];
    FILE *f;

    cr_assert(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/tracks", folder);
    f = fopen(path, "w");
    cr_assert(f != NULL);
    fputs(text, f);
    fclose(f);
    const struct status st = tracks_open(t, c, folder);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert_eq(system(command), 0);
    return st;
}

static void refuses(const struct catalogue *c, const char *text,
                    const char *part)
{
    struct tracks t;
    const struct status st = read_text(&t, c, text);

    cr_assert_eq(st.code, STATUS_BAD_FILE, "%s", st.text);
    cr_assert(strstr(st.text, part) != NULL, "%s", st.text);
}

static void open_shipped(struct course *c)
{
    cr_assert_eq(course_open(c, TEST_ROOT "/lessons/course", NULL).code,
                 STATUS_FINE);
}

Test(tracks, parts_hold_their_lessons_in_order)
{
    struct course c;
    struct tracks t;

    open_shipped(&c);
    cr_assert_eq(read_text(&t, &c.catalogue,
                           "track: a\nname: A\npart: one | L03 L01-L02 | x\n"
                           "part: two | L05\n")
                     .code,
                 STATUS_FINE);
    cr_assert_eq(t.count, 1);
    cr_assert_eq(t.track[0].parts, 2);
    cr_assert_eq(t.track[0].part[0].count, 3);
    cr_assert_str_eq(t.track[0].part[0].gate, "x");
    cr_assert_str_eq(t.track[0].part[1].gate, "");
    cr_assert_str_eq(c.catalogue.lessons[t.track[0].lesson[0]].id, "L03");
    cr_assert_str_eq(c.catalogue.lessons[t.track[0].lesson[2]].id, "L02");
    tracks_close(&t);
    course_close(&c);
}

Test(tracks, no_evening_is_longer_than_it_says)
{
    struct course c;
    struct tracks t;

    open_shipped(&c);
    cr_assert_eq(read_text(&t, &c.catalogue,
                           "track: a\nname: A\npack: 90 | one, two | L01-L48\n")
                     .code,
                 STATUS_FINE);
    cr_assert_eq(t.track[0].lessons, c.catalogue.count);
    cr_assert_str_eq(t.track[0].part[0].name, "week 1, one");
    cr_assert_str_eq(t.track[0].part[3].name, "week 2, two");
    for (int i = 0; i < t.track[0].parts; i++) {
        const struct tracks_part *p = &t.track[0].part[i];
        int minutes = 0;

        for (int k = 0; k < p->count; k++)
            minutes +=
                c.catalogue.lessons[t.track[0].lesson[p->first + k]].minutes;
        cr_assert(minutes <= 90 || p->count == 1, "%s: %d", p->name, minutes);
        cr_assert_gt(p->count, 0);
    }
    tracks_close(&t);
    course_close(&c);
}

Test(tracks, the_shipped_tracks_are_those_of_the_plan)
{
    static const char *const words[] = {
        "theory",   "framework",  "models",  "applications", "beginner",
        "advanced", "four-weeks", "product", "research",     "evenings"};
    struct course c;
    struct tracks t;

    open_shipped(&c);
    const struct status st =
        tracks_open(&t, &c.catalogue, TEST_ROOT "/lessons/course");
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        cr_expect(tracks_find(&t, words[i]) >= 0, "%s", words[i]);
    tracks_close(&t);
    course_close(&c);
}

Test(tracks, the_way_goes_along_the_track)
{
    static const int way[] = {20, 15};
    struct course c;

    open_shipped(&c);
    course_follow(&c, way, 2);
    cr_assert_eq(course_refresh(&c, NULL).code, STATUS_FINE);
    cr_assert_eq(c.next, 20); /* L21 is written */
    course_close(&c);
}

Test(tracks, what_is_wrong_is_named_with_its_line)
{
    struct course c;

    open_shipped(&c);
    refuses(&c.catalogue, "track: a\nname: A\npart: one | L99\n",
            ":3: there is no lesson \"L99\"");
    refuses(&c.catalogue, "track: a\nname: A\npart: one | L05-L02\n",
            "stands before");
    refuses(&c.catalogue, "track: a\nname: A\n", ":2: a track needs");
    refuses(&c.catalogue, "name: A\n", ":1: a track begins");
    refuses(&c.catalogue, "track: a\npack: 1 | x | L01\n", "pack needs");
    course_close(&c);
}
