/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "linear.h"

int main(void)
{
    const struct linear s = {.rows = 1, .in = 2, .cols = 2};
    const float x[] = {1, 2}, w[] = {3, 4, 5, 6}, bias[] = {10, 20};
    const float dout[] = {1, 0};
    float out[2], dx[2] = {0}, dw[4] = {0}, dbias[2] = {0};

    linear_forward(out, x, w, bias, &s);
    linear_backward(dx, dw, dbias, dout, x, w, &s);
    printf("out %g %g\n", (double)out[0], (double)out[1]);
    printf("dx %g %g   dbias %g %g\n", (double)dx[0], (double)dx[1],
           (double)dbias[0], (double)dbias[1]);
    return 0;
}
