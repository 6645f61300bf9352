#include "viz/timeline.h"

#include <math.h>
#include <stdio.h>

#include "viz/marks.h"
#include "viz/plane.h"
#include "viz/scroll.h"

static int rows_of(const struct timeline *t)
{
    return t->span && t->rows > 0 ? t->rows : 0;
}

static int spans_of(const struct timeline *t)
{
    return t->span && t->spans > 0 ? t->spans : 0;
}

static bool is_event(const struct timeline_span *s)
{
    return !(s->end > s->start);
}

static const char *row_name(const struct timeline *t, int row, char room[16])
{
    if (t->row_name)
        return t->row_name[row] ? t->row_name[row] : "";
    snprintf(room, 16, "%d", row);
    return room;
}

static struct axis axis_of(const struct timeline *t)
{
    double range[2] = {1, 0};

    if (t->low < t->high)
        return axis_make(t->low, t->high, false);
    for (int i = 0; i < spans_of(t); i++) {
        plane_widen(range, t->span[i].start);
        plane_widen(range, t->span[i].end);
    }
    return range[0] > range[1] ? axis_make(0, 1, false)
                               : axis_make(range[0], range[1], false);
}

static int name_cols(const struct timeline *t, const struct canvas *cv)
{
    char room[16];
    int cols = 0;

    for (int r = 0; r < rows_of(t); r++) {
        const int wanted = canvas_cols(cv, row_name(t, r, room));

        cols = wanted > cols ? wanted : cols;
    }
    return cols > cv->cols / 3 ? cv->cols / 3 : cols;
}

/* The column of a time, which may lie outside. */
static int col_of(const struct plane *p, double time)
{
    const double share = axis_share(&p->x, time);

    return p->body.col + (int)lround(fmin(fmax(share, -1.0), 2.0) *
                                     (double)(p->body.cols - 1));
}

static bool has_backgrounds(const struct canvas *cv)
{
    return cv->look.colours >= 8 && cv->look.theme != CANVAS_THEME_MONO &&
           cv->look.glyphs == CANVAS_GLYPHS_UNICODE;
}

/* Coloured cells with the name inside; else [name====]. */
static void draw_span(const struct timeline_span *s, int index,
                      const struct plane *p, struct canvas *cv, int row)
{
    const unsigned ink = marks_ink(index % 5);
    const bool fill = has_backgrounds(cv);
    int from = col_of(p, s->start), to = col_of(p, s->end);
    const char *name = s->name ? s->name : "";

    from = from < p->body.col ? p->body.col : from;
    to = to >= p->body.col + p->body.cols ? p->body.col + p->body.cols - 1 : to;
    /* Spans that touch do not share a cell. */
    const int cols = to - from > 0 ? to - from : 1;
    const struct canvas_rect all = {row, from, 1, cols};
    const struct canvas_rect in = {row, from + 1, 1, cols - 2};

    if (from > to)
        return;
    canvas_fill(cv, all, fill ? ' ' : '=', fill ? ink_on(INK_TEXT, ink) : ink);
    if (!fill && cols > 1) {
        canvas_put(cv, row, from, '[', ink);
        canvas_put(cv, row, from + cols - 1, ']', ink);
    }
    if (in.cols >= 2)
        canvas_fit(cv, in, name, fill ? ink_on(INK_TEXT, ink) : INK_TEXT);
}

static void draw_event(const struct timeline_span *s, int index,
                       const struct plane *p, struct canvas *cv, int row)
{
    const bool ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;
    const int col = col_of(p, s->start);

    if (col < p->body.col || col >= p->body.col + p->body.cols)
        return;
    canvas_put(cv, row, col, ascii ? '*' : 0x25c6, marks_ink(index % 5));
    if (s->name) {
        const int wanted = canvas_cols(cv, s->name);
        const int end = p->body.col + p->body.cols;
        const int at = col + 2 + wanted <= end ? col + 2 : col - 1 - wanted;

        if (at >= p->body.col)
            canvas_text(cv, row, at, s->name, INK_TEXT);
    }
}

static void draw_row_name(const struct timeline *t, struct canvas *cv,
                          int screen, int row, int cols)
{
    const bool here = t->cursor && row == t->at_row;
    char room[16];

    canvas_fit(cv, (struct canvas_rect){screen, 0, 1, cols},
               row_name(t, row, room),
               here ? INK_FOCUS | INK_REVERSE | INK_BOLD : INK_TEXT);
}

