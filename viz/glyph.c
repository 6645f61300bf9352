#include "viz/glyph.h"

#include "viz/widths.h"

/* The least code point that needs this many bytes: a longer spelling of a
 * smaller one is not UTF-8. */
static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

static size_t length_of(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 2;
    if (lead >= 0xe0 && lead <= 0xef)
        return 3;
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

size_t glyph_next(const char *utf8, size_t bytes, uint32_t *rune)
{
    const unsigned char lead = (unsigned char)utf8[0];
    const size_t length = length_of(lead);

    *rune = GLYPH_BAD;
    if (length == 0 || length > bytes)
        return 1;
    if (length == 1) {
        *rune = lead;
        return 1;
    }
    uint32_t value = lead & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        const unsigned char next = (unsigned char)utf8[i];

        if ((next & 0xc0) != 0x80)
            return 1;
        value = value << 6 | (next & 0x3f);
    }
    if (value < least[length] || value > 0x10ffff ||
        (value >= 0xd800 && value <= 0xdfff))
        return 1;
    *rune = value;
    return length;
}

uint32_t glyph_fold(uint32_t rune)
{
    if (rune == '\t' || rune == '\n' || rune == '\r' || rune == 0xa0)
        return ' ';
    if (rune < 0x20 || (rune >= 0x7f && rune < 0xa0) || rune > 0x10ffff)
        return GLYPH_BAD;
    if (rune == 0x2028 || rune == 0x2029)
        return ' ';
    /* Direction overrides can make a text read as another one. */
    if (rune == 0xad || (rune >= 0x200b && rune <= 0x200f) ||
        (rune >= 0x202a && rune <= 0x202e) ||
        (rune >= 0x2060 && rune <= 0x206f) ||
        (rune >= 0xfe00 && rune <= 0xfe0f) || rune == 0xfeff ||
        (rune >= 0xfff9 && rune <= 0xfffb) ||
        (rune >= 0x1f3fb && rune <= 0x1f3ff) || rune >= 0xe0000)
        return rune >= 0xf0000 ? GLYPH_BAD : 0;
    return rune;
}

int glyph_cols(uint32_t rune)
{
    return widths_of(rune);
}
