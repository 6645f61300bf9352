/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "lora.h"

int main(void)
{
    const struct lora s = {
        .rows = 1, .in = 2, .cols = 2, .rank = 1, .scale = 0.5f};
    const float x[] = {1, 2}, w[4] = {0}, a[] = {1, 1}, b[] = {10, 20};
    float out[2], low[1];

    lora_forward(out, low, x, w, a, b, &s);
    printf("%g %g\n", (double)out[0], (double)out[1]);
    return 0;
}
