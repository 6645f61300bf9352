#include "engine/kernels/k_real.h"

/* Radians that pair `p` turns from one position to the next. */
static double frequency(const struct kernels_rope *s, int p)
{
    const double plain = pow(s->base, -2.0 * p / s->width);
    const double turns = (double)s->original * plain / 6.283185307179586;

    if (s->scaling == KERNELS_UNSCALED ||
        (s->scaling == KERNELS_BY_TURNS && turns > s->high))
        return plain;
    if (s->scaling == KERNELS_LINEAR || turns < s->low)
        return plain / s->factor;
    const double share = (turns - s->low) / (s->high - s->low);
    return plain * (share + (1.0 - share) / s->factor);
}

void KERNEL(rope_table)(real *table, const struct kernels_rope *s, int64_t from,
                        int64_t to)
{
    const int pairs = s->width / 2;

    /* In double: at position 100000 a float angle is off by 0.004. */
    for (int64_t i = from; i < to; i++) {
        for (int p = 0; p < pairs; p++) {
            const double angle = (double)(s->start + i) * frequency(s, p);

            table[(i * pairs + p) * 2] = (real)cos(angle);
            table[(i * pairs + p) * 2 + 1] = (real)sin(angle);
        }
    }
}

/* The two numbers of pair p. */
static void places(const struct kernels_rope *s, int p, int at[2])
{
    at[0] = s->interleaved ? 2 * p : p;
    at[1] = s->interleaved ? 2 * p + 1 : p + s->width / 2;
}

void KERNEL(rope_forward)(real *out, const real *x, const real *table,
                          const struct kernels_rope *s, int64_t from,
                          int64_t to)
{
    const int pairs = s->width / 2;

    for (int64_t i = from; i < to; i++) {
        const real *turn = table + i % s->t * s->width;
        const real *row = x + i / s->t * s->x_batch + i % s->t * s->x_row;
        real *y = out + i * s->heads * s->width;

        for (int h = 0; h < s->heads; h++, row += s->x_head, y += s->width) {
            for (int p = 0; p < pairs; p++) {
                const real c = turn[2 * p], n = turn[2 * p + 1];
                int at[2];

                places(s, p, at);
                const real a = row[at[0]], b = row[at[1]];
                y[at[0]] = a * c - b * n;
                y[at[1]] = a * n + b * c;
            }
        }
    }
}

void KERNEL(rope_backward)(real *dx, const real *dout, const real *table,
                           const struct kernels_rope *s, int64_t from,
                           int64_t to)
{
    const int pairs = s->width / 2;

    /* The gradient turns back by the same angle. */
    for (int64_t i = from; i < to; i++) {
        const real *turn = table + i % s->t * s->width;
        const real *d = dout + i * s->heads * s->width;
        real *row = dx + i / s->t * s->x_batch + i % s->t * s->x_row;

        for (int h = 0; h < s->heads; h++, row += s->x_head, d += s->width) {
            for (int p = 0; p < pairs; p++) {
                const real c = turn[2 * p], n = turn[2 * p + 1];
                int at[2];

                places(s, p, at);
                row[at[0]] += d[at[0]] * c + d[at[1]] * n;
                row[at[1]] += d[at[1]] * c - d[at[0]] * n;
            }
        }
    }
}
