/* bm25.c: how well a document matches a query. */
#include <math.h>

#include "bm25.h"

static float count(const int *doc, int length, int word)
{
    float times = 0.0f;

    for (int i = 0; i < length; i++)
        times += doc[i] == word ? 1.0f : 0.0f;
    return times;
}

/* A word that few documents have tells more. */
static float worth(const struct bm25 *s, int word)
{
    const float df = (float)s->frequency[word];

    return logf(1.0f + ((float)s->docs - df + 0.5f) / (df + 0.5f));
}

float bm25_score(const struct bm25 *s, const int *query, int words,
                 const int *doc, int length)
{
    const float size = 1.0f - s->b + s->b * (float)length / s->average;
    float score = 0.0f;

    for (int i = 0; i < words; i++) {
        const float tf = count(doc, length, query[i]);

        score += worth(s, query[i]) * tf * (s->k1 + 1.0f) / (tf + s->k1 * size);
    }
    return score;
}
