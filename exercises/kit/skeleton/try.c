/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "skeleton.h"

int main(void)
{
    const float x[] = {1, 2};
    float out[2];

    skeleton_forward(out, x, 1, 2);
    printf("%g %g\n", (double)out[0], (double)out[1]);
    return 0;
}
