/* kv-cache.c: keys and values of the tokens so far. */
#include <string.h>

#include "kv-cache.h"

int kv_append(struct kv_cache *cache, const float *k, const float *v, int count)
{
    /* Which of the new rows stay? Which of the old ones? */

    /* Move the old ones to the front, where some have to go. */

    /* Copy the new ones behind them. */
    (void)k, (void)v, (void)count; /* goes once you use them */
    return cache->length;
}
