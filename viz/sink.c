#include "viz/sink.h"

#include <string.h>

void sink_text(struct sink out, const char *text)
{
    out.add(out.to, text, strlen(text));
}

void sink_rune(struct sink out, uint32_t rune)
{
    char byte[4];
    size_t n = 0;

    if (rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff))
        rune = 0xfffd;
    if (rune < 0x80) {
        byte[n++] = (char)rune;
    } else if (rune < 0x800) {
        byte[n++] = (char)(0xc0 | rune >> 6);
    } else if (rune < 0x10000) {
        byte[n++] = (char)(0xe0 | rune >> 12);
        byte[n++] = (char)(0x80 | (rune >> 6 & 0x3f));
    } else {
        byte[n++] = (char)(0xf0 | rune >> 18);
        byte[n++] = (char)(0x80 | (rune >> 12 & 0x3f));
        byte[n++] = (char)(0x80 | (rune >> 6 & 0x3f));
    }
    if (rune >= 0x80)
        byte[n++] = (char)(0x80 | (rune & 0x3f));
    out.add(out.to, byte, n);
}
