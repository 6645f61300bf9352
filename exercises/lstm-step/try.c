/* try.c: yours to change, never graded. A cell holds 1 while its forget gate
 * has the sum in the first column. */
#include <stdio.h>

#include "lstm-step.h"

int main(void)
{
    const float w[] = {0, 0, 0, 0};

    for (int forget = 0; forget <= 6; forget += 2) {
        const float sums[] = {-20, (float)forget, 0, 20};
        float cell[] = {1}, state[] = {0}, c[1], h[1];

        for (int t = 0; t < 20; t++) {
            lstm_step(h, c, sums, state, cell, w, 1);
            cell[0] = c[0];
            state[0] = h[0];
        }
        printf("forget sum %d: %.4f after 20 steps\n", forget, (double)cell[0]);
    }
    return 0;
}
