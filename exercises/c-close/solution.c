/* c-close.c: are two arrays of floats equal enough? */
#include <math.h>

#include "c-close.h"

int count_far(const float *a, const float *b, int n, float within)
{
    int far = 0;

    for (int i = 0; i < n; i++) /* asked this way, a NaN is far */
        if (!(fabsf(a[i] - b[i]) <= within))
            far++;
    return far;
}
