#ifndef ENGINE_MODEL_TOKENIZER_SPLIT_H
#define ENGINE_MODEL_TOKENIZER_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * tokenizer_split.h - where text is cut into words; no token crosses a cut.
 *
 * A file names its cut by a regular expression or a type. The ones that
 * published models use are written out here as scanners; an expression that
 * is none of them is refused, never run.
 */
enum tokenizer_split_step {
    TOKENIZER_SPLIT_GPT2,
    TOKENIZER_SPLIT_CL100K,   /* GPT-4, Llama 3 */
    TOKENIZER_SPLIT_TIKTOKEN, /* the same, white space at the end as one */
    TOKENIZER_SPLIT_QWEN2,    /* as cl100k, each digit alone */
    TOKENIZER_SPLIT_O200K,    /* GPT-4o */
    TOKENIZER_SPLIT_DIGITS,   /* each digit alone */
    TOKENIZER_SPLIT_NUMBERS,  /* runs of digits */
    TOKENIZER_SPLIT_SPACES,   /* by white space, which goes */
    TOKENIZER_SPLIT_BERT,     /* the same, and each punctuation mark alone */
    TOKENIZER_SPLIT_MARKS,    /* before each ' ' (SentencePiece's mark) */
    TOKENIZER_SPLIT_WORDS,    /* before a run of ' ' */
};

#define TOKENIZER_SPLIT_STEPS 4

/* Each step cuts the words of the one before. Without any, the text is one
 * word. */
struct tokenizer_split {
    int steps;
    enum tokenizer_split_step step[TOKENIZER_SPLIT_STEPS];
};

/* The next word at or after `at`: text[*start] to before the result. Both are
 * `bytes` where nothing follows. `at` < `bytes`. */
size_t tokenizer_split_next(enum tokenizer_split_step step, const char *text,
                            size_t bytes, size_t at, size_t *start);

/* The step that cuts as `regex` does. false: we know none. */
bool tokenizer_split_find(const char *regex, enum tokenizer_split_step *step);

/* The expression of `step`, or NULL where it has none. */
const char *tokenizer_split_regex(enum tokenizer_split_step step);

#endif
