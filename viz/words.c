#include "viz/words.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct words words_to(char *out, size_t size)
{
    if (size)
        out[0] = '\0';
    return (struct words){.out = out, .size = size};
}

/* Takes the bytes of a character that lost its end off the end of `out`. */
static void cut_whole(char *out, size_t bytes)
{
    size_t start = bytes;

    while (start && ((unsigned char)out[start - 1] & 0xc0) == 0x80)
        start--;
    if (!start)
        return;
    const unsigned char lead = (unsigned char)out[start - 1];
    const size_t need = lead >= 0xf0   ? 4
                        : lead >= 0xe0 ? 3
                        : lead >= 0xc0 ? 2
                                       : 1;
    if (bytes - (start - 1) < need)
        out[start - 1] = '\0';
}

void words_vadd(struct words *w, const char *fmt, va_list args)
{
    const size_t used = w->wanted < w->size ? w->wanted : w->size;
    const size_t room = w->size - used;
    /* The analyzer of clang 14 loses a va_list that is a parameter. */
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized) */
    const int n = vsnprintf(room ? w->out + used : NULL, room, fmt, args);

    if (n < 0)
        return;
    if (room && (size_t)n >= room)
        cut_whole(w->out, w->size - 1);
    w->wanted += (size_t)n;
}

void words_add(struct words *w, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    words_vadd(w, fmt, args);
    va_end(args);
}

void words_number(char *out, size_t size, float value)
{
    const double v = (double)value, big = fabs(v);

    if (isnan(value)) {
        snprintf(out, size, "nan");
    } else if (isinf(value)) {
        snprintf(out, size, value > 0 ? "inf" : "-inf");
    } else if (big >= 1e6 || (big > 0.0 && big < 1e-3)) {
        snprintf(out, size, "%.2e", v);
    } else if (big >= 999.5) {
        snprintf(out, size, "%.0f", v);
    } else if (big >= 99.95) {
        snprintf(out, size, "%.1f", v);
    } else if (big < 0.0995 && big > 0.0) {
        snprintf(out, size, "%.4f", v);
    } else {
        snprintf(out, size, "%.2f", v);
    }
}
