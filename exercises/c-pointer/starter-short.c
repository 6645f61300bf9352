/* c-pointer.c, the short version: put code in place of every BLANK. */
#include "c-pointer.h"

#define BLANK 0.0f

void low_and_high(float *low, float *high, const float *x, int n)
{
    *low = BLANK; /* where does the search begin? */
    *high = BLANK;
    for (int i = 1; i < n; i++) {
        if (x[i] < *low)
            *low = BLANK;
        if (x[i] > *high)
            *high = BLANK;
    }
}
