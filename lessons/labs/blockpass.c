#include "lessons/labs/blockpass.h"

#include <math.h>
#include <string.h>

#define ARENA_BYTES ((size_t)1 << 29)

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the model's numbers");
}

int blockpass_cols(const struct blockpass *b, enum blockstops_kind kind)
{
    switch (kind) {
    case BLOCKSTOPS_WEIGHTS:
        return b->tokens;
    case BLOCKSTOPS_HIDDEN:
        return b->hidden;
    case BLOCKSTOPS_LOGITS:
    case BLOCKSTOPS_PROBABILITIES:
        return b->vocab;
    default:
        return b->width;
    }
}

static size_t count_of(const struct blockpass *b, enum blockstops_kind kind)
{
    const size_t maps = kind == BLOCKSTOPS_WEIGHTS ? (size_t)b->heads : 1;

    return maps * (size_t)b->tokens * (size_t)blockpass_cols(b, kind);
}

static struct status fits(const struct decoder_config *c)
{
    if (c->positions == DECODER_LEARNED && c->norm == NORMLAYER_LAYER &&
        c->mlp != MLP_SWIGLU && c->causal && !c->post_norm && !c->headless &&
        !c->unscaled && !c->skipless && !c->head_norms && !c->types &&
        !c->window && c->width == c->heads * decoder_head_width(c) &&
        c->groups == c->heads && c->vocab > 1)
        return STATUS_OK;
    return status_fail(STATUS_BAD_USAGE,
                       "this walk is through models of GPT-2's shape: sorter "
                       "and house-char are");
}

static int32_t best_of(const float *x, int n, int32_t but)
{
    int32_t best = but == 0 ? 1 : 0;

    for (int32_t i = 0; i < n; i++)
        if (i != but && x[i] > x[best])
            best = i;
    return best;
}

static struct tensor *run(struct blockpass *b, struct labmodel *m,
                          struct tensor *targets)
{
    struct graph *g = m->graph;
    const int64_t shape[] = {1, b->tokens};
    struct tensor *ids = graph_ints(g, 2, shape, b->ids);

    return targets ? decoder_loss(m->checkpoint.model, g, ids, targets, NULL)
                   : decoder_forward(m->checkpoint.model, g, ids, NULL);
}

/* One token more, the likeliest. */
static struct status write_one(struct blockpass *b, struct labmodel *m)
{
    graph_reset(m->graph);
    graph_set_gradients(m->graph, false);
    const struct tensor *y = run(b, m, NULL);

    STATUS_TRY(graph_status(m->graph));
    float *last = arena_add(&b->arena, (size_t)b->vocab * sizeof *last);
    if (!last)
        return no_memory();
    for (int i = 0; i < b->vocab; i++)
        last[i] = (float)tensor_get(y, (int64_t)(b->tokens - 1) * b->vocab + i);
    b->ids[b->tokens++] = best_of(last, b->vocab, -1);
    return STATUS_OK;
}

static struct status copy(struct blockpass *b, const struct probe *p,
                          enum probe_phase phase, float **to)
{
    for (int i = 0; i < blockstops_count(b->layers); i++) {
        const struct blockstops stop = blockstops_at(b->layers, i);
        const size_t n = count_of(b, stop.kind);
        char name[64];

        blockstops_probe(stop, name);
        const struct probe_value *v = probe_find(p, name, phase);
        if (!v || (size_t)v->count != n)
            continue;
        to[i] = arena_add(&b->arena, n * sizeof **to);
        if (!to[i])
            return no_memory();
        memcpy(to[i], v->data, n * sizeof **to);
    }
    return STATUS_OK;
}

/* Rows of a table: of the ids, or where `ids` is NULL the first ones. */
static struct status rows_of(struct blockpass *b, struct labmodel *m,
                             const char *table, const int32_t *ids, float **to)
{
    struct param *p = params_find(decoder_params(m->checkpoint.model), table);
    const int64_t width = b->width;

    *to = arena_add(&b->arena, (size_t)b->tokens * (size_t)width * sizeof **to);
    if (!p || !*to)
        return no_memory();
    for (int64_t t = 0; t < b->tokens; t++)
        for (int64_t i = 0; i < width; i++)
            (*to)[t * width + i] = (float)tensor_get(
                params_tensor(p), (ids ? ids[t] : t) * width + i);
    return STATUS_OK;
}

static void soften(const float *x, float *out, int n)
{
    const float most = x[best_of(x, n, -1)];
    double sum = 0.0;

    for (int i = 0; i < n; i++)
        sum += exp((double)x[i] - (double)most);
    for (int i = 0; i < n; i++)
        out[i] = (float)(exp((double)x[i] - (double)most) / sum);
}

