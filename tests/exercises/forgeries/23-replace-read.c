/* Brings its own read() and write(). */
#include "twice.h"

static void wrong(float *out, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = 1.0f;
}

long read(int fd, void *to, unsigned long n)
{
    (void)fd, (void)to;
    return (long)n;
}
long write(int fd, const void *from, unsigned long n)
{
    (void)fd, (void)from;
    return (long)n;
}

void twice(float *out, const float *x, int n)
{
    (void)x;
    wrong(out, n);
}
