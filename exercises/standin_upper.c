/* standin_upper.c - what stands above the kernels: merges of a tokenizer, the
 * ruling out of unlikely tokens, kept keys, counted words, waves, and the
 * steps of recurrent layers. */
#include <math.h>

#include "exercises/standin_parts.h"

static bool bpe_best(int32_t best[2], int32_t *times, const int32_t *ids, int n)
{
    const int one = 1, fresh = INT32_MAX;
    const struct lent_array a[] = {WHOLE("n", n),
                                   WHOLE("counted", n),
                                   WHOLE("fresh", fresh),
                                   WHOLE("a", one),
                                   WHOLE("b", one),
                                   INTS("ids", 1, n, ids),
                                   INTS_OUT("times", 1, 1, times),
                                   INTS_OUT("best", 1, 2, best),
                                   NOBODYS("left", TALK_INT, 1, 1),
                                   NOBODYS("out", TALK_INT, 1, n)};

    return CALL(standin_now(), STANDIN_BPE_MERGE, a);
}

/* Counting takes long and is not asked for: of no ids. */
static bool bpe_merge(int32_t *out, int32_t *left, const int32_t *ids, int n,
                      const int32_t pair[2], int32_t fresh)
{
    const int none = 0;
    const struct lent_array a[] = {WHOLE("n", n),
                                   WHOLE("counted", none),
                                   WHOLE("fresh", fresh),
                                   WHOLE("a", pair[0]),
                                   WHOLE("b", pair[1]),
                                   INTS("ids", 1, n, ids),
                                   NOBODYS("times", TALK_INT, 1, 1),
                                   NOBODYS("best", TALK_INT, 1, 2),
                                   INTS_OUT("left", 1, 1, left),
                                   INTS_OUT("out", 1, n, out)};

    return CALL(standin_now(), STANDIN_BPE_MERGE, a);
}

/* Of odds from which a token can be drawn, none is negative and one is above
 * 0. Where that is not so: the first bad one, or n. Otherwise -1. */
static int no_odds(const float *odds, int n)
{
    bool any = false;

    for (int i = 0; i < n; i++) {
        if (!(odds[i] >= 0.0f && isfinite(odds[i])))
            return i;
        any = any || odds[i] > 0.0f;
    }
    return any ? -1 : n;
}

/* Is what they left to be drawn from? Of what never was, they may make
 * anything. */
static bool can_be_drawn(const float *odds, const float *probs, int n)
{
    struct lent *l = &standin_now()->lent[STANDIN_SAMPLING];
    const int bad = no_odds(probs, n) < 0 ? no_odds(odds, n) : -1;

    if (bad == n)
        lent_refuse(l, "left no token to draw from");
    else if (bad >= 0)
        lent_refuse(l, "gave token %d the probability %g", bad,
                    (double)odds[bad]);
    return bad < 0;
}

/* Both cuts are in one exercise; the one that is not wanted gets little to do.
 */
static bool top_k(float *out, const float *probs, int n, int k)
{
    const float little = 1e-6f;
    const struct lent_array a[] = {
        WHOLE("n", n),           WHOLE("k", k),
        IN("p", 1, 1, &little),  IN("probs", 1, n, probs),
        OUT("top_k", 1, n, out), NOBODYS("top_p", TALK_FLOAT, 1, n)};

    return CALL(standin_now(), STANDIN_SAMPLING, a) &&
           can_be_drawn(out, probs, n);
}

static bool top_p(float *out, const float *probs, int n, float p)
{
    const int one = 1;
    const struct lent_array a[] = {WHOLE("n", n),
                                   WHOLE("k", one),
                                   IN("p", 1, 1, &p),
                                   IN("probs", 1, n, probs),
                                   NOBODYS("top_k", TALK_FLOAT, 1, n),
                                   OUT("top_p", 1, n, out)};

    return CALL(standin_now(), STANDIN_SAMPLING, a) &&
           can_be_drawn(out, probs, n);
}

static bool kv_append(float *kept, const float *x, int length, int count,
                      int width)
{
    const int room = length + count;
    const struct lent_array a[] = {WHOLE("room", room),
                                   WHOLE("width", width),
                                   WHOLE("length", length),
                                   WHOLE("count", count),
                                   IN("k", count, width, x),
                                   IN("v", count, width, x),
                                   CHANGE("keys", room, width, kept),
                                   {.name = "values",
                                    .rows = room,
                                    .cols = width,
                                    .in = kept,
                                    .unwanted = true},
                                   NOBODYS("returned", TALK_INT, 1, 1),
                                   NOBODYS("kept", TALK_INT, 1, 1)};

    return CALL(standin_now(), STANDIN_KV_CACHE, a);
}

