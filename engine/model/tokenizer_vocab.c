#include "engine/model/tokenizer_vocab.h"

#include <stdlib.h>
#include <string.h>

#include "engine/model/tokenizer_store.h"

#define FIRST_SLOTS 1024
#define MOST_PROBES 4096 /* a file made so that all collide is refused */
#define INSIDE      0x9E3779B9u

uint64_t tokenizer_vocab_hash(const char *text, size_t bytes)
{
    uint64_t h = bytes * 0x9E3779B97F4A7C15u, part;

    for (; bytes >= 8; bytes -= 8, text += 8) {
        memcpy(&part, text, 8);
        h = (h ^ part) * 0xBF58476D1CE4E5B9u;
        h ^= h >> 32;
    }
    part = 0;
    for (size_t i = 0; i < bytes; i++)
        part |= (uint64_t)(unsigned char)text[i] << 8 * i;
    h = (h ^ part) * 0xBF58476D1CE4E5B9u;
    return h ^ h >> 29;
}

static uint32_t hash_of(const char *text, size_t bytes, bool inside)
{
    return (uint32_t)tokenizer_vocab_hash(text, bytes) ^ (inside ? INSIDE : 0);
}

static bool is_piece(const struct tokenizer *t, int32_t id, const char *text,
                     size_t bytes, bool inside)
{
    return t->length[id] == bytes &&
           inside == ((t->flags[id] & TOKENIZER_STORE_INSIDE) != 0) &&
           !memcmp(tokenizer_store_text(t, id), text, bytes);
}

int32_t tokenizer_vocab_find(const struct tokenizer *t, const char *text,
                             size_t bytes, bool inside)
{
    const struct tokenizer_vocab *v = &t->vocab;
    const uint32_t hash = hash_of(text, bytes, inside);

    if (!v->used)
        return -1;
    for (size_t at = hash & (v->slots - 1); v->slot[at].after;
         at = (at + 1) & (v->slots - 1)) {
        if (v->slot[at].hash == hash &&
            is_piece(t, v->slot[at].after - 1, text, bytes, inside))
            return v->slot[at].after - 1;
    }
    return -1;
}

/* The first free slot for `hash`, or `slots` after too long a search. */
static size_t free_slot(const struct tokenizer_vocab *v, uint32_t hash)
{
    size_t at = hash & (v->slots - 1);

    for (int i = 0; v->slot[at].after; i++) {
        if (i == MOST_PROBES)
            return v->slots;
        at = (at + 1) & (v->slots - 1);
    }
    return at;
}

static bool grow(struct tokenizer_vocab *v)
{
    struct tokenizer_vocab more = {
        .slots = v->slots ? v->slots * 2 : FIRST_SLOTS, .used = v->used};

    more.slot = calloc(more.slots, sizeof *more.slot);
    if (!more.slot)
        return false;
    for (size_t i = 0; i < v->slots; i++) {
        if (!v->slot[i].after)
            continue;
        const size_t at = free_slot(&more, v->slot[i].hash);
        if (at == more.slots) {
            free(more.slot);
            return false;
        }
        more.slot[at] = v->slot[i];
    }
    free(v->slot);
    *v = more;
    return true;
}

bool tokenizer_vocab_add(struct tokenizer *t, int32_t id)
{
    struct tokenizer_vocab *v = &t->vocab;
    const char *text = tokenizer_store_text(t, id);
    const bool inside = t->flags[id] & TOKENIZER_STORE_INSIDE;

    if (v->used >= v->slots / 2 && !grow(v))
        return false;
    if (tokenizer_vocab_find(t, text, t->length[id], inside) >= 0)
        return true;
    const uint32_t hash = hash_of(text, t->length[id], inside);
    const size_t at = free_slot(v, hash);
    if (at == v->slots)
        return false;
    v->slot[at] = (struct tokenizer_vocab_slot){hash, id + 1};
    v->used++;
    return true;
}
