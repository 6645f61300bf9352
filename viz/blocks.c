#include "viz/blocks.h"

#include <math.h>
#include <stdbool.h>

static bool is_ascii(const struct canvas *cv)
{
    return cv->look.glyphs == CANVAS_GLYPHS_ASCII;
}

/* Eighths of `cells` cells. */
static int eighths_of(float share, int cells)
{
    const int all = cells * 8;

    if (!(share > 0.0f) || cells <= 0)
        return 0;
    const int n = (int)lroundf(fminf(share, 1.0f) * (float)all);
    return n < 1 ? 1 : n;
}

void blocks_right(struct canvas *cv, struct canvas_rect at, float share,
                  unsigned ink)
{
    const int eighths = eighths_of(share, at.cols);

    if (is_ascii(cv)) {
        at.cols = (eighths + 4) / 8;
        canvas_fill(cv, at, '#', ink);
        return;
    }
    for (int r = 0; r < at.rows && eighths % 8; r++) {
        canvas_put(cv, at.row + r, at.col + eighths / 8,
                   (uint32_t)(0x2590 - eighths % 8), ink);
    }
    at.cols = eighths / 8;
    canvas_fill(cv, at, 0x2588, ink);
}

void blocks_cell(struct canvas *cv, int row, int col, int level, unsigned ink)
{
    if (level <= 0)
        return;
    level = level > 8 ? 8 : level;
    canvas_put(cv, row, col,
               is_ascii(cv) ? (uint32_t) "..:-=+*##"[level]
                            : (uint32_t)(0x2580 + level),
               ink);
}

void blocks_up(struct canvas *cv, struct canvas_rect at, float share,
               unsigned ink)
{
    const int eighths = eighths_of(share, at.rows);

    for (int r = 0; r < at.rows; r++) {
        for (int c = 0; c < at.cols; c++) {
            blocks_cell(cv, at.row + at.rows - 1 - r, at.col + c,
                        eighths - 8 * r, ink);
        }
    }
}
