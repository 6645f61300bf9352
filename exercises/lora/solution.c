/* lora.c: a frozen layer with a low-rank detour. */
#include "lora.h"

/* Row x, of n numbers, times column j of a matrix with `cols` columns. */
static float times_column(const float *x, const float *m, int n, int cols,
                          int j)
{
    float sum = 0.0f;

    for (int i = 0; i < n; i++)
        sum += x[i] * m[i * cols + j];
    return sum;
}

void lora_forward(float *out, float *low, const float *x, const float *w,
                  const float *a, const float *b, const struct lora *s)
{
    for (int r = 0; r < s->rows; r++) {
        const float *row = x + r * s->in;

        for (int k = 0; k < s->rank; k++)
            low[k] = times_column(row, a, s->in, s->rank, k);
        for (int j = 0; j < s->cols; j++) {
            const float frozen = times_column(row, w, s->in, s->cols, j);
            const float detour = times_column(low, b, s->rank, s->cols, j);

            out[r * s->cols + j] = frozen + s->scale * detour;
        }
    }
}
