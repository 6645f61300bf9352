#ifndef ENGINE_KERNELS_KERNELS_TABLE_NORM_H
#define ENGINE_KERNELS_KERNELS_TABLE_NORM_H

/* kernels_table_norm.h - the rows of kernels_table.h for both norms. */
#define KERNELS_OF_NORMS(X, real)                                              \
    /* stats [rows, 2]: mean (0 for rms) and 1 / sqrt(. + epsilon) of a row.   \
     * gain and bias may be NULL: 1 and 0. */                                  \
    X(norm_layer_stats,                                                        \
      (real * stats, const real *x, int rows, int cols, double epsilon))       \
    X(norm_rms_stats,                                                          \
      (real * stats, const real *x, int rows, int cols, double epsilon))       \
    X(norm_layer_forward,                                                      \
      (real * out, const real *x, const real *gain, const real *bias,          \
       int rows, int cols, double epsilon))                                    \
    X(norm_rms_forward, (real * out, const real *x, const real *gain,          \
                         int rows, int cols, double epsilon))                  \
    X(norm_layer_backward,                                                     \
      (real * dx, const real *dout, const real *x, const real *gain, int rows, \
       int cols, double epsilon))                                              \
    X(norm_rms_backward,                                                       \
      (real * dx, const real *dout, const real *x, const real *gain, int rows, \
       int cols, double epsilon))                                              \
    /* of both norms, from their stats; gain and bias may be NULL. `centred`:  \
     * the layer norm. */                                                      \
    X(norm_forward_by,                                                         \
      (real * out, const real *x, const real *gain, const real *bias,          \
       const real *stats, int rows, int cols))                                 \
    X(norm_backward_by,                                                        \
      (real * dx, const real *dout, const real *x, const real *gain,           \
       const real *stats, const struct kernels_rows *s))                       \
    /* sums [2, cols] over at most KERNELS_RUN rows: of dout times the         \
     * normalised row, and of dout */                                          \
    X(norm_gain_sums, (real * sums, const real *dout, const real *x,           \
                       const real *stats, int rows, int cols))                 \
    /* dgain, dbias += the sums of s->rows runs, in order; either may be NULL  \
     */                                                                        \
    X(norm_gain_add, (real * dgain, real * dbias, const real *sums,            \
                      const struct kernels_columns *s))

#endif
