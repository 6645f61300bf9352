/* k_quantvec.c - a vector in 8 bits: half the memory of the weights' own
 * types, and whole numbers that the processor multiplies 4 at a time. */
#include "engine/kernels/k_quant.h"

/* 32 numbers. A number that is not finite makes the scale NaN. */
static void part(const float *x, int8_t *q, float *scale, float *sum)
{
    float most = 0.0f, odd = 0.0f;
    int total = 0;

    for (int i = 0; i < QUANT_PART; i++) {
        most = fabsf(x[i]) > most ? fabsf(x[i]) : most;
        odd += x[i] * 0.0f;
    }
    /* The reciprocal of a smaller one would overflow. */
    const bool finite = !isnan(odd) && most > 0x1p-100f;
    const float by = finite ? 127.0f / most : 0.0f;
    for (int i = 0; i < QUANT_PART; i++) {
        const float near = rintf((finite ? x[i] : 0.0f) * by);

        q[i] = (int8_t)real_clamp(near, -127.0f, 127.0f);
        total += q[i];
    }
    *scale = most / 127.0f + odd;
    *sum = *scale * (float)total;
}

void KERNEL(quantvec_pack)(const struct quant_vector *v)
{
    for (int64_t i = 0; i < v->cols; i += QUANT_PART) {
        const int64_t p = i / QUANT_PART, left = v->cols - i;
        float tail[QUANT_PART] = {0.0f};
        const float *x = v->x + i;

        if (left < QUANT_PART) {
            memcpy(tail, x, (size_t)left * sizeof *x);
            x = tail;
        }
        part(x, v->q + i, v->scale + p, v->sum + p);
    }
}
