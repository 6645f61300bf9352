#ifndef ENGINE_MODEL_TOKENIZER_WORDPIECE_H
#define ENGINE_MODEL_TOKENIZER_WORDPIECE_H

#include "engine/model/tokenizer.h"
#include "engine/model/tokenizer_cache.h"

/* tokenizer_wordpiece.h - the longest piece that the word begins with, then
 * the longest that goes on (##ing), and so on. A word that this does not
 * reach the end of is unknown as a whole.
 * Source: Schuster and Nakajima 2012; Devlin et al. 2019. */

/* Writes the ids of `word` to `out`, which has room for `bytes` of them. */
void tokenizer_wordpiece_word(const struct tokenizer *t, const char *word,
                              size_t bytes, struct tokenizer_cache_list *out);

#endif
