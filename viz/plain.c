#include "viz/plain.h"

/* Columns up to the last one that is not blank. */
static int used_cols(const struct canvas *cv, int row)
{
    int used = 0;

    for (int c = 0; c < cv->cols; c++) {
        const struct canvas_cell cell = canvas_at(cv, row, c);

        if ((cell.rune && cell.rune != ' ') || cell.mark)
            used = c + (cell.width == 2 ? 2 : 1);
    }
    return used;
}

static int used_rows(const struct canvas *cv)
{
    int used = cv->rows;

    while (used > 0 && used_cols(cv, used - 1) == 0)
        used--;
    return used;
}

static void write_row(const struct canvas *cv, int row, struct sink out)
{
    const int cols = used_cols(cv, row);

    for (int c = 0; c < cols; c++) {
        const struct canvas_cell cell = canvas_at(cv, row, c);

        if (cell.width == 0)
            continue;
        sink_rune(out, cell.rune ? cell.rune : ' ');
        if (cell.mark)
            sink_rune(out, cell.mark);
    }
    sink_text(out, "\n");
}

void plain_write(const struct canvas *cv, struct sink out)
{
    const int rows = used_rows(cv);

    for (int r = 0; r < rows; r++)
        write_row(cv, r, out);
}
