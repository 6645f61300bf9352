#include "tui/labview.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/buf.h"
#include "tui/labknobs.h"
#include "tui/shell.h"
#include "viz/page.h"

enum { WORDS_BYTES = 1 << 16, NAME_BYTES = 256 };

void labview_state(const struct labpanel *p, char out[LABVIEW_STATE_BYTES])
{
    const int64_t steps = p->info.steps;

    switch (p->info.state) {
    case WORKER_EMPTY:
        snprintf(out, LABVIEW_STATE_BYTES, "closed");
        break;
    case WORKER_OPENING:
        snprintf(out, LABVIEW_STATE_BYTES, "opening");
        break;
    case WORKER_PAUSED:
        snprintf(out, LABVIEW_STATE_BYTES, "paused, %" PRId64 " steps run",
                 steps);
        break;
    case WORKER_RUNNING:
        snprintf(out, LABVIEW_STATE_BYTES, "%s, %" PRId64 " steps run",
                 p->info.halting ? "ends this step" : "running", steps);
        break;
    case WORKER_DONE:
        if (p->lab->step) {
            snprintf(out, LABVIEW_STATE_BYTES, "done, %" PRId64 " steps",
                     steps);
        } else {
            out[0] = '\0';
        }
        break;
    case WORKER_FAILED:
        snprintf(out, LABVIEW_STATE_BYTES, "failed");
        break;
    }
}

static void draw_wrapped(struct canvas *cv, struct canvas_rect at,
                         const char *text, unsigned style, int scroll)
{
    struct page *page = page_new();

    if (!page)
        return; /* the next frame tries again */
    for (const char *line = text; *line;) {
        const size_t n = strcspn(line, "\n");

        page_paragraph(page);
        page_text(page, line, n, style);
        line += n + (line[n] == '\n');
    }
    page_lay(page, &cv->look, at.cols);
    page_draw(page, cv, at, scroll);
    page_free(page);
}

static void draw_words(struct labpanel *p, struct canvas *cv,
                       struct canvas_rect at)
{
    struct buf words;

    buf_init(&words, WORDS_BYTES);
    p->lab->words(p->shot->data, &p->view, &words);
    draw_wrapped(cv, at, buf_string(&words), INK_TEXT, 0);
    buf_release(&words);
}

/* What stands in the first row: the question of the lab, or, with the knobs in
 * focus, what the chosen one is for. The mark shows the focus without colour.
 */
static void name_part(const struct labpanel *p, char *out, size_t bytes)
{
    const char *mark = p->focus == LABPANEL_NONE ? "" : "> ";

    if (p->focus == LABPANEL_KNOBS && labknobs_count(p->lab) > 0) {
        const struct lab_knob *k = &p->lab->knobs[p->knob];

        snprintf(out, bytes, "%s%s: %s", mark, k->name, k->help);
    } else {
        snprintf(out, bytes, "%s%s", mark, p->lab->question);
    }
}

static void draw_head(const struct labpanel *p, struct canvas *cv,
                      struct canvas_rect at)
{
    char state[LABVIEW_STATE_BYTES], name[NAME_BYTES];
    int cols;

    labview_state(p, state);
    cols = canvas_cols(cv, state);
    at.rows = 1;
    canvas_text(cv, at.row, at.col + at.cols - cols, state,
                p->info.state == WORKER_RUNNING  ? INK_GOOD | INK_BOLD
                : p->info.state == WORKER_FAILED ? INK_BAD | INK_BOLD
                                                 : INK_DIM);
    at.cols -= cols + 1;
    name_part(p, name, sizeof name);
    canvas_fit(cv, at, name,
               (p->focus == LABPANEL_NONE ? INK_TITLE : INK_FOCUS) | INK_BOLD);
}

static void draw_picture(struct labpanel *p, struct canvas *cv,
                         struct canvas_rect at)
{
    struct canvas part = canvas_sub(cv, at);

    if (p->info.state == WORKER_FAILED) {
        draw_wrapped(cv, at, p->info.why.text, INK_BAD, 0);
    } else if (!p->shot) {
        canvas_fit(cv, at, "opening ...", INK_DIM);
    } else if (p->words) {
        draw_words(p, cv, at);
    } else {
        p->lab->draw(p->shot->data, &p->view, &part);
    }
}

void labview_draw(struct shell *s, struct labpanel *p, struct canvas *cv,
                  struct canvas_rect at)
{
    int knobs = labknobs_rows(p, cv, at.cols);

    if (at.rows < 1 || at.cols < 1)
        return;
    if (knobs > at.rows / 3)
        knobs = at.rows / 3;
    if (p->editing && knobs < 1)
        knobs = 1;
    draw_head(p, cv, at);
    draw_picture(
        p, cv,
        (struct canvas_rect){at.row + 1, at.col, at.rows - 1 - knobs, at.cols});
    labknobs_draw(
        p, cv,
        (struct canvas_rect){at.row + at.rows - knobs, at.col, knobs, at.cols},
        &s->cursor_row, &s->cursor_col);
}
