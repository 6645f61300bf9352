#ifndef ENGINE_CORE_POOL_H
#define ENGINE_CORE_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "engine/core/device.h"
#include "engine/core/tensor.h"

/*
 * pool.h - blocks of memory that come back: the step store.
 *
 * Sizes are rounded to classes (four to each power of two), freed blocks wait
 * in their class. A training step that asks for the same sizes in the same
 * order as the last one takes nothing from the system.
 *
 * Cost: taking and giving are O(1).
 */
#define POOL_CLASSES 160

struct pool {
    struct tensor_block *free[POOL_CLASSES]; /* lists through ->next */
    struct tensor_block *live;               /* list through next and prev */
    size_t limit_bytes;
    size_t held_bytes;                  /* from the system, free or not */
    size_t live_bytes;                  /* in use now */
    size_t most_bytes;                  /* high-water mark of live_bytes */
    int64_t system_requests;            /* how often the system was asked */
    const struct device_memory *memory; /* NULL: plain memory */
};

/* `memory`: of the device that computes on the blocks, or NULL. */
void pool_init(struct pool *p, size_t limit_bytes,
               const struct device_memory *memory);
void pool_release(struct pool *p);

/* A block of at least `bytes`, 64-byte aligned, with one use; NULL past the
 * limit. What it holds is undefined. */
struct tensor_block *pool_take(struct pool *p, size_t bytes);

/* Gives a block back. Owner: `p` again. */
void pool_give(struct pool *p, struct tensor_block *b);

/* Gives all live blocks back. */
void pool_give_all(struct pool *p);

/* Takes `b` out of the pool for good; the caller frees b->data and b. */
void pool_part(struct pool *p, struct tensor_block *b);

#endif
