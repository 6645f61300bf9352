#include "engine/model/tokenizer_corpus.h"

#include <stdlib.h>

#include "engine/model/tokenizer_words.h"

#define FIRST_SLOTS 4096

void tokenizer_corpus_release(struct tokenizer_corpus *c)
{
    free(c->words);
    free(c->ids);
    free(c->slot);
    *c = (struct tokenizer_corpus){0};
}

/* FNV-1a. */
static uint32_t hash_of(const char *word, size_t bytes)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < bytes; i++)
        h = (h ^ (unsigned char)word[i]) * 16777619u;
    return h ^ h >> 15;
}

static bool same(const struct tokenizer_corpus *c,
                 const struct tokenizer_corpus_word *w, const char *word,
                 size_t bytes)
{
    if (w->ids != bytes)
        return false;
    for (size_t i = 0; i < bytes; i++) {
        if (c->ids[w->start + i] != (unsigned char)word[i])
            return false;
    }
    return true;
}

static bool grow_slots(struct tokenizer_corpus *c)
{
    const size_t slots = c->slots ? c->slots * 2 : FIRST_SLOTS;
    uint32_t *slot = calloc(slots, sizeof *slot);

    if (!slot)
        return false;
    for (size_t i = 0; i < c->count; i++) {
        size_t at = c->words[i].hash & (slots - 1);

        while (slot[at])
            at = (at + 1) & (slots - 1);
        slot[at] = (uint32_t)i + 1;
    }
    free(c->slot);
    c->slot = slot;
    c->slots = slots;
    return true;
}

static bool make_room(struct tokenizer_corpus *c, size_t bytes)
{
    if (c->count >= c->slots / 2 && !grow_slots(c))
        return false;
    if (c->count == c->room) {
        const size_t room = c->room ? c->room * 2 : 1024;
        void *words = realloc(c->words, room * sizeof *c->words);

        if (!words)
            return false;
        c->words = words;
        c->room = room;
    }
    if (c->id_room - c->id_count < bytes) {
        const size_t room = (c->id_count + bytes) * 2;
        void *ids = realloc(c->ids, room * sizeof *c->ids);

        if (!ids)
            return false;
        c->ids = ids;
        c->id_room = room;
    }
    return true;
}

static bool count_word(struct tokenizer_corpus *c, const char *word,
                       size_t bytes)
{
    const uint32_t hash = hash_of(word, bytes);

    if (!make_room(c, bytes))
        return false;

    size_t at = hash & (c->slots - 1);
    for (; c->slot[at]; at = (at + 1) & (c->slots - 1)) {
        struct tokenizer_corpus_word *w = &c->words[c->slot[at] - 1];

        if (w->hash == hash && same(c, w, word, bytes)) {
            w->times++;
            return true;
        }
    }
    c->words[c->count] = (struct tokenizer_corpus_word){
        .start = c->id_count, .ids = (uint32_t)bytes, .hash = hash, .times = 1};
    for (size_t i = 0; i < bytes; i++)
        c->ids[c->id_count++] = (unsigned char)word[i];
    c->slot[at] = (uint32_t)++c->count;
    return true;
}

bool tokenizer_corpus_read(struct tokenizer_corpus *c, const char *text,
                           size_t bytes)
{
    for (size_t at = 0; at < bytes;) {
        const size_t end = tokenizer_words_end(text, bytes, at);

        if (!count_word(c, text + at, end - at))
            return false;
        at = end;
    }
    return true;
}
