#include "viz/svgshape.h"

#include <stdarg.h>
#include <stdio.h>

#include "viz/wires.h"

enum { W = SVGSHAPE_WIDE, H = SVGSHAPE_HIGH };

void svgshape_print(struct sink out, const char *fmt, ...)
{
    char text[256];
    va_list args;

    va_start(args, fmt);
    /* The analyzer of clang 14 loses a va_list after va_start. */
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized) */
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    sink_text(out, text);
}

static void rect(struct sink out, double x, double y, double wide, double high,
                 uint32_t rgb)
{
    svgshape_print(out,
                   "<rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\" "
                   "fill=\"#%06x\"/>\n",
                   x, y, wide, high, (unsigned)rgb);
}

/* Parts of a block glyph, in eighths of the cell: x, y, width, height. */
struct part {
    uint8_t x, y, wide, high;
};

static const struct part left_top = {0, 0, 4, 4}, right_top = {4, 0, 4, 4};
static const struct part left_foot = {0, 4, 4, 4}, right_foot = {4, 4, 4, 4};

/* The quadrants of U+2596 to U+259F: bits 1 upper left, 2 upper right, 4
 * lower left, 8 lower right. */
static const uint8_t quadrants[10] = {4, 8, 1, 13, 9, 7, 11, 2, 6, 14};

static void quadrant(struct sink out, unsigned bits, int x, int y, uint32_t rgb)
{
    const struct part *const part[4] = {&left_top, &right_top, &left_foot,
                                        &right_foot};

    for (int i = 0; i < 4; i++) {
        if (bits >> i & 1) {
            rect(out, x + part[i]->x * W / 8.0, y + part[i]->y * H / 8.0,
                 part[i]->wide * W / 8.0, part[i]->high * H / 8.0, rgb);
        }
    }
}

static bool is_block(uint32_t rune)
{
    return rune >= 0x2580 && rune <= 0x259f;
}

static bool is_braille(uint32_t rune)
{
    return rune >= 0x2800 && rune <= 0x28ff;
}

/* Directions of the light lines of box drawing; 0 for any other. */
static unsigned directions(uint32_t rune)
{
    switch (rune) {
    case 0x2500:
        return WIRES_LEFT | WIRES_RIGHT;
    case 0x2502:
    case 0x2506:
        return WIRES_UP | WIRES_DOWN;
    case 0x250c:
        return WIRES_DOWN | WIRES_RIGHT;
    case 0x2510:
        return WIRES_DOWN | WIRES_LEFT;
    case 0x2514:
        return WIRES_UP | WIRES_RIGHT;
    case 0x2518:
        return WIRES_UP | WIRES_LEFT;
    case 0x251c:
        return WIRES_UP | WIRES_DOWN | WIRES_RIGHT;
    case 0x2524:
        return WIRES_UP | WIRES_DOWN | WIRES_LEFT;
    case 0x252c:
        return WIRES_DOWN | WIRES_LEFT | WIRES_RIGHT;
    case 0x2534:
        return WIRES_UP | WIRES_LEFT | WIRES_RIGHT;
    case 0x253c:
        return WIRES_UP | WIRES_DOWN | WIRES_LEFT | WIRES_RIGHT;
    case 0x2574:
        return WIRES_LEFT;
    case 0x2575:
        return WIRES_UP;
    case 0x2576:
        return WIRES_RIGHT;
    case 0x2577:
        return WIRES_DOWN;
    default:
        return 0;
    }
}

bool svgshape_knows(uint32_t rune)
{
    return is_block(rune) || is_braille(rune) || directions(rune) != 0;
}

bool svgshape_joins(uint32_t rune)
{
    return rune == 0x2500 || (rune >= 0x2580 && rune <= 0x2588) ||
           (rune >= 0x2591 && rune <= 0x2594);
}

static void block(struct sink out, uint32_t rune, int x, int y, int cells,
                  uint32_t rgb)
{
    const double wide = (double)W * cells;

    if (rune == 0x2580) {
        rect(out, x, y, wide, H / 2.0, rgb);
    } else if (rune <= 0x2588) {
        const double high = H * (int)(rune - 0x2580) / 8.0;

        rect(out, x, y + H - high, wide, high, rgb);
    } else if (rune <= 0x258f) {
        rect(out, x, y, W * (int)(0x2590 - rune) / 8.0, H, rgb);
    } else if (rune == 0x2590) {
        rect(out, x + W / 2.0, y, W / 2.0, H, rgb);
    } else if (rune <= 0x2593) {
        svgshape_print(out,
                       "<rect x=\"%d\" y=\"%d\" width=\"%g\" height=\"%d\" "
                       "fill=\"#%06x\" fill-opacity=\".%d\"/>\n",
                       x, y, wide, H, (unsigned)rgb,
                       20 + 20 * (int)(rune - 0x2590));
    } else if (rune == 0x2594) {
        rect(out, x, y, wide, H / 8.0, rgb);
    } else if (rune == 0x2595) {
        rect(out, x + W * 7 / 8.0, y, W / 8.0, H, rgb);
    } else {
        quadrant(out, quadrants[rune - 0x2596], x, y, rgb);
    }
}

static void braille(struct sink out, uint32_t rune, int x, int y, uint32_t rgb)
{
    static const uint8_t bit[8] = {1, 2, 4, 64, 8, 16, 32, 128};

    svgshape_print(out, "<g fill=\"#%06x\">", (unsigned)rgb);
    for (int i = 0; i < 8; i++) {
        const int across = 5 * (i / 4), down = 5 * (i % 4);

        if (rune & bit[i]) {
            svgshape_print(out, "<circle cx=\"%g\" cy=\"%g\" r=\"1.6\"/>",
                           2.5 + x + across, 2.5 + y + down);
        }
    }
    sink_text(out, "</g>\n");
}

static void lines(struct sink out, unsigned to, int x, int y, int cells,
                  uint32_t rgb)
{
    const double half = 0.75, wide = (double)W * cells;
    const double mid_x = x + W / 2.0, mid_y = y + H / 2.0;
    const double left = to & WIRES_LEFT ? x : mid_x - half;
    const double right = to & WIRES_RIGHT ? x + wide : mid_x + half;
    const double top = to & WIRES_UP ? y : mid_y - half;
    const double foot = to & WIRES_DOWN ? y + H : mid_y + half;

    if (to & (WIRES_LEFT | WIRES_RIGHT))
        rect(out, left, mid_y - half, right - left, 2 * half, rgb);
    if (to & (WIRES_UP | WIRES_DOWN))
        rect(out, mid_x - half, top, 2 * half, foot - top, rgb);
}

void svgshape_draw(struct sink out, uint32_t rune, int x, int y, int cells,
                   uint32_t rgb)
{
    if (is_braille(rune))
        braille(out, rune, x, y, rgb);
    else if (is_block(rune))
        block(out, rune, x, y, cells, rgb);
    else
        lines(out, directions(rune), x, y, cells, rgb);
}
