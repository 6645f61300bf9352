#include "viz/heatplan.h"

#include <stdbool.h>
#include <stdio.h>

enum { MOST_LABEL = 12, MOST_WIDE = 11 };

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

const char *heatplan_label(const char *const *labels, int i, char room[16])
{
    if (labels)
        return labels[i] ? labels[i] : "";
    snprintf(room, 16, "%d", i);
    return room;
}

static int longest(const struct canvas *cv, const char *const *labels,
                   int count)
{
    char room[16];
    int cols = 0;

    if (!labels) {
        return count > 0
                   ? canvas_cols(cv, heatplan_label(NULL, count - 1, room))
                   : 0;
    }
    for (int i = 0; i < count; i++)
        cols = most(cols, canvas_cols(cv, heatplan_label(labels, i, room)));
    return cols;
}

static enum heatmap_glyphs choose(const struct heatmap *h,
                                  const struct canvas *cv, bool fits)
{
    const struct canvas_look *look = &cv->look;
    const bool none = look->colours < 8 || look->theme == CANVAS_THEME_MONO;
    const bool half =
        look->colours >= 256 && !none && look->glyphs == CANVAS_GLYPHS_UNICODE;
    enum heatmap_glyphs glyphs = h->glyphs;

    if (glyphs == HEATMAP_AUTO)
        glyphs = fits ? HEATMAP_FULL : HEATMAP_HALF;
    if (glyphs == HEATMAP_HALF && (!half || h->zoom))
        glyphs = HEATMAP_FULL;
    /* Below 256 colours five steps are too few without the ramp's glyphs. */
    if (glyphs == HEATMAP_FULL && (none || look->colours < 256))
        glyphs = HEATMAP_RAMP;
    return glyphs;
}

/* Rows of the canvas around the cells, given `rows` in all. */
static void stack(struct heatplan *p, const struct heatmap *h,
                  struct canvas_rect at)
{
    const bool title = h->title && at.rows >= 6, names = at.rows >= 5;
    const bool read = h->cursor && at.rows >= 4, bar = at.rows >= 3;
    int row = at.row;

    p->title = title ? row++ : -1;
    p->names = names ? row++ : -1;
    p->body.row = row;
    p->body.rows = most(0, at.rows - title - names - read - bar);
    p->read = read ? 0 : -1;
    p->bar = bar ? 0 : -1;
}

static int wide_of(const struct heatmap *h, const struct canvas *cv,
                   const struct heatplan *p)
{
    const int wish = longest(cv, h->col_label, h->cols) + 1;

    /* Squares, unless only the rows are too many and columns have names. */
    if (p->glyphs == HEATMAP_HALF &&
        (!h->col_label || 2 * h->cols > p->body.cols))
        return 1;
    if (h->zoom) /* a gap between the numbers where there is room */
        return h->cols > 0 && h->cols * 5 <= p->body.cols ? 5 : 4;
    const int fair = h->cols > 0 ? p->body.cols / h->cols : 2;
    return most(2, least(least(wish, MOST_WIDE), fair));
}

/* The first of `count` places of which `room` are seen. */
static int first_of(int count, int room, bool cursor, int at)
{
    if (!cursor || count <= room)
        return 0;
    return most(0, least(at - room / 2, count - room));
}

static void window(struct heatplan *p, const struct heatmap *h)
{
    const int room_rows = p->body.rows * p->high;
    const int room_cols = p->body.cols / p->wide;

    p->first_row = first_of(h->rows, room_rows, h->cursor, h->at_row);
    p->first_col = first_of(h->cols, room_cols, h->cursor, h->at_col);
    p->rows = most(0, least(room_rows, h->rows - p->first_row));
    p->cols = most(0, least(room_cols, h->cols - p->first_col));
    p->body.rows = (p->rows + p->high - 1) / p->high;
    p->body.cols = p->cols * p->wide;
}

struct heatplan heatplan_make(const struct heatmap *h, const struct canvas *cv,
                              struct canvas_rect at)
{
    struct heatplan p = {0};

    at.rows = most(at.rows, 0);
    at.cols = most(at.cols, 0);
    stack(&p, h, at);
    p.label_col = at.col;
    p.label_cols = least(least(longest(cv, h->row_label, h->rows), MOST_LABEL),
                         at.cols / 4);
    p.body.col = at.col + p.label_cols + (p.label_cols > 0);
    p.body.cols = most(0, at.col + at.cols - p.body.col);
    p.glyphs =
        choose(h, cv, h->cols <= p.body.cols / 2 && h->rows <= p.body.rows);
    p.wide = wide_of(h, cv, &p);
    p.high = p.glyphs == HEATMAP_HALF ? 2 : 1;
    window(&p, h);
    p.range = heatscale_range(h, p.first_row);

    int row = p.body.row + p.body.rows;
    if (p.read == 0)
        p.read = row++;
    if (p.bar == 0)
        p.bar = row;
    return p;
}

void heatplan_row(struct heatplan *p, const struct heatmap *h, int row)
{
    if (h->scale == HEATMAP_PER_ROW)
        p->range = heatscale_range(h, row);
    p->peak = heatscale_peak(h, row);
}
