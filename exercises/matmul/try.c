/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "matmul.h"

int main(void)
{
    const float a[] = {1, 2, 3}, b[] = {1, 0, 2, 1, 3, -1};
    float out[2];

    matmul_forward(out, a, b, 1, 3, 2);
    printf("%g %g\n", (double)out[0], (double)out[1]);
    return 0;
}
