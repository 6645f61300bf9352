/* Brings the very first function of a program. */
#include <unistd.h>

#include "twice.h"

void _start(void)
{
    _exit(0);
}

void twice(float *out, const float *x, int n)
{
    (void)out, (void)x, (void)n;
}
