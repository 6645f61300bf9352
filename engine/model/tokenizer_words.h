#ifndef ENGINE_MODEL_TOKENIZER_WORDS_H
#define ENGINE_MODEL_TOKENIZER_WORDS_H

#include <stddef.h>

/*
 * tokenizer_words.h - where byte pair encoding cuts text into words.
 *
 * A word is a run of letters, of digits or of other marks, each with the one
 * space before it; an English ending such as 's or 'll; or a run of white
 * space, less the last space where a word follows. Any bytes will do: one
 * that is no UTF-8 counts as a mark.
 *
 * Source: the cuts are those of Radford et al. 2019 (GPT-2):
 * 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
 */

/* Where the word that starts at `at` ends; `at` < `bytes`. */
size_t tokenizer_words_end(const char *text, size_t bytes, size_t at);

#endif
