#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/model/encdec_parts.h"
#include "engine/ops/arith.h"
#include "engine/ops/cross_entropy.h"
#include "engine/ops/embedding.h"

enum { MOST_VOCAB = 1 << 20, MOST_WIDTH = 4096, MOST_POSITIONS = 1 << 16 };

static struct status check(const struct encdec_config *c)
{
    if (c->source_vocab < 1 || c->source_vocab > MOST_VOCAB ||
        c->target_vocab < 2 || c->target_vocab > MOST_VOCAB || c->begin < 0 ||
        c->begin >= c->target_vocab || c->end < 0 || c->end >= c->target_vocab)
        return status_fail(
            STATUS_BAD_USAGE, "vocabularies of %lld and %lld, begin %d, end %d",
            (long long)c->source_vocab, (long long)c->target_vocab,
            (int)c->begin, (int)c->end);
    if (c->heads < 1 || c->width < c->heads || c->width > MOST_WIDTH ||
        c->width % c->heads || c->hidden < 1 || c->hidden > 8 * MOST_WIDTH ||
        c->layers < 1 || c->layers > ENCDEC_LAYERS || c->most < 1 ||
        c->most > MOST_POSITIONS)
        return status_fail(STATUS_BAD_USAGE,
                           "width %lld in %lld heads, hidden %lld, %d layers, "
                           "%lld positions",
                           (long long)c->width, (long long)c->heads,
                           (long long)c->hidden, c->layers, (long long)c->most);
    return STATUS_OK;
}

static struct selfattn attention(struct encdec *m, const char *name,
                                 bool causal)
{
    const struct encdec_config *c = &m->config;
    const double scale = 1.0 / sqrt((double)c->width);
    const struct selfattn_shape shape = {.width = c->width,
                                         .heads = c->heads,
                                         .groups = c->heads,
                                         .head_width = c->width / c->heads,
                                         .qkv_bias = true,
                                         .bias = true,
                                         .causal = causal,
                                         .scales = {scale, scale}};

    return selfattn_declare(m->params, name, &shape);
}

static struct normlayer norm(struct encdec *m, const char *name)
{
    return normlayer_declare(m->params, name, NORMLAYER_LAYER, m->config.width,
                             true, 1e-5);
}

static void declare_block(struct encdec *m, struct encdec_block *b,
                          const char *stack, int i, bool decodes)
{
    const struct encdec_config *c = &m->config;
    char text[64];

    snprintf(text, sizeof text, "%s.%d.norm", stack, i);
    b->norm = norm(m, text);
    snprintf(text, sizeof text, "%s.%d.attn", stack, i);
    b->attn = attention(m, text, decodes);
    if (decodes) {
        snprintf(text, sizeof text, "%s.%d.across_norm", stack, i);
        b->across_norm = norm(m, text);
        snprintf(text, sizeof text, "%s.%d.across", stack, i);
        b->across = attention(m, text, false);
    }
    snprintf(text, sizeof text, "%s.%d.mlp_norm", stack, i);
    b->mlp_norm = norm(m, text);
    snprintf(text, sizeof text, "%s.%d.mlp", stack, i);
    b->mlp = mlp_declare(m->params, text, MLP_GELU,
                         (const int64_t[]){c->width, c->hidden}, true,
                         (const double[]){1.0 / sqrt((double)c->width),
                                          1.0 / sqrt((double)c->hidden)});
}

static void declare_stack(struct encdec *m, struct encdec_stack *s,
                          const char *name, int64_t vocab, bool decodes)
{
    const struct encdec_config *c = &m->config;
    char text[64];

    snprintf(text, sizeof text, "%s.tokens.weight", name);
    s->tokens =
        params_add(m->params, text, 2, (const int64_t[]){vocab, c->width},
                   PARAMS_NORMAL, 0.5);
    snprintf(text, sizeof text, "%s.places.weight", name);
    s->places =
        params_add(m->params, text, 2, (const int64_t[]){c->most, c->width},
                   PARAMS_NORMAL, 0.5);
    for (int i = 0; i < c->layers; i++)
        declare_block(m, &s->block[i], name, i, decodes);
    snprintf(text, sizeof text, "%s.norm", name);
    s->last = norm(m, text);
}

