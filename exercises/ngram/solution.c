/* ngram.c: how likely is a token after others, by counting. */
#include "ngram.h"

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

    /* A context at the very end has no token behind it. */
    for (int at = 0; at + g->order < g->n; at++) {
        if (!matches(g->ids + at, context, g->order))
            continue;
        seen++;
        right += g->ids[at + g->order] == next;
    }
    return ((float)right + g->alpha) /
           ((float)seen + g->alpha * (float)g->vocab);
}
