#include "engine/nn/kvcache.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/size.h"

enum { ALIGN = 64 };

struct layer {
    struct tensor_block block[2];
    struct tensor keys, values;
};

struct kvcache {
    struct kvcache_shape shape;
    int64_t count;
    struct layer *layer;
};

static struct status no_memory(const struct kvcache_shape *s)
{
    return status_fail(STATUS_NO_MEMORY,
                       "no memory to keep %lld positions of %lld layers",
                       (long long)s->room, (long long)s->layers);
}

static bool wire(struct tensor *t, struct tensor_block *b,
                 const struct kvcache_shape *s, size_t bytes)
{
    *t = (struct tensor){.type = TENSOR_F16,
                         .dims = 3,
                         .shape = {s->groups, s->room, s->width},
                         .block = b};
    tensor_pack(t);
    b->data = aligned_alloc(ALIGN, bytes);
    b->bytes = bytes;
    b->uses = 1 << 30; /* ours, no graph's */
    return b->data != NULL;
}

struct status kvcache_new(struct kvcache **out, const struct kvcache_shape *s)
{
    const int64_t shape[] = {s->groups, s->room, s->width};
    size_t bytes;

    *out = NULL;
    if (!size_of_shape(&bytes, shape, 3, sizeof(uint16_t)) ||
        !size_round_up(&bytes, bytes ? bytes : 1, ALIGN))
        return status_fail(STATUS_TOO_BIG, "%lld positions are too many",
                           (long long)s->room);
    struct kvcache *c = calloc(1, sizeof *c);
    if (!c)
        return no_memory(s);
    c->shape = *s;
    c->layer = calloc((size_t)s->layers, sizeof *c->layer);
    bool whole = c->layer != NULL;
    for (int64_t i = 0; whole && i < s->layers; i++) {
        struct layer *l = &c->layer[i];

        whole = wire(&l->keys, &l->block[0], s, bytes) &&
                wire(&l->values, &l->block[1], s, bytes);
    }
    if (!whole) {
        kvcache_free(c);
        return no_memory(s);
    }
    *out = c;
    return STATUS_OK;
}

void kvcache_free(struct kvcache *c)
{
    if (!c)
        return;
    for (int64_t i = 0; c->layer && i < c->shape.layers; i++) {
        free(c->layer[i].block[0].data);
        free(c->layer[i].block[1].data);
    }
    free(c->layer);
    free(c);
}

int64_t kvcache_count(const struct kvcache *c)
{
    return c->count;
}

int64_t kvcache_room(const struct kvcache *c)
{
    return c->shape.room;
}

size_t kvcache_bytes(const struct kvcache *c)
{
    return 2 * (size_t)c->shape.layers * c->layer[0].block[0].bytes;
}

void kvcache_grow(struct kvcache *c, int64_t n)
{
    assert(n >= 0 && c->count + n <= c->shape.room);
    c->count += n;
}

void kvcache_cut(struct kvcache *c, int64_t count)
{
    assert(count >= 0 && count <= c->count);
    c->count = count;
}

/* The first `count` positions of one array, group by group. */
static void copy_array(const struct kvcache *c, void *to, const void *from,
                       int64_t count)
{
    const size_t row = (size_t)c->shape.width * sizeof(uint16_t);
    const size_t group = (size_t)c->shape.room * row;

    for (int64_t g = 0; g < c->shape.groups; g++)
        memcpy((char *)to + (size_t)g * group,
               (const char *)from + (size_t)g * group, (size_t)count * row);
}

void kvcache_copy(struct kvcache *to, const struct kvcache *from)
{
    const struct kvcache_shape *a = &to->shape, *b = &from->shape;

    assert(a->layers == b->layers && a->groups == b->groups &&
           a->width == b->width && a->room == b->room);
    for (int64_t i = 0; i < a->layers; i++)
        for (int k = 0; k < 2; k++)
            copy_array(to, to->layer[i].block[k].data,
                       from->layer[i].block[k].data, from->count);
    to->count = from->count;
}

struct tensor *kvcache_keys(struct kvcache *c, int64_t layer)
{
    return &c->layer[layer].keys;
}

struct tensor *kvcache_values(struct kvcache *c, int64_t layer)
{
    return &c->layer[layer].values;
}
