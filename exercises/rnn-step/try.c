/* try.c: yours to change, never graded. The case of the prompt, three steps of
 * it: what stays of the first input? */
#include <stdio.h>

#include "rnn-step.h"

int main(void)
{
    const float w[] = {1, 0.5f, 0.5f, 0, 0.5f, 0}, bias[] = {0, 0.1f};
    const float x[] = {1, 0, 0};
    float before[] = {0, 0}, h[2];

    for (int t = 0; t < 3; t++) {
        rnn_step(h, x + t, before, w, bias, 1, 2);
        printf("step %d: %7.4f %7.4f\n", t, (double)h[0], (double)h[1]);
        before[0] = h[0];
        before[1] = h[1];
    }
    return 0;
}
