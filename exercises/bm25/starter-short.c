/* bm25.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "bm25.h"

#define BLANK 0

static float count(const int *doc, int length, int word)
{
    float times = 0.0f;

    for (int i = 0; i < length; i++)
        times += doc[i] == word;
    return times;
}

float bm25_score(const struct bm25 *s, const int *query, int words,
                 const int *doc, int length)
{
    const float size = 1.0f - s->b + s->b * (float)length / s->average;
    float score = 0.0f;

    for (int i = 0; i < words; i++) {
        const float df = (float)s->frequency[query[i]];
        const float tf = count(doc, length, BLANK); /* which word? */
        const float rare = ((float)s->docs - df + 0.5f) / (df + 0.5f);

        score +=
            logf(1.0f + rare) * BLANK * (s->k1 + 1.0f) / (tf + s->k1 * size);
    }
    return score;
}
