/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "beam-step.h"

int main(void)
{
    const float before[] = {-1.0f, -2.0f};
    const float logprobs[] = {-0.5f, -1.5f, -3.0f, -0.2f, -2.0f, -2.5f};
    int parent[2], token[2];
    float total[2];

    beam_step(parent, token, total, before, logprobs, 2, 3, 2);
    for (int i = 0; i < 2; i++)
        printf("text %d, token %d, total %.2f\n", parent[i], token[i],
               (double)total[i]);
    return 0;
}
