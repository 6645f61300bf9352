/* c-bounds.c, the short version: put code in place of every BLANK. */
#include "c-bounds.h"

#define BLANK 0.0f

void shift_right(float *out, const float *x, int n, float first)
{
    for (int i = 0; i < n; i++)
        out[i] = i == 0 ? BLANK : BLANK;
    (void)x, (void)first; /* goes once you use them */
}
