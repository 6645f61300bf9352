#include "tui/screens/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "tui/screens/lessontext.h"

enum {
    HALL_REST = 2,
    /* bottom line, seed */ ANSWER_BYTES = 128,
    LIST_BYTES = 160
};

static const struct lesson_block *block_at(const struct stage *st, int i)
{
    return &reader_step(&st->reader)->blocks[i];
}

static void drop_panel(struct shell *s, struct stage *st)
{
    if (st->panel)
        labpanel_leave(s, st->panel);
    st->panel = NULL;
    st->on_lab = false;
}

/* A step begins with its first block in sight. */
static void step_begins(struct shell *s, struct stage *st)
{
    drop_panel(s, st);
    st->shown = 0;
    st->answered = false;
    st->zoom = false;
    st->step_ns = clock_ns();
    while (st->shown < reader_step(&st->reader)->block_count &&
           block_at(st, st->shown)->kind == LESSON_NOTES)
        st->shown++;
    if (st->shown < reader_step(&st->reader)->block_count &&
        block_at(st, st->shown)->kind == LESSON_TEXT)
        st->shown++;
}

static void go(struct shell *s, struct stage *st, int step)
{
    const struct status fault = reader_go(&st->reader, step);

    shell_fault(s, fault);
    if (!fault.code)
        step_begins(s, st);
}

static void act_next_step(struct shell *s, void *state)
{
    struct stage *st = state;
    const int next = reader_next(&st->reader, true);

    if (next < 0) {
        shell_say(s, "this was the last step: q leaves");
    } else {
        go(s, st, next);
    }
}

static void act_previous_step(struct shell *s, void *state)
{
    struct stage *st = state;
    const int last = reader_previous(&st->reader, true);

    if (last < 0) {
        shell_say(s, "this is the first step");
    } else {
        go(s, st, last);
    }
}

/* The right answer of a question, as reader_submit() takes it; false where
 * there is none to show. */
static bool right_answer(const struct lesson_block *b, char out[ANSWER_BYTES])
{
    size_t used = 0;

    out[0] = '\0';
    for (int i = 0; i < b->item_count && used < ANSWER_BYTES; i++) {
        const struct lesson_item *item = &b->items[i];

        if (b->type == LESSON_TRUE_FALSE) {
            used += (size_t)snprintf(out + used, ANSWER_BYTES - used, "%c",
                                     item->right ? 't' : 'f');
        } else if (b->type == LESSON_ORDER) {
            used += (size_t)snprintf(out + used, ANSWER_BYTES - used, "%s%d",
                                     used ? " " : "", i + 1);
        } else if (item->right && b->type == LESSON_NUMBER) {
            snprintf(out, ANSWER_BYTES, "%s", item->answer);
        } else if (item->right &&
                   (b->type == LESSON_CHOICE || b->type == LESSON_FAULT)) {
            snprintf(out, ANSWER_BYTES, "%d", i + 1);
        }
    }
    return out[0] && b->type != LESSON_OWN_WORDS;
}

/* Shows what a question was after; false where there was nothing to show. */
static bool answer(struct shell *s, struct stage *st)
{
    char text[ANSWER_BYTES];
    const int at = st->shown - 1;

    if (st->answered || at < 0 || block_at(st, at)->kind != LESSON_QUESTION ||
        reader_reply(&st->reader, at)->given ||
        !right_answer(block_at(st, at), text))
        return false;
    st->answered = true;
    shell_fault(s, reader_submit(&st->reader, at, text));
    return true;
}

static void act_reveal(struct shell *s, void *state)
{
    struct stage *st = state;
    const struct lesson_step *step = reader_step(&st->reader);

    if (answer(s, st))
        return;
    while (st->shown < step->block_count &&
           block_at(st, st->shown)->kind == LESSON_NOTES)
        st->shown++;
    if (st->shown >= step->block_count) {
        act_next_step(s, st);
        return;
    }
    st->answered = false;
    if (block_at(st, st->shown)->kind == LESSON_LAB) {
        drop_panel(s, st);
        shell_fault(s, labpanel_use(s, block_at(st, st->shown)->text, true,
                                    &st->panel));
    }
    st->shown++;
}

