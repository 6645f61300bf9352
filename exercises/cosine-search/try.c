/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "cosine-search.h"

int main(void)
{
    const float q[] = {1, 0}, docs[] = {0, 1, 2, 0, 3, 3};
    int found[2];
    float score[2];
    const int count = search_top(found, score, q, docs, 3, 2, 2);

    for (int i = 0; i < count; i++)
        printf("row %d, cosine %.4f\n", found[i], (double)score[i]);
    return 0;
}
