#include "engine/kernels/k_real.h"

#ifdef __F16C__
#include <immintrin.h>
#endif

/* One query a head: every key and value is read once and used once, so time is
 * bytes, and half the bytes is half the time. Softmax is taken online, a tile
 * of keys at a time. */
enum { TILE = 64 };

KERNEL_APART static void widen(real *out, const uint16_t *x, int n)
{
    int i = 0;

#if defined(__F16C__) && !defined(KERNEL_F64)
    for (; i + 8 <= n; i += 8)
        _mm256_storeu_ps(out + i, _mm256_cvtph_ps(_mm_loadu_si128(
                                      (const __m128i *)(x + i))));
#endif
    if (i < n)
        KERNEL(half_of_f16)(out + i, x + i, n - i);
}

KERNEL_APART static real dot(const real *a, const real *b, int n)
{
    real sum = R(0.0);

#pragma omp simd reduction(+ : sum)
    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

struct running {
    real most, total;
    real sum[KERNELS_HEAD_WIDTH];
};

KERNEL_APART static void shrink(struct running *r, real most, int n)
{
    const real by = real_exp(r->most - most);

    r->most = most;
    r->total *= by;
#pragma omp simd
    for (int i = 0; i < n; i++)
        r->sum[i] *= by;
}

KERNEL_APART static void add(real *sum, real weight, const real *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        sum[i] = real_muladd(weight, x[i], sum[i]);
}

/* Keys and values k, v of one group: `n` of them, at most TILE. */
static void absorb(struct running *r, const struct kernels_step *s,
                   const real *q, const uint16_t *k, const uint16_t *v, int n)
{
    real row[KERNELS_HEAD_WIDTH], score[TILE], most = r->most;

    for (int j = 0; j < n; j++) {
        widen(row, k + (int64_t)j * s->width, s->width);
        score[j] = dot(q, row, s->width) * (real)s->scale;
        most = !(score[j] <= most) ? score[j] : most;
    }
    if (!(most <= r->most)) /* a NaN, too, goes into all sums */
        shrink(r, most, s->width);
    for (int j = 0; j < n; j++) {
        const real weight = real_exp(score[j] - most);

        widen(row, v + (int64_t)j * s->width, s->width);
        r->total += weight;
        add(r->sum, weight, row, s->width);
    }
}

void KERNEL(attention_step)(const struct kernels_step *s, int64_t from,
                            int64_t to)
{
    struct running r;

    for (int64_t h = from; h < to; h++) {
        const int64_t group = h / (s->heads / s->groups);
        const uint16_t *k = s->k + group * s->room * s->width;
        const uint16_t *v = s->v + group * s->room * s->width;
        real *out = (real *)s->out + h * s->width;

        r.most = -(real)INFINITY;
        r.total = R(0.0);
        memset(r.sum, 0, (size_t)s->width * sizeof *r.sum);
        for (int64_t j = 0; j < s->keys; j += TILE) {
            const int64_t left = s->keys - j;

            absorb(&r, s, (const real *)s->q + h * s->width, k + j * s->width,
                   v + j * s->width, (int)(left < TILE ? left : TILE));
        }
        for (int i = 0; i < s->width; i++)
            out[i] = r.sum[i] / r.total;
    }
}
