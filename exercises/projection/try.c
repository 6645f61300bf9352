/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "projection.h"

int main(void)
{
    const float v[] = {2, 0}, x[] = {3, 4};
    float amount, along[2], rest[2];

    projection_forward(&amount, along, rest, x, v, 1, 2);
    printf("amount %g, along %g %g, rest %g %g\n", (double)amount,
           (double)along[0], (double)along[1], (double)rest[0],
           (double)rest[1]);
    return 0;
}
