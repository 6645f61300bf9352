/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "entropy.h"

int main(void)
{
    const float p[] = {0.5f, 0.5f}, q[] = {0.25f, 0.75f};
    float entropy, there, back;

    entropy_forward(&entropy, p, 1, 2);
    kl_forward(&there, p, q, 1, 2);
    kl_forward(&back, q, p, 1, 2);
    printf("entropy %.4f, divergence %.4f, the other way %.4f\n",
           (double)entropy, (double)there, (double)back);
    return 0;
}
