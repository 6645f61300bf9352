#ifndef ENGINE_MODEL_TOKENIZER_READ_H
#define ENGINE_MODEL_TOKENIZER_READ_H

#include "engine/model/tokenizer.h"

/*
 * tokenizer_read.h - the tokenizers of published models.
 *
 * tokenizer_file_load() and tokenizer_file_parse() read a tokenizer.json of
 * Hugging Face: BPE over bytes (GPT-2, SmolLM2, Llama 3, Qwen2), BPE over
 * characters with byte fallback (Llama 2, Mistral) and WordPiece (BERT); its
 * truncation and padding are the caller's affair. The rest is here;
 * tokenizer_file_load() knows the files among it by their look and name.
 *
 * Each call checks all it is given before it hands out a tokenizer, which the
 * caller frees. Errors: BAD_FILE says what is wrong and where; UNSUPPORTED
 * names the part that we do not know; no part is left out in silence.
 */

/* GPT-2's vocab.json and merges.txt. */
struct status tokenizer_read_gpt2(struct tokenizer **out, const char *vocab,
                                  size_t vocab_bytes, const char *merges,
                                  size_t merges_bytes);

/* A rank file of tiktoken. It does not say how text is cut, so its name must
 * begin with one that we know: gpt2, r50k_base, p50k_base, cl100k_base,
 * o200k_base, llama3, qwen. */
struct status tokenizer_read_ranks(struct tokenizer **out, const char *name,
                                   const char *text, size_t bytes);

/* The arrays that a GGUF file holds under tokenizer.ggml. */
struct tokenizer_read_string {
    const char *text;
    size_t bytes;
};

struct tokenizer_read_arrays {
    const char *model; /* tokenizer.ggml.model: gpt2, llama or bert */
    const char *pre;   /* tokenizer.ggml.pre, or NULL */
    size_t count;
    const struct tokenizer_read_string *piece;
    const float *score;  /* [count], or NULL */
    const int32_t *type; /* [count], or NULL: all normal */
    size_t merges;
    const struct tokenizer_read_string *merge; /* "left right" */
    int64_t begin, end, unknown;               /* ids; -1: none */
    int64_t cls, sep;
    bool add_begin, add_end, add_space; /* add_space_prefix; its default is
                                           true for llama */
};

struct status tokenizer_read_arrays(struct tokenizer **out,
                                    const struct tokenizer_read_arrays *a);

#endif
