#include "tui/screens/lessondraw.h"

#include <stdio.h>

#include "tui/labview.h"
#include "tui/screens/lessonjots.h"
#include "tui/screens/lessonplace.h"
#include "tui/screens/lessonrun.h"
#include "tui/screens/lessonterms.h"
#include "tui/screens/lessontext.h"

enum { WHEEL_LINES = 3 };

static void fill_text(struct shell *s, struct lessonrun *l,
                      const struct canvas *cv, int cols)
{
    if (l->text && l->cols == cols)
        return;
    if (!l->text) {
        l->text = page_new();
        if (!l->text)
            return;
        shell_fault(s,
                    lessontext_fill(l->text, &l->reader, lessonrun_shown(l)));
        lessonjots_show(s, l, l->text);
    }
    l->cols = cols;
    page_lay(l->text, &cv->look, cols);
    l->hits = 0;
    lessonterms_laid(s, l);
}

static void draw_line(struct shell *s, struct lessonrun *l, struct canvas *cv,
                      struct canvas_rect at)
{
    const char *label = l->asks == LESSONRUN_ASKS_WORD   ? "find: "
                        : l->asks == LESSONRUN_ASKS_NOTE ? "note: "
                                                         : "answer: ";
    const int used = canvas_text(cv, at.row, at.col, label, INK_KEY | INK_BOLD);

    at.col += used;
    at.cols -= used;
    s->cursor_row = at.row;
    s->cursor_col = lineedit_draw(&l->line, cv, at, INK_TEXT | INK_UNDERLINE);
}

/* Scrolls until the line of code under the cursor is in sight. */
static void follow(struct lessonrun *l, const struct canvas *cv, int cols)
{
    struct lessontext_show show = lessonrun_shown(l);
    struct page *start = page_new();
    const int fault = lessonrun_fault(l);
    int row;

    show.until = l->at;
    l->follow = false;
    if (start && fault >= 0 &&
        !lessontext_start(start, &l->reader, fault + 1, show).code) {
        row = page_lay(start, &cv->look, cols) - 1;
        if (row >= l->scroll + l->room)
            l->scroll = row - l->room + 1;
        if (row < l->scroll)
            l->scroll = row;
    }
    page_free(start);
}

/* Scrolls until the end of the block to reveal is in sight. */
static void reveal(struct lessonrun *l, const struct canvas *cv, int cols)
{
    struct page *start = l->reveal >= 0 ? page_new() : NULL;
    int lines;

    if (start &&
        !lessontext_start(start, &l->reader, l->reveal + 1, lessonrun_shown(l))
             .code) {
        lines = page_lay(start, &cv->look, cols);
        if (lines - l->room > l->scroll)
            l->scroll = lines - l->room;
    }
    page_free(start);
    l->reveal = -1;
}

/* In the row above the text, so that it covers none of it. */
static void draw_extent(const struct lessonrun *l, struct canvas *cv,
                        struct canvas_rect at)
{
    const int lines = page_lines(l->text);
    const int last = l->scroll + l->room < lines ? l->scroll + l->room : lines;
    char text[64];

    snprintf(text, sizeof text, "lines %d-%d of %d%s", l->scroll + 1, last,
             lines, last < lines ? " (more)" : "");
    canvas_text(cv, at.row - 1, at.col + at.cols - canvas_cols(cv, text), text,
                last < lines ? INK_ACCENT : INK_DIM);
}

static void draw_text(struct shell *s, struct lessonrun *l, struct canvas *cv,
                      struct canvas_rect at)
{
    const bool asks = l->asks != LESSONRUN_ASKS_NOTHING;

    if (at.rows < 1)
        return;
    l->room = at.rows - asks;
    reveal(l, cv, at.cols);
    if (l->follow)
        follow(l, cv, at.cols);
    lessonrun_scroll(l, 0);
    if (l->text) {
        page_draw(l->text, cv,
                  (struct canvas_rect){at.row, at.col, l->room, at.cols},
                  l->scroll);
        lessonterms_draw(
            s, l, cv, (struct canvas_rect){at.row, at.col, l->room, at.cols});
    }
    if (asks) {
        draw_line(s, l, cv,
                  (struct canvas_rect){at.row + l->room, at.col, 1, at.cols});
    } else if (lessonrun_most_scroll(l) > 0) {
        draw_extent(l, cv, at);
    }
}

static void draw_lab(struct shell *s, struct lessonrun *l, struct canvas *cv,
                     struct canvas_rect at)
{
    at.rows = at.rows < 0 ? 0 : at.rows;
    if (l->panel) {
        labview_draw(s, l->panel, cv, at);
    } else if (at.rows > 0 && l->fault.code) {
        canvas_fit(cv, at, l->fault.text, INK_BAD);
    } else if (at.rows > 0) {
        canvas_fit(cv, at, "First your guess, then this lab runs.", INK_DIM);
    }
}

void lessondraw_page(struct shell *s, void *state, struct canvas *cv)
{
    struct lessonrun *l = state;
    struct lessonplace place =
        lessonplace_for(cv, l->lab >= 0, l->part != LESSONRUN_TEXT);

    lessonplace_title(&l->reader, cv);
    fill_text(s, l, cv, place.text.cols);
    lessonplace_share(&place, l->text ? page_lines(l->text) : 0,
                      l->part != LESSONRUN_TEXT, !l->panel && !l->fault.code);
    spots_one(cv, SPOTS_PANEL, place.text, 1);
    spots_one(cv, SPOTS_PANEL, place.lab, 2);
    if (place.text.rows > 0)
        draw_text(s, l, cv, place.text);
    if (place.lab.rows > 0)
        draw_lab(s, l, cv, place.lab);
    lessonplace_frame(&place, l->part != LESSONRUN_TEXT, cv);
}

/* The part that a thing of the lab belongs to has the focus. */
bool lessondraw_go(struct shell *s, void *state, const struct spots_spot *spot)
{
    struct lessonrun *l = state;
    bool there;

    if (spot->kind == SPOTS_PANEL) {
        lessonrun_set_part(l,
                           spot->row == 1 ? LESSONRUN_TEXT : LESSONRUN_PICTURE);
        return false;
    }
    if (!l->panel)
        return false;
    there = labpanel_go(l->panel, spot);
    lessonrun_set_part(l, spot->kind == SPOTS_KNOB ? LESSONRUN_KNOBS
                                                   : LESSONRUN_PICTURE);
    lessonrun_tell(s, l); /* a goal may be about what was looked at */
    return there;
}

bool lessondraw_wheel(struct shell *s, void *state, int panel, int way)
{
    (void)s;
    if (panel != 1)
        return false;
    lessonrun_scroll(state, WHEEL_LINES * way);
    return true;
}
