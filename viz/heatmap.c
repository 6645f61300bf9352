#include "viz/heatmap.h"

#include <math.h>
#include <stdio.h>

#include "viz/heatcell.h"
#include "viz/heatplan.h"
#include "viz/heatscale.h"
#include "viz/heatwords.h"
#include "viz/spots.h"

static const char *const scale_name[] = {
    [HEATMAP_PER_MAP] = "per map",
    [HEATMAP_PER_ROW] = "per row",
    [HEATMAP_FIXED] = "fixed scale",
};

static bool chosen_is_there(const struct heatmap *h)
{
    return h->cursor && h->at_row >= 0 && h->at_row < h->rows &&
           h->at_col >= 0 && h->at_col < h->cols;
}

/* A map without data or with a cursor off its cells has neither. */
static struct heatmap checked(const struct heatmap *h)
{
    struct heatmap map = *h;

    if (!map.value || map.rows <= 0 || map.cols <= 0)
        map.rows = map.cols = 0;
    map.cursor = chosen_is_there(&map);
    return map;
}

static void draw_row_labels(const struct heatmap *h, const struct heatplan *p,
                            struct canvas *cv)
{
    char room[16];

    for (int i = 0; i < p->body.rows && p->label_cols > 0; i++) {
        const int row = p->first_row + i * p->high;
        const char *text = heatplan_label(h->row_label, row, room);
        const int cols = canvas_cols(cv, text);
        const int gap = cols < p->label_cols ? p->label_cols - cols : 0;
        const struct canvas_rect at = {p->body.row + i, p->label_col + gap, 1,
                                       p->label_cols - gap};
        const bool here =
            h->cursor && row <= h->at_row && h->at_row < row + p->high;

        canvas_fit(cv, at, text, here ? INK_TEXT | INK_BOLD : INK_DIM);
    }
}

/* Cells too narrow for their label show as many labels as do not collide. */
static void draw_col_labels(const struct heatmap *h, const struct heatplan *p,
                            struct canvas *cv)
{
    const int end = p->body.col + p->body.cols;
    char room[16];
    int next = 0;

    for (int i = 0; i < p->cols && p->names >= 0; i++) {
        const int col = p->first_col + i, at = p->body.col + i * p->wide;
        const bool here = h->cursor && col == h->at_col;
        const char *text = heatplan_label(h->col_label, col, room);
        int wanted = canvas_cols(cv, text);

        if (p->wide >= 3 && wanted > p->wide - 1)
            wanted = p->wide - 1;
        if (at < next || (at + wanted > end && p->wide < 3))
            continue;
        struct canvas sub =
            canvas_sub(cv, (struct canvas_rect){p->names, at, 1, wanted});
        canvas_text(&sub, 0, 0, text, here ? INK_TEXT | INK_BOLD : INK_DIM);
        next = at + wanted + 1;
    }
}

/* Two map cells in one cell of the canvas. The palette writes black or white
 * over a role; turned halves make the role the glyph. */
static void draw_half(struct canvas *cv, int row, int col, unsigned up,
                      unsigned down)
{
    const bool turn = down != INK_TEXT && down < INK_RAMP;

    if (up == INK_MASK && down == INK_MASK) {
        canvas_put(cv, row, col, 0x2591, INK_MASK);
    } else {
        canvas_put(cv, row, col, turn ? 0x2584 : 0x2580,
                   turn ? ink_on(down, up) : ink_on(up, down));
    }
}

static unsigned half_ink(const struct heatmap *h, const struct heatplan *p,
                         int row, int col)
{
    if (h->cursor && row == h->at_row && col == h->at_col)
        return INK_FOCUS;
    return heatcell_ink(p, h, row, col);
}

static void draw_halves(const struct heatmap *h, struct heatplan p,
                        struct canvas *cv)
{
    for (int r = 0; r < p.rows; r += 2) {
        struct heatplan below = p;
        const int row = p.first_row + r;
        const bool two = r + 1 < p.rows;

        heatplan_row(&p, h, row);
        if (two)
            heatplan_row(&below, h, row + 1);
        for (int c = 0; c < p.cols; c++) {
            const int col = p.first_col + c;
            const unsigned up = half_ink(h, &p, row, col),
                           down = two ? half_ink(h, &below, row + 1, col)
                                      : INK_TEXT;

            for (int k = 0; k < p.wide; k++)
                draw_half(cv, p.body.row + r / 2, p.body.col + c * p.wide + k,
                          up, down);
        }
    }
}

