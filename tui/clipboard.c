#include "tui/clipboard.h"

#include <stdint.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvw"
                             "xyz0123456789+/";

void clipboard_sequence(const char *text, size_t bytes, struct buf *out)
{
    buf_text(out, "\033]52;c;");
    for (size_t i = 0; i < bytes; i += 3) {
        uint32_t three = 0;
        int left = 0;

        for (size_t k = 0; k < 3; k++) {
            const bool there = i + k < bytes;

            three = three << 8 | (there ? (unsigned char)text[i + k] : 0u);
            left += there;
        }
        for (int k = 0; k < 4; k++)
            buf_char(out, k <= left ? digits[three >> (18 - 6 * k) & 63] : '=');
    }
    buf_text(out, "\033\\");
}
