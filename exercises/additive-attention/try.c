/* try.c: yours to change, never graded. The case of the prompt. */
#include <stdio.h>

#include "additive-attention.h"

int main(void)
{
    const float q[] = {0, 1}, v[] = {2, 2};
    const float k[] = {0, 0, 5, 5, -5, -5};
    const float states[] = {10, 0, 0, 10, 5, 5};
    float weights[3], out[2];

    additive_weights(weights, q, k, v, 3, 2);
    additive_mix(out, weights, states, 3, 2);
    printf("weights %.4f %.4f %.4f\n", (double)weights[0], (double)weights[1],
           (double)weights[2]);
    printf("out %.4f %.4f\n", (double)out[0], (double)out[1]);
    return 0;
}
