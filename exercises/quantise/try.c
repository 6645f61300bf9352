/* try.c: yours to change, never graded. How much is lost? */
#include <math.h>
#include <stdio.h>

#include "quantise.h"

int main(void)
{
    float x[32], out[32], scale;
    int q[32];

    for (int i = 0; i < 32; i++)
        x[i] = sinf((float)i);
    quantise_blocks(q, &scale, x, 32);
    restore_blocks(out, q, &scale, 32);
    for (int i = 0; i < 6; i++)
        printf("%8.5f -> %4d -> %8.5f\n", (double)x[i], q[i], (double)out[i]);
    return 0;
}
