#ifndef ENGINE_KERNELS_KERNELS_CELLS_H
#define ENGINE_KERNELS_KERNELS_CELLS_H

/*
 * kernels_cells.h - the part of kernels_table.h for recurrent layers: one step
 * of one sequence of `width` numbers.
 *
 * forward finds the sums of the gates in `gates` [n, width] and leaves their
 * activations; backward finds those and leaves dLoss/d(sums). `before` is the
 * state (of lstm: its cell c) one step earlier. Gates: lstm (n = 4) input,
 * forget, candidate, output; gru (4) reset, update, the candidate's part from
 * the state, its part from the input.
 */
#define KERNELS_OF_CELLS(X, real)                                         \
    X(cell_lstm_forward,                                                  \
      (real * h, real * c, real * gates, const real *before, int width))  \
    /* dc: in, from later steps; out, for the step before */              \
    X(cell_lstm_backward, (real * gates, real * dc, const real *dh,       \
                           const real *c, const real *before, int width)) \
    X(cell_gru_forward,                                                   \
      (real * h, real * gates, const real *before, int width))            \
    /* dh: in, of h; out, its share that passes by the gates */           \
    X(cell_gru_backward,                                                  \
      (real * gates, real * dh, const real *before, int width))           \
    /* h: sums in, state out */                                           \
    X(cell_rnn_forward, (real * h, int width))                            \
    X(cell_rnn_backward,                                                  \
      (real * dsums, const real *dh, const real *h, int width))

#endif
