/* bm25.c: how well a document matches a query. */
#include <math.h>

#include "bm25.h"

float bm25_score(const struct bm25 *s, const int *query, int words,
                 const int *doc, int length)
{
    float score = 0.0f;

    for (int i = 0; i < words; i++) {
        /* How often does query[i] stand in the document? */

        /* What is it worth, and how much of that counts? */
    }
    (void)s, (void)query, (void)doc, (void)length; /* goes once you use them */
    return score;
}
