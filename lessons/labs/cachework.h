#ifndef LESSONS_LABS_CACHEWORK_H
#define LESSONS_LABS_CACHEWORK_H

#include "lessons/labs/labmodel.h"

/*
 * cachework.h - a text that is written twice, token by token: once with keys
 * and values kept, once by reading everything again, and what each way costs.
 *
 * The way with the cache chooses the tokens, always the likeliest.
 */
enum { CACHEWORK_WRITES = 64 };

/* What one token cost. */
struct cachework_token {
    double flops[2];  /* with the cache, without it */
    double ms[2];     /* as the clock had it */
    float difference; /* of the two ways' logits, at most */
    bool same;        /* both have the same likeliest token */
};

struct cachework {
    struct labmodel model;
    struct kvcache *cache;
    struct graph *graph; /* with a tape, whose ops are counted */
    int32_t *ids;        /* read, then written */
    int read, written;
    float *logits[2]; /* [vocab] each */
    struct cachework_token token[CACHEWORK_WRITES];
};

struct cachework_wanted {
    const char *model, *text;
    int writes; /* tokens to make room for */
    struct hook hook;
};

/* Loads the model and cuts the text; nothing has run yet. Errors: those of
 * labmodel_open(), BAD_USAGE (an encoder, a text too long to go on with). Where
 * it fails, `w` is empty. */
struct status cachework_open(struct cachework *w,
                             const struct cachework_wanted *wanted);
void cachework_release(struct cachework *w);

/* One more token, both ways. The first call reads the text. */
struct status cachework_step(struct cachework *w);

/* Bytes of keys and values that a token keeps in one layer. */
int64_t cachework_token_bytes(const struct cachework *w);

/* Are its matrices in blocks of few bits? One row alone is then rounded to 8
 * bits before it is multiplied. */
bool cachework_rounds(const struct cachework *w);

/* What is kept of `layer` and `group`, [tokens, head width], into `out`. */
void cachework_copy(const struct cachework *w, bool values, int layer,
                    int group, float *out);

#endif
