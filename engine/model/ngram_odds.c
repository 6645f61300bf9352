/* ngram_odds.c - from counts to probabilities. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "engine/model/ngram_store.h"

struct status ngram_check(const struct ngram *m, const struct ngram_way *way)
{
    if (way->order < 1 || way->order > m->order) {
        return status_fail(STATUS_BAD_USAGE,
                           "order %d, but orders 1 to %d were counted",
                           way->order, m->order);
    }
    if (way->kind == NGRAM_KNESER_NEY)
        return STATUS_OK;
    if (!(way->by > 0.0) || (way->kind == NGRAM_INTERPOLATED && way->by >= 1.0))
        return status_fail(
            STATUS_BAD_USAGE, "%s must be above 0%s, not %g",
            way->kind == NGRAM_ADD ? "what is added" : "the weight",
            way->kind == NGRAM_ADD ? "" : " and below 1", way->by);
    return STATUS_OK;
}

/* The contexts of a question, shortest first: context[k] has k tokens. */
struct ladder {
    const int32_t *end; /* behind the last token */
    int rungs;          /* 1 .. NGRAM_ORDER */
    const struct ngram_gram *context[NGRAM_ORDER];
};

static struct ladder ladder_of(const struct ngram *m,
                               const struct ngram_way *way,
                               const int32_t *context, int64_t n)
{
    struct ladder l = {.end = context + n,
                       .rungs = n < way->order ? (int)n + 1 : way->order};

    for (int k = 0; k < l.rungs; k++)
        l.context[k] = ngram_store_find(m, l.end - k, k);
    return l;
}

/* `next` after the k tokens of rung k. */
static const struct ngram_gram *
whole(const struct ngram *m, const struct ladder *l, int k, int32_t next)
{
    int32_t gram[NGRAM_ORDER];

    for (int i = 0; i < k; i++)
        gram[i] = l->end[i - k];
    gram[k] = next;
    return ngram_store_find(m, gram, k + 1);
}

static double added(const struct ngram *m, const struct ngram_way *way,
                    const struct ladder *l, int32_t next)
{
    const int top = l->rungs - 1;

    return (whole(m, l, top, next)->count + way->by) /
           (l->context[top]->followed + way->by * m->vocab);
}

static double interpolated(const struct ngram *m, const struct ngram_way *way,
                           const struct ladder *l, int32_t next)
{
    double p = 1.0 / m->vocab;

    for (int k = 0; k < l->rungs && l->context[k]->followed > 0; k++) {
        p = way->by * whole(m, l, k, next)->count / l->context[k]->followed +
            (1.0 - way->by) * p;
    }
    return p;
}

/* The longest context counts how often; shorter ones, asked because the longer
 * did not know, count how many different tokens came before. */
static double kneser_ney(const struct ngram *m, const struct ladder *l,
                         int32_t next)
{
    double p = 1.0 / m->vocab;

    for (int k = 0; k < l->rungs; k++) {
        const bool top = k == l->rungs - 1;
        const struct ngram_gram *context = l->context[k];
        const struct ngram_gram *g = whole(m, l, k, next);
        const double total = top ? context->followed : context->spread;
        const double kinds = top ? context->right : context->heirs;
        const double c = top ? g->count : g->left;
        const double discount = m->discount[k][top ? 0 : 1];

        if (total > 0.0)
            p = (fmax(c - discount, 0.0) + discount * kinds * p) / total;
    }
    return p;
}

/* The learner counts in the text itself. false: not theirs, or it failed. */
static bool asked_row(const struct ngram *m, const struct ngram_way *way,
                      const struct ladder *l, double *out)
{
    if (way->kind != NGRAM_ADD || !way->stead || !way->stead->ngram_row)
        return false;
    float *row = malloc((size_t)m->vocab * sizeof *row);
    const int order = l->rungs - 1;
    const bool good =
        row && way->stead->ngram_row(row, m->ids, (int)m->n, l->end - order,
                                     order, m->vocab, (float)way->by);

    for (int32_t next = 0; next < m->vocab && good; next++)
        out[next] = (double)row[next];
    free(row);
    return good;
}

static double probability(const struct ngram *m, const struct ngram_way *way,
                          const struct ladder *l, int32_t next)
{
    switch (way->kind) {
    case NGRAM_ADD:
        return added(m, way, l, next);
    case NGRAM_INTERPOLATED:
        return interpolated(m, way, l, next);
    case NGRAM_KNESER_NEY:
        break;
    }
    return kneser_ney(m, l, next);
}

double ngram_probability(const struct ngram *m, const struct ngram_way *way,
                         const int32_t *context, int64_t n, int32_t next)
{
    const struct ladder l = ladder_of(m, way, context, n);

    return probability(m, way, &l, next);
}

void ngram_row(const struct ngram *m, const struct ngram_way *way,
               const int32_t *context, int64_t n, double *out)
{
    const struct ladder l = ladder_of(m, way, context, n);

    if (asked_row(m, way, &l, out))
        return;
    for (int32_t next = 0; next < m->vocab; next++)
        out[next] = probability(m, way, &l, next);
}

double ngram_loss(const struct ngram *m, const struct ngram_way *way,
                  const int32_t *ids, int64_t from, int64_t n)
{
    double sum = 0.0;

    for (int64_t i = from; i < n; i++)
        sum -= log(ngram_probability(m, way, ids, i, ids[i]));
    return n > from ? sum / (double)(n - from) : 0.0;
}
