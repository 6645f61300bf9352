/* c-struct.c: a window that slides over an array. */
#include "c-struct.h"

void window_mean(float *out, const float *x, int n, const struct window *w)
{
    for (int i = 0; i < n; i++) {
        float sum = 0.0f;
        int count = 0;

        for (int j = i - w->before; j <= i + w->after; j++) {
            if (j < 0 || j >= n)
                continue;
            sum += x[j];
            count++;
        }
        out[i] = sum / (float)count;
    }
}
