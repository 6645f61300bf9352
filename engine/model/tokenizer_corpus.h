#ifndef ENGINE_MODEL_TOKENIZER_CORPUS_H
#define ENGINE_MODEL_TOKENIZER_CORPUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * tokenizer_corpus.h - the different words of a text and how often each
 * stands in it: pairs are counted once a word, not once an occurrence.
 */
struct tokenizer_corpus_word {
    size_t start;  /* of its first id */
    uint32_t ids;  /* how many it has now; merging makes it shorter */
    uint32_t hash; /* of its bytes */
    int64_t times; /* it stands in the text */
};

struct tokenizer_corpus {
    struct tokenizer_corpus_word *words;
    size_t count, room;
    int32_t *ids; /* of all words, at first their bytes */
    size_t id_count, id_room;
    uint32_t *slot; /* hash table: word index + 1, 0 where free */
    size_t slots;
};

/* An empty one is all zeros. false: memory ended. */
bool tokenizer_corpus_read(struct tokenizer_corpus *c, const char *text,
                           size_t bytes);
void tokenizer_corpus_release(struct tokenizer_corpus *c);

#endif
