#include "lessons/labs/writer.h"

#include <string.h>

#include "engine/model/beam.h"
#include "engine/train/optimizer.h"

#define GRAPH_BYTES ((size_t)1 << 30)

void writer_lay(struct writer_batch *b, int row, const int32_t *const ids[2],
                const int lengths[2], int32_t end)
{
    int32_t *source = b->source + row * b->read;
    int32_t *target = b->target + row * b->write;
    const int64_t front = b->read - lengths[0];

    for (int64_t i = 0; i < b->read; i++)
        source[i] = i < front ? -1 : ids[0][i - front];
    for (int64_t i = 0; i < b->write; i++)
        target[i] = i < lengths[1] ? ids[1][i] : i == lengths[1] ? end : -1;
}

struct status writer_open(struct writer *w, const struct seq2seq_config *c,
                          const struct device *d, struct hook hook,
                          uint64_t seed)
{
    *w = (struct writer){.graph = graph_new(d, GRAPH_BYTES), .end = c->end};
    if (!w->graph)
        return status_fail(STATUS_NO_MEMORY, "no memory for a model");
    graph_set_hook(w->graph, hook);
    return seq2seq_new(&w->model, c, d, seed);
}

void writer_close(struct writer *w)
{
    graph_free(w->graph);
    seq2seq_free(w->model);
    *w = (struct writer){NULL};
}

static struct seq2seq_batch view(const struct writer_batch *b)
{
    return (struct seq2seq_batch){b->rows, b->read, b->write, b->source,
                                  b->target};
}

struct status writer_train(struct writer *w, const struct writer_batch *b,
                           double rate, double taught, uint64_t seed,
                           float *loss)
{
    static const struct optimizer_settings adam = {
        .kind = OPTIMIZER_ADAM, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};
    const struct seq2seq_batch batch = view(b);
    struct params *ps = seq2seq_params(w->model);
    struct rng r = rng_make(seed, (uint64_t)w->steps);
    int32_t given[WRITER_ROWS * WRITER_MOST];

    STATUS_TRY(seq2seq_given(w->model, w->graph, &batch, taught, &r, given));
    graph_reset(w->graph);
    params_zero_grads(ps);
    struct tensor *l = seq2seq_loss(w->model, w->graph, &batch, given);
    STATUS_TRY(graph_status(w->graph));
    STATUS_TRY(graph_backward(w->graph, l));
    params_settle_grads(ps);
    *loss = (float)tensor_get(l, 0);
    STATUS_TRY(
        optimizer_step(ps, &adam, rate, optimizer_clip(ps, 1.0), ++w->steps));
    params_touch(ps);
    return STATUS_OK;
}

struct status writer_write(struct writer *w, const struct writer_batch *b,
                           int32_t *out, int64_t most)
{
    const struct seq2seq_batch batch = view(b);

    return seq2seq_write(w->model, w->graph, &batch, out, most);
}

struct status writer_search(struct writer *w, const struct writer_batch *b,
                            int row, int width, int32_t *out, int64_t most,
                            double *logprob)
{
    const struct beam_settings set = {
        .width = width, .tokens = most, .end = &w->end, .ends = 1};
    struct beam *beam;
    struct ways ways;

    STATUS_TRY(seq2seq_ways(&ways, w->model, w->graph,
                            b->source + row * b->read, b->read, width));
    STATUS_TRY(beam_take(&beam, &ways, &set));
    const struct status st = beam_finish(beam);
    if (!st.code) {
        const int best = beam_result(beam, 0);

        for (int64_t i = 0; i < most; i++)
            out[i] = w->end;
        beam_way(beam, best, out);
        *logprob = beam_score(beam, best);
    }
    beam_free(beam);
    return st;
}

struct status writer_look(struct writer *w, const struct writer_batch *b,
                          float *weights)
{
    const struct seq2seq_batch batch = view(b);
    struct probe *p = probe_new();
    struct status st =
        p ? probe_watch(p, "attn.probs", PROBE_FORWARD)
          : status_fail(STATUS_NO_MEMORY, "no memory to watch a model");

    if (!st.code) {
        graph_reset(w->graph);
        graph_set_probe(w->graph, p);
        seq2seq_loss(w->model, w->graph, &batch, NULL);
        st = graph_status(w->graph);
        const struct probe_value *v =
            probe_find(p, "attn.probs", PROBE_FORWARD);
        if (!st.code && v)
            memcpy(weights, v->data,
                   (size_t)(b->read * b->write) * sizeof *weights);
        else if (!st.code)
            st = status_fail(STATUS_NOT_FOUND, "the model does not look back");
        graph_set_probe(w->graph, NULL);
    }
    probe_free(p);
    return st;
}
