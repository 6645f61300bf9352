/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "softmax.h"

int main(void)
{
    const float x[] = {1, 2, 3};
    float out[3];

    softmax_forward(out, x, 1, 3);
    for (int c = 0; c < 3; c++)
        printf(" %.4f", (double)out[c]);
    printf("\n");
    return 0;
}
