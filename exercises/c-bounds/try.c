/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "c-bounds.h"

int main(void)
{
    const float x[] = {1, 2, 3};
    float out[3];

    shift_right(out, x, 3, 9.0f);
    for (int i = 0; i < 3; i++)
        printf(" %g", (double)out[i]);
    printf("\n");
    return 0;
}
