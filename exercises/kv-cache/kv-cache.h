/* kv-cache.h: keys and values of the tokens so far.
 * Shapes: keys and values are [room, width], k and v are [count, width], row
 *     after row; 0 <= length <= room, count >= 0, room and width >= 1. k and v
 *     do not overlap the cache. */
#ifndef KV_CACHE_H
#define KV_CACHE_H

struct kv_cache {
    float *keys, *values;
    int room, width;
    int length; /* positions that are filled */
};

/* Sets and returns the new length. */
int kv_append(struct kv_cache *cache, const float *k, const float *v,
              int count);

#endif
