#ifndef ENGINE_MODEL_TOKENIZER_MODERN_H
#define ENGINE_MODEL_TOKENIZER_MODERN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * tokenizer_modern.h - where the models after GPT-3 cut text into words.
 *
 * A word is a run of letters with one sign or space before it; one to three
 * digits; a run of signs with a space before it and line ends behind it; white
 * space up to its last line end, or less its last character where a word
 * follows. English endings are cut off, in any case.
 *
 * Source: the expressions of cl100k_base and o200k_base in tiktoken, and of
 * Llama 3 and Qwen2, as their tokenizer files spell them.
 */

/* Where the word at `at` ends; `digits` is the most of a number. `whole_end`:
 * white space at the end of the text is one word. `at` < `bytes`. */
size_t tokenizer_modern_end(const char *text, size_t bytes, size_t at,
                            int digits, bool whole_end);

/* The same by o200k: a capital after a small letter begins a word, and the
 * ending stays with its word. */
size_t tokenizer_modern_cased_end(const char *text, size_t bytes, size_t at);

#endif
