#include "viz/scroll.h"

#include <stdint.h>

int scroll_first(int count, int room, int at)
{
    if (room <= 0 || count <= room || at < 0)
        return 0;
    const int wish = at - room / 2, last = count - room;

    return wish < 0 ? 0 : wish > last ? last : wish;
}

void scroll_thumb(struct canvas *cv, struct canvas_rect at, int first,
                  int count)
{
    const int ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;

    if (at.rows < 2 || count <= at.rows)
        return;
    const long long rows = at.rows, rest = count - rows;
    const long long long_enough = rows * rows / count;
    const int thumb = long_enough < 1 ? 1 : (int)long_enough;
    const int from = (int)((rows - thumb) * first / rest);

    canvas_fill(cv, (struct canvas_rect){at.row, at.col, at.rows, 1},
                ascii ? '|' : 0x2502, INK_FRAME);
    canvas_fill(cv, (struct canvas_rect){at.row + from, at.col, thumb, 1},
                ascii ? '#' : 0x2588, INK_DIM);
}
