#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/seq2seq_parts.h"
#include "engine/ops/cross_entropy.h"
#include "engine/ops/embedding.h"
#include "engine/ops/shape.h"
#include "engine/ops/unary.h"

enum { MOST_VOCAB = 1 << 20, MOST_WIDTH = 4096 };

static struct status check(const struct seq2seq_config *c)
{
    if (c->source_vocab < 1 || c->source_vocab > MOST_VOCAB ||
        c->target_vocab < 2 || c->target_vocab > MOST_VOCAB)
        return status_fail(STATUS_BAD_USAGE, "vocabularies of %lld and %lld",
                           (long long)c->source_vocab,
                           (long long)c->target_vocab);
    if (c->width < 1 || c->width > MOST_WIDTH)
        return status_fail(STATUS_BAD_USAGE, "a width of %lld is not 1 to %d",
                           (long long)c->width, MOST_WIDTH);
    if (c->begin < 0 || c->begin >= c->target_vocab || c->end < 0 ||
        c->end >= c->target_vocab)
        return status_fail(
            STATUS_BAD_USAGE, "begin is %d and end %d in a vocabulary of %lld",
            (int)c->begin, (int)c->end, (long long)c->target_vocab);
    return STATUS_OK;
}

static void declare(struct seq2seq *m)
{
    const struct seq2seq_config *c = &m->config;
    const int64_t w = c->width, read = c->both_ways ? 2 * w : w;
    const double scale = 1.0 / sqrt((double)w);
    const struct reclayer_shape reader = {c->kind, 1, c->both_ways, w, w, 0.0};
    const struct reclayer_shape writer = {c->kind, 1, false, w, w, 0.0};

    m->source =
        params_add(m->params, "source.weight", 2,
                   (const int64_t[]){c->source_vocab, w}, PARAMS_NORMAL, 1.0);
    m->target =
        params_add(m->params, "target.weight", 2,
                   (const int64_t[]){c->target_vocab, w}, PARAMS_NORMAL, 1.0);
    m->reader = reclayer_declare(m->params, "reader", &reader);
    m->writer = reclayer_declare(m->params, "writer", &writer);
    if (c->both_ways)
        m->bridge = dense_declare(m->params, "bridge", read, w, true,
                                  scale * sqrt(0.5));
    if (c->attends) {
        const struct addattn_shape attn = {w, read, w};

        m->attn = addattn_declare(m->params, "attn", &attn);
        m->join = dense_declare(m->params, "join", w + read, w, true,
                                1.0 / sqrt((double)(w + read)));
    }
    m->head = dense_declare(m->params, "head", w, c->target_vocab, true, scale);
}

struct status seq2seq_new(struct seq2seq **out, const struct seq2seq_config *c,
                          const struct device *d, uint64_t seed)
{
    *out = NULL;
    STATUS_TRY(check(c));
    struct seq2seq *m = calloc(1, sizeof *m);

    if (m)
        *m = (struct seq2seq){.config = *c, .params = params_new(d)};
    if (!m || !m->params) {
        seq2seq_free(m);
        return status_fail(STATUS_NO_MEMORY, "no memory for a model");
    }
    declare(m);
    const struct status st = params_build(m->params, seed);
    if (st.code) {
        seq2seq_free(m);
        return st;
    }
    reclayer_open_gates(m->params, &m->reader, 1.0);
    reclayer_open_gates(m->params, &m->writer, 1.0);
    *out = m;
    return STATUS_OK;
}

void seq2seq_free(struct seq2seq *m)
{
    if (!m)
        return;
    params_free(m->params);
    free(m);
}

struct params *seq2seq_params(const struct seq2seq *m)
{
    return m->params;
}

struct status seq2seq_fits(const struct seq2seq_batch *b, int64_t length)
{
    const int64_t longest =
        b->source_length > length ? b->source_length : length;

