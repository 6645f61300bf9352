/* Never comes back. */
#include "twice.h"

void twice(float *out, const float *x, int n)
{
    volatile int on = 1;

    (void)out, (void)x, (void)n;
    while (on)
        continue;
}
