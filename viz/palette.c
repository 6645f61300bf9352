#include "viz/palette.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Colours are chosen once, as indexes of the 256-colour palette above its
 * first 16, which every terminal sets differently. 16 colours have an own
 * column; a 24-bit role takes the RGB value of its index.
 *
 * Ramps are tables whose lightness L* rises at every step, so that more looks
 * like more even without hue. Nearest matches of a smooth map do not: they go
 * back in lightness at several places.
 */
struct role {
    int16_t fg;    /* PALETTE_OWN or 16..255 */
    int16_t low;   /* the same among 16 colours */
    unsigned attr; /* where there is no colour */
};

enum { BLACK = 16, WHITE = 231 };

/* For a background that nobody knows: middle tones, text in its own colour. */
static const struct role any[INK_ROLES] = {
    [INK_TEXT] = {PALETTE_OWN, PALETTE_OWN, 0},
    [INK_DIM] = {245, 8, 0},
    [INK_TITLE] = {PALETTE_OWN, PALETTE_OWN, INK_BOLD},
    [INK_FOCUS] = {32, 4, INK_REVERSE},
    [INK_ACCENT] = {32, 6, INK_BOLD},
    [INK_GOOD] = {35, 2, 0},
    [INK_BAD] = {167, 1, INK_BOLD},
    [INK_WARN] = {172, 3, INK_BOLD},
    [INK_KEY] = {32, 6, INK_BOLD},
    [INK_CODE] = {30, 6, 0},
    [INK_FRAME] = {245, 8, 0},
    [INK_MASK] = {244, 8, 0},
    [INK_HIT] = {178, 3, INK_REVERSE},
    [INK_SERIES1] = {32, 6, 0},
    [INK_SERIES2] = {172, 3, 0},
    [INK_SERIES3] = {35, 2, 0},
    [INK_SERIES4] = {170, 5, 0},
    [INK_SERIES5] = {167, 1, 0},
    [INK_SERIES6] = {245, 4, 0}};

/* What dark, light and high-contrast backgrounds do otherwise. */
static const int16_t dark[INK_ROLES] = {
    [INK_TEXT] = 252,    [INK_DIM] = 245,     [INK_TITLE] = 231,
    [INK_FOCUS] = 39,    [INK_ACCENT] = 81,   [INK_GOOD] = 114,
    [INK_BAD] = 210,     [INK_WARN] = 221,    [INK_KEY] = 81,
    [INK_CODE] = 152,    [INK_FRAME] = 240,   [INK_MASK] = 240,
    [INK_HIT] = 221,     [INK_SERIES1] = 81,  [INK_SERIES2] = 215,
    [INK_SERIES3] = 114, [INK_SERIES4] = 176, [INK_SERIES5] = 210,
    [INK_SERIES6] = 250};
static const int16_t light[INK_ROLES] = {
    [INK_TEXT] = 235,   [INK_DIM] = 242,    [INK_TITLE] = 16,
    [INK_FOCUS] = 25,   [INK_ACCENT] = 25,  [INK_GOOD] = 22,
    [INK_BAD] = 124,    [INK_WARN] = 94,    [INK_KEY] = 25,
    [INK_CODE] = 23,    [INK_FRAME] = 247,  [INK_MASK] = 248,
    [INK_HIT] = 220,    [INK_SERIES1] = 25, [INK_SERIES2] = 130,
    [INK_SERIES3] = 28, [INK_SERIES4] = 90, [INK_SERIES5] = 124,
    [INK_SERIES6] = 241};
static const int16_t contrast[INK_ROLES] = {
    [INK_TEXT] = 231,    [INK_DIM] = 252,     [INK_TITLE] = 231,
    [INK_FOCUS] = 226,   [INK_ACCENT] = 226,  [INK_GOOD] = 123,
    [INK_BAD] = 217,     [INK_WARN] = 226,    [INK_KEY] = 226,
    [INK_CODE] = 159,    [INK_FRAME] = 252,   [INK_MASK] = 248,
    [INK_HIT] = 226,     [INK_SERIES1] = 123, [INK_SERIES2] = 220,
    [INK_SERIES3] = 231, [INK_SERIES4] = 213, [INK_SERIES5] = 217,
    [INK_SERIES6] = 252};

