#ifndef ENGINE_APP_SERVE_REPLY_H
#define ENGINE_APP_SERVE_REPLY_H

#include "engine/app/serve_ask.h"
#include "engine/base/buf.h"
#include "engine/model/tokenizer.h"

/*
 * serve_reply.h - answers in the form that clients of the OpenAI interface
 * read: one object, or events of a stream.
 */
enum { SERVE_REPLY_ID = 48 };

struct serve_reply {
    const struct serve_ask *ask;
    const struct tokenizer *tokenizer;
    char id[SERVE_REPLY_ID];
    int64_t created;
    int64_t prompt, written; /* tokens */
};

/* A token that was written, with the likeliest ones at its place. */
struct serve_reply_token {
    int32_t id;
    double logprob;
    size_t start; /* byte of the text where it begins */
    int tops;
    struct serve_reply_top {
        int32_t id;
        double logprob;
    } top[SERVE_ASK_TOP];
};

/* Some of what was written. */
struct serve_reply_part {
    const char *text;
    size_t bytes;
    const struct serve_reply_token *token; /* with logprobs only */
    int tokens;
    const char *finish; /* "stop", "length", or NULL: there is more */
};

/* The whole answer. */
void serve_reply_whole(struct buf *out, const struct serve_reply *r,
                       const struct serve_reply_part *p);

/* Of a stream: its first event (none for completions), one for each part, and
 * what ends it. */
void serve_reply_begin(struct buf *out, const struct serve_reply *r);
void serve_reply_part(struct buf *out, const struct serve_reply *r,
                      const struct serve_reply_part *p);
void serve_reply_end(struct buf *out, const struct serve_reply *r);

/* Vectors: `count` of `width` numbers. */
void serve_reply_vectors(struct buf *out, const struct serve_reply *r,
                         const float *v, int count, int64_t width);

/* A failure. `param` and `code` may be NULL or "". */
void serve_reply_error(struct buf *out, int http, const char *param,
                       const char *code, const char *message);

#endif
