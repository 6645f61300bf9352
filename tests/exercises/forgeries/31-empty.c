/* Does nothing at all. */
#include "twice.h"

void twice(float *out, const float *x, int n)
{
    (void)out, (void)x, (void)n;
}
