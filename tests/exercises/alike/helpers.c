#include <math.h>
#include "attention.h"

#define AT(m, r, c, n) ((m)[(r) * (n) + (c)])

static float inner(const float *a, const float *b, int n)
{
    if (n == 0)
        return 0;
    return a[0] * b[0] + inner(a + 1, b + 1, n - 1);
}

static float top(const float *a, int n)
{
    float m = a[n - 1];
    while (n--)
        if (a[n] > m)
            m = a[n];
    return m;
}

static void softly(float *a, int n)
{
    const float m = top(a, n);
    float s = 0;
    for (int i = n - 1; i >= 0; i--)
        s += expf(a[i] - m);
    for (int i = n - 1; i >= 0; i--)
        a[i] = expf(a[i] - m) / s;
}

void attention_forward(float *out, float *weights, const float *q,
                       const float *k, const float *v, int T, int d)
{
    for (int row = T - 1; row >= 0; row--) {
        for (int col = 0; col < T; col++)
            AT(weights, row, col, T) =
                col <= row ? inner(q + row * d, k + col * d, d) / sqrtf(d) : 0;
        softly(&AT(weights, row, 0, T), row + 1);
        for (int c = 0; c < d; c++) {
            AT(out, row, c, d) = 0;
            for (int col = 0; col <= row; col++)
                AT(out, row, c, d) += AT(weights, row, col, T) * AT(v, col, c, d);
        }
    }
}
