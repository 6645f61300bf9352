#ifndef ENGINE_KERNELS_KERNELS_TABLE_H
#define ENGINE_KERNELS_KERNELS_TABLE_H

#include "engine/kernels/kernels_cells.h"
#include "engine/kernels/kernels_table_norm.h"

/*
 * kernels_table.h - every kernel: X(name, parameters).
 *
 * forward writes `out`; it may be `x` where both have one shape. backward
 * adds dLoss/dx into `dx`. Where `from` and `to` appear, pointers are those of
 * the whole arrays and the kernel handles only items from .. to-1; elsewhere
 * the caller shifts the pointers to its rows.
 * activation_*, unary_*: n numbers. backward reads x; of exp, sqrt, tanh and
 * sigmoid it reads the forward result `out` in that place.
 */
#define KERNELS_TABLE(X, real)  \
    KERNELS_OF_NUMBERS(X, real) \
    KERNELS_OF_ARRAYS(X, real)  \
    KERNELS_OF_ROWS(X, real)    \
    KERNELS_OF_NORMS(X, real)   \
    KERNELS_OF_CELLS(X, real)   \
    KERNELS_OF_STEPS(X, real)

#define KERNELS_UNARY(X, real, name)                      \
    X(name##_forward, (real * out, const real *x, int n)) \
    X(name##_backward, (real * dx, const real *dout, const real *x, int n))

/* out and slope, the derivative, in one go */
#define KERNELS_CURVE(X, real, name) \
    X(name##_both, (real * out, real * slope, const real *x, int n))

#define KERNELS_OF_NUMBERS(X, real)                                    \
    KERNELS_UNARY(X, real, activation_relu)                            \
    KERNELS_UNARY(X, real, activation_gelu)                            \
    KERNELS_UNARY(X, real, activation_gelu_tanh)                       \
    KERNELS_UNARY(X, real, activation_silu)                            \
    KERNELS_CURVE(X, real, activation_gelu)                            \
    KERNELS_CURVE(X, real, activation_gelu_tanh)                       \
    /* dx = dout slope; dx += dout slope */                            \
    X(activation_slope_write,                                          \
      (real * dx, const real *dout, const real *slope, int n))         \
    X(activation_slope_add,                                            \
      (real * dx, const real *dout, const real *slope, int n))         \
    KERNELS_UNARY(X, real, unary_neg)                                  \
    KERNELS_UNARY(X, real, unary_exp)                                  \
    KERNELS_UNARY(X, real, unary_log)                                  \
    KERNELS_UNARY(X, real, unary_sqrt)                                 \
    KERNELS_UNARY(X, real, unary_square)                               \
    KERNELS_UNARY(X, real, unary_tanh)                                 \
    KERNELS_UNARY(X, real, unary_sigmoid)                              \
    /* out = value */                                                  \
    X(scale_fill, (real * out, double value, int n))                   \
    /* out = by x + plus; out may be x */                              \
    X(scale_affine,                                                    \
      (real * out, const real *x, double by, double plus, int n))      \
    /* out = by x + times y; out may be x or y */                      \
    X(scale_add, (real * out, const real *x, double by, const real *y, \
                  double times, int n))                                \
    /* f32 to 16 bits, to the nearest, and back */                     \
    X(half_to_bf16, (uint16_t * out, const real *x, int n))            \
    X(half_of_bf16, (real * out, const uint16_t *x, int n))            \
    X(half_to_f16, (uint16_t * out, const real *x, int n))             \
    X(half_of_f16, (real * out, const uint16_t *x, int n))

/* arith: items of forward are the packed elements of out; items of backward
 * are the elements of the operand whose gradient it is, called a in `s` (its
 * dims of stride 0 are summed over), the other one is b. dout is packed. */
#define KERNELS_BINARY(X, real, name)                                          \
    X(name##_forward,                                                          \
      (real * out, const real *a, const real *b, const struct kernels_pair *s, \
       int64_t from, int64_t to))

#define KERNELS_OF_ARRAYS(X, real)                                            \
    KERNELS_BINARY(X, real, arith_add)                                        \
    KERNELS_BINARY(X, real, arith_sub)                                        \
    KERNELS_BINARY(X, real, arith_mul)                                        \
    KERNELS_BINARY(X, real, arith_div)                                        \
    /* da += sum of by dout: of add (1), of sub (1, -1 for its right side) */ \
    X(arith_add_backward,                                                     \
      (real * da, const real *dout, double by, const struct kernels_pair *s,  \
       int64_t from, int64_t to))                                             \
    /* da += sum of dout b: either side of mul */                             \
    X(arith_mul_backward,                                                     \
      (real * da, const real *dout, const real *b,                            \
       const struct kernels_pair *s, int64_t from, int64_t to))               \
    /* out = a / b: da += sum of dout / b */                                  \
    X(arith_div_backward,                                                     \
      (real * da, const real *dout, const real *b,                            \
       const struct kernels_pair *s, int64_t from, int64_t to))               \
    /* out = b / a, a the divisor: da -= sum of dout b / a^2 */               \
    X(arith_divisor_backward,                                                 \
      (real * da, const real *dout, const real *a, const real *b,             \
       const struct kernels_pair *s, int64_t from, int64_t to))               \
    /* Items: elements of `shape`, row-major. copy_add: out += x. */          \
    X(copy_forward, (real * out, const real *x, const struct kernels_copy *s, \
                     int64_t from, int64_t to))                               \
    X(copy_add, (real * out, const real *x, const struct kernels_copy *s,     \
                 int64_t from, int64_t to))                                   \
    /* x [outer, n, inner], out [outer, inner]; n >= 1 for mean and max */    \
    X(reduce_sum_forward,                                                     \
      (real * out, const real *x, int outer, int n, int inner))               \
    X(reduce_mean_forward,                                                    \
      (real * out, const real *x, int outer, int n, int inner))               \
    X(reduce_max_forward,                                                     \
      (real * out, const real *x, int outer, int n, int inner))               \
    /* dx += by dout: of sum (1) and mean (1 / n) */                          \
    X(reduce_sum_backward,                                                    \
      (real * dx, const real *dout, double by, int outer, int n, int inner))  \
    /* to the first of the largest */                                         \
    X(reduce_max_backward, (real * dx, const real *dout, const real *x,       \
                            int outer, int n, int inner))                     \
    X(gemm_forward, (const struct gemm_args *args))                           \
    /* the same in tiles of registers: fast, and other last digits */         \
    X(product_forward, (const struct gemm_args *args))

#define KERNELS_OF_ROWS(X, real)                                               \
    /* out[r][c] += bias[c]; dbias[c] += sum over rows of dout[r][c] */        \
    X(bias_forward, (real * out, const real *bias, int rows, int cols))        \
    X(bias_backward,                                                           \
      (real * dbias, const real *dout, const struct kernels_columns *s))       \
    X(softmax_forward, (real * out, const real *x, int rows, int cols))        \
    X(softmax_backward,                                                        \
      (real * dx, const real *dout, const real *out, int rows, int cols))      \
    /* x [rows, keys], row r is query r % t and keeps columns up to            \
     * r % t + keys - t; the others become -infinity. Items: rows. */          \
    X(mask_causal_forward,                                                     \
      (real * out, const real *x, int t, int keys, int64_t from, int64_t to))  \
    X(mask_causal_backward, (real * dx, const real *dout, int t, int keys,     \
                             int64_t from, int64_t to))                        \
    /* loss[r] = lse[r] - logits[r][target[r]], 0 where it is `ignore`;        \
     * lse[r] = log sum exp of the row. Targets are in 0 .. cols-1. */         \
    X(cross_entropy_forward,                                                   \
      (real * loss, real * lse, const real *logits, const int32_t *target,     \
       int ignore, int rows, int cols))                                        \
    X(cross_entropy_backward,                                                  \
      (real * dlogits, const real *logits, const real *lse,                    \
       const int32_t *target, const struct kernels_classes *s))                \
    /* out[i] = table[ids[i]]; dtable[ids[i]] += dout[i], in the order of i,   \
     * of columns from .. to-1 only */                                         \
    X(embedding_forward,                                                       \
      (real * out, const real *table, const int32_t *ids, int n, int width))   \
    X(embedding_backward,                                                      \
      (real * dtable, const real *dout, const int32_t *ids, int n, int width,  \
       int from, int to))                                                      \
    /* out[i] = rows[ids[i]] . q, rows of `width` numbers */                   \
    X(chosen_dots, (real * out, const real *rows, const real *q,               \
                    const int32_t *ids, int n, int width))                     \
    X(dropout_forward,                                                         \
      (real * out, const real *x, const struct kernels_dropout *s,             \
       int64_t from, int64_t to))                                              \
    X(dropout_backward,                                                        \
      (real * dx, const real *dout, const struct kernels_dropout *s,           \
       int64_t from, int64_t to))                                              \
    /* table [t, width / 2, 2]: cosine and sine of row i and pair p. Items of  \
     * table: rows i. Items of forward and backward: batch x t. */             \
    X(rope_table,                                                              \
      (real * table, const struct kernels_rope *s, int64_t from, int64_t to))  \
    X(rope_forward, (real * out, const real *x, const real *table,             \
                     const struct kernels_rope *s, int64_t from, int64_t to))  \
    X(rope_backward, (real * dx, const real *dout, const real *table,          \
                      const struct kernels_rope *s, int64_t from, int64_t to)) \
    /* Items: batch x heads x ceil(t / KERNELS_QUERY_BLOCK). */                \
    X(attention_forward,                                                       \
      (const struct kernels_attention *a, int64_t from, int64_t to))           \
    /* Items: batch x groups. */                                               \
    X(attention_backward,                                                      \
      (const struct kernels_attention *a, int64_t from, int64_t to))           \
    /* Items: heads. */                                                        \
    X(attention_step,                                                          \
      (const struct kernels_step *s, int64_t from, int64_t to))                \
    /* probs [batch, heads, t, keys] from q, k and lse. Items: its rows. */    \
    X(attention_rows, (real * probs, const struct kernels_attention *a,        \
                       int64_t from, int64_t to))

#define KERNELS_OF_STEPS(X, real)                                             \
    /* p -= rate (m' / (sqrt(v') + epsilon) + decay p), Loshchilov and Hutter \
     * 2019, algorithm 2 */                                                   \
    X(optim_adamw, (real * p, const real *g, real *m, real *v,                \
                    const struct kernels_adamw *s, int n))                    \
    /* m = momentum m + g + decay p; p -= rate m. m may be NULL: no memory */ \
    X(optim_sgd,                                                              \
      (real * p, const real *g, real *m, const struct kernels_sgd *s, int n)) \
    /* partial[i] = sum of squares of the i-th KERNELS_CHUNK of x */          \
    X(optim_sumsq, (double *partial, const real *x, int n))

#endif
