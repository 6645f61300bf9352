#ifndef ENGINE_MODEL_TOKENIZER_NORMAL_H
#define ENGINE_MODEL_TOKENIZER_NORMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * tokenizer_normal.h - rewrites text before it is cut: one spelling for what
 * looks alike. Every byte of the result knows which bytes it came from.
 */
enum tokenizer_normal_kind {
    TOKENIZER_NORMAL_NFC,
    TOKENIZER_NORMAL_NFD,
    TOKENIZER_NORMAL_NFKC,
    TOKENIZER_NORMAL_NFKD,
    TOKENIZER_NORMAL_LOWER,   /* one character at a time */
    TOKENIZER_NORMAL_MARKS,   /* BERT: non-spacing marks go */
    TOKENIZER_NORMAL_ACCENTS, /* all combining marks go */
    TOKENIZER_NORMAL_CLEAN,   /* BERT: controls go, white space becomes ' ' */
    TOKENIZER_NORMAL_IDEOGRAPHS, /* BERT: spaces around each */
    TOKENIZER_NORMAL_PREPEND,    /* `to`, before a text that is not empty */
    TOKENIZER_NORMAL_REPLACE,    /* each `from` by `to` */
    TOKENIZER_NORMAL_TRIM_LEFT,
    TOKENIZER_NORMAL_TRIM_RIGHT,
};

#define TOKENIZER_NORMAL_STEPS 8
#define TOKENIZER_NORMAL_BYTES 16 /* of a string to find or to put in */

struct tokenizer_normal_step {
    enum tokenizer_normal_kind kind;
    uint8_t from_bytes, to_bytes;
    char from[TOKENIZER_NORMAL_BYTES], to[TOKENIZER_NORMAL_BYTES];
};

struct tokenizer_normal {
    int steps;
    struct tokenizer_normal_step step[TOKENIZER_NORMAL_STEPS];
};

/* Text, and for each byte where it came from; from == NULL: from its own
 * place. Borrowed. */
struct tokenizer_normal_view {
    const char *text;
    size_t bytes;
    const uint32_t *from, *to;
};

/* Text that grows; its places only where `spans`. */
struct tokenizer_normal_text {
    char *data;
    uint32_t *from, *to;
    size_t bytes, room;
    bool spans, failed; /* failed: memory ended */
};

/* Room for the steps, used again for each text. An empty one is all zeros. */
struct tokenizer_normal_work {
    struct tokenizer_normal_text text[2];
    int32_t *code, *spare; /* of one stretch of characters */
    size_t code_room;
    bool spans;
};

void tokenizer_normal_release(struct tokenizer_normal_work *w);

/* `view` is valid UTF-8 and becomes the result, which lives in `w` until the
 * next call. false: memory ended. */
bool tokenizer_normal_run(const struct tokenizer_normal *n,
                          struct tokenizer_normal_work *w,
                          struct tokenizer_normal_view *view);

/* The most bytes that `bytes` can become. */
size_t tokenizer_normal_most(const struct tokenizer_normal *n, size_t bytes);

/* Adds `bytes` of `text` that stand for in[a] to before in[b]. */
void tokenizer_normal_emit(struct tokenizer_normal_text *out,
                           const struct tokenizer_normal_view *in,
                           const char *text, size_t bytes, size_t a, size_t b);

/* Adds in[a] to before in[b] as they are. */
void tokenizer_normal_keep(struct tokenizer_normal_text *out,
                           const struct tokenizer_normal_view *in, size_t a,
                           size_t b);

#endif
