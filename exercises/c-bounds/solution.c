/* c-bounds.c: every number one place further. */
#include "c-bounds.h"

void shift_right(float *out, const float *x, int n, float first)
{
    for (int i = 0; i < n; i++)
        out[i] = i == 0 ? first : x[i - 1];
}
