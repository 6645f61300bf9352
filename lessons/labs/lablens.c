#include "lessons/labs/lablens.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Logits at a time: a vocabulary of 150,000 has 27 positions in them. */
enum { LOGITS = 1 << 22 };

struct status lablens_open(struct lablens *l, struct labmodel *m, int last)
{
    const struct decoder_config *c = decoder_config(m->checkpoint.model);
    const int vocab = (int)c->vocab;

    *l = (struct lablens){.model = m,
                          .stages = (int)c->layers + 1,
                          .tokens = (int)m->count < last ? (int)m->count : last,
                          .best = vocab < LABLENS_BEST ? vocab : LABLENS_BEST};
    l->first = (int)m->count - l->tokens;
    STATUS_TRY(labmodel_foretells(m));
    l->probe = probe_new();
    if (!l->probe)
        return status_fail(STATUS_NO_MEMORY, "no memory for a probe");
    STATUS_TRY(probe_watch(l->probe, "embedding", PROBE_FORWARD));
    STATUS_TRY(probe_watch(l->probe, "blocks.*.out", PROBE_FORWARD));
    return labmodel_pass(m, l->probe, NULL);
}

void lablens_release(struct lablens *l)
{
    probe_free(l->probe);
    *l = (struct lablens){0};
}

/* What can be told of one position's logits. */
static void judge(const struct lablens *l, const float *logits, int32_t ask,
                  struct lablens_guess *out)
{
    const int vocab = (int)decoder_config(l->model->checkpoint.model)->vocab;
    double total = 0.0, sum = 0.0;

    generate_best(logits, vocab, l->best, out->best);
    const double top = (double)logits[out->best[0].id];
    for (int i = 0; i < vocab; i++) {
        const double below = (double)logits[i] - top, e = exp(below);

        total += e;
        sum += e > 0.0 ? e * below : 0.0;
    }
    out->entropy_bits = (log(total) - sum / total) / log(2.0);
    out->id = ask;
    out->place = -1;
    out->probability = 0.0;
    if (ask >= 0) {
        out->place = generate_place(logits, vocab, ask);
        out->probability = exp((double)logits[ask] - top) / total;
    }
}

/* Positions first .. first + n - 1. */
static struct status say_some(struct lablens *l, const struct probe_value *v,
                              int first, int n, float *logits)
{
    struct labmodel *m = l->model;
    const int64_t width = v->shape[v->dims - 1];

    graph_reset(m->graph);
    graph_set_gradients(m->graph, false);
    struct tensor *x =
        graph_floats(m->graph, 3, (const int64_t[]){1, n, width},
                     v->data + (int64_t)(l->first + first) * width);
    const struct tensor *y = decoder_say(m->checkpoint.model, m->graph, x);
    STATUS_TRY(graph_status(m->graph));
    tensor_copy_floats(logits, y);
    return STATUS_OK;
}

struct status lablens_say(struct lablens *l, int stage, const int32_t *ask,
                          struct lablens_guess *out)
{
    const int vocab = (int)decoder_config(l->model->checkpoint.model)->vocab;
    const int most = vocab < LOGITS ? LOGITS / vocab : 1;
    char name[64] = "embedding";

    if (stage > 0)
        snprintf(name, sizeof name, "blocks.%d.out", stage - 1);
    const struct probe_value *v = probe_find(l->probe, name, PROBE_FORWARD);
    if (!v)
        return status_fail(STATUS_NOT_FOUND, "the model shows no %s", name);
    const int room = most < l->tokens ? most : l->tokens;
    float *logits = malloc((size_t)room * (size_t)vocab * sizeof *logits);
    if (!logits)
        return status_fail(STATUS_NO_MEMORY, "no memory for the logits");
    struct status st = STATUS_OK;
    for (int i = 0; i < l->tokens && !st.code; i += room) {
        const int n = l->tokens - i < room ? l->tokens - i : room;

        st = say_some(l, v, i, n, logits);
        for (int k = 0; k < n && !st.code; k++)
            judge(l, logits + (int64_t)k * vocab, ask ? ask[i + k] : -1,
                  &out[i + k]);
    }
    free(logits);
    return st;
}
