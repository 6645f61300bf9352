/* Bytes of unknown origin as UTF-8. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include "engine/app/loader.h"

/* What Windows-1252 has at 0x80 .. 0x9F; elsewhere it is Latin-1. */
static const uint16_t windows[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
    0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

static void add(struct buf *out, int32_t code)
{
    utf8proc_uint8_t text[4];

    buf_add(out, text, (size_t)utf8proc_encode_char(code, text));
}

static int32_t unit(const unsigned char *at, bool high_first)
{
    return high_first ? at[0] << 8 | at[1] : at[1] << 8 | at[0];
}

static void from_wide(struct buf *out, const unsigned char *data, size_t bytes,
                      size_t *repaired)
{
    const bool high_first = data[0] == 0xFE;

    for (size_t i = 2; i + 1 < bytes; i += 2) {
        int32_t code = unit(data + i, high_first);

        if (code >= 0xD800 && code < 0xDC00 && i + 3 < bytes) {
            const int32_t low = unit(data + i + 2, high_first);

            if (low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            }
        }
        if (code == 0 || (code >= 0xD800 && code < 0xE000)) {
            code = 0xFFFD;
            *repaired += 2;
        }
        add(out, code);
    }
}

void loader_repair(struct buf *out, const void *data, size_t bytes,
                   size_t *repaired)
{
    const unsigned char *at = data;
    size_t i = 0, kept = 0;

    if (bytes >= 2 &&
        (memcmp(at, "\xFF\xFE", 2) == 0 || memcmp(at, "\xFE\xFF", 2) == 0)) {
        from_wide(out, at, bytes, repaired);
        return;
    }
    if (bytes >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0)
        i = kept = 3;
    while (i < bytes) {
        utf8proc_int32_t code;
        const utf8proc_ssize_t n =
            at[i] < 0x80 ? 1
                         : utf8proc_iterate(
                               at + i, (utf8proc_ssize_t)(bytes - i), &code);

        if (n > 0) {
            i += (size_t)n;
            continue;
        }
        buf_add(out, at + kept, i - kept);
        add(out, at[i] < 0xA0 ? windows[at[i] - 0x80] : at[i]);
        kept = ++i;
        ++*repaired;
    }
    buf_add(out, at + kept, bytes - kept);
}
