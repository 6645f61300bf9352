#ifndef ENGINE_MODEL_TOKENIZER_CACHE_H
#define ENGINE_MODEL_TOKENIZER_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* tokenizer_cache.h - the words of one text and the ids they became: a word
 * is worked out once. Long words are not kept, nor is any once it is full. */
struct tokenizer_cache_list {
    int32_t *id;
    uint32_t *width; /* bytes of the word that each id stands for */
    size_t count, room;
};

struct tokenizer_cache_entry {
    uint64_t hash;
    uint32_t text, bytes;  /* the word */
    uint32_t first, count; /* its ids */
};

struct tokenizer_cache {
    struct tokenizer_cache_entry *entry;
    uint32_t *slot; /* entry + 1, 0 where free */
    size_t slots, entries;
    char *text;
    size_t text_bytes, text_room;
    struct tokenizer_cache_list list; /* of all entries */
};

/* An empty one is all zeros. */
void tokenizer_cache_release(struct tokenizer_cache *c);

/* What `word` became, or NULL; `*hash` is for tokenizer_cache_add(). */
const struct tokenizer_cache_entry *
tokenizer_cache_find(const struct tokenizer_cache *c, const char *word,
                     size_t bytes, uint64_t *hash);

/* Keeps a word if it can; where memory ends it does not, which costs only
 * time. */
void tokenizer_cache_add(struct tokenizer_cache *c, const char *word,
                         size_t bytes, uint64_t hash,
                         const struct tokenizer_cache_list *ids);

/* Room for `count` ids. false: memory ended. */
bool tokenizer_cache_room(struct tokenizer_cache_list *list, size_t count);
void tokenizer_cache_drop(struct tokenizer_cache_list *list);

#endif
