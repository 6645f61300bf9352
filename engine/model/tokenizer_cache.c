#include "engine/model/tokenizer_cache.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/size.h"
#include "engine/model/tokenizer_vocab.h"

#define FIRST_SLOTS  256
#define MOST_ENTRIES 65536
#define MOST_PROBES  8  /* a text made so that all collide finds no cache */
#define LONGEST      96 /* bytes of a word that is kept */

void tokenizer_cache_drop(struct tokenizer_cache_list *list)
{
    free(list->id);
    free(list->width);
    *list = (struct tokenizer_cache_list){0};
}

void tokenizer_cache_release(struct tokenizer_cache *c)
{
    free(c->entry);
    free(c->slot);
    free(c->text);
    tokenizer_cache_drop(&c->list);
    *c = (struct tokenizer_cache){0};
}

bool tokenizer_cache_room(struct tokenizer_cache_list *list, size_t count)
{
    size_t room, bytes;

    if (count <= list->room)
        return true;
    if (!size_mul(&room, count, 2) || !size_mul(&bytes, room, sizeof *list->id))
        return false;
    int32_t *id = realloc(list->id, bytes);
    if (id)
        list->id = id;
    uint32_t *width = realloc(list->width, bytes);
    if (width)
        list->width = width;
    if (!id || !width)
        return false;
    list->room = room;
    return true;
}

const struct tokenizer_cache_entry *
tokenizer_cache_find(const struct tokenizer_cache *c, const char *word,
                     size_t bytes, uint64_t *hash)
{
    if (bytes > LONGEST)
        return NULL;
    *hash = tokenizer_vocab_hash(word, bytes);
    if (!c->slots)
        return NULL;
    size_t at = *hash & (c->slots - 1);
    for (int i = 0; i < MOST_PROBES && c->slot[at]; i++) {
        const struct tokenizer_cache_entry *e = &c->entry[c->slot[at] - 1];

        if (e->hash == *hash && e->bytes == bytes &&
            !memcmp(c->text + e->text, word, bytes))
            return e;
        at = (at + 1) & (c->slots - 1);
    }
    return NULL;
}

/* Puts entry `i` into its slot, if one of the first few is free. */
static bool place(struct tokenizer_cache *c, size_t i)
{
    size_t at = c->entry[i].hash & (c->slots - 1);

    for (int probe = 0; probe < MOST_PROBES; probe++) {
        if (!c->slot[at]) {
            c->slot[at] = (uint32_t)i + 1;
            return true;
        }
        at = (at + 1) & (c->slots - 1);
    }
    return false;
}

static bool grow(struct tokenizer_cache *c)
{
    const size_t slots = c->slots ? c->slots * 4 : FIRST_SLOTS;
    struct tokenizer_cache_entry *entry =
        realloc(c->entry, slots / 2 * sizeof *entry);

    if (entry)
        c->entry = entry;
    uint32_t *slot = calloc(slots, sizeof *slot);
    if (!entry || !slot) {
        free(slot);
        return false;
    }
    free(c->slot);
    c->slot = slot;
    c->slots = slots;
    for (size_t i = 0; i < c->entries; i++)
        place(c, i); /* one that finds no slot is forgotten */
    return true;
}

static bool add_text(struct tokenizer_cache *c, const char *word, size_t bytes)
{
    if (c->text_room - c->text_bytes < bytes) {
        const size_t room = (c->text_bytes + bytes) * 2 + 1024;
        char *text = realloc(c->text, room);

        if (!text)
            return false;
        c->text = text;
        c->text_room = room;
    }
    memcpy(c->text + c->text_bytes, word, bytes);
    c->text_bytes += bytes;
    return true;
}

void tokenizer_cache_add(struct tokenizer_cache *c, const char *word,
                         size_t bytes, uint64_t hash,
                         const struct tokenizer_cache_list *ids)
{
    struct tokenizer_cache_list *list = &c->list;

    if (bytes > LONGEST || c->entries >= MOST_ENTRIES ||
        (c->entries >= c->slots / 2 && !grow(c)) ||
        !tokenizer_cache_room(list, list->count + ids->count + 1))
        return;
    const size_t text = c->text_bytes;
    if (!add_text(c, word, bytes))
        return;
    c->entry[c->entries] = (struct tokenizer_cache_entry){
        hash, (uint32_t)text, (uint32_t)bytes, (uint32_t)list->count,
        (uint32_t)ids->count};
    if (!place(c, c->entries)) {
        c->text_bytes = text;
        return;
    }
    memcpy(list->id + list->count, ids->id, ids->count * sizeof *ids->id);
    memcpy(list->width + list->count, ids->width,
           ids->count * sizeof *ids->width);
    list->count += ids->count;
    c->entries++;
}
