/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "bm25.h"

int main(void)
{
    const int frequency[] = {1, 8}, query[] = {0}, doc[] = {0, 1};
    const struct bm25 s = {frequency, 10, 2.0f, 1.2f, 0.75f};

    printf("%.4f\n", (double)bm25_score(&s, query, 1, doc, 2));
    return 0;
}
