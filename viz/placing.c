#include "viz/placing.h"

#include <stddef.h>

/* A blank stays between two names. */
static bool is_free(const struct canvas *cv, int row, int from, int cols)
{
    if (row < 0 || row >= cv->rows || from < 0 || from + cols > cv->cols)
        return false;
    for (int c = from - 1; c <= from + cols; c++) {
        const uint32_t rune = canvas_at(cv, row, c).rune;
        const bool edge = c < from || c == from + cols;
        const bool letter = rune > ' ' && rune < 0x2000;

        if (edge ? letter : rune != 0 && rune != ' ')
            return false;
    }
    return true;
}

bool placing_put(struct canvas *cv, int row, int col, const char *text,
                 unsigned style)
{
    const int cols = text ? canvas_cols(cv, text) : 0;
    const int spot[][2] = {{row, col + 2},
                           {row, col - cols - 1},
                           {row - 1, col + 1},
                           {row + 1, col + 1},
                           {row - 1, col - cols},
                           {row + 1, col - cols},
                           {row - 1, col - cols / 2},
                           {row + 1, col - cols / 2}};

    for (size_t i = 0; i < sizeof spot / sizeof spot[0] && cols > 0; i++) {
        if (!is_free(cv, spot[i][0], spot[i][1], cols))
            continue;
        canvas_text(cv, spot[i][0], spot[i][1], text, style);
        return true;
    }
    return false;
}
