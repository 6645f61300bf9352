/* Functions of a learner above the kernels, in the place of the engine's:
 * merges, cuts, counts, waves, steps of recurrent layers, kept keys. */
#include <math.h>
#include <stdio.h>

#include "engine/core/graph.h"
#include "engine/model/ngram.h"
#include "engine/model/sampler.h"
#include "engine/model/tfidf.h"
#include "engine/model/tokenizer.h"
#include "engine/nn/kvcache.h"
#include "engine/nn/wavetable.h"
#include "engine/ops/cache.h"
#include "engine/ops/recurrent.h"
#include "tests/exercises/standing.h"

Test(standin_upper, merges_found_by_theirs_are_those_of_the_engine)
{
    static const char text[] = "the cat and the hat and the bat sat on the mat "
                               "that the rat had; so the hat sat there then";
    struct tokenizer *a, *b;
    int32_t x[2], y[2];

    standing_for(STANDIN_BPE_MERGE, NULL);
    judged_fine(tokenizer_train_bpe_by(&a, text, sizeof text - 1, 276,
                                       &standing_stead));
    judged_fine(tokenizer_train_bpe(&b, text, sizeof text - 1, 276));
    cr_assert_eq(tokenizer_size(a), tokenizer_size(b));
    cr_assert_gt(tokenizer_size(a), 260);
    for (int32_t id = 256; id < tokenizer_size(a); id++) {
        cr_assert(tokenizer_parts(a, id, x) && tokenizer_parts(b, id, y));
        cr_assert(x[0] == y[0] && x[1] == y[1], "%d", id);
    }
    cr_assert_gt(standing.lent[STANDIN_BPE_MERGE].calls, 8);
    tokenizer_free(a);
    tokenizer_free(b);
    standing_end();
}

Test(standin_upper, cuts_of_theirs_leave_the_same_odds)
{
    enum { VOCAB = 50 };
    struct sampler *sampler = sampler_new(VOCAB);
    struct sampler_settings k = sampler_plain();
    struct sampler_odds ours[VOCAB], theirs[VOCAB];
    float logits[VOCAB];

    standing_for(STANDIN_SAMPLING, NULL);
    standing_fill(logits, VOCAB, 31);
    k.top_k = 12;
    k.top_p = 0.7;
    const int n = sampler_odds(sampler, logits, &k, NULL, 0, ours, VOCAB);
    k.stead = &standing_stead;
    cr_assert_eq(sampler_odds(sampler, logits, &k, NULL, 0, theirs, VOCAB), n);
    for (int i = 0; i < n; i++) {
        cr_assert_eq(ours[i].id, theirs[i].id);
        cr_assert_lt(fabs(ours[i].probability - theirs[i].probability), 1e-5);
    }
    cr_assert_eq(standing.lent[STANDIN_SAMPLING].calls, 2);
    sampler_free(sampler);
    standing_end();
}

Test(standin_upper, counted_words_have_the_same_odds)
{
    static const int32_t ids[] = {0, 1, 2, 0, 1, 3, 0, 1, 2, 4};
    struct ngram_way way = {.kind = NGRAM_ADD, .order = 3, .by = 0.5};
    struct ngram *m;
    double ours[5], theirs[5];

    standing_for(STANDIN_NGRAM, NULL);
    judged_fine(ngram_new(&m, ids, 10, 5, 3));
    ngram_row(m, &way, ids, 2, ours);
    way.stead = &standing_stead;
    ngram_row(m, &way, ids, 2, theirs);
    for (int i = 0; i < 5; i++)
        cr_assert_lt(fabs(ours[i] - theirs[i]), 1e-6);
    cr_assert_eq(standing.lent[STANDIN_NGRAM].calls, 1);
    ngram_free(m);
    standing_end();
}

Test(standin_upper, words_are_worth_the_same)
{
    static const int32_t ids[] = {0, 1, 1, 2, 0, 3, 0, 1};
    static const int64_t start[] = {0, 3, 5, 8};
    struct tfidf *a, *b;

    standing_for(STANDIN_IDF, NULL);
    judged_fine(tfidf_new_by(&a, ids, start, 3, 5, false, &standing_stead));
    judged_fine(tfidf_new(&b, ids, start, 3, 5, false));
    for (int32_t w = 0; w < 5; w++)
        cr_assert_lt(fabs(tfidf_idf(a, w) - tfidf_idf(b, w)), 1e-6);
    cr_assert_eq(standing.lent[STANDIN_IDF].calls, 1);
    tfidf_free(a);
    tfidf_free(b);
    standing_end();
}

