#include "viz/pen.h"

#include <string.h>

#include "viz/glyph.h"
#include "viz/spelling.h"

enum { JOINER = 0x200d };

/* The column of the pen in the canvas, or -2 where nothing can be seen. */
static int column(const struct pen *pen)
{
    const long long col = pen->start + pen->cols;

    return col < -1 || col > CANVAS_MAX_SIDE ? -2 : (int)col;
}

static struct canvas_cell *cell_at(struct canvas *cv, int row, int col)
{
    if (row < 0 || row >= cv->rows || col < 0 || col >= cv->cols)
        return NULL;
    return cv->cells + (size_t)row * (size_t)cv->stride + (size_t)col;
}

/* A mark joins the glyph before it; a second one is dropped. */
static void add_mark(struct pen *pen, uint32_t rune)
{
    const int col = column(pen) - 1;
    struct canvas_cell *cell = cell_at(pen->cv, pen->row, col);

    if (cell && cell->rune == 0 && cell->width == 0 && pen->cols > 1)
        cell = cell_at(pen->cv, pen->row, col - 1); /* a wide glyph */
    if (cell && !cell->mark)
        cell->mark = rune;
}

static void add_glyph(struct pen *pen, uint32_t rune)
{
    const int width = glyph_cols(rune);

    if (pen->cv && width > 0) {
        canvas_put(pen->cv, pen->row, column(pen), rune, pen->style);
    } else if (pen->cv && pen->cols > 0) {
        add_mark(pen, rune);
    }
    pen->cols += width;
}

void pen_text(struct pen *pen, const char *utf8, bool ascii)
{
    size_t left = strlen(utf8);
    bool joined = false;

    while (left) {
        uint32_t rune;
        const size_t took = glyph_next(utf8, left, &rune);
        const bool skip = joined; /* of joined emoji the first stands for all */

        utf8 += took;
        left -= took;
        joined = rune == JOINER;
        rune = glyph_fold(rune);
        if (!rune || skip)
            continue;
        if (!ascii) {
            add_glyph(pen, rune);
        } else if (glyph_cols(rune) > 0) {
            for (const char *s = spelling_of(rune); *s; s++)
                add_glyph(pen, (unsigned char)*s);
        }
    }
}
