#include "engine/model/rnnlm.h"

#include <math.h>
#include <stdlib.h>

#include "engine/ops/cross_entropy.h"
#include "engine/ops/embedding.h"
#include "engine/ops/shape.h"

enum { MOST_VOCAB = 1 << 20, MOST_WIDTH = 4096, CHUNK = 256 };

struct rnnlm {
    struct rnnlm_config config;
    struct params *params;
    int tokens; /* table of token vectors */
    struct reclayer layers;
    struct dense head;
};

static struct status check(const struct rnnlm_config *c)
{
    if (c->vocab < 1 || c->vocab > MOST_VOCAB)
        return status_fail(STATUS_BAD_USAGE, "a vocabulary of %lld",
                           (long long)c->vocab);
    if (c->width < 1 || c->width > MOST_WIDTH)
        return status_fail(STATUS_BAD_USAGE, "a width of %lld is not 1 to %d",
                           (long long)c->width, MOST_WIDTH);
    if (c->layers < 1 || c->layers > RECLAYER_CELLS)
        return status_fail(STATUS_BAD_USAGE, "%d layers are not 1 to %d",
                           c->layers, RECLAYER_CELLS);
    return STATUS_OK;
}

static void declare(struct rnnlm *m)
{
    const struct rnnlm_config *c = &m->config;
    const struct reclayer_shape shape = {c->kind,  c->layers, false,
                                         c->width, c->width,  0.0};

    m->tokens =
        params_add(m->params, "tokens.weight", 2,
                   (const int64_t[]){c->vocab, c->width}, PARAMS_NORMAL, 0.5);
    m->layers = reclayer_declare(m->params, "recurrent", &shape);
    m->head = dense_declare(m->params, "head", c->width, c->vocab, true,
                            1.0 / sqrt((double)c->width));
}

struct status rnnlm_new(struct rnnlm **out, const struct rnnlm_config *c,
                        const struct device *d, uint64_t seed)
{
    *out = NULL;
    STATUS_TRY(check(c));
    struct rnnlm *m = calloc(1, sizeof *m);

    if (m)
        *m = (struct rnnlm){.config = *c, .params = params_new(d)};
    if (!m || !m->params) {
        rnnlm_free(m);
        return status_fail(STATUS_NO_MEMORY, "no memory for a model");
    }
    declare(m);
    const struct status st = params_build(m->params, seed);
    if (st.code) {
        rnnlm_free(m);
        return st;
    }
    reclayer_open_gates(m->params, &m->layers, 1.0);
    *out = m;
    return STATUS_OK;
}

void rnnlm_free(struct rnnlm *m)
{
    if (!m)
        return;
    params_free(m->params);
    free(m);
}

struct params *rnnlm_params(const struct rnnlm *m)
{
    return m->params;
}

const struct reclayer *rnnlm_layers(const struct rnnlm *m)
{
    return &m->layers;
}

struct tensor *rnnlm_states(struct rnnlm *m, struct graph *g,
                            const struct rnnlm_batch *b,
                            struct reclayer_state *last)
{
    const int64_t shape[] = {b->rows, b->length};

    if (b->rows < 1 || b->length < 1)
        return graph_fail(g, STATUS_BAD_USAGE, "a batch of %lld texts of %lld",
                          (long long)b->rows, (long long)b->length);
    if (b->length > RNNLM_LENGTH)
        return graph_fail(g, STATUS_BAD_USAGE,
                          "a window of %lld tokens, but %d at most",
                          (long long)b->length, RNNLM_LENGTH);
    if (b->rows > RNNLM_ROWS)
        return graph_fail(g, STATUS_BAD_USAGE, "%lld texts, but %d at most",
                          (long long)b->rows, RNNLM_ROWS);
    const struct reclayer_state start = b->start
                                            ? reclayer_resume(g, b->start)
                                            : (struct reclayer_state){{NULL}};
    struct tensor *x =
        embedding_op(g, params_tensor(params_at(m->params, m->tokens)),
                     graph_ints(g, 2, shape, b->ids));
    return reclayer_forward(g, m->params, &m->layers, x, &start, last);
}

struct tensor *rnnlm_head(struct rnnlm *m, struct graph *g,
                          struct tensor *states)
{
    return dense_forward(g, m->params, &m->head, states);
}

struct tensor *rnnlm_loss(struct rnnlm *m, struct graph *g,
                          const struct rnnlm_batch *b,
                          struct reclayer_state *last)
{
    struct tensor *logits = rnnlm_head(m, g, rnnlm_states(m, g, b, last));

    if (!logits)
        return NULL;
    return cross_entropy_op(
        g, logits,
        graph_ints(g, 2, (const int64_t[]){b->rows, b->length}, b->next), -1);
}

/* --- ways ------------------------------------------------------------------
 * Each has a state, and all take a step together, as rows of one batch. */
struct readers {
    struct rnnlm *model;
    struct graph *graph;
    struct reclayer_kept state;
    float *logits; /* [ways, vocab] */
};

static void release(void *self)
{
    struct readers *r = self;

    reclayer_kept_release(&r->state);
    free(r->logits);
    free(r);
}

static struct status logits_of(void *self, int way, const float **logits)
{
    const struct readers *r = self;

    *logits = r->logits + way * r->model->config.vocab;
    return STATUS_OK;
}

/* Reads [n, length] on; the logits are those behind the last of each row. */
static struct status read_on(struct readers *r, const int32_t *ids, int n,
                             int64_t length)
{
    const struct rnnlm_batch b = {n, length, ids, NULL, &r->state};
    const bool gradients = graph_gradients(r->graph);
    struct reclayer_state last = {{NULL}};

    graph_reset(r->graph);
    graph_set_gradients(r->graph, false);
    struct tensor *y = rnnlm_states(r->model, r->graph, &b, &last);
    if (y)
        y = rnnlm_head(r->model, r->graph,
                       shape_slice(r->graph, y, 1, length - 1, length));
    graph_set_gradients(r->graph, gradients);
    STATUS_TRY(graph_status(r->graph));
    tensor_copy_floats(r->logits, y);
    return reclayer_keep(&r->state, &r->model->layers, &last);
}

static struct status go_on(void *self, const int *from, const int32_t *id,
                           int n)
{
    struct readers *r = self;

    STATUS_TRY(reclayer_choose(&r->state, from, n));
    return read_on(r, id, n, 1);
}

static const struct ways_kind kind = {logits_of, go_on, release};

struct status rnnlm_ways(struct ways *out, struct rnnlm *m, struct graph *g,
                         const int32_t *prompt, int64_t n, int most)
{
    const int64_t vocab = m->config.vocab;
    struct status st = STATUS_OK;

    *out = (struct ways){0};
    STATUS_TRY(ways_check(most));
    if (n < 1)
        return status_fail(STATUS_BAD_USAGE, "no token to go on from");
    struct readers *r = calloc(1, sizeof *r);

    if (r)
        *r = (struct readers){
            .model = m,
            .graph = g,
            .logits = malloc((size_t)(most * vocab) * sizeof(float))};
    if (!r || !r->logits)
        st = status_fail(STATUS_NO_MEMORY, "no memory for %d ways", most);
    for (int64_t i = 0; i < n && !st.code; i += CHUNK)
        st = read_on(r, prompt + i, 1, n - i < CHUNK ? n - i : CHUNK);
    if (!st.code)
        *out = (struct ways){&kind, r, (int)vocab, most, INT32_MAX};
    else if (r)
        release(r);
    return st;
}
