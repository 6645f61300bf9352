/* stage_draw.c - the hall's screen, and what its guests are told. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "tui/labview.h"
#include "tui/screens/lessontext.h"
#include "tui/screens/stage.h"
#include "viz/ansi.h"

enum { HEAD_ROWS = 2, WIDE_COLS = 90, SEED_BYTES = 64 };

/* The text as far as it is revealed, its end in sight. */
static void draw_text(struct stage *st, struct canvas *cv,
                      struct canvas_rect at)
{
    struct page *page = page_new();
    int lines;

    if (!page)
        return; /* the next frame tries again */
    if (!lessontext_start(page, &st->reader, st->shown,
                          (struct lessontext_show){.hall = true})
             .code) {
        lines = page_lay(page, &cv->look, at.cols);
        page_draw(page, cv, at, lines > at.rows ? lines - at.rows : 0);
    }
    page_free(page);
}

/* The seed of what runs, so that a class can have the same. */
static void draw_seed(const struct stage *st, struct canvas *cv)
{
    char text[SEED_BYTES];

    if (!st->panel)
        return;
    snprintf(text, sizeof text, "%.40s seed %" PRIu64, st->panel->lab->name,
             st->panel->plan.seed);
    canvas_text(cv, cv->rows - 1, cv->cols - canvas_cols(cv, text), text,
                INK_DIM);
}

static void draw_body(struct shell *s, struct stage *st, struct canvas *cv)
{
    struct canvas_rect text = {0, 2, cv->rows - 1, cv->cols - 4};
    struct canvas_rect lab = text;

    if (st->panel && st->zoom) {
        lab.row = HEAD_ROWS;
        lab.rows -= HEAD_ROWS;
        labview_draw(s, st->panel, cv, lab);
        return;
    }
    if (st->panel && cv->cols >= WIDE_COLS) {
        text.cols = cv->cols * 2 / 5;
        lab.col = text.col + text.cols + 2;
        lab.cols = cv->cols - lab.col - 1;
    } else if (st->panel) {
        text.rows = text.rows * 2 / 5;
        lab.row = text.row + text.rows + 1;
        lab.rows = cv->rows - 1 - lab.row;
    }
    draw_text(st, cv, text);
    if (st->panel)
        labview_draw(s, st->panel, cv, lab);
}

static void draw_now(struct shell *s, struct stage *st, struct canvas *cv)
{
    const struct lesson_step *step = reader_step(&st->reader);
    struct canvas_rect title = {0, 2, 1, cv->cols - 12};
    char place[24];

    if (st->blank)
        return;
    draw_body(s, st, cv);
    if (st->panel && st->zoom) /* else the text begins with it */
        canvas_fit(cv, title, step->title, INK_TITLE | INK_BOLD);
    snprintf(place, sizeof place, "%d / %d", st->reader.step + 1,
             st->lesson->step_count);
    canvas_text(cv, 0, cv->cols - 1 - (int)strlen(place), place, INK_DIM);
    draw_seed(st, cv);
}

static void copy_cells(struct canvas *to, const struct canvas *from)
{
    for (int r = 0; r < to->rows && r < from->rows; r++) {
        const int cols = to->cols < from->cols ? to->cols : from->cols;

        memcpy(to->cells + (size_t)r * (size_t)to->stride,
               from->cells + (size_t)r * (size_t)from->stride,
               (size_t)cols * sizeof *to->cells);
    }
}

void stage_draw(struct shell *s, void *state, struct canvas *cv)
{
    struct stage *st = state;

    st->rows = cv->rows;
    st->cols = cv->cols;
    if (st->frozen) {
        copy_cells(cv, st->frozen);
    } else {
        draw_now(s, st, cv);
        if (st->freeze)
            st->frozen = canvas_new(cv->rows, cv->cols, cv->look);
        if (st->frozen)
            copy_cells(st->frozen, cv);
    }
    st->freeze = false;
    stage_tell(s, st, cv);
}

static const char *notes_of(const struct lesson_step *step)
{
    for (int i = 0; i < step->block_count; i++) {
        if (step->blocks[i].kind == LESSON_NOTES)
            return step->blocks[i].text;
    }
    return "";
}

static int units(const struct lesson_step *step, int upto)
{
    int n = 0;

    for (int i = 0; i < upto && i < step->block_count; i++)
        n += step->blocks[i].kind != LESSON_NOTES;
    return n;
}

static void tell_notes(struct stage *st)
{
    const struct lesson_step *step = reader_step(&st->reader);
    const int next = reader_next(&st->reader, true);
    const int64_t now = clock_ns();
    json_t *note = json_pack(
        "{ss si si ss si si ss ss sf sf sb sb si si sI si}", "lesson",
        st->lesson->id, "step", st->reader.step + 1, "steps",
        st->lesson->step_count, "title", step->title, "reveal",
        units(step, st->shown), "of", units(step, step->block_count), "notes",
        notes_of(step), "next",
        next >= 0 ? st->lesson->steps[next].title : "the end", "step_seconds",
        (double)(now - st->step_ns) * 1e-9, "seconds",
        (double)(now - st->began_ns) * 1e-9, "blank", (int)st->blank, "frozen",
        st->frozen != NULL, "cols", st->cols, "rows", st->rows, "seed",
        (json_int_t)(st->panel ? st->panel->plan.seed : 0), "followers",
        st->guests.count);
    char *text = note ? json_dumps(note, JSON_COMPACT) : NULL;

    if (text)
        guests_tell(&st->guests, GUESTS_NOTES, text, strlen(text));
    free(text);
    json_decref(note);
}

static void add(void *to, const char *text, size_t bytes)
{
    buf_add(to, text, bytes);
}

void stage_tell(struct shell *s, struct stage *st, const struct canvas *cv)
{
    struct buf frame;

    (void)s;
    if (st->guests.count == 0)
        return;
    tell_notes(st);
    buf_init(&frame, GUESTS_BYTES);
    ansi_write(cv, (struct sink){add, &frame});
    if (!buf_status(&frame).code)
        guests_tell(&st->guests, GUESTS_FOLLOW, buf_string(&frame),
                    frame.bytes);
    buf_release(&frame);
}
