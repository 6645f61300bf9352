/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "layer-norm.h"

int main(void)
{
    const float x[] = {1, 3}, gain[] = {2, 2}, bias[] = {10, 10};
    float out[2];

    norm_layer_forward(out, x, gain, bias, 1, 2, 0.0);
    printf("%g %g\n", (double)out[0], (double)out[1]);
    return 0;
}
