/* encdec_ways.c - ways to write that share what the encoder has read. All that
 * is written is read again for every token, by all ways as rows of one batch.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/model/encdec_parts.h"
#include "engine/ops/shape.h"

struct writers {
    struct encdec *model;
    struct graph *graph;
    int64_t length; /* of the source, padded */
    int32_t counts; /* how much of it counts */
    float *states;  /* [length, width] */
    float *room;    /* as many of them as there may be ways */
    int64_t written;
    int32_t *ids;  /* [ways, written], and once more to gather them */
    float *logits; /* [ways, vocab] */
    int most;
};

static void release(void *self)
{
    struct writers *w = self;

    free(w->states);
    free(w->room);
    free(w->ids);
    free(w->logits);
    free(w);
}

static struct status logits_of(void *self, int way, const float **logits)
{
    const struct writers *w = self;

    *logits = w->logits + way * w->model->config.target_vocab;
    return STATUS_OK;
}

static int32_t *spare(const struct writers *w)
{
    return w->ids + w->most * w->model->config.most;
}

/* Rows of one token more, each behind the row that it goes on from. */
static void gather(struct writers *w, const int *from, const int32_t *id, int n)
{
    const int64_t t = w->written;
    int32_t *next = spare(w);

    for (int i = 0; i < n; i++) {
        memcpy(next + i * (t + 1), w->ids + from[i] * t,
               (size_t)t * sizeof *next);
        next[i * (t + 1) + t] = id[i];
    }
    w->written++;
    memcpy(w->ids, next, (size_t)(n * (t + 1)) * sizeof *next);
}

static struct status write_on(struct writers *w, const struct encdec_reading *r,
                              int n)
{
    const int64_t t = w->written;
    struct tensor *y =
        encdec_logits(w->model, w->graph, r, w->ids, (const int64_t[]){n, t});

    y = y ? shape_slice(w->graph, y, 1, t - 1, t) : NULL;
    STATUS_TRY(graph_status(w->graph));
    tensor_copy_floats(w->logits, y);
    return STATUS_OK;
}

static struct status go_on(void *self, const int *from, const int32_t *id,
                           int n)
{
    struct writers *w = self;
    const bool gradients = graph_gradients(w->graph);
    const int64_t rows = n, width = w->model->config.width;
    const size_t count = (size_t)(w->length * width);
    int32_t counts[WAYS_MOST];

    if (w->written == w->model->config.most)
        return status_fail(STATUS_BAD_USAGE, "more than %lld tokens written",
                           (long long)w->written);
    gather(w, from, id, n);
    for (int i = 0; i < n; i++) {
        memcpy(w->room + (size_t)i * count, w->states, count * sizeof(float));
        counts[i] = w->counts;
    }
    graph_reset(w->graph);
    graph_set_gradients(w->graph, false);
    const struct encdec_reading r = {
        graph_floats(w->graph, 3, (const int64_t[]){n, w->length, width},
                     w->room),
        graph_ints(w->graph, 1, &rows, counts)};
    const struct status st = write_on(w, &r, n);
    graph_set_gradients(w->graph, gradients);
    return st;
}

static const struct ways_kind kind = {logits_of, go_on, release};

static struct status begin(struct writers *w, const int32_t *source)
{
    const struct encdec_config *c = &w->model->config;
    const struct seq2seq_batch b = {1, w->length, 1, source, NULL};
    const int64_t most = w->most, count = w->length * c->width;

    graph_reset(w->graph);
    if (!encdec_fits(w->model, w->graph, &b, 1))
        return graph_status(w->graph);
    w->states = malloc((size_t)count * sizeof *w->states);
    w->room = malloc((size_t)(most * count) * sizeof *w->room);
    w->ids = malloc((size_t)(2 * most * c->most) * sizeof *w->ids);
    w->logits = malloc((size_t)(most * c->target_vocab) * sizeof *w->logits);
    if (!w->states || !w->room || !w->ids || !w->logits)
        return status_fail(STATUS_NO_MEMORY, "no memory for the writers");
    const struct encdec_reading r = encdec_read(w->model, w->graph, &b);
    STATUS_TRY(graph_status(w->graph));
    tensor_copy_floats(w->states, r.states);
    for (int64_t i = 0; i < w->length; i++)
        w->counts += source[i] >= 0;
    w->ids[0] = c->begin;
    w->written = 1;
    return write_on(w, &r, 1);
}

struct status encdec_ways(struct ways *out, struct encdec *m, struct graph *g,
                          const int32_t *source, int64_t n, int most)
{
    const bool gradients = graph_gradients(g);

    *out = (struct ways){0};
    STATUS_TRY(ways_check(most));
    struct writers *w = calloc(1, sizeof *w);

    if (!w)
        return status_fail(STATUS_NO_MEMORY, "no memory for the writers");
    *w = (struct writers){.model = m, .graph = g, .length = n, .most = most};
    graph_set_gradients(g, false);
    const struct status st = begin(w, source);
    graph_set_gradients(g, gradients);
    if (st.code)
        release(w);
    else
        *out = (struct ways){&kind, w, (int)m->config.target_vocab, most,
                             m->config.most};
    return st;
}
