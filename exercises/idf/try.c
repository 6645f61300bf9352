/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "idf.h"

int main(void)
{
    const int ids[] = {0, 1, 1, 0, 2}, start[] = {0, 3, 5}, query[] = {1, 2};
    const struct idf_docs d = {ids, start, 2, 3};
    float idf[3], score[2];

    idf_weigh(idf, score, &d, query, 2);
    for (int w = 0; w < 3; w++)
        printf("word %d: %.4f\n", w, (double)idf[w]);
    for (int doc = 0; doc < 2; doc++)
        printf("document %d: %.4f\n", doc, (double)score[doc]);
    return 0;
}
