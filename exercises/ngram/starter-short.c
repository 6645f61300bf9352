/* ngram.c, the ten-minute version: put code in place of every BLANK. */
#include "ngram.h"

#define BLANK 0

static int matches(const int *ids, const int *context, int order)
{
    for (int i = 0; i < order; i++)
        if (ids[i] != context[i])
            return 0;
    return 1;
}

float ngram_probability(const struct ngram *g, const int *context, int next)
{
    int seen = 0, right = 0;

    for (int at = 0; at + g->order < g->n; at++) {
        if (!matches(g->ids + at, context, g->order))
            continue;
        seen++;
        right += g->ids[at + BLANK] == next; /* the token behind it */
    }
    return ((float)right + g->alpha) /
           ((float)seen + g->alpha * (float)(BLANK + 1));
}
