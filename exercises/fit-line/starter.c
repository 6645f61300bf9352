/* fit-line.c: a line through dots, found by gradient descent. */
#include "fit-line.h"

void fit_line(float *line, float *losses, const float *x, const float *y, int n,
              float rate, int steps)
{
    float a = 0.0f, b = 0.0f;

    for (int step = 0; step < steps; step++) {
        /* All misses: their squares, and both slopes. Then one step down. */
        losses[step] = 0.0f;
    }
    line[0] = a;
    line[1] = b;
    (void)x, (void)y, (void)n, (void)rate; /* goes once you use them */
}
