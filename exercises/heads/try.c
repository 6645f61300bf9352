/* try.c: yours to change, never graded. Splits and merges eight numbers. */
#include <stdio.h>

#include "heads.h"

int main(void)
{
    const float x[] = {0, 10, 1, 11, 2, 12, 3, 13};
    float split[8], back[8];

    heads_split(split, x, 4, 2, 1);
    heads_merge(back, split, 4, 2, 1);
    for (int i = 0; i < 8; i++)
        printf("%4g ->%4g ->%4g\n", (double)x[i], (double)split[i],
               (double)back[i]);
    return 0;
}
