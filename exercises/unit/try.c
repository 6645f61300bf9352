/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "unit.h"

int main(void)
{
    const float x[] = {3, 4, -2, 0};
    float lengths[2], unit[4];

    unit_forward(lengths, unit, x, 2, 2);
    for (int r = 0; r < 2; r++)
        printf("length %g, unit vector %g %g\n", (double)lengths[r],
               (double)unit[2 * r], (double)unit[2 * r + 1]);
    return 0;
}