/* One bit less; the lab that was last goes with it. */
static void act_conceal(struct shell *s, void *state)
{
    struct stage *st = state;

    if (st->shown <= 1) {
        act_previous_step(s, st);
        return;
    }
    st->shown--;
    st->answered = false;
    if (block_at(st, st->shown)->kind == LESSON_LAB)
        drop_panel(s, st);
}

static void act_blank(struct shell *s, void *state)
{
    struct stage *st = state;

    (void)s;
    st->blank = !st->blank;
}

static void act_freeze(struct shell *s, void *state)
{
    struct stage *st = state;

    (void)s;
    if (st->frozen) {
        canvas_free(st->frozen);
        st->frozen = NULL;
    } else {
        st->freeze = true;
    }
}

static void act_zoom(struct shell *s, void *state)
{
    struct stage *st = state;

    (void)s;
    st->zoom = st->panel && !st->zoom;
}

/* Arrows and letters go to the lab, to mark a cell, and back. */
static void act_mark(struct shell *s, void *state)
{
    struct stage *st = state;

    if (!st->panel) {
        shell_say(s, "no lab is on the stage");
        return;
    }
    st->on_lab = !st->on_lab;
    st->panel->focus = st->on_lab ? LABPANEL_PICTURE : LABPANEL_NONE;
}

static void act_run(struct shell *s, void *state)
{
    struct stage *st = state;

    if (st->panel)
        labpanel_play(s, st->panel);
}

static void act_timer(struct shell *s, void *state)
{
    struct stage *st = state;

    st->began_ns = st->step_ns = clock_ns();
    shell_say(s, "the timer starts anew");
}

static const struct shell_binding bindings[] = {
    {KEYS_SPACE, "reveal", "the next bit, then the next step", act_reveal},
    {KEYS_RIGHT, NULL, "the next bit, then the next step", act_reveal},
    {KEYS_PAGE_DOWN, NULL, "the next bit, then the next step", act_reveal},
    {KEYS_RUBOUT, NULL, "one bit less", act_conceal},
    {KEYS_LEFT, NULL, "one bit less", act_conceal},
    {KEYS_PAGE_UP, NULL, "one bit less", act_conceal},
    {']', "step", "the next step", act_next_step},
    {'[', NULL, "the step before", act_previous_step},
    {'b', "blank", "an empty screen, and back", act_blank},
    {'F', "freeze", "the hall keeps this picture while you go on", act_freeze},
    {'z', "zoom", "the lab on the whole screen, and back", act_zoom},
    {'+', NULL, "the lab on the whole screen, and back", act_zoom},
    {'m', "mark", "keys go to the lab, to mark a cell, and back", act_mark},
    {'r', "run", "run the lab, or pause it", act_run},
    {'T', NULL, "the timer starts anew", act_timer},
    {0, NULL, NULL, NULL},
};

/* On the stage, the cells of the picture can be shown to the class. */
static bool click(struct shell *s, void *state, const struct spots_spot *spot)
{
    struct stage *st = state;

    (void)s;
    if (!st->panel || spot->kind != SPOTS_CELL)
        return false;
    st->on_lab = true;
    return labpanel_go(st->panel, spot);
}

static bool typing(const void *state)
{
    const struct stage *st = state;

    return st->on_lab;
}

static bool key(struct shell *s, void *state, int k)
{
    struct stage *st = state;

    if (!st->on_lab || !st->panel) {
        if (k != KEYS_ESC)
            return false;
        shell_key(s, keymap_pressed(&s->keymap, "stage", 'q'));
        return true;
    }
    if (k == 'm' || k == KEYS_ESC) {
        act_mark(s, st);
        return true;
    }
    return labpanel_key(s, st->panel, k);
}