    if (b->rows < 1 || b->source_length < 1 || length < 1)
        return status_fail(STATUS_BAD_USAGE,
                           "a batch of %lld rows, %lld to read, %lld to write",
                           (long long)b->rows, (long long)b->source_length,
                           (long long)length);
    if (longest > SEQ2SEQ_LENGTH)
        return status_fail(
            STATUS_BAD_USAGE, "%lld tokens to %s, but %d at most",
            (long long)longest, b->source_length == longest ? "read" : "write",
            SEQ2SEQ_LENGTH);
    if (b->rows > SEQ2SEQ_ROWS)
        return status_fail(STATUS_BAD_USAGE, "%lld texts, but %d at most",
                           (long long)b->rows, SEQ2SEQ_ROWS);
    return STATUS_OK;
}

static struct tensor *look_up(const struct seq2seq *m, struct graph *g,
                              int table, struct tensor *ids)
{
    return embedding_op(g, params_tensor(params_at(m->params, table)), ids);
}

/* The source as ids that have a vector, and what hides those that are none. */
static struct tensor *source_of(struct graph *g, const struct seq2seq_batch *b,
                                struct tensor **hide)
{
    const int64_t shape[] = {b->rows, 1, b->source_length};
    const int64_t n = b->rows * b->source_length;
    int32_t *ids = calloc((size_t)(n + 1), sizeof *ids);
    float *far = malloc((size_t)(n + 1) * sizeof *far);
    struct tensor *x = NULL;
    bool any = false;

    if (!ids || !far) {
        graph_fail(g, STATUS_NO_MEMORY, "no memory for a batch");
    } else {
        for (int64_t i = 0; i < n; i++) {
            const bool none = b->source[i] < 0;

            any = any || none;
            ids[i] = none ? 0 : b->source[i];
            far[i] = none ? -1e9f : 0.0f;
        }
        x = graph_ints(g, 2, (const int64_t[]){b->rows, b->source_length}, ids);
        *hide = any ? graph_floats(g, 3, shape, far) : NULL;
    }
    free(ids);
    free(far);
    return x;
}

/* Two states, of the way there and the way back, become one. */
static struct tensor *bridged(struct seq2seq *m, struct graph *g,
                              const struct reclayer_state *last)
{
    struct tensor *both[] = {last->cell[0], last->cell[1]};

    if (!m->config.both_ways || !both[0])
        return both[0];
    return unary_tanh(
        g, dense_forward(g, m->params, &m->bridge,
                         shape_concat(g, both, 2, both[0]->dims - 1)));
}

struct seq2seq_reading seq2seq_read(struct seq2seq *m, struct graph *g,
                                    const struct seq2seq_batch *b)
{
    struct seq2seq_reading r = {.hide = NULL};
    struct reclayer_state last = {{NULL}};
    struct tensor *ids = source_of(g, b, &r.hide);

    r.steps = reclayer_forward(g, m->params, &m->reader,
                               look_up(m, g, m->source, ids), NULL, &last);
    r.state.cell[0] = bridged(m, g, &last);
    return r;
}

struct tensor *seq2seq_steps(struct seq2seq *m, struct graph *g,
                             const struct seq2seq_reading *r,
                             struct tensor *ids, struct reclayer_state *last)
{
    struct tensor *y =
        reclayer_forward(g, m->params, &m->writer,
                         look_up(m, g, m->target, ids), &r->state, last);

    if (m->config.attends) {
        struct tensor *took = addattn_forward(g, m->params, &m->attn, y,
                                              r->steps, r->hide, "attn");
        struct tensor *both[] = {y, took};

        y = unary_tanh(g, dense_forward(g, m->params, &m->join,
                                        shape_concat(g, both, 2, 2)));
    }
    return dense_forward(g, m->params, &m->head, y);
}

