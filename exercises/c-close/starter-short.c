/* c-close.c, the short version: put code in place of the BLANK. */
#include <math.h>

#include "c-close.h"

#define BLANK 0.0f

int count_far(const float *a, const float *b, int n, float within)
{
    int far = 0;

    for (int i = 0; i < n; i++)
        if (!(BLANK <= within)) /* the distance of a[i] and b[i] */
            far++;
    (void)a, (void)b; /* goes once you use them */
    return far;
}
