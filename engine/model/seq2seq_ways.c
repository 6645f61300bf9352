/* seq2seq_ways.c - ways to write that share what was read: each has a state of
 * the writer, and all take a step together, as rows of one batch. */
#include <stdlib.h>
#include <string.h>

#include "engine/model/seq2seq_parts.h"

struct writers {
    struct seq2seq *model;
    struct graph *graph;
    int64_t length; /* of the source */
    float *steps;   /* [length, ways width], of a model that attends */
    float *hide;    /* [length], or NULL */
    float *room;    /* as many of either as there may be ways */
    struct reclayer_kept state;
    float *logits; /* [ways, vocab] */
};

static void release(void *self)
{
    struct writers *w = self;

    reclayer_kept_release(&w->state);
    free(w->steps);
    free(w->hide);
    free(w->room);
    free(w->logits);
    free(w);
}

static struct status logits_of(void *self, int way, const float **logits)
{
    const struct writers *w = self;

    *logits = w->logits + way * w->model->config.target_vocab;
    return STATUS_OK;
}

/* One source, as often as there are ways. */
static struct tensor *spread(struct writers *w, const float *one, int n,
                             int64_t rows, int64_t cols)
{
    const int64_t shape[] = {n, rows, cols};
    const size_t count = (size_t)(rows * cols);

    for (int i = 0; i < n; i++)
        memcpy(w->room + (size_t)i * count, one, count * sizeof *one);
    return graph_floats(w->graph, 3, shape, w->room);
}

/* `n` writers in their states read a token each. */
static struct status step(struct writers *w, const struct seq2seq_reading *r,
                          const int32_t *id, int n)
{
    struct reclayer_state last = {{NULL}};
    const struct tensor *logits = seq2seq_steps(
        w->model, w->graph, r,
        graph_ints(w->graph, 2, (const int64_t[]){n, 1}, id), &last);

    STATUS_TRY(graph_status(w->graph));
    tensor_copy_floats(w->logits, logits);
    return reclayer_keep(&w->state, &w->model->writer, &last);
}

static struct status go_on_quiet(struct writers *w, const int *from,
                                 const int32_t *id, int n)
{
    const int64_t cols =
        w->model->config.width * (w->model->config.both_ways ? 2 : 1);
    struct seq2seq_reading r = {NULL};

    STATUS_TRY(reclayer_choose(&w->state, from, n));
    graph_reset(w->graph);
    r.state = reclayer_resume(w->graph, &w->state);
    if (w->steps)
        r.steps = spread(w, w->steps, n, w->length, cols);
    if (w->hide)
        r.hide = spread(w, w->hide, n, 1, w->length);
    return step(w, &r, id, n);
}

static struct status go_on(void *self, const int *from, const int32_t *id,
                           int n)
{
    struct writers *w = self;
    const bool gradients = graph_gradients(w->graph);

    graph_set_gradients(w->graph, false);
    const struct status st = go_on_quiet(w, from, id, n);
    graph_set_gradients(w->graph, gradients);
    return st;
}

static const struct ways_kind kind = {logits_of, go_on, release};

static float *floats(int64_t n)
{
    return malloc((size_t)n * sizeof(float));
}

/* Keeps what the reader has left, and writes on from `begin`. */
static struct status begin(struct writers *w, const int32_t *source, int most)
{
    const struct seq2seq_config *c = &w->model->config;
    const struct seq2seq_batch b = {1, w->length, 0, source, NULL};
    const struct seq2seq_reading r = seq2seq_read(w->model, w->graph, &b);

    STATUS_TRY(graph_status(w->graph));
    const int64_t count = tensor_count(r.steps);
    w->logits = floats(most * c->target_vocab);
    if (c->attends) {
        w->steps = floats(count);
        w->room = floats(most * count);
        w->hide = r.hide ? floats(w->length) : NULL;
    }
    if (!w->logits || (c->attends && (!w->steps || !w->room)) ||
        (c->attends && r.hide && !w->hide))
        return status_fail(STATUS_NO_MEMORY, "no memory for the writers");
    if (w->steps)
        tensor_copy_floats(w->steps, r.steps);
    if (w->hide)
        tensor_copy_floats(w->hide, r.hide);
    return step(w, &r, &c->begin, 1);
}

struct status seq2seq_ways(struct ways *out, struct seq2seq *m, struct graph *g,
                           const int32_t *source, int64_t n, int most)
{
    const bool gradients = graph_gradients(g);

    *out = (struct ways){0};
    STATUS_TRY(ways_check(most));
    if (n < 1)
        return status_fail(STATUS_BAD_USAGE, "nothing to read");
    STATUS_TRY(seq2seq_fits(&(struct seq2seq_batch){1, n, 1, source, NULL}, 1));
    struct writers *w = calloc(1, sizeof *w);

    if (!w)
        return status_fail(STATUS_NO_MEMORY, "no memory for the writers");
    *w = (struct writers){.model = m, .graph = g, .length = n};
    graph_reset(g);
    graph_set_gradients(g, false);
    const struct status st = begin(w, source, most);
    graph_set_gradients(g, gradients);
    if (st.code)
        release(w);
    else
        *out = (struct ways){&kind, w, (int)m->config.target_vocab, most,
                             INT32_MAX};
    return st;
}
