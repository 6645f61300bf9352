/* c-loop.c, the short version: put code in place of every BLANK. */
#include "c-loop.h"

#define BLANK 0.0f

void running_sum(float *out, const float *x, int n)
{
    float sum = 0.0f;

    for (int i = 0; i < n; i++) {
        sum += BLANK; /* which number? */
        out[i] = sum;
    }
    (void)x; /* goes once you use it */
}
