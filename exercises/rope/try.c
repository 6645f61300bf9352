/* try.c: yours to change, never graded. Turns (1, 0) through four positions. */
#include <stdio.h>

#include "rope.h"

int main(void)
{
    const float x[] = {1, 0, 1, 0, 1, 0, 1, 0};
    float out[8];

    rope_forward(out, x, 4, 2, 0, 10000.0f);
    for (int i = 0; i < 4; i++)
        printf("position %d: %7.4f %7.4f\n", i, (double)out[2 * i],
               (double)out[2 * i + 1]);
    return 0;
}
