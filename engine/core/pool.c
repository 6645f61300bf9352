#include "engine/core/pool.h"

#include <assert.h>
#include <stdlib.h>

#include "engine/base/size.h"

#define SMALLEST 256 /* bytes; class 0 */
#define ALIGN    64  /* one cache line, one AVX-512 register */

/* Rounds `bytes` up to its class: SMALLEST * 2^i * (1, 5/4, 3/2, 7/4). */
static int class_of(size_t bytes, size_t *rounded)
{
    size_t base = SMALLEST;
    int i = 0;

    while (base * 2 <= bytes && i < POOL_CLASSES - 4) {
        base *= 2;
        i += 4;
    }
    size_t size = base;
    while (size < bytes) {
        size += base / 4;
        i++;
    }
    *rounded = size;
    return i;
}

void pool_init(struct pool *p, size_t limit_bytes,
               const struct device_memory *memory)
{
    *p = (struct pool){.limit_bytes = limit_bytes, .memory = memory};
}

static void give_back(const struct pool *p, void *data)
{
    if (data && p->memory)
        p->memory->give(data);
    else
        free(data);
}

static void free_list(const struct pool *p, struct tensor_block *b)
{
    while (b) {
        struct tensor_block *next = b->next;
        give_back(p, b->data);
        free(b);
        b = next;
    }
}

void pool_release(struct pool *p)
{
    free_list(p, p->live);
    for (int i = 0; i < POOL_CLASSES; i++)
        free_list(p, p->free[i]);
    pool_init(p, p->limit_bytes, p->memory);
}

static struct tensor_block *ask_system(struct pool *p, size_t bytes)
{
    struct tensor_block *b = NULL;
    void *data = NULL;

    if (bytes > p->limit_bytes - p->held_bytes)
        return NULL;
    b = malloc(sizeof(*b));
    data = p->memory ? p->memory->take(bytes) : aligned_alloc(ALIGN, bytes);
    if (!b || !data) {
        free(b);
        give_back(p, data);
        return NULL;
    }
    *b = (struct tensor_block){.data = data,
                               .bytes = bytes,
                               .home = p->memory ? &p->memory->home : NULL};
    p->held_bytes += bytes;
    p->system_requests++;
    return b;
}

struct tensor_block *pool_take(struct pool *p, size_t bytes)
{
    size_t rounded;

    if (bytes > p->limit_bytes)
        return NULL;
    const int i = class_of(bytes, &rounded);
    struct tensor_block *b = p->free[i];

    if (b) {
        p->free[i] = b->next;
        if (p->memory)
            p->memory->forget(b->data);
    } else {
        b = ask_system(p, rounded);
    }
    if (!b)
        return NULL;
    b->uses = 1;
    b->version++;
    b->prev = NULL;
    b->next = p->live;
    if (p->live)
        p->live->prev = b;
    p->live = b;
    p->live_bytes += b->bytes;
    if (p->live_bytes > p->most_bytes)
        p->most_bytes = p->live_bytes;
    return b;
}

static void unlink_live(struct pool *p, struct tensor_block *b)
{
    if (b->prev)
        b->prev->next = b->next;
    else
        p->live = b->next;
    if (b->next)
        b->next->prev = b->prev;
    b->next = b->prev = NULL;
    p->live_bytes -= b->bytes;
}

void pool_give(struct pool *p, struct tensor_block *b)
{
    size_t rounded;

    unlink_live(p, b);
    const int i = class_of(b->bytes, &rounded);
    assert(rounded == b->bytes);
    b->next = p->free[i];
    p->free[i] = b;
}

void pool_give_all(struct pool *p)
{
    while (p->live)
        pool_give(p, p->live);
}

void pool_part(struct pool *p, struct tensor_block *b)
{
    unlink_live(p, b);
    p->held_bytes -= b->bytes;
}
