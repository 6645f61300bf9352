/* similar.c: the neighbours of a word. */
#include <math.h>

#include "similar.h"

int similar(int *found, float *score, const float *table, int words, int n,
            int word, int k)
{
    int count = 0; /* how many are found so far */

    for (int w = 0; w < words; w++) {
        /* The cosine of rows w and `word`; then its place among those found. */
    }
    (void)found, (void)score, (void)table; /* go once you use them */
    (void)n, (void)word, (void)k;
    return count;
}