static bool ngram_row(float *out, const int32_t *ids, int n,
                      const int32_t *context, int order, int vocab, float alpha)
{
    const struct lent_array a[] = {WHOLE("n", n),
                                   WHOLE("order", order),
                                   WHOLE("vocab", vocab),
                                   INTS("ids", 1, n, ids),
                                   INTS("context", 1, order, context),
                                   IN("alpha", 1, 1, &alpha),
                                   OUT("out", 1, vocab, out)};

    return CALL(standin_now(), STANDIN_NGRAM, a);
}

static bool idf(float *out, const int32_t *ids, const int32_t *start, int docs,
                int vocab)
{
    const int none = 0, starts = docs + 1, n = start[docs];
    const struct lent_array a[] = {
        WHOLE("docs", docs),       WHOLE("vocab", vocab),
        WHOLE("words", none),      INTS("start", 1, starts, start),
        INTS("ids", 1, n, ids),    INTS("query", 1, 0, ids),
        OUT("idf", 1, vocab, out), NOBODYS("score", TALK_FLOAT, 1, docs)};

    return CALL(standin_now(), STANDIN_IDF, a);
}

static bool sinusoid(float *table, int rows, int width)
{
    const struct lent_array a[] = {WHOLE("rows", rows), WHOLE("width", width),
                                   OUT("table", rows, width, table)};

    return CALL(standin_now(), STANDIN_SINUSOID, a);
}

/* The input's share is there already: it goes in as the bias. */
static bool rnn_step(float *h, const float *sums, const float *before,
                     const float *w, int width)
{
    const int none = 0;
    const struct lent_array a[] = {
        WHOLE("in", none),        WHOLE("width", width),
        IN("x", 1, 0, sums),      IN("before", 1, width, before),
        IN("w", width, width, w), IN("bias", 1, width, sums),
        OUT("h", 1, width, h)};

    return CALL(standin_now(), STANDIN_RNN_STEP, a);
}

static bool gru_step(float *h, const float *sums, const float *before,
                     const float *w, const float *inner, int width)
{
    const struct lent_array a[] = {
        WHOLE("width", width),          IN("sums", 3, width, sums),
        IN("before", 1, width, before), IN("w", 3 * width, width, w),
        IN("inner", 1, width, inner),   OUT("h", 1, width, h)};

    return CALL(standin_now(), STANDIN_GRU_STEP, a);
}

static bool lstm_step(float *h, float *c, const float *sums,
                      const float *h_before, const float *c_before,
                      const float *w, int width)
{
    const struct lent_array a[] = {WHOLE("width", width),
                                   IN("sums", 4, width, sums),
                                   IN("h_before", 1, width, h_before),
                                   IN("c_before", 1, width, c_before),
                                   IN("w", 4 * width, width, w),
                                   OUT("h", 1, width, h),
                                   OUT("c", 1, width, c)};

    return CALL(standin_now(), STANDIN_LSTM_STEP, a);
}

void standin_upper(struct standin *s, struct stead *stead)
{
    *stead = (struct stead){.bpe_best = NULL};
    if (s->on[STANDIN_BPE_MERGE]) {
        stead->bpe_best = bpe_best;
        stead->bpe_merge = bpe_merge;
    }
    if (s->on[STANDIN_SAMPLING]) {
        stead->top_k = top_k;
        stead->top_p = top_p;
    }
    stead->kv_append = s->on[STANDIN_KV_CACHE] ? kv_append : NULL;
    stead->ngram_row = s->on[STANDIN_NGRAM] ? ngram_row : NULL;
    stead->idf = s->on[STANDIN_IDF] ? idf : NULL;
    stead->sinusoid = s->on[STANDIN_SINUSOID] ? sinusoid : NULL;
    stead->rnn_step = s->on[STANDIN_RNN_STEP] ? rnn_step : NULL;
    stead->gru_step = s->on[STANDIN_GRU_STEP] ? gru_step : NULL;
    stead->lstm_step = s->on[STANDIN_LSTM_STEP] ? lstm_step : NULL;
}
