#include "engine/model/stops.h"

#include <string.h>

static bool stands_at(const struct buf *text, size_t at, const char *stop)
{
    const size_t n = strlen(stop);

    return text->bytes - at >= n && memcmp(text->data + at, stop, n) == 0;
}

bool stops_cut(const char *const *stop, int n, struct buf *text, size_t from)
{
    for (size_t at = from; at < text->bytes; at++) {
        for (int i = 0; i < n; i++) {
            if (stands_at(text, at, stop[i])) {
                buf_cut(text, at);
                return true;
            }
        }
    }
    return false;
}

size_t stops_sure(const char *const *stop, int n, const struct buf *text)
{
    size_t waits = 0; /* bytes at the end */

    for (int i = 0; i < n; i++) {
        size_t most = strlen(stop[i]) - 1;

        if (most > text->bytes)
            most = text->bytes;
        for (size_t k = most; k > waits; k--)
            if (memcmp(text->data + text->bytes - k, stop[i], k) == 0)
                waits = k;
    }
    return text->bytes - waits;
}

int64_t stops_kept(const size_t *start, int64_t n, size_t end)
{
    while (n > 0 && start[n - 1] >= end)
        n--;
    return n;
}
