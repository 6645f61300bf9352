#include "viz/ansi.h"

#include <stdbool.h>
#include <stdio.h>

#include "viz/palette.h"

static const struct palette_paint bare = {PALETTE_OWN, PALETTE_OWN, 0};

static bool same(struct palette_paint a, struct palette_paint b)
{
    return a.fg == b.fg && a.bg == b.bg && a.attr == b.attr;
}

/* ";31", ";38;5;200" or ";38;2;1;2;3"; `base` is 30 or 40. */
static void colour(struct sink out, const struct canvas_look *look,
                   int32_t value, int base)
{
    char text[32];

    if (value == PALETTE_OWN)
        return;
    if (look->colours == CANVAS_RGB) {
        snprintf(text, sizeof text, ";%d;2;%d;%d;%d", base + 8,
                 (int)(value >> 16 & 0xff), (int)(value >> 8 & 0xff),
                 (int)(value & 0xff));
    } else if (look->colours >= 256) {
        snprintf(text, sizeof text, ";%d;5;%d", base + 8, (int)value);
    } else {
        snprintf(text, sizeof text, ";%d",
                 (int)(value < 8 ? base + value : base + 52 + value));
    }
    sink_text(out, text);
}

/* Each change starts from nothing: no terminal then disagrees on what an
 * earlier one left behind. */
static void change(struct sink out, const struct canvas_look *look,
                   struct palette_paint to)
{
    sink_text(out, "\x1b[0");
    if (to.attr & INK_BOLD)
        sink_text(out, ";1");
    if (to.attr & INK_ITALIC)
        sink_text(out, ";3");
    if (to.attr & INK_UNDERLINE)
        sink_text(out, ";4");
    if (to.attr & INK_REVERSE)
        sink_text(out, ";7");
    colour(out, look, to.fg, 30);
    colour(out, look, to.bg, 40);
    sink_text(out, "m");
}

static bool is_seen(const struct canvas *cv, const struct canvas_cell *cell)
{
    const struct palette_paint paint = palette_paint(&cv->look, cell);

    return (cell->rune && cell->rune != ' ') || cell->mark ||
           paint.bg != PALETTE_OWN ||
           (paint.attr & (INK_REVERSE | INK_UNDERLINE)) != 0;
}

static int used_cols(const struct canvas *cv, int row)
{
    int used = 0;

    for (int c = 0; c < cv->cols; c++) {
        const struct canvas_cell cell = canvas_at(cv, row, c);

        if (is_seen(cv, &cell))
            used = c + (cell.width == 2 ? 2 : 1);
    }
    return used;
}

void ansi_row(const struct canvas *cv, int row, struct sink out)
{
    const int cols = used_cols(cv, row);
    struct palette_paint now = bare;

    for (int c = 0; c < cols; c++) {
        const struct canvas_cell cell = canvas_at(cv, row, c);
        const struct palette_paint paint = palette_paint(&cv->look, &cell);

        if (cell.width == 0)
            continue;
        if (!same(now, paint))
            change(out, &cv->look, paint);
        now = paint;
        sink_rune(out, cell.rune ? cell.rune : ' ');
        if (cell.mark)
            sink_rune(out, cell.mark);
    }
    if (!same(now, bare))
        sink_text(out, "\x1b[0m");
}

void ansi_write(const struct canvas *cv, struct sink out)
{
    int rows = cv->rows;

    while (rows > 0 && used_cols(cv, rows - 1) == 0)
        rows--;
    for (int r = 0; r < rows; r++) {
        ansi_row(cv, r, out);
        sink_text(out, "\n");
    }
}
