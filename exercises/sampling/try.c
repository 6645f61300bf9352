/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "sampling.h"

static void show(const char *name, const float *x, int n)
{
    printf("%s", name);
    for (int i = 0; i < n; i++)
        printf(" %.3f", (double)x[i]);
    printf("\n");
}

int main(void)
{
    const float probs[] = {0.5f, 0.2f, 0.3f};
    float out[3];

    top_k(out, probs, 3, 2);
    show("top-k 2  ", out, 3);
    top_p(out, probs, 3, 0.6f);
    show("top-p 0.6", out, 3);
    return 0;
}
