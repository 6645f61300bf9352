#include "viz/wires.h"

#include <stdint.h>

/* By the bits up 1, down 2, left 4, right 8. */
static const uint16_t line[16] = {
    0,      0x2575, 0x2577, 0x2502, 0x2574, 0x2518, 0x2510, 0x2524,
    0x2576, 0x2514, 0x250c, 0x251c, 0x2500, 0x2534, 0x252c, 0x253c};

static unsigned bits_of(uint32_t rune)
{
    if (rune == '-')
        return WIRES_LEFT | WIRES_RIGHT;
    if (rune == '|')
        return WIRES_UP | WIRES_DOWN;
    if (rune == '+')
        return WIRES_UP | WIRES_DOWN | WIRES_LEFT | WIRES_RIGHT;
    for (unsigned i = 1; i < 16; i++) {
        if (line[i] == rune)
            return i;
    }
    return 0;
}

static uint32_t ascii_of(unsigned bits)
{
    if ((bits & (WIRES_UP | WIRES_DOWN)) == 0)
        return '-';
    return (bits & (WIRES_LEFT | WIRES_RIGHT)) == 0 ? '|' : '+';
}

void wires_join(struct canvas *cv, int row, int col, unsigned directions,
                unsigned style)
{
    const unsigned bits =
        (bits_of(canvas_at(cv, row, col).rune) | directions) & 15u;

    if (bits) {
        canvas_put(cv, row, col,
                   cv->look.glyphs == CANVAS_GLYPHS_ASCII ? ascii_of(bits)
                                                          : line[bits],
                   style);
    }
}

void wires_across(struct canvas *cv, int row, int from, int to, unsigned style)
{
    const int low = from < to ? from : to, high = from < to ? to : from;

    for (int c = low; c <= high && low < high; c++) {
        wires_join(cv, row, c,
                   (c > low ? WIRES_LEFT : 0u) | (c < high ? WIRES_RIGHT : 0u),
                   style);
    }
}

void wires_down(struct canvas *cv, int col, int from, int to, unsigned style)
{
    const int low = from < to ? from : to, high = from < to ? to : from;

    for (int r = low; r <= high && low < high; r++) {
        wires_join(cv, r, col,
                   (r > low ? WIRES_UP : 0u) | (r < high ? WIRES_DOWN : 0u),
                   style);
    }
}