Test(standin_upper, waves_rows_and_heads_are_the_same)
{
    enum { T = 6, H = 2, SIZE = 3, N = T * H * SIZE };
    const struct kernels_copy merge = {.dims = 3,
                                       .shape = {T, H, SIZE},
                                       .out_stride = {H * SIZE, SIZE, 1},
                                       .x_stride = {SIZE, T * SIZE, 1}};
    const struct kernels_copy split = {.dims = 3,
                                       .shape = {H, T, SIZE},
                                       .out_stride = {T * SIZE, SIZE, 1},
                                       .x_stride = {SIZE, H * SIZE, 1}};
    const enum standin_part part[] = {STANDIN_HEADS, STANDIN_STRIDES};
    float x[N], out[2][N], *a, *b;

    standing_fill(x, N, 32);
    for (int i = 0; i < 4; i++) {
        const struct kernels_copy *c = i % 2 ? &split : &merge;

        standing_for(part[i / 2], NULL);
        standing_table.copy_forward(out[0], x, c, 0, 7);
        standing_table.copy_forward(out[0], x, c, 7, N);
        standing_table.copy_forward(out[0], x, c, 0, N);
        standing.ours.copy_forward(out[1], x, c, 0, N);
        standing_equal(out[0], out[1], N);
        cr_assert_gt(standing.lent[part[i / 2]].calls, 0);
        standing_end();
    }
    standing_for(STANDIN_SINUSOID, NULL);
    judged_fine(wavetable_new(&a, 40, 16, &standing_stead));
    judged_fine(wavetable_new(&b, 40, 16, NULL));
    standing_equal(a, b, 40 * 16);
    cr_assert_eq(standing.lent[STANDIN_SINUSOID].calls, 1);
    free(a);
    free(b);
    standing_end();
}

/* h of three sequences over four steps, with the device's stead or without. */
static void recur(enum standin_part part, const struct stead *with, float *h)
{
    enum { B = 3, STEPS = 4, W = 5 };
    const int kind = part == STANDIN_RNN_STEP   ? 1
                     : part == STANDIN_GRU_STEP ? 3
                                                : 4;
    struct device d = *device_find("cpu");
    float sums[B * STEPS * 4 * W], w[4 * W * W], bias[W];

    d.stead = with;
    struct graph *g = graph_new(&d, 1 << 24);
    standing_fill(sums, B * STEPS * kind * W, 41);
    standing_fill(w, kind * W * W, 42);
    standing_fill(bias, W, 43);
    struct tensor *x =
        graph_floats(g, 3, (const int64_t[]){B, STEPS, kind * W}, sums);
    struct tensor *m = graph_floats(g, 2, (const int64_t[]){kind * W, W}, w);
    struct tensor *y =
        kind == 1 ? recurrent_rnn(g, x, m, NULL, false)
        : kind == 3
            ? recurrent_gru(g, x, m,
                            graph_floats(g, 1, (const int64_t[]){W}, bias),
                            NULL, false)
            : recurrent_lstm(g, x, m, NULL, true);
    judged_fine(graph_status(g));
    for (int i = 0; i < B * STEPS * W; i++)
        h[i] = (float)tensor_get(y, i);
    graph_free(g);
}

Test(standin_upper, steps_of_recurrent_layers_are_the_same)
{
    static const enum standin_part part[] = {STANDIN_RNN_STEP, STANDIN_GRU_STEP,
                                             STANDIN_LSTM_STEP};
    float h[2][60];

    for (int i = 0; i < 3; i++) {
        standing_for(part[i], NULL);
        recur(part[i], &standing_stead, h[0]);
        recur(part[i], NULL, h[1]);
        standing_equal(h[0], h[1], 60);
        cr_assert_eq(standing.lent[part[i]].calls, 12);
        standing_end();
    }
}

Test(standin_upper, kept_keys_are_the_same)
{
    enum { G = 2, ROOM = 8, W = 4, T = 3 };
    float x[T * G * W], got[2][2 * T * G * W];
    struct kvcache *c;

    standing_for(STANDIN_KV_CACHE, NULL);
    standing_fill(x, T * G * W, 51);
    for (int i = 0; i < 2; i++) {
        struct device d = *device_find("cpu");

        d.stead = i ? NULL : &standing_stead;
        struct graph *g = graph_new(&d, 1 << 24);
        judged_fine(kvcache_new(&c, &(struct kvcache_shape){1, G, W, ROOM}));
        struct tensor *t = graph_floats(g, 4, (const int64_t[]){1, T, G, W}, x);
        cache_extend(g, t, kvcache_keys(c, 0), 0);
        struct tensor *all = cache_extend(g, t, kvcache_keys(c, 0), T);
        judged_fine(graph_status(g));
        for (int k = 0; k < 2 * T * G * W; k++)
            got[i][k] = (float)tensor_get(all, k);
        graph_free(g);
        kvcache_free(c);
    }
    standing_equal(got[0], got[1], 2 * T * G * W);
    cr_assert_eq(standing.lent[STANDIN_KV_CACHE].calls, 2 * G);
    standing_end();
}
