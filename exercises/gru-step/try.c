/* try.c: yours to change, never graded. One number, no weights: only the
 * update gate opens from left to right. */
#include <stdio.h>

#include "gru-step.h"

int main(void)
{
    const float w[] = {0, 0, 0}, inner[] = {0}, before[] = {0.8f};
    float h[1];

    for (int i = -4; i <= 4; i += 2) {
        const float sums[] = {0, (float)i, -1};

        gru_step(h, sums, before, w, inner, 1);
        printf("update sum %2d: %7.4f\n", i, (double)h[0]);
    }
    return 0;
}
