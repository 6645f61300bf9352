#include "viz/raster.h"

#include <stdlib.h>

/* Quadrant glyphs by their bits: upper left 1, upper right 2, lower left 4,
 * lower right 8. */
static const uint16_t quadrant[16] = {
    0,      0x2598, 0x259d, 0x2580, 0x2596, 0x258c, 0x259e, 0x259b,
    0x2597, 0x259a, 0x2590, 0x259c, 0x2584, 0x2599, 0x259f, 0x2588};

struct raster raster_over(const struct canvas *cv, struct canvas_rect at)
{
    struct raster r = {canvas_sub(cv, at), 0, 0, 1, 1, false};
    const enum canvas_graph graph = cv->look.graph;

    if (cv->look.glyphs == CANVAS_GLYPHS_UNICODE &&
        graph != CANVAS_GRAPH_ASCII) {
        r.per_col = 2;
        r.per_row = graph == CANVAS_GRAPH_BRAILLE ? 4 : 2;
    }
    r.cols = r.cv.cols * r.per_col;
    r.rows = r.cv.rows * r.per_row;
    return r;
}

static uint32_t with_braille(uint32_t rune, int col, int row)
{
    static const uint8_t bit[4][2] = {{1, 8}, {2, 16}, {4, 32}, {64, 128}};
    const uint32_t have = rune >= 0x2800 && rune <= 0x28ff ? rune : 0x2800;

    return have | bit[row][col];
}

static uint32_t with_quadrant(uint32_t rune, int col, int row)
{
    unsigned bits = 0;

    for (unsigned i = 0; i < 16; i++) {
        if (quadrant[i] == rune)
            bits = i;
    }
    return quadrant[bits | 1u << (row * 2 + col)];
}

static void put(struct raster *r, int col, int row, uint32_t whole,
                unsigned style)
{
    if (col < 0 || row < 0 || col >= r->cols || row >= r->rows)
        return;

    const int at_col = col / r->per_col, at_row = row / r->per_row;
    uint32_t rune = canvas_at(&r->cv, at_row, at_col).rune;

    if (r->per_row == 4) {
        rune = with_braille(rune, col % 2, row % 4);
    } else if (r->per_row == 2) {
        rune = with_quadrant(rune, col % 2, row % 2);
    } else if (rune == 0 || rune == ' ') {
        rune = whole;
    } else {
        return;
    }
    canvas_put(&r->cv, at_row, at_col, rune, style);
}

void raster_dot(struct raster *r, int col, int row, unsigned style)
{
    put(r, col, row, '.', style);
}

/* What a line of whole cells is made of at one dot, on its way by (dx, dy) to
 * the next one. */
static uint32_t slope(const struct raster *r, int dx, int dy)
{
    if (!r->slopes || (dx == 0 && dy == 0))
        return '.';
    if (dy == 0)
        return '-';
    if (dx == 0)
        return '|';
    return (dx > 0) == (dy > 0) ? '\\' : '/';
}

void raster_line(struct raster *r, const int from[2], const int to[2],
                 unsigned style)
{
    const int dx = abs(to[0] - from[0]), dy = abs(to[1] - from[1]);
    const int steps = dx > dy ? dx : dy;
    int before[2] = {from[0], from[1]};
    uint32_t whole = slope(r, to[0] - from[0], to[1] - from[1]);

    for (int i = 0; i <= steps; i++) {
        /* Rounded, with the same result in both directions. */
        const double part = steps ? (double)i / (double)steps : 0.0;
        const double x = from[0] + part * (to[0] - from[0]);
        const double y = from[1] + part * (to[1] - from[1]);
        const int at[2] = {(int)(x + 0.5), (int)(y + 0.5)};

        if (i > 0)
            whole = slope(r, at[0] - before[0], at[1] - before[1]);
        put(r, at[0], at[1], whole, style);
        before[0] = at[0];
        before[1] = at[1];
    }
}
