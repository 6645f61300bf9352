/* A wrong value, nothing else. */
#include "twice.h"

void twice(float *out, const float *x, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = x[i];
}
