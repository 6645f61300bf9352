#include "engine/model/tokenizer_pairs.h"

#include <assert.h>
#include <stdlib.h>

#define FIRST_SLOTS 1024

static uint64_t key_of(int32_t left, int32_t right)
{
    return (uint64_t)(uint32_t)left << 32 | (uint32_t)right;
}

/* Ids are small and regular: every bit of the key must reach the low ones. */
static size_t slot_of(uint64_t key, size_t slots)
{
    key = (key ^ key >> 31) * 0x9E3779B97F4A7C15u;
    key = (key ^ key >> 29) * 0xBF58476D1CE4E5B9u;
    return (size_t)(key ^ key >> 32) & (slots - 1);
}

/* The slot that holds `key`, or the free one where it belongs. */
static size_t find(const struct tokenizer_pairs *p, uint64_t key)
{
    size_t at = slot_of(key, p->slots);

    while (p->value[at] >= 0 && p->key[at] != key)
        at = (at + 1) & (p->slots - 1);
    return at;
}

static bool grow(struct tokenizer_pairs *p)
{
    const size_t slots = p->slots ? p->slots * 2 : FIRST_SLOTS;
    struct tokenizer_pairs more = {.key = malloc(slots * sizeof *more.key),
                                   .value = malloc(slots * sizeof *more.value),
                                   .slots = slots,
                                   .used = p->used};

    if (!more.key || !more.value) {
        tokenizer_pairs_release(&more);
        return false;
    }
    for (size_t i = 0; i < more.slots; i++)
        more.value[i] = -1;
    for (size_t i = 0; i < p->slots; i++) {
        if (p->value[i] < 0)
            continue;
        const size_t at = find(&more, p->key[i]);
        more.key[at] = p->key[i];
        more.value[at] = p->value[i];
    }
    free(p->key);
    free(p->value);
    p->key = more.key;
    p->value = more.value;
    p->slots = slots;
    return true;
}

void tokenizer_pairs_release(struct tokenizer_pairs *p)
{
    free(p->key);
    free(p->value);
    *p = (struct tokenizer_pairs){0};
}

int32_t tokenizer_pairs_get(const struct tokenizer_pairs *p, int32_t left,
                            int32_t right)
{
    if (!p->used)
        return -1;
    return p->value[find(p, key_of(left, right))];
}

bool tokenizer_pairs_add(struct tokenizer_pairs *p, int32_t left, int32_t right,
                         int32_t value)
{
    assert(value >= 0);
    if (p->used >= p->slots / 2 && !grow(p))
        return false;

    const size_t at = find(p, key_of(left, right));
    assert(p->value[at] < 0);
    p->key[at] = key_of(left, right);
    p->value[at] = value;
    p->used++;
    return true;
}
