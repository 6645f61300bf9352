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
        double p = exp(far / temperature);

        if (temperature <= 0.0)
            p = far < 0.0 ? 0.0 : 1.0;
        out[i] = (struct generate_candidate){i, p};
        total += p;
    }
    for (int i = 0; i < vocab; i++)
        out[i].probability /= total;
}

static void rescale(struct generate_candidate *c, int n)
{
    double total = 0.0;

    for (int i = 0; i < n; i++)
        total += c[i].probability;
    for (int i = 0; i < n; i++)
        c[i].probability /= total;
}

int generate_rank(const float *logits, int vocab,
                  const struct generate_settings *s,
                  struct generate_candidate *out)
{
    int n = vocab;

    assert(vocab >= 1);
    spread(logits, vocab, s->temperature, out);
    qsort(out, (size_t)vocab, sizeof *out, likelier);
    if (s->temperature <= 0.0)
        n = 1;
    if (s->top_k > 0 && s->top_k < n)
        n = s->top_k;
    rescale(out, n);
    if (s->top_p < 1.0) {
        double sum = 0.0;
        int kept = 0;

        while (kept < n && (kept == 0 || sum < s->top_p))
            sum += out[kept++].probability;
        n = kept;
        rescale(out, n);
    }
    return n;
}

const struct generate_candidate *
generate_pick(const struct generate_candidate *candidates, int n,
              struct rng *rng)
{
    double left = (double)rng_uniform(rng);

    for (int i = 0; i < n - 1; i++) {
        left -= candidates[i].probability;
        if (left < 0.0)
            return &candidates[i];
    }
    return &candidates[n - 1];
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