static const uint8_t viridis[] = {17, 53, 60, 30, 36, 77, 148, 226};
static const uint8_t cividis[] = {235, 24, 60, 243, 102, 144, 186, 227};
static const uint8_t low_ramp[] = {4, 6, 2, 3, 7};
static const uint8_t two_sided[] = {24, 31, 74, 153, 231, 223, 215, 208, 166};
static const uint8_t low_two_sided[] = {4, 6, 7, 3, 1};

static bool has_no_colour(const struct canvas_look *look)
{
    return look->colours < 8 || look->theme == CANVAS_THEME_MONO;
}

static int16_t role_index(const struct canvas_look *look, unsigned ink)
{
    switch (look->theme) {
    case CANVAS_THEME_DARK:
        return dark[ink];
    case CANVAS_THEME_LIGHT:
        return light[ink];
    case CANVAS_THEME_CONTRAST:
        return contrast[ink];
    default:
        return any[ink].fg;
    }
}

/* Level `level` of `levels` taken from a table of `steps` colours. */
static uint8_t step_of(const uint8_t *table, size_t steps, unsigned level,
                       unsigned levels)
{
    return table[level * steps / levels];
}

static int16_t ramp_index(const struct canvas_look *look, unsigned ink)
{
    const bool few = look->colours < 256;

    if (ink >= INK_SIGNED) {
        const unsigned level = ink - INK_SIGNED;

        if (few) {
            return step_of(low_two_sided, sizeof low_two_sided, level,
                           INK_SIGNED_LEVELS);
        }
        return step_of(two_sided, sizeof two_sided, level, INK_SIGNED_LEVELS);
    }
    const unsigned level = ink - INK_RAMP;
    if (few)
        return step_of(low_ramp, sizeof low_ramp, level, INK_RAMP_LEVELS);
    if (look->theme == CANVAS_THEME_CONTRAST)
        return step_of(cividis, sizeof cividis, level, INK_RAMP_LEVELS);
    return step_of(viridis, sizeof viridis, level, INK_RAMP_LEVELS);
}

static bool is_ramp(unsigned ink)
{
    return (ink >= INK_RAMP && ink < INK_RAMP + INK_RAMP_LEVELS) ||
           (ink >= INK_SIGNED && ink < INK_COUNT);
}

/* The xterm palette: 16..231 a colour cube, 232..255 greys. */
static uint32_t rgb_of(int16_t index)
{
    static const uint8_t side[] = {0, 95, 135, 175, 215, 255};
    static const uint32_t first[16] = {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00,
                                       0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
                                       0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
                                       0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};

    if (index < 16)
        return first[index & 15];
    if (index >= 232)
        return 0x010101u * (8u + 10u * (unsigned)(index - 232));

    const unsigned i = (unsigned)index - 16;
    return (uint32_t)side[i / 36] << 16 | (uint32_t)side[i / 6 % 6] << 8 |
           side[i % 6];
}

/* Between two neighbours of a table, `part` of `whole` of the way. */
static uint32_t mix(uint32_t a, uint32_t b, unsigned part, unsigned whole)
{
    uint32_t out = 0;

    for (unsigned shift = 0; shift <= 16; shift += 8) {
        const unsigned from = a >> shift & 0xff, to = b >> shift & 0xff;

        out |= (from * (whole - part) + to * part) / whole << shift;
    }
    return out;
}

/* 24 bits: every level has its own colour, on a line through the anchors. */
static uint32_t smooth(const uint32_t *anchor, unsigned anchors, unsigned level,
                       unsigned top)
{
    const unsigned at = level * (anchors - 1), i = at / top;

    return i + 1 < anchors ? mix(anchor[i], anchor[i + 1], at % top, top)
                           : anchor[anchors - 1];
}

