/* c-struct.c, the short version: put code in place of every BLANK. */
#include "c-struct.h"

#define BLANK 0

void window_mean(float *out, const float *x, int n, const struct window *w)
{
    for (int i = 0; i < n; i++) {
        const int from = i - BLANK, to = i + BLANK; /* from the window */
        float sum = 0.0f;
        int count = 0;

        for (int j = from; j <= to; j++) {
            if (j < 0 || j >= n)
                continue;
            sum += x[j];
            count++;
        }
        out[i] = sum / (float)count;
    }
    (void)w; /* goes once you use it */
}
