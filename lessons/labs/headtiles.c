#include "lessons/labs/headtiles.h"

#include <stdbool.h>

#include "viz/heatcell.h"
#include "viz/spots.h"

enum { LEFT = 3, MOST_MAP = 8 };
enum { UPPER_HALF = 0x2580, LOWER_HALF = 0x2584 };

/* How the tiles lie. */
struct plan {
    struct canvas_rect at;
    int map_rows, shown, first; /* rows of a map; layers shown, from `first` */
    int wide, map_cols;         /* columns of a tile, and of its map */
};

static int within(int x, int low, int high)
{
    return x < low ? low : x > high ? high : x;
}

static struct plan plan_of(const struct headtiles *t, struct canvas_rect at)
{
    struct plan p = {.at = at};

    /* All names before any maps: where both do not fit, maps go first. */
    p.map_rows = within(at.rows / t->layers - 1, 0, MOST_MAP);
    p.shown = within(at.rows / (p.map_rows + 1), 1, t->layers);
    p.first = within(t->row - p.shown / 2, 0, t->layers - p.shown);
    p.wide = within((at.cols - LEFT) / t->heads, 2, 24);
    p.map_cols = within(t->tokens, 1, p.wide - 1);
    return p;
}

/* The largest weight in part (row, col) of [rows, cols] parts; below 0: all of
 * it lies above the diagonal. */
static float part(const float *w, int tokens, const int at[2],
                  const int parts[2])
{
    const int first[] = {at[0] * tokens / parts[0], at[1] * tokens / parts[1]};
    const int end[] = {(at[0] + 1) * tokens / parts[0],
                       (at[1] + 1) * tokens / parts[1]};
    float best = -1.0f;

    for (int i = first[0]; i < end[0] || i == first[0]; i++)
        for (int j = first[1]; j < end[1] || j == first[1]; j++)
            if (j <= i && w[i * tokens + j] > best)
                best = w[i * tokens + j];
    return best;
}

static unsigned ink(float share)
{
    return share < 0.0f ? INK_TEXT : ink_ramp(share);
}

/* Two parts in a cell, one above the other. */
static void half_cell(struct canvas *cv, int row, int col, float top,
                      float below)
{
    if (top < 0.0f && below < 0.0f)
        return;
    if (top < 0.0f) /* the terminal's own colour cannot be a glyph's */
        canvas_put(cv, row, col, LOWER_HALF, ink_on(ink(below), INK_TEXT));
    else
        canvas_put(cv, row, col, UPPER_HALF, ink_on(ink(top), ink(below)));
}

static void draw_map(const struct plan *p, const float *w, int tokens,
                     struct canvas *cv, struct canvas_rect at)
{
    static const struct heatmap plain = {0};
    const bool half =
        cv->look.colours >= 256 && cv->look.glyphs == CANVAS_GLYPHS_UNICODE;
    const int parts[] = {half ? 2 * p->map_rows : p->map_rows, p->map_cols};

    for (int r = 0; r < p->map_rows; r++) {
        for (int c = 0; c < p->map_cols; c++) {
            const int upper = half ? 2 * r : r;
            const float top = part(w, tokens, (const int[]){upper, c}, parts);

            if (half) {
                half_cell(cv, at.row + r, at.col + c, top,
                          part(w, tokens, (const int[]){upper + 1, c}, parts));
            } else if (top >= 0.0f) {
                heatcell_share(
                    cv, (struct canvas_rect){at.row + r, at.col + c, 1, 1},
                    &plain, HEATMAP_RAMP, top);
            }
        }
    }
}

static void draw_tile(const struct headtiles *t, const struct plan *p,
                      struct canvas *cv, int layer, int head)
{
    const size_t map = (size_t)t->tokens * (size_t)t->tokens;
    const struct canvas_rect at = {
        p->at.row + (layer - p->first) * (p->map_rows + 1),
        p->at.col + LEFT + head * p->wide, 1, p->wide - 1};
    const bool chosen = layer == t->row && head == t->col;
    unsigned style = INK_TEXT;
    char text[24];

    t->say(t->user, layer, head, text, &style);
    canvas_fit(cv, at, text, chosen ? style | INK_REVERSE : style);
    draw_map(p, t->weight + ((size_t)layer * t->heads + head) * map, t->tokens,
             cv,
             (struct canvas_rect){at.row + 1, at.col, p->map_rows, at.cols});
    for (int r = 0; r <= p->map_rows; r++) { /* the mouse: all of it is one */
        const struct canvas_rect line = {at.row + r, at.col, 1, at.cols};

        spots_note(
            cv, (struct spots_spot){SPOTS_CELL, line, layer, head, at.cols, 1});
    }
}

void headtiles_draw(const struct headtiles *t, struct canvas *cv,
                    struct canvas_rect at)
{
    const struct plan p = plan_of(t, at);

    for (int l = p.first; l < p.first + p.shown; l++) {
        canvas_printf(cv, at.row + (l - p.first) * (p.map_rows + 1), at.col,
                      INK_DIM, "%d", l);
        for (int h = 0; h < t->heads; h++)
            draw_tile(t, &p, cv, l, h);
    }
}
