/* kv-cache.c: keys and values of the tokens so far. */
#include <string.h>

#include "kv-cache.h"

/* The rows that stay move to the front, the new ones come behind them. */
static void append(float *rows, const float *fresh, int kept, int gone,
                   int count, int width)
{
    const size_t row_bytes = (size_t)width * sizeof(float);

    memmove(rows, rows + gone * width, (size_t)kept * row_bytes);
    memcpy(rows + kept * width, fresh, (size_t)count * row_bytes);
}

int kv_append(struct kv_cache *cache, const float *k, const float *v, int count)
{
    /* Of too many new rows only the last stay. */
    const int skipped = count > cache->room ? count - cache->room : 0;
    const int stay = count - skipped;
    const int over = cache->length + stay - cache->room;
    const int gone = over > 0 ? over : 0;
    const int kept = cache->length - gone;
    const int width = cache->width;

    append(cache->keys, k + skipped * width, kept, gone, stay, width);
    append(cache->values, v + skipped * width, kept, gone, stay, width);
    cache->length = kept + stay;
    return cache->length;
}
