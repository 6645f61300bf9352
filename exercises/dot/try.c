/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "dot.h"

int main(void)
{
    const float q[] = {3, 4}, x[] = {4, 3, -4, 3};
    float dots[2], cosines[2];

    dot_forward(dots, q, x, 2, 2);
    cosine_forward(cosines, q, x, 2, 2);
    for (int r = 0; r < 2; r++)
        printf("dot %g, cosine %g\n", (double)dots[r], (double)cosines[r]);
    return 0;
}
