/* ngram_ways.c - of a way that counts, nothing matters but its last tokens. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/ngram.h"

enum { TAIL = NGRAM_ORDER - 1 };

struct tail {
    int count;
    int32_t id[TAIL];
};

struct counters {
    const struct ngram *model;
    struct ngram_way way;
    struct tail tail[WAYS_MOST];
    double *row; /* [vocab] */
    float *logits;
};

static void release(void *self)
{
    struct counters *c = self;

    free(c->row);
    free(c->logits);
    free(c);
}

static struct status logits_of(void *self, int way, const float **logits)
{
    const struct counters *c = self;
    const struct tail *t = &c->tail[way];

    ngram_row(c->model, &c->way, t->id, t->count, c->row);
    for (int32_t i = 0; i < ngram_vocab(c->model); i++)
        c->logits[i] = (float)log(c->row[i]);
    *logits = c->logits;
    return STATUS_OK;
}

static void add(struct tail *t, int32_t id)
{
    if (t->count == TAIL)
        memmove(t->id, t->id + 1, (TAIL - 1) * sizeof *t->id);
    else
        t->count++;
    t->id[t->count - 1] = id;
}

static struct status go_on(void *self, const int *from, const int32_t *id,
                           int n)
{
    struct counters *c = self;
    struct tail next[WAYS_MOST];

    for (int i = 0; i < n; i++) {
        next[i] = c->tail[from[i]];
        add(&next[i], id[i]);
    }
    memcpy(c->tail, next, (size_t)n * sizeof *next);
    return STATUS_OK;
}

static const struct ways_kind kind = {logits_of, go_on, release};

struct status ngram_ways(struct ways *out, const struct ngram *m,
                         const struct ngram_way *way, const int32_t *context,
                         int64_t n, int most)
{
    const size_t vocab = (size_t)ngram_vocab(m);

    *out = (struct ways){0};
    STATUS_TRY(ways_check(most));
    STATUS_TRY(ngram_check(m, way));
    struct counters *c = calloc(1, sizeof *c);

    if (c) {
        *c = (struct counters){.model = m, .way = *way};
        c->row = malloc(vocab * sizeof *c->row);
        c->logits = malloc(vocab * sizeof *c->logits);
    }
    if (!c || !c->row || !c->logits) {
        if (c)
            release(c);
        return status_fail(STATUS_NO_MEMORY, "no memory for %zu odds", vocab);
    }
    for (int64_t i = n > TAIL ? n - TAIL : 0; i < n; i++)
        add(&c->tail[0], context[i]);
    *out = (struct ways){&kind, c, (int)vocab, most, INT32_MAX};
    return STATUS_OK;
}
