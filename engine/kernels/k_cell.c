#include "engine/kernels/k_real.h"

/* One step of a recurrent cell for one sequence: what is left when the product
 * of the state with its weights stands in `gates`. Each forward turns sums
 * into activations in place, and those are all that backward needs; backward
 * turns activations into the gradients of the sums, again in place. */

/* gates: input, forget, candidate, output. */
void KERNEL(cell_lstm_forward)(real *h, real *c, real *gates,
                               const real *before, int width)
{
    real *in = gates, *forget = gates + width, *candidate = gates + 2 * width;
    real *out = gates + 3 * width;

#pragma omp simd
    for (int i = 0; i < width; i++) {
        in[i] = real_sigmoid(in[i]);
        forget[i] = real_sigmoid(forget[i]);
        candidate[i] = real_tanh(candidate[i]);
        out[i] = real_sigmoid(out[i]);
        c[i] = forget[i] * before[i] + in[i] * candidate[i];
        h[i] = out[i] * real_tanh(c[i]);
    }
}

void KERNEL(cell_lstm_backward)(real *gates, real *dc, const real *dh,
                                const real *c, const real *before, int width)
{
    real *in = gates, *forget = gates + width, *candidate = gates + 2 * width;
    real *out = gates + 3 * width;

#pragma omp simd
    for (int i = 0; i < width; i++) {
        const real i_ = in[i], f = forget[i], g = candidate[i], o = out[i];
        const real bent = real_tanh(c[i]);
        const real d = dc[i] + dh[i] * o * (R(1.0) - bent * bent);

        in[i] = d * g * i_ * (R(1.0) - i_);
        forget[i] = d * before[i] * f * (R(1.0) - f);
        candidate[i] = d * i_ * (R(1.0) - g * g);
        out[i] = dh[i] * bent * o * (R(1.0) - o);
        dc[i] = d * f;
    }
}

/* gates: reset, update, what the state proposes, what the input proposes. The
 * reset gate acts after the product, so the last two are apart. */
void KERNEL(cell_gru_forward)(real *h, real *gates, const real *before,
                              int width)
{
    real *reset = gates, *update = gates + width;
    const real *state = gates + 2 * width;
    real *candidate = gates + 3 * width;

#pragma omp simd
    for (int i = 0; i < width; i++) {
        reset[i] = real_sigmoid(reset[i]);
        update[i] = real_sigmoid(update[i]);
        candidate[i] = real_tanh(candidate[i] + reset[i] * state[i]);
        h[i] = candidate[i] + update[i] * (before[i] - candidate[i]);
    }
}

void KERNEL(cell_gru_backward)(real *gates, real *dh, const real *before,
                               int width)
{
    real *reset = gates, *update = gates + width;
    real *state = gates + 2 * width, *candidate = gates + 3 * width;

#pragma omp simd
    for (int i = 0; i < width; i++) {
        const real r = reset[i], z = update[i], n = candidate[i];
        const real d = dh[i] * (R(1.0) - z) * (R(1.0) - n * n);

        reset[i] = d * state[i] * r * (R(1.0) - r);
        update[i] = dh[i] * (before[i] - n) * z * (R(1.0) - z);
        state[i] = d * r;
        candidate[i] = d;
        dh[i] *= z;
    }
}

/* sums become the state. */
void KERNEL(cell_rnn_forward)(real *h, int width)
{
#pragma omp simd
    for (int i = 0; i < width; i++)
        h[i] = real_tanh(h[i]);
}

void KERNEL(cell_rnn_backward)(real *dsums, const real *dh, const real *h,
                               int width)
{
#pragma omp simd
    for (int i = 0; i < width; i++)
        dsums[i] = dh[i] * (R(1.0) - h[i] * h[i]);
}
