/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "bpe-merge.h"

int main(void)
{
    const int ids[] = {1, 2, 1, 2, 3};
    int best[2] = {0, 0}, out[5];
    const int times = bpe_count_best(best, ids, 5);
    const int left = bpe_merge(out, ids, 5, best[0], best[1], 9);

    printf("(%d, %d) occurs %d times; merged:", best[0], best[1], times);
    for (int i = 0; i < left; i++)
        printf(" %d", out[i]);
    printf("\n");
    return 0;
}
