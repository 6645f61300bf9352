/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "similar.h"

int main(void)
{
    const float table[] = {1, 0, 0, 1, 2, 0, 3, 3};
    int found[2];
    float score[2];
    const int count = similar(found, score, table, 4, 2, 0, 2);

    for (int i = 0; i < count; i++)
        printf("word %d, cosine %g\n", found[i], (double)score[i]);
    return 0;
}
