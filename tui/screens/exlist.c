#include "tui/screens/exlist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/attempts.h"
#include "tui/mine.h"
#include "tui/screens/exdesk.h"
#include "viz/listview.h"

struct entry {
    char note[64];
    const char *sign;
    bool passed;
};

struct list {
    int at, count, passed;
    int parts, all_parts; /* of the engine that are theirs, and can be */
    const struct exercise_names *names; /* the shell's */
    struct entry entry[EXERCISE_MOST];
};

/* The lesson that names the exercise, or NULL. */
static const struct catalogue_lesson *lesson_of(const struct shell *s,
                                                const char *name)
{
    for (int i = 0; i < s->course.catalogue.count; i++) {
        const struct catalogue_lesson *l = &s->course.catalogue.lessons[i];

        for (int k = 0; k < l->exercise_count; k++)
            if (strcmp(l->exercises[k], name) == 0)
                return l;
    }
    return NULL;
}

static struct status read_states(struct shell *s, struct list *l)
{
    struct attempts a;
    struct buf names;

    STATUS_TRY(attempts_open(&a, s->database));
    struct status st = STATUS_OK;
    l->passed = 0;
    for (int i = 0; i < l->count && !st.code; i++) {
        const char *name = l->names->name[i];
        const struct catalogue_lesson *of = lesson_of(s, name);
        struct entry *e = &l->entry[i];
        struct attempts_state state;

        st = attempts_state(&a, name, &state);
        e->passed = state.passed;
        e->sign = state.passed ? "+" : state.tries ? "-" : " ";
        snprintf(e->note, sizeof e->note, "%s%s%s, %d tries, %d hints",
                 of ? of->id : "", of ? "  " : "",
                 state.coded    ? "passed"
                 : state.passed ? "passed as a task"
                 : state.tries  ? "open"
                                : "new",
                 state.tries, state.hints);
        l->passed += state.passed;
    }
    attempts_close(&a);
    buf_init(&names, 1024);
    if (!st.code)
        st = mine_count(s->database, &names, &l->parts, &l->all_parts);
    buf_release(&names);
    return st;
}

static void act_open(struct shell *s, void *state)
{
    const struct list *l = state;

    if (l->count)
        shell_fault(s, exdesk_push(s, l->names->name[l->at], NULL, 0));
}

static void move_by(struct list *l, int by)
{
    l->at += by;
    if (l->at >= l->count)
        l->at = l->count - 1;
    if (l->at < 0)
        l->at = 0;
}

static void act_up(struct shell *s, void *state)
{
    (void)s;
    move_by(state, -1);
}

static void act_down(struct shell *s, void *state)
{
    (void)s;
    move_by(state, 1);
}

static void act_page_up(struct shell *s, void *state)
{
    move_by(state, 4 - s->rows);
}

static void act_page_down(struct shell *s, void *state)
{
    move_by(state, s->rows - 4);
}

static void act_first(struct shell *s, void *state)
{
    (void)s;
    move_by(state, -EXERCISE_MOST);
}

static void act_last(struct shell *s, void *state)
{
    (void)s;
    move_by(state, EXERCISE_MOST);
}

static const struct shell_binding bindings[] = {
    {KEYS_ENTER, "open", "open the exercise", act_open},
    {KEYS_DOWN, "down", "the next exercise", act_down},
    {KEYS_UP, "up", "the one before", act_up},
    {'j', NULL, "the next exercise", act_down},
    {'k', NULL, "the one before", act_up},
    {KEYS_PAGE_DOWN, NULL, "a screen down", act_page_down},
    {KEYS_SPACE, NULL, "a screen down", act_page_down},
    {KEYS_PAGE_UP, NULL, "a screen up", act_page_up},
    {'g', NULL, "the first", act_first},
    {'G', NULL, "the last", act_last},
    {KEYS_HOME, NULL, "the first", act_first},
    {KEYS_END, NULL, "the last", act_last},
    {0, NULL, NULL, NULL},
};

static void draw(struct shell *s, void *state, struct canvas *cv)
{
    const struct list *l = state;
    struct listview_item item[EXERCISE_MOST];
    char title[96];

    (void)s;
    for (int i = 0; i < l->count; i++)
        item[i] = (struct listview_item){l->names->name[i], l->entry[i].note,
                                         l->entry[i].sign};
    snprintf(title, sizeof title,
             "Exercises: %d of %d passed; engine: %d of %d parts yours",
             l->passed, l->count, l->parts, l->all_parts);
    const struct listview view = {.item = item,
                                  .count = l->count,
                                  .chosen = l->at,
                                  .title = title,
                                  .empty = "no exercise comes with this "
                                           "program"};
    listview_draw(&view, cv, canvas_whole(cv));
}

static void resume(struct shell *s, void *state)
{
    shell_fault(s, read_states(s, state));
}

static bool go(struct shell *s, void *state, const struct spots_spot *spot)
{
    struct list *l = state;
    const bool there = l->at == spot->row;

    (void)s;
    l->at = spot->row;
    return there;
}

static void release(struct shell *s, void *state)
{
    (void)s;
    free(state);
}

static const struct shell_screen screen = {
    .name = "exercises",
    .bindings = bindings,
    .draw = draw,
    .go = go,
    .resume = resume,
    .free = release,
};

static int first_of(const struct shell *s, const struct list *l, int row)
{
    for (int i = 0; i < l->count; i++) {
        const struct catalogue_lesson *of = lesson_of(s, l->names->name[i]);

        if (row < 0 ? !l->entry[i].passed
                    : of == &s->course.catalogue.lessons[row])
            return i;
    }
    return 0;
}

void exlist_push(struct shell *s, int row)
{
    struct list *l = calloc(1, sizeof *l);

    if (!l) {
        shell_say(s, "exercises: out of memory");
        return;
    }
    l->names = &s->exercises;
    l->count = s->exercises.count;
    shell_fault(s, read_states(s, l));
    l->at = first_of(s, l, row);
    shell_push(s, &screen, l);
}
