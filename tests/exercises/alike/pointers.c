#include <math.h>
#include <string.h>
#include "attention.h"

void attention_forward(float *out, float *weights, const float *q,
                       const float *k, const float *v, int T, int d)
{
    const float *query = q, *const k_end = k + T * d;
    float *w = weights, *o = out;
    int seen = 1;

    while (seen <= T) {
        const float *key = k;
        float *cell = w, *stop = w + seen, biggest, z = 0.0f;

        do {
            const float *a = query, *b = key;
            double s = 0.0;
            while (a != query + d)
                s += (double)*a++ * *b++;
            *cell++ = (float)(s / sqrt((double)d));
            key = b;
        } while (cell != stop && key != k_end);
        for (biggest = *w, cell = w; ++cell < stop;)
            biggest = *cell > biggest ? *cell : biggest;
        for (cell = w; cell < stop; ++cell)
            z += (*cell = expf(*cell - biggest));
        while (cell > w)
            *--cell /= z;
        memset(stop, 0, sizeof *w * (size_t)(T - seen));
        memset(o, 0, sizeof *o * (size_t)d);
        for (int p = 0; p < seen; p++)
            for (int x = 0; x != d; ++x)
                o[x] += w[p] * v[p * d + x];
        query += d, o += d, w += T, ++seen;
    }
}