struct status encdec_new(struct encdec **out, const struct encdec_config *c,
                         const struct device *d, uint64_t seed)
{
    *out = NULL;
    STATUS_TRY(check(c));
    struct encdec *m = calloc(1, sizeof *m);

    if (m)
        *m = (struct encdec){.config = *c, .params = params_new(d)};
    if (!m || !m->params) {
        encdec_free(m);
        return status_fail(STATUS_NO_MEMORY, "no memory for a model");
    }
    declare_stack(m, &m->encoder, "encoder", c->source_vocab, false);
    declare_stack(m, &m->decoder, "decoder", c->target_vocab, true);
    m->head = dense_declare(m->params, "head", c->width, c->target_vocab, true,
                            1.0 / sqrt((double)c->width));
    const struct status st = params_build(m->params, seed);
    if (st.code)
        encdec_free(m);
    else
        *out = m;
    return st;
}

void encdec_free(struct encdec *m)
{
    if (!m)
        return;
    params_free(m->params);
    free(m);
}

struct params *encdec_params(const struct encdec *m)
{
    return m->params;
}

/* Vectors of tokens and of places, [rows, t, width]. */
static struct tensor *embed(const struct encdec *m,
                            const struct encdec_stack *s, struct graph *g,
                            const int32_t *ids, const int64_t shape[2])
{
    int32_t *place = malloc((size_t)(shape[1] + 1) * sizeof *place);

    if (!place)
        return graph_fail(g, STATUS_NO_MEMORY, "no memory for a batch");
    for (int64_t i = 0; i < shape[1]; i++)
        place[i] = (int32_t)i;
    struct tensor *x = arith_add(
        g,
        embedding_op(g, params_tensor(params_at(m->params, s->tokens)),
                     graph_ints(g, 2, shape, ids)),
        embedding_op(g, params_tensor(params_at(m->params, s->places)),
                     graph_ints(g, 1, &shape[1], place)));
    free(place);
    return x;
}

static struct tensor *run_block(struct encdec *m, struct graph *g,
                                const struct encdec_block *b, struct tensor *x,
                                const struct encdec_reading *r,
                                const char *name)
{
    struct params *ps = m->params;
    const bool decodes = b->attn.shape.causal;
    struct tensor *y = normlayer_forward(g, ps, &b->norm, x);
    char text[64];

    snprintf(text, sizeof text, "%s.attn", name);
    y = decodes ? selfattn_forward(g, ps, &b->attn, y, text, NULL)
                : selfattn_across(g, ps, &b->attn, y, y, r->lengths, text);
    x = arith_add(g, x, y);
    if (decodes) {
        snprintf(text, sizeof text, "%s.across", name);
        y = normlayer_forward(g, ps, &b->across_norm, x);
        x = arith_add(
            g, x,
            selfattn_across(g, ps, &b->across, y, r->states, r->lengths, text));
    }
    snprintf(text, sizeof text, "%s.mlp", name);
    y = normlayer_forward(g, ps, &b->mlp_norm, x);
    return arith_add(g, x, mlp_forward(g, ps, &b->mlp, y, text));
}

static struct tensor *run_stack(struct encdec *m, struct graph *g,
                                const struct encdec_stack *s, struct tensor *x,
                                const struct encdec_reading *r,
                                const char *name)
{
    char text[32];

    for (int i = 0; i < m->config.layers; i++) {
        snprintf(text, sizeof text, "%s.%d", name, i);
        x = run_block(m, g, &s->block[i], x, r, text);
    }
    return normlayer_forward(g, m->params, &s->last, x);
}

/* The source with its padding moved behind it, and its lengths. */
static bool lay_source(struct graph *g, const struct seq2seq_batch *b,
                       int32_t *ids, int32_t *lengths)
{
    const int64_t n = b->source_length;

    for (int64_t row = 0; row < b->rows; row++) {
        const int32_t *source = b->source + row * n;
        int64_t front = 0;

        while (front < n && source[front] < 0)
            front++;
        if (front == n) {
            graph_fail(g, STATUS_BAD_USAGE, "row %lld of a source is empty",
                       (long long)row);
            return false;
        }
        lengths[row] = (int32_t)(n - front);
        for (int64_t i = 0; i < n; i++)
            ids[row * n + i] = i < n - front ? source[front + i] : 0;
    }
    return true;
}

