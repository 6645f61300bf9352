/* c-struct.c: a window that slides over an array. */
#include "c-struct.h"

void window_mean(float *out, const float *x, int n, const struct window *w)
{
    for (int i = 0; i < n; i++) {
        /* the mean of x[i - w->before] .. x[i + w->after], those that exist */
        out[i] = 0.0f;
    }
    (void)x, (void)w; /* goes once you use them */
}
