/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "cross-entropy.h"

int main(void)
{
    const float logits[] = {0, 0};
    const int target[] = {1};
    float loss, lse, dlogits[2];

    cross_entropy_forward(&loss, &lse, logits, target, 1, 2);
    cross_entropy_backward(dlogits, logits, &lse, target, 1.0f, 1, 2);
    printf("lse %.4f, loss %.4f, gradient %.4f %.4f\n", (double)lse,
           (double)loss, (double)dlogits[0], (double)dlogits[1]);
    return 0;
}
