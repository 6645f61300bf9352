#include "viz/marks.h"

#include <math.h>
#include <stdbool.h>

static bool is_ascii(const struct canvas *cv)
{
    return cv->look.glyphs == CANVAS_GLYPHS_ASCII;
}

static unsigned index_of(int i)
{
    return (unsigned)i % MARKS_SERIES;
}

uint32_t marks_rune(const struct canvas *cv, int i)
{
    static const uint32_t fine[MARKS_SERIES] = {0x25cf, 0x25cb, 0x25b2,
                                                0x25a0, 0x25c6, 0x25bd};

    return is_ascii(cv) ? (uint32_t) "*o+x#v"[index_of(i)] : fine[index_of(i)];
}

unsigned marks_ink(int i)
{
    return INK_SERIES1 + index_of(i);
}

uint32_t marks_arrow(const struct canvas *cv, double dx, double dy)
{
    static const uint32_t fine[8] = {0x2192, 0x2197, 0x2191, 0x2196,
                                     0x2190, 0x2199, 0x2193, 0x2198};
    const double eighth = atan2(1.0, 1.0);
    const bool ascii = is_ascii(cv); /* which has only four of them */
    const double step = ascii ? 2 * eighth : eighth;

    if (!isfinite(dx) || !isfinite(dy) || !(fabs(dx) + fabs(dy) > 0.0))
        return 0;
    const unsigned turn = (unsigned)(lround(atan2(dy, dx) / step) + 8);
    return ascii ? (uint32_t) ">^<v"[turn % 4] : fine[turn % 8];
}