static uint32_t ramp_rgb(const struct canvas_look *look, unsigned ink)
{
    static const uint32_t green[] = {0x440154, 0x482878, 0x3e4989, 0x31688e,
                                     0x26828e, 0x1f9e89, 0x35b779, 0x6ece58,
                                     0xb5de2b, 0xfde725};
    static const uint32_t grey_blue[] = {0x00224e, 0x123570, 0x3b496c, 0x575d6d,
                                         0x707173, 0x8a8678, 0xa59c74, 0xc3b369,
                                         0xe1cc55, 0xfee838};
    static const uint32_t sides[] = {0x005f87, 0x5fafd7, 0xffffff, 0xffaf5f,
                                     0xd75f00};

    if (ink >= INK_SIGNED)
        return smooth(sides, 5, ink - INK_SIGNED, INK_SIGNED_LEVELS - 1);
    return smooth(look->theme == CANVAS_THEME_CONTRAST ? grey_blue : green, 10,
                  ink - INK_RAMP, INK_RAMP_LEVELS - 1);
}

static int32_t colour_of(const struct canvas_look *look, unsigned ink)
{
    if (is_ramp(ink)) {
        if (look->colours == CANVAS_RGB)
            return (int32_t)ramp_rgb(look, ink);
        return look->colours == 8 ? ramp_index(look, ink) & 7
                                  : ramp_index(look, ink);
    }
    if (ink >= INK_ROLES)
        return PALETTE_OWN;
    if (look->colours < 256) {
        const int16_t low = any[ink].low;

        /* Eight colours have no grey: the text's own colour reads best. */
        return look->colours < 16 && low == 8 ? PALETTE_OWN : low;
    }
    const int16_t index = role_index(look, ink);
    if (look->colours == CANVAS_RGB && index >= 0)
        return (int32_t)rgb_of(index);
    return index;
}

/* How bright a colour looks, 0..255. */
static unsigned brightness(uint32_t rgb)
{
    return (54 * (rgb >> 16) + 183 * (rgb >> 8 & 0xff) + 19 * (rgb & 0xff)) >>
           8;
}

/* Black or white, whichever can be read on `bg`. */
static int32_t text_on(const struct canvas_look *look, int32_t bg)
{
    const bool rgb = look->colours == CANVAS_RGB;
    const uint32_t value = rgb ? (uint32_t)bg : rgb_of((int16_t)bg);
    const bool black = brightness(value) > 115;

    if (rgb)
        return black ? 0x000000 : 0xffffff;
    if (look->colours < 256)
        return black ? 0 : look->colours < 16 ? 7 : 15;
    return black ? BLACK : WHITE;
}

static struct palette_paint without_colour(const struct canvas_cell *cell,
                                           unsigned attr)
{
    if (cell->fg < INK_ROLES)
        attr |= any[cell->fg].attr;
    if (cell->bg < INK_ROLES)
        attr |= any[cell->bg].attr & INK_REVERSE;
    return (struct palette_paint){PALETTE_OWN, PALETTE_OWN, attr};
}

struct palette_paint palette_paint(const struct canvas_look *look,
                                   const struct canvas_cell *cell)
{
    unsigned attr = (unsigned)cell->attr << 16;

    if (has_no_colour(look))
        return without_colour(cell, attr);
    if (cell->fg == INK_TITLE)
        attr |= INK_BOLD;

    struct palette_paint paint = {colour_of(look, cell->fg), PALETTE_OWN, attr};
    if (cell->bg == INK_TEXT)
        return paint;
    paint.bg = colour_of(look, cell->bg);
    /* Any ink may meet a role as background; only black and white read. */
    if (paint.bg >= 0 && (cell->fg == INK_TEXT || !is_ramp(cell->bg)) &&
        !is_ramp(cell->fg))
        paint.fg = text_on(look, paint.bg);
    return paint;
}

uint32_t palette_rgb(const struct canvas_look *look, unsigned ink, int behind)
{
    const bool is_light = look->theme == CANVAS_THEME_LIGHT;
    struct canvas_look full = *look;

    full.colours = CANVAS_RGB;
    if (behind && ink == INK_TEXT)
        return is_light ? 0xffffff : 0x121212;

    const int32_t rgb = colour_of(&full, ink);
    if (rgb >= 0)
        return (uint32_t)rgb;
    return is_light ? 0x262626 : 0xd0d0d0;
}
