#include "lessons/labs/bleu.h"

#include <math.h>
#include <string.h>

/* How often the run of `order` words at `run` stands in ids[n]. */
static int count(const int32_t *ids, int n, const int32_t *run, int order)
{
    int found = 0;

    for (int i = 0; i + order <= n; i++)
        found += memcmp(ids + i, run, (size_t)order * sizeof *run) == 0;
    return found;
}

void bleu_add(struct bleu *b, const int32_t *wrote, int n, const int32_t *want,
              int m)
{
    b->wrote += n;
    b->wanted += m;
    for (int order = 1; order <= BLEU_ORDERS; order++)
        for (int i = 0; i + order <= n; i++) {
            /* The k-th time that a run is written needs k of them there. */
            const int times = count(wrote, i + order, wrote + i, order);

            b->runs[order - 1]++;
            b->same[order - 1] += times <= count(want, m, wrote + i, order);
        }
}

double bleu_score(const struct bleu *b)
{
    double sum = 0.0;
    int orders = 0;

    for (int i = 0; i < BLEU_ORDERS; i++) {
        if (!b->runs[i])
            continue;
        if (!b->same[i])
            return 0.0;
        sum += log((double)b->same[i] / (double)b->runs[i]);
        orders++;
    }
    if (!orders)
        return 0.0;
    const double brief =
        b->wrote < b->wanted ? 1.0 - (double)b->wanted / (double)b->wrote : 0.0;
    return 100.0 * exp(sum / orders + brief);
}