/* What stands before each token of the target. */
static struct tensor *before(const struct seq2seq *m, struct graph *g,
                             const struct seq2seq_batch *b,
                             const int32_t *given)
{
    const int64_t t = b->target_length, n = b->rows * t;
    int32_t *ids = calloc((size_t)(n + 1), sizeof *ids);
    struct tensor *x = NULL;

    if (!ids)
        return graph_fail(g, STATUS_NO_MEMORY, "no memory for a batch");
    for (int64_t i = 0; i < n; i++) {
        const int32_t id = given ? given[i] : i % t ? b->target[i - 1] : -1;

        ids[i] = i % t == 0 ? m->config.begin : id < 0 ? m->config.end : id;
    }
    x = graph_ints(g, 2, (const int64_t[]){b->rows, t}, ids);
    free(ids);
    return x;
}

struct tensor *seq2seq_loss(struct seq2seq *m, struct graph *g,
                            const struct seq2seq_batch *b, const int32_t *given)
{
    const int64_t shape[] = {b->rows, b->target_length};
    const struct status fits = seq2seq_fits(b, b->target_length);

    if (fits.code)
        return graph_fail(g, fits.code, "%s", fits.text);
    const struct seq2seq_reading r = seq2seq_read(m, g, b);
    struct tensor *logits =
        seq2seq_steps(m, g, &r, before(m, g, b, given), NULL);
    return cross_entropy_op(g, logits, graph_ints(g, 2, shape, b->target), -1);
}

static int32_t likeliest(const struct tensor *logits, int64_t row)
{
    const int64_t n = tensor_cols(logits);
    int32_t best = 0;

    for (int32_t i = 1; i < n; i++)
        if (tensor_get(logits, row * n + i) >
            tensor_get(logits, row * n + best))
            best = i;
    return best;
}

static struct status write_all(struct seq2seq *m, struct graph *g,
                               const struct seq2seq_batch *b, int32_t *out,
                               int64_t most, int32_t *now)
{
    struct seq2seq_reading r = seq2seq_read(m, g, b);

    for (int64_t i = 0; i < b->rows; i++)
        now[i] = m->config.begin;
    for (int64_t t = 0; t < most; t++) {
        struct reclayer_state last = {{NULL}};
        struct tensor *ids =
            graph_ints(g, 2, (const int64_t[]){b->rows, 1}, now);
        struct tensor *logits = seq2seq_steps(m, g, &r, ids, &last);

        if (!logits)
            return graph_status(g);
        for (int64_t i = 0; i < b->rows; i++) {
            const bool over = t > 0 && now[i] == m->config.end;

            now[i] = over ? m->config.end : likeliest(logits, i);
            out[i * most + t] = now[i];
        }
        r.state = last;
    }
    return graph_status(g);
}

struct status seq2seq_write(struct seq2seq *m, struct graph *g,
                            const struct seq2seq_batch *b, int32_t *out,
                            int64_t most)
{
    STATUS_TRY(seq2seq_fits(b, most));
    int32_t *now = malloc((size_t)(b->rows + 1) * sizeof *now);
    const bool gradients = graph_gradients(g);

    if (!now)
        return status_fail(STATUS_NO_MEMORY, "no memory for a batch");
    graph_reset(g);
    graph_set_gradients(g, false);
    const struct status st = write_all(m, g, b, out, most, now);
    graph_set_gradients(g, gradients);
    free(now);
    return st;
}

struct status seq2seq_given(struct seq2seq *m, struct graph *g,
                            const struct seq2seq_batch *b, double taught,
                            struct rng *r, int32_t *given)
{
    const int64_t t = b->target_length;

    STATUS_TRY(seq2seq_fits(b, t));
    int32_t *own = malloc((size_t)(b->rows * t + 1) * sizeof *own);

    if (!own)
        return status_fail(STATUS_NO_MEMORY, "no memory for a batch");
    struct status st = STATUS_OK;
    if (taught < 1.0)
        st = seq2seq_write(m, g, b, own, t);
    for (int64_t i = 0; i < b->rows * t && !st.code; i++) {
        const bool theirs = (double)rng_uniform(r) < taught;
        const int32_t before = i % t == 0 ? m->config.begin
                               : theirs   ? b->target[i - 1]
                                          : own[i - 1];

        given[i] = before < 0 ? m->config.end : before;
    }
    free(own);
    return st;
}