static struct status answers(struct blockpass *b)
{
    const int at = blockstops_find(b->layers, BLOCKSTOPS_LOGITS, -1);
    const size_t n = count_of(b, BLOCKSTOPS_LOGITS);
    float *chances = arena_add(&b->arena, n * sizeof *chances);

    if (!chances || !b->value[at])
        return no_memory();
    for (int t = 0; t < b->tokens; t++) {
        const float *row = b->value[at] + (size_t)t * b->vocab;

        soften(row, chances + (size_t)t * b->vocab, b->vocab);
        b->says[t] = best_of(row, b->vocab, -1);
    }
    b->value[at + 1] = chances;
    b->toward = best_of(b->value[at] + (size_t)b->asked * b->vocab, b->vocab,
                        b->says[b->asked]);
    return STATUS_OK;
}

static struct status forward(struct blockpass *b, struct labmodel *m,
                             struct probe *p)
{
    STATUS_TRY(probe_watch(p, "*", PROBE_FORWARD));
    graph_reset(m->graph);
    graph_set_gradients(m->graph, false);
    graph_set_probe(m->graph, p);
    run(b, m, NULL);
    graph_set_probe(m->graph, NULL);
    STATUS_TRY(graph_status(m->graph));
    STATUS_TRY(probe_status(p));
    STATUS_TRY(copy(b, p, PROBE_FORWARD, b->value));
    STATUS_TRY(
        rows_of(b, m, "tokens.weight", b->ids, &b->value[BLOCKSTOPS_TOKEN]));
    STATUS_TRY(
        rows_of(b, m, "positions.weight", NULL, &b->value[BLOCKSTOPS_PLACE]));
    return answers(b);
}

/* Only the asked position has a target. */
static struct status backward(struct blockpass *b, struct labmodel *m,
                              struct probe *p)
{
    const int64_t shape[] = {1, b->tokens};
    int32_t target[BLOCKPASS_TOKENS];
    struct graph *g = m->graph;

    for (int t = 0; t < b->tokens; t++)
        target[t] = t == b->asked ? b->toward : -1;
    STATUS_TRY(probe_watch(p, "*", PROBE_BACKWARD));
    graph_reset(g);
    graph_set_gradients(g, true);
    params_zero_grads(decoder_params(m->checkpoint.model));
    graph_set_probe(g, p);
    struct tensor *loss = run(b, m, graph_ints(g, 2, shape, target));
    struct status st = graph_status(g);
    if (!st.code)
        st = graph_backward(g, loss);
    graph_set_probe(g, NULL);
    graph_set_gradients(g, false);
    STATUS_TRY(st);
    STATUS_TRY(probe_status(p));
    return copy(b, p, PROBE_BACKWARD, b->grad);
}

static struct status passes(struct blockpass *b, struct labmodel *m)
{
    struct probe *p = probe_new(), *back = probe_new();
    struct status st = p && back ? forward(b, m, p) : no_memory();

    if (!st.code)
        st = backward(b, m, back);
    probe_free(p);
    probe_free(back);
    return st;
}

static struct status read_all(struct blockpass *b, struct labmodel *m,
                              int write, int answer)
{
    const struct decoder_config *c = decoder_config(m->checkpoint.model);
    const int stops = blockstops_count(b->layers);

    b->value = arena_add(&b->arena, (size_t)stops * sizeof *b->value);
    b->grad = arena_add(&b->arena, (size_t)stops * sizeof *b->grad);
    if (!b->value || !b->grad)
        return no_memory();
    memcpy(b->ids, m->ids, m->count * sizeof *b->ids);
    while (write-- > 0 && b->tokens < c->context &&
           b->tokens < BLOCKPASS_TOKENS)
        STATUS_TRY(write_one(b, m));
    b->asked = b->given - 1 + answer - 1;
    if (b->asked >= b->tokens)
        b->asked = b->tokens - 1;
    return passes(b, m);
}

struct status blockpass_read(struct blockpass *b, struct labmodel *m, int write,
                             int answer)
{
    const struct decoder_config *c = decoder_config(m->checkpoint.model);

    *b = (struct blockpass){0};
    STATUS_TRY(fits(c));
    if (m->count > BLOCKPASS_TOKENS)
        return status_fail(STATUS_BAD_USAGE,
                           "the text has %zu tokens; this lab walks with %d",
                           m->count, BLOCKPASS_TOKENS);
    b->layers = (int)c->layers;
    b->heads = (int)c->heads;
    b->width = (int)c->width;
    b->hidden = (int)c->hidden;
    b->vocab = (int)c->vocab;
    b->given = b->tokens = (int)m->count;
    arena_init(&b->arena, ARENA_BYTES);
    const struct status st = read_all(b, m, write, answer);
    if (st.code)
        blockpass_release(b);
    return st;
}

void blockpass_release(struct blockpass *b)
{
    arena_release(&b->arena);
    *b = (struct blockpass){0};
}
