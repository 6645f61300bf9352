#include "engine/model/generate.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

struct status generate_logits(struct decoder *m, struct graph *g,
                              const int32_t *ids, int64_t n, float *logits)
{
    const struct decoder_config *c = decoder_config(m);
    const int64_t t = n < c->context ? n : c->context;

    if (n < 1)
        return status_fail(STATUS_BAD_USAGE, "no token to go on from");
    if (c->headless)
        return status_fail(STATUS_UNSUPPORTED,
                           "this model foretells no token: it has no head");
    graph_reset(g);
    graph_set_gradients(g, false);
    struct tensor *in =
        graph_ints(g, 2, (const int64_t[]){1, t}, ids + (n - t));
    struct tensor *all = decoder_forward(m, g, in, NULL);
    STATUS_TRY(graph_status(g));

    struct tensor last = *all;
    last.dims = 1;
    last.shape[0] = c->vocab;
    last.stride[0] = 1;
    last.offset = all->offset + (t - 1) * c->vocab;
    tensor_copy_floats(logits, &last);
    return STATUS_OK;
}

static int likelier(const void *a, const void *b)
{
    const struct generate_candidate *x = a, *y = b;

    if (x->probability > y->probability)
        return -1;
    if (x->probability < y->probability)
        return 1;
    return (x->id > y->id) - (x->id < y->id);
}

/* Softmax of logits / temperature into the candidates, by id. */
static void spread(const float *logits, int vocab, double temperature,
                   struct generate_candidate *out)
{
    double top = -(double)INFINITY, total = 0.0;

    for (int i = 0; i < vocab; i++)
        top = fmax(top, (double)logits[i]);
    for (int i = 0; i < vocab; i++) {
        const double far = (double)logits[i] - top;
        const double p = exp(far / temperature);

        out[i] = (struct generate_candidate){i, p};
        total += p;
    }
    for (int i = 0; i < vocab; i++)
        out[i].probability /= total;
}

void generate_rank(const float *logits, int vocab, double temperature,
                   struct generate_candidate *out)
{
    assert(vocab >= 1);
    spread(logits, vocab, temperature > 0.0 ? temperature : 1.0, out);
    qsort(out, (size_t)vocab, sizeof *out, likelier);
    for (int i = 0; i < vocab && temperature <= 0.0; i++)
        out[i].probability = i == 0 ? 1.0 : 0.0;
}

/* Puts `id` into the first `have` of a list in order; the last falls out of a
 * list that is full. */
static void insert(const float *logits, struct generate_candidate *list,
                   int have, int32_t id)
{
    int at = have;

    while (at > 0 && logits[list[at - 1].id] < logits[id]) {
        list[at] = list[at - 1];
        at--;
    }
    list[at].id = id;
}

void generate_best(const float *logits, int vocab, int n,
                   struct generate_candidate *out)
{
    int have = 0;

    assert(n >= 1 && n <= vocab);
    for (int32_t i = 0; i < vocab; i++) {
        if (have < n)
            insert(logits, out, have++, i);
        else if (logits[i] > logits[out[n - 1].id])
            insert(logits, out, n - 1, i);
    }
    const double top = (double)logits[out[0].id];
    double total = 0.0;
    for (int i = 0; i < vocab; i++)
        total += exp((double)logits[i] - top);
    for (int i = 0; i < n; i++)
        out[i].probability = exp((double)logits[out[i].id] - top) / total;
}

int generate_place(const float *logits, int vocab, int32_t id)
{
    int before = 0;

    for (int32_t i = 0; i < vocab; i++)
        before += logits[i] > logits[id] || (i < id && logits[i] >= logits[id]);
    return before;
}

double generate_logprob(const float *logits, int vocab, int32_t id)
{
    double top = -(double)INFINITY, total = 0.0;

    for (int i = 0; i < vocab; i++)
        top = fmax(top, (double)logits[i]);
    for (int i = 0; i < vocab; i++)
        total += exp((double)logits[i] - top);
    return (double)logits[id] - top - log(total);
}
