/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "c-struct.h"

int main(void)
{
    const struct window w = {.before = 1, .after = 0};
    const float x[] = {2, 4, 8};
    float out[3];

    window_mean(out, x, 3, &w);
    for (int i = 0; i < 3; i++)
        printf(" %g", (double)out[i]);
    printf("\n");
    return 0;
}
