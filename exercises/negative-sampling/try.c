/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "negative-sampling.h"

int main(void)
{
    const float word[] = {1, 0}, others[] = {0, 1, 0, 0};
    float dword[2], dothers[4];
    const float loss = negative_step(dword, dothers, word, others, 2, 1);

    printf("loss %.4f, dword %g %g, dothers %g %g and %g %g\n", (double)loss,
           (double)dword[0], (double)dword[1], (double)dothers[0],
           (double)dothers[1], (double)dothers[2], (double)dothers[3]);
    return 0;
}
