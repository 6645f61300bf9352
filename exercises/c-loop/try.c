/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "c-loop.h"

int main(void)
{
    const float x[] = {1, 2, 4};
    float out[3];

    running_sum(out, x, 3);
    for (int i = 0; i < 3; i++)
        printf("x %g   out %g\n", (double)x[i], (double)out[i]);
    return 0;
}