static void news(struct shell *s, void *state)
{
    struct stage *st = state;

    guests_hear(&st->guests);
    if (st->panel)
        labpanel_news(s, st->panel);
}

static void resume(struct shell *s, void *state)
{
    struct stage *st = state;

    if (st->panel)
        labpanel_ensure(s, st->panel);
}

static const struct lab *lab_of(const void *state)
{
    const struct stage *st = state;

    return st->panel ? st->panel->lab : NULL;
}

static void release(struct shell *s, void *state)
{
    struct stage *st = state;

    drop_panel(s, st);
    canvas_free(st->frozen);
    guests_close(&st->guests);
    s->guest_fd = -1;
    reader_close(&st->reader);
    free(st);
}

static const struct shell_screen screen = {
    .name = "stage",
    .bindings = bindings,
    .draw = stage_draw,
    .go = click,
    .key = key,
    .typing = typing,
    .news = news,
    .resume = resume,
    .lab = lab_of,
    .free = release,
    .quiet = true,
};

struct status stage_overflow(const struct lesson *l, int step,
                             const struct canvas *hall, int *lines)
{
    struct page *page = page_new();
    struct reader r;
    struct status st;

    *lines = 0;
    if (!page)
        return status_fail(STATUS_NO_MEMORY, "no memory for a page");
    st = reader_open(&r, l, NULL);
    if (!st.code)
        st = reader_go(&r, step);
    if (!st.code)
        st = lessontext_start(page, &r, l->steps[step].block_count,
                              (struct lessontext_show){.hall = true});
    if (!st.code)
        *lines = page_lay(page, &hall->look, hall->cols - 4) -
                 (hall->rows - HALL_REST);
    if (*lines < 0)
        *lines = 0;
    reader_close(&r);
    page_free(page);
    return st;
}

/* "3 steps are longer than this screen: 4, 7, 9" */
static void say_overflow(struct shell *s, const struct stage *st)
{
    const struct canvas hall = {.rows = s->rows ? s->rows : 24,
                                .cols = s->cols ? s->cols : 80,
                                .look = s->look};
    char list[LIST_BYTES] = "";
    size_t used = 0;
    int n = 0;

    for (int i = 0; i < st->lesson->step_count; i++) {
        int lines;

        if (stage_overflow(st->lesson, i, &hall, &lines).code || lines == 0)
            continue;
        n++;
        if (used < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%d",
                                     used ? ", " : "", i + 1);
    }
    if (n > 0)
        shell_say(s, "longer than this screen of %dx%d, they scroll: steps %s",
                  hall.cols, hall.rows, list);
}

struct status stage_push(struct shell *s, const char *id, int step)
{
    const int at = course_find(&s->course, id);
    struct stage *st;
    struct status fault;

    if (at < 0 || !s->course.entries[at].lesson) {
        return status_fail(STATUS_NOT_FOUND,
                           "present: there is no written lesson \"%s\"", id);
    }
    st = calloc(1, sizeof *st);
    if (!st)
        return status_fail(STATUS_NO_MEMORY, "present: out of memory");
    st->lesson = s->course.entries[at].lesson;
    st->guests.fd = -1;
    fault = guests_open(&st->guests, st->lesson->id);
    if (!fault.code)
        fault = reader_open(&st->reader, st->lesson, NULL);
    if (!fault.code)
        fault = reader_go(&st->reader, step > 0 ? step - 1 : 0);
    if (fault.code) {
        guests_close(&st->guests);
        reader_close(&st->reader);
        free(st);
        return fault;
    }
    s->guest_fd = st->guests.fd;
    st->began_ns = clock_ns();
    step_begins(s, st);
    say_overflow(s, st);
    shell_push(s, &screen, st);
    return STATUS_OK;
}