static void draw_cells(const struct heatmap *h, struct heatplan p,
                       struct canvas *cv)
{
    if (p.glyphs == HEATMAP_HALF) {
        draw_halves(h, p, cv);
        return;
    }
    for (int r = 0; r < p.rows; r++) {
        heatplan_row(&p, h, p.first_row + r);
        for (int c = 0; c < p.cols; c++)
            heatcell_draw(cv, &p, h, p.first_row + r, p.first_col + c);
    }
}

static void read_cell(const struct heatmap *h, char *out, size_t size)
{
    struct words w = words_to(out, size);
    char a[16], b[16];

    words_add(&w, "%s > %s  ", heatplan_label(h->row_label, h->at_row, a),
              heatplan_label(h->col_label, h->at_col, b));
    if (heatscale_masked(h, h->at_row, h->at_col)) {
        words_add(&w, "masked");
    } else {
        words_add(&w, "%.4g", (double)heatscale_value(h, h->at_row, h->at_col));
    }
}

/* "0.00 ....  0.61  per map", then which part is seen. */
static void draw_bar(const struct heatmap *h, const struct heatplan *p,
                     struct canvas *cv)
{
    const bool own = h->scale == HEATMAP_PER_ROW && !h->cursor;
    const struct heatscale_range range =
        h->cursor ? heatscale_range(h, h->at_row) : p->range;
    const int steps = h->is_signed ? 5 : 10, wide = h->is_signed ? 2 : 1;
    char low[16], high[16];
    int col = p->label_col;

    words_number(low, sizeof low, range.low);
    words_number(high, sizeof high, range.high);
    if (range.empty) {
        canvas_text(cv, p->bar, col, "no values", INK_DIM);
        return;
    }
    col += canvas_printf(cv, p->bar, col, INK_DIM, "%s ", own ? "least" : low);
    for (int i = 0; i < steps; i++, col += wide) {
        const float part = (float)i / (float)(steps - 1);

        heatcell_share(cv, (struct canvas_rect){p->bar, col, 1, wide}, h,
                       p->glyphs, h->is_signed ? 2 * part - 1 : part);
    }
    col += canvas_printf(cv, p->bar, col, INK_DIM, " %s  %s",
                         own ? "most" : high, scale_name[h->scale]);
    if (p->rows < h->rows) {
        col += canvas_printf(cv, p->bar, col, INK_WARN, "  rows %d-%d of %d",
                             p->first_row + 1, p->first_row + p->rows, h->rows);
    }
    if (p->cols < h->cols) {
        canvas_printf(cv, p->bar, col, INK_WARN, "  columns %d-%d of %d",
                      p->first_col + 1, p->first_col + p->cols, h->cols);
    }
}

void heatmap_draw(const struct heatmap *h, struct canvas *cv,
                  struct canvas_rect at)
{
    const struct heatmap map = checked(h);
    struct canvas place = canvas_sub(cv, at);
    const struct canvas_rect all = canvas_whole(&place);
    const struct heatplan p = heatplan_make(&map, &place, all);

    if (p.title >= 0) {
        canvas_fit(&place, (struct canvas_rect){p.title, 0, 1, all.cols},
                   map.title, INK_TITLE);
    }
    draw_row_labels(&map, &p, &place);
    draw_col_labels(&map, &p, &place);
    draw_cells(&map, p, &place);
    if (map.picks) {
        spots_note(&place, (struct spots_spot){SPOTS_CELL, p.body, p.first_row,
                                               p.first_col, p.wide, p.high});
    }
    if (p.read >= 0) {
        char text[256];

        read_cell(&map, text, sizeof text);
        canvas_fit(&place, (struct canvas_rect){p.read, 0, 1, all.cols}, text,
                   INK_TEXT | INK_BOLD);
    }
    if (p.bar >= 0)
        draw_bar(&map, &p, &place);
}

struct canvas_rect heatmap_size(const struct heatmap *h,
                                const struct canvas *cv,
                                struct canvas_rect most)
{
    const struct heatmap map = checked(h);
    const struct heatplan p = heatplan_make(&map, cv, most);
    int end = p.body.row + p.body.rows;

    if (p.read >= 0)
        end = p.read + 1;
    if (p.bar >= 0)
        end = p.bar + 1;
    most.rows = end - most.row;
    most.cols = p.body.col + p.body.cols - most.col;
    return most;
}

size_t heatmap_words(const struct heatmap *h, enum words_depth depth, char *out,
                     size_t size)
{
    const struct heatmap map = checked(h);
    struct words w = words_to(out, size);

    heatwords_write(&map, depth, &w);
    return w.wanted;
}
