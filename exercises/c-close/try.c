/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "c-close.h"

int main(void)
{
    const float a[] = {1, 2, 3}, b[] = {1.25f, 3, 3};

    printf("%d of 3 are far\n", count_far(a, b, 3, 0.5f));
    printf("0.1f + 0.2f is %.9f\n", (double)(0.1f + 0.2f));
    return 0;
}
