#ifndef ENGINE_NN_KVCACHE_H
#define ENGINE_NN_KVCACHE_H

#include "engine/base/status.h"
#include "engine/core/tensor.h"

/*
 * kvcache.h - the keys and values of a text, kept for the tokens to come.
 *
 * f16, one pair of arrays [groups, room, width] a layer. What is at positions
 * 0 .. count - 1 counts; forgetting the end of a text is counting less.
 */
struct kvcache; /* opaque */

struct kvcache_shape {
    int64_t layers, groups, width, room; /* room: positions at most */
};

/* Owner: the caller. Errors: NO_MEMORY, TOO_BIG. */
struct status kvcache_new(struct kvcache **out, const struct kvcache_shape *s);
void kvcache_free(struct kvcache *c);

int64_t kvcache_count(const struct kvcache *c);
int64_t kvcache_room(const struct kvcache *c);
size_t kvcache_bytes(const struct kvcache *c);
/* After a pass over `n` more tokens; back to the first `count`. */
void kvcache_grow(struct kvcache *c, int64_t n);
void kvcache_cut(struct kvcache *c, int64_t count);
/* `to`, of the same shape, then holds what `from` does. */
void kvcache_copy(struct kvcache *to, const struct kvcache *from);

/* What the ops of cache.h take. */
struct tensor *kvcache_keys(struct kvcache *c, int64_t layer);
struct tensor *kvcache_values(struct kvcache *c, int64_t layer);

#endif
