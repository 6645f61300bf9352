#ifndef ENGINE_KERNELS_STEAD_H
#define ENGINE_KERNELS_STEAD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * stead.h - functions in the place of ours on the floors above the kernels: a
 * learner's, that stand behind a device. NULL: ours computes. False: theirs
 * failed, and ours computes; what they wrote by then is rubbish.
 *
 * Shapes and meanings are those of the exercise of the same name.
 */
struct stead_look {
    const float *q, *v;      /* [width] */
    const float *k, *states; /* [n, width], [n, d] */
    int n, width, d;
};

struct stead_detour {
    const float *x, *w, *a, *b; /* [rows, in], [in, cols], [in, rank], .. */
    int rows, in, cols, rank;
    float scale;
};

struct stead {
    /* The commonest pair of neighbours, and how often it stands. */
    bool (*bpe_best)(int32_t best[2], int32_t *times, const int32_t *ids,
                     int n);
    /* out [n]: every `pair` as one `fresh`; *left ids are in use. */
    bool (*bpe_merge)(int32_t *out, int32_t *left, const int32_t *ids, int n,
                      const int32_t pair[2], int32_t fresh);
    /* out, probs [n]: what is ruled out is 0, the rest sums to 1. */
    bool (*top_k)(float *out, const float *probs, int n, int k);
    bool (*top_p)(float *out, const float *probs, int n, float p);
    /* x [count, width] behind the `length` rows that kept [length + count,
     * width] has. */
    bool (*kv_append)(float *kept, const float *x, int length, int count,
                      int width);
    /* out [vocab]: every token behind `context` of `order` tokens. */
    bool (*ngram_row)(float *out, const int32_t *ids, int n,
                      const int32_t *context, int order, int vocab,
                      float alpha);
    /* idf [vocab]; document d is ids[start[d]] .. ids[start[d + 1] - 1]. */
    bool (*idf)(float *idf, const int32_t *ids, const int32_t *start, int docs,
                int vocab);
    /* table [rows, width]. */
    bool (*sinusoid)(float *table, int rows, int width);
    /* One step of one sequence: the new state h [width] from the input's share
     * `sums` [gates, width], the state before and w [gates * width, width]. */
    bool (*rnn_step)(float *h, const float *sums, const float *before,
                     const float *w, int width);
    bool (*gru_step)(float *h, const float *sums, const float *before,
                     const float *w, const float *inner, int width);
    bool (*lstm_step)(float *h, float *c, const float *sums,
                      const float *h_before, const float *c_before,
                      const float *w, int width);
    /* Blocks of 32: x [n] as q [n] and scale [n / 32], and back. */
    bool (*quantise)(int32_t *q, float *scale, const float *x, int n);
    bool (*restore)(float *out, const int32_t *q, const float *scale, int n);
    /* weights [n] of one query, and out [d], the states by them. */
    bool (*additive)(float *weights, float *out, const struct stead_look *s);
    /* out [rows, cols]: the layer without its bias, and the detour. */
    bool (*lora)(float *out, const struct stead_detour *s);
};

#endif
