#ifndef ENGINE_MODEL_WAYS_H
#define ENGINE_MODEL_WAYS_H

#include <stdint.h>

#include "engine/base/status.h"

/*
 * ways.h - texts of one model that go on side by side: all that a search asks
 * of a model, whatever it is made of.
 *
 * At the start there is one way, 0: what the model was given. Models make them:
 * session_ways(), ngram_ways(), rnnlm_ways(), seq2seq_ways(), encdec_ways().
 */
enum { WAYS_MOST = 16 };

struct ways_kind {
    /* Logits [vocab] of what comes next on a way; borrowed until the next call.
     */
    struct status (*logits)(void *self, int way, const float **logits);
    /* From now on there are n ways, as many as there is room for at most: way i
     * is way from[i] of before, and has read id[i]. After a failure nothing but
     * free() may be called. */
    struct status (*go_on)(void *self, const int *from, const int32_t *id,
                           int n);
    void (*free)(void *self);
};

struct ways {
    const struct ways_kind *kind;
    void *self;
    int vocab;
    int most;     /* ways that there is room for, 1 .. WAYS_MOST */
    int64_t room; /* tokens that a way may have behind its begin */
};

/* Does nothing where there are none. */
void ways_free(struct ways *w);

/* Errors: BAD_USAGE, unless `most` ways are 1 to WAYS_MOST. */
struct status ways_check(int most);

#endif
