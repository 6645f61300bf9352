#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/course.h"
#include "lessons/paragraphs.h"

/* course/questions: each names a step that is there, and words that stand in
 * it, so that the set stays one that rankers can be judged by. */

enum { LONGEST = 1 << 16 };

struct seen {
    struct course course;
    const char *ask, *set, *best, *also, *says;
    int tuned, judged, unanswered;
};

/* Adds `text` without its marks, each run of blanks as one. */
static void append_plain(char *out, const char *text)
{
    size_t n = strlen(out);

    for (; *text; text++) {
        const bool blank = *text == ' ' || *text == '\n';

        if (*text == '*' || *text == '`' ||
            (blank && n > 0 && out[n - 1] == ' '))
            continue;
        cr_assert_lt(n, (size_t)LONGEST - 2);
        out[n++] = blank ? ' ' : *text;
    }
    out[n] = '\0';
}

/* "L16 mixture" */
static const struct lesson_step *step_of(const struct course *c,
                                         const char *place)
{
    char lesson[8] = "";
    int taken = 0;

    cr_assert_eq(sscanf(place, "%7s %n", lesson, &taken), 1, "%s", place);
    const int i = course_find(c, lesson);
    cr_assert(i >= 0 && c->entries[i].lesson, "no lesson: %s", place);
    const struct lesson *l = c->entries[i].lesson;
    const int step = lesson_find(l, place + taken);
    cr_assert_geq(step, 0, "no step: %s", place);
    return &l->steps[step];
}

static bool says(const struct lesson_step *step, const char *words)
{
    static char text[LONGEST], wanted[LONGEST];

    text[0] = wanted[0] = '\0';
    for (int i = 0; i < step->block_count; i++)
        if (step->blocks[i].kind == LESSON_TEXT)
            append_plain(text, step->blocks[i].text);
    append_plain(wanted, words);
    return strstr(text, wanted) != NULL;
}

static void check(struct seen *s)
{
    cr_assert(s->ask && s->set && s->best);
    const bool tune = strcmp(s->set, "tune") == 0;
    cr_assert(tune || strcmp(s->set, "judge") == 0, "%s", s->ask);
    s->tuned += tune;
    s->judged += !tune;
    if (strcmp(s->best, "none") == 0) {
        cr_assert(!s->also && !s->says, "%s", s->ask);
        s->unanswered++;
        return;
    }
    cr_assert(s->says && says(step_of(&s->course, s->best), s->says),
              "%s does not say \"%s\"", s->best, s->says);
    if (s->also)
        cr_assert_not_null(step_of(&s->course, s->also));
}

static struct status take(void *user, const struct paragraphs_line *l)
{
    static const char *const keys[] = {"ask", "set", "best", "also", "says"};
    struct seen *s = user;
    const char **const values[] = {&s->ask, &s->set, &s->best, &s->also,
                                   &s->says};

    for (int i = 0; l->key && i < 5; i++)
        if (strcmp(l->key, keys[i]) == 0) {
            *values[i] = l->value;
            return STATUS_OK;
        }
    if (l->key)
        return status_fail(STATUS_BAD_FILE, "a question has no \"%s\"", l->key);
    check(s);
    for (int i = 0; i < 5; i++)
        *values[i] = NULL;
    return STATUS_OK;
}

Test(questions, each_is_answered_by_words_of_its_step_or_by_none)
{
    struct seen s = {.tuned = 0};
    char *text = NULL;

    cr_assert_eq(course_open(&s.course, NULL, NULL).code, STATUS_FINE);
    const struct status st =
        paragraphs_read(&text, TEST_ROOT "/lessons/course/questions", take, &s);
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    free(text);
    course_close(&s.course);
    cr_assert_geq(s.tuned, 50);
    cr_assert_geq(s.judged, 100);
    cr_assert_geq(s.unanswered, 30);
}