struct encdec_reading encdec_read(struct encdec *m, struct graph *g,
                                  const struct seq2seq_batch *b)
{
    const int64_t shape[] = {b->rows, b->source_length};
    int32_t *ids = calloc((size_t)(shape[0] * (shape[1] + 1)), sizeof *ids);
    struct encdec_reading r = {NULL, NULL};

    if (!ids) {
        graph_fail(g, STATUS_NO_MEMORY, "no memory for a batch");
        return r;
    }
    if (lay_source(g, b, ids, ids + shape[0] * shape[1])) {
        r.lengths = graph_ints(g, 1, shape, ids + shape[0] * shape[1]);
        r.states =
            run_stack(m, g, &m->encoder, embed(m, &m->encoder, g, ids, shape),
                      &r, "encoder");
    }
    free(ids);
    return r;
}

struct tensor *encdec_logits(struct encdec *m, struct graph *g,
                             const struct encdec_reading *r, const int32_t *ids,
                             const int64_t shape[2])
{
    return dense_forward(g, m->params, &m->head,
                         run_stack(m, g, &m->decoder,
                                   embed(m, &m->decoder, g, ids, shape), r,
                                   "decoder"));
}

bool encdec_fits(const struct encdec *m, struct graph *g,
                 const struct seq2seq_batch *b, int64_t write)
{
    const int64_t most = m->config.most;

    if (b->rows >= 1 && b->source_length >= 1 && b->source_length <= most &&
        write >= 1 && write <= most)
        return true;
    graph_fail(g, STATUS_BAD_USAGE,
               "a batch of %lld rows, %lld to read, %lld to write, at most "
               "%lld each",
               (long long)b->rows, (long long)b->source_length,
               (long long)write, (long long)most);
    return false;
}

struct tensor *encdec_loss(struct encdec *m, struct graph *g,
                           const struct seq2seq_batch *b)
{
    const int64_t shape[] = {b->rows, b->target_length};

    if (!encdec_fits(m, g, b, b->target_length))
        return NULL;
    int32_t *ids = calloc((size_t)(shape[0] * shape[1]), sizeof *ids);
    if (!ids)
        return graph_fail(g, STATUS_NO_MEMORY, "no memory for a batch");
    for (int64_t i = 0; i < shape[0] * shape[1]; i++) {
        const int32_t id = i % shape[1] ? b->target[i - 1] : m->config.begin;

        ids[i] = id < 0 ? m->config.end : id;
    }
    const struct encdec_reading r = encdec_read(m, g, b);
    struct tensor *logits = encdec_logits(m, g, &r, ids, shape);
    free(ids);
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

/* All that is written so far is read again for every token. */
static struct status write_all(struct encdec *m, struct graph *g,
                               const struct seq2seq_batch *b, int32_t *out,
                               int64_t most, int32_t *ids)
{
    const struct encdec_reading r = encdec_read(m, g, b);

    for (int64_t t = 0; t < most; t++) {
        const int64_t shape[] = {b->rows, t + 1};

        for (int64_t i = 0; i < b->rows; i++)
            for (int64_t k = 0; k <= t; k++)
                ids[i * (t + 1) + k] =
                    k ? out[i * most + k - 1] : m->config.begin;
        const struct tensor *logits = encdec_logits(m, g, &r, ids, shape);
        if (!logits)
            return graph_status(g);
        for (int64_t i = 0; i < b->rows; i++) {
            const bool over = t > 0 && out[i * most + t - 1] == m->config.end;

            out[i * most + t] =
                over ? m->config.end : likeliest(logits, i * (t + 1) + t);
        }
    }
    return graph_status(g);
}

struct status encdec_write(struct encdec *m, struct graph *g,
                           const struct seq2seq_batch *b, int32_t *out,
                           int64_t most)
{
    const bool gradients = graph_gradients(g);

    graph_reset(g);
    if (!encdec_fits(m, g, b, most))
        return graph_status(g);
    int32_t *ids = malloc((size_t)(b->rows * most) * sizeof *ids);
    if (!ids)
        return status_fail(STATUS_NO_MEMORY, "no memory for a batch");
    graph_set_gradients(g, false);
    const struct status st = write_all(m, g, b, out, most, ids);
    graph_set_gradients(g, gradients);
    free(ids);
    return st;
}
