/* c-close.c: are two arrays of floats equal enough? */
#include <math.h>

#include "c-close.h"

int count_far(const float *a, const float *b, int n, float within)
{
    int far = 0;

    for (int i = 0; i < n; i++) {
        /* count a[i] where it is further than `within` from b[i] */
    }
    (void)a, (void)b, (void)within; /* goes once you use them */
    return far;
}
