/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "layer.h"

int main(void)
{
    const float x[] = {1, 2}, w[] = {3, 4, 5, -6}, bias[] = {10, 1};
    const struct layer s = {1, 2, 2};
    float out[2];

    layer_forward(out, x, w, bias, &s);
    printf("%g %g\n", (double)out[0], (double)out[1]);
    return 0;
}
