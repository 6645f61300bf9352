/* c-bounds.c: every number one place further. */
#include "c-bounds.h"

void shift_right(float *out, const float *x, int n, float first)
{
    for (int i = 0; i < n; i++) {
        /* first, or the number of x that stood one place before */
        out[i] = 0.0f;
    }
    (void)x, (void)first; /* goes once you use them */
}
