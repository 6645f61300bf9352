#ifndef ENGINE_KERNELS_K_ATTENTION_SHORT_H
#define ENGINE_KERNELS_K_ATTENTION_SHORT_H

#include "engine/kernels/k_attention.h"

/*
 * k_attention_short.h - the products of attention where all keys of a head
 * stand beside one block of queries: loops that need no panels, and touch no
 * pair that may not look at each other. Their sums run in the order of
 * product_forward, so the bits are the same. For k_attention.c alone.
 */
enum { SHORT_KEYS = QUERIES, SHORT_WIDTH = 64 };

/* Who looks at whom: query i at keys 0 .. end[i] - 1, and key j at queries
 * from blind[j] on. The same for every head. */
struct attention_view {
    int t, keys, width; /* queries and keys; numbers of a row */
    int end[QUERIES], blind[SHORT_KEYS];
};

/* false where heads are too long or too wide for this. */
bool KERNEL(attention_short_view)(struct attention_view *v,
                                  const struct kernels_attention *a);

/* score[j][i] = row j of x times row i of y, over whole groups of i. */
void KERNEL(attention_short_scores)(real *score, const real *x, int64_t x_row,
                                    const real *y, int64_t y_row,
                                    const struct attention_view *v);

/* Row i of c += sum over the keys it looks at of weight[j][i] row j of x. */
void KERNEL(attention_short_queries)(real *c, int64_t c_row, const real *weight,
                                     const real *x, int64_t x_row,
                                     const struct attention_view *v);
/* Row j of c += sum over the queries that look at it of weight[j][i] row i of
 * x. */
void KERNEL(attention_short_keys)(real *c, int64_t c_row, const real *weight,
                                  const real *x, int64_t x_row,
                                  const struct attention_view *v);

#endif
