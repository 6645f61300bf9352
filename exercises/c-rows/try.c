/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "c-rows.h"

int main(void)
{
    const float x[] = {1, 2, 3, 4, 5, 6};
    float out[3];

    column_sums(out, x, 2, 3);
    for (int c = 0; c < 3; c++)
        printf(" %g", (double)out[c]);
    printf("\n");
    return 0;
}
