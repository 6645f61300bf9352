/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "c-pointer.h"

int main(void)
{
    const float x[] = {2, -5, 4};
    float low, high;

    low_and_high(&low, &high, x, 3); /* & is "the address of" */
    printf("low %g, high %g\n", (double)low, (double)high);
    return 0;
}
