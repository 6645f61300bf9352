/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "ngram.h"

int main(void)
{
    const int ids[] = {1, 2, 1, 3, 1, 2}, context[] = {1};
    const struct ngram g = {ids, 6, 1, 4, 1.0f};

    for (int next = 0; next < 4; next++)
        printf("P(%d | 1) = %.4f\n", next,
               (double)ngram_probability(&g, context, next));
    return 0;
}
