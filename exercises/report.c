#include "exercises/report.h"

#include <stdio.h>
#include <string.h>

const char *report_verdict_name(enum report_verdict v)
{
#define REPORT_TEXT(name, text) text,
    static const char *const names[] = {REPORT_VERDICTS(REPORT_TEXT)};
#undef REPORT_TEXT

    return names[v];
}

/* Bytes of a whole UTF-8 character that moves no cursor, or 0. */
static size_t character(const unsigned char *at, size_t left)
{
    const size_t n = at[0] < 0x80                    ? 1
                     : at[0] >= 0xc2 && at[0] < 0xe0 ? 2
                     : at[0] >= 0xe0 && at[0] < 0xf0 ? 3
                     : at[0] >= 0xf0 && at[0] < 0xf5 ? 4
                                                     : 0;

    if (n == 1)
        return at[0] == '\n' || at[0] == '\t' || (at[0] >= ' ' && at[0] < 0x7f);
    if (n == 0 || n > left)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    if (at[0] == 0xc2 && at[1] < 0xa0)
        return 0; /* a control character of eight bits */
    if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) ||
        (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f))
        return 0; /* too long, half of a pair, or past the end */
    if (at[0] == 0xe2 && ((at[1] == 0x80 && at[2] >= 0xaa && at[2] <= 0xae) ||
                          (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9)))
        return 0; /* turns the direction of writing */
    return n;
}

void report_clean(char *out, size_t room, const char *text, size_t bytes)
{
    static const char more[] = "\n... (more was written)\n";
    const unsigned char *at = (const unsigned char *)text;
    const size_t most = room > sizeof more ? room - sizeof more : 0;
    size_t used = 0;

    while (bytes) {
        const size_t n = character(at, bytes);
        char mark[8];

        snprintf(mark, sizeof mark, "\\x%02x", *at);
        const char *from = n ? (const char *)at : mark;
        const size_t size = n ? n : 4;
        if (used + size > most) {
            memcpy(out + used, more, sizeof more);
            return;
        }
        memcpy(out + used, from, size);
        used += size;
        at += n ? n : 1;
        bytes -= n ? n : 1;
    }
    out[used] = '\0';
}