/* Time stands where the y axis would be. */
static struct plane make_plane(const struct timeline *t,
                               const struct canvas *cv, int left, int head)
{
    const struct canvas_rect rest = {head, left, cv->rows - head,
                                     cv->cols - left};
    return plane_make(cv, rest, axis_of(t), axis_make(0, 1, false), false);
}

static void draw_rows(const struct timeline *t, const struct plane *p,
                      struct canvas *cv, int first, int names)
{
    for (int r = 0; r < p->body.rows && first + r < rows_of(t); r++)
        draw_row_name(t, cv, p->body.row + r, first + r, names);
    for (int i = 0; i < spans_of(t); i++) {
        const struct timeline_span *s = &t->span[i];
        const int r = s->row - first;

        if (r < 0 || r >= p->body.rows || s->row >= rows_of(t) ||
            !isfinite(s->start) || !isfinite(s->end))
            continue;
        if (is_event(s))
            draw_event(s, i, p, cv, p->body.row + r);
        else
            draw_span(s, i, p, cv, p->body.row + r);
    }
}

/* Over the spans, on their colour. */
static void draw_now(const struct timeline *t, const struct plane *p,
                     struct canvas *cv)
{
    const bool ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;
    const int col = col_of(p, t->now);

    if (col < p->body.col || col >= p->body.col + p->body.cols)
        return;
    for (int r = 0; r < p->body.rows; r++) {
        const int row = p->body.row + r;

        canvas_put(cv, row, col, ascii ? '!' : 0x2506,
                   ink_on(INK_WARN | INK_BOLD, canvas_at(cv, row, col).bg));
    }
}

void timeline_draw(const struct timeline *t, struct canvas *cv,
                   struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);
    const int names = name_cols(t, &place);
    const int head = t->title && place.rows >= 5;

    if (place.rows == 0 || place.cols == 0)
        return;
    const struct plane p = make_plane(t, &place, names, head);
    const int first =
        scroll_first(rows_of(t), p.body.rows, t->cursor ? t->at_row : -1);

    if (head)
        canvas_text(&place, 0, 0, t->title, INK_TITLE);
    plane_axes(&p, &place, t->unit);
    draw_rows(t, &p, &place, first, names);
    if (t->has_now)
        draw_now(t, &p, &place);
    if (rows_of(t) == 0)
        canvas_text(&place, head, 0, "no rows", INK_DIM);
    if (rows_of(t) > p.body.rows && head) {
        canvas_printf(&place, 0, place.cols - 18, INK_WARN, "rows %d-%d of %d",
                      first + 1, first + p.body.rows, rows_of(t));
    }
}

static void one_span(const struct timeline *t, const struct timeline_span *s,
                     struct words *w)
{
    const char *unit = t->unit ? t->unit : "";
    char room[16];

    words_add(w, "%s: %s",
              s->row >= 0 && s->row < rows_of(t) ? row_name(t, s->row, room)
                                                 : "?",
              s->name ? s->name : "span");
    if (is_event(s)) {
        words_add(w, " at %.6g%s%s", s->start, *unit ? " " : "", unit);
    } else {
        words_add(w, " from %.6g to %.6g%s%s", s->start, s->end,
                  *unit ? " " : "", unit);
    }
    words_add(w, ".\n");
}

size_t timeline_words(const struct timeline *t, enum words_depth depth,
                      char *out, size_t size)
{
    struct words w = words_to(out, size);
    const struct axis a = axis_of(t);
    const int n = spans_of(t);

    if (t->title)
        words_add(&w, "%s. ", t->title);
    words_add(&w, "%d spans and events in %d rows", n, rows_of(t));
    if (n > 0)
        words_add(&w, ", from %.6g to %.6g", a.low, a.high);
    words_add(&w, ".\n");
    for (int i = 0; i < n && depth != WORDS_FINDING; i++) {
        if (depth == WORDS_SHORT && i == 8) {
            words_add(&w, "%d more.\n", n - i);
            break;
        }
        one_span(t, &t->span[i], &w);
    }
    return w.wanted;
}
