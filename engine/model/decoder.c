#include "engine/model/decoder.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/nn/selfattn.h"
#include "engine/nn/wavetable.h"
#include "engine/ops/arith.h"
#include "engine/ops/cross_entropy.h"
#include "engine/ops/dropout.h"
#include "engine/ops/embedding.h"
#include "engine/ops/linear.h"
#include "engine/ops/shape.h"

struct block {
    struct normlayer norm1, norm2;
    struct selfattn attn;
    struct mlp mlp;
};

struct decoder {
    struct decoder_config config;
    struct params *params;
    int tokens, positions, types, head; /* indexes; tied: head is tokens */
    struct block *block;
    struct normlayer norm; /* the last; with post_norm the embedding's */
    int32_t *place;        /* 0, 1 .. context - 1 */
    float *waves;          /* [context, width] of DECODER_SINUSOID, or NULL */
};

struct decoder_config decoder_gpt2(void)
{
    return (struct decoder_config){.positions = DECODER_LEARNED,
                                   .norm = NORMLAYER_LAYER,
                                   .mlp = MLP_GELU,
                                   .bias = true,
                                   .tied = true,
                                   .causal = true,
                                   .epsilon = 1e-5,
                                   .rope_base = 10000.0,
                                   .init = 0.02};
}

struct decoder_config decoder_llama(void)
{
    struct decoder_config c = decoder_gpt2();

    c.positions = DECODER_ROPE;
    c.norm = NORMLAYER_RMS;
    c.mlp = MLP_SWIGLU;
    c.bias = false;
    return c;
}

int64_t decoder_head_width(const struct decoder_config *c)
{
    return c->head_width ? c->head_width : c->width / c->heads;
}

static void declare_block(struct decoder *m, int i)
{
    const struct decoder_config *c = &m->config;
    const double residual = c->init / sqrt(2.0 * (double)c->layers);
    const struct selfattn_shape shape = {
        .width = c->width,
        .heads = c->heads,
        .groups = c->groups,
        .head_width = decoder_head_width(c),
        .qkv_bias = c->bias || c->qkv_bias,
        .bias = c->bias,
        .causal = c->causal,
        .window = c->window,
        .unscaled = c->unscaled,
        .over_queries = c->over_queries,
        .head_norms = c->head_norms,
        .epsilon = c->epsilon,
        .rope = {.base = c->positions == DECODER_ROPE ? c->rope_base : 0.0,
                 .interleaved = c->rope_pairs,
                 .scaling = c->rope_scaling,
                 .factor = c->rope_factor,
                 .low = c->rope_low,
                 .high = c->rope_high,
                 .original = c->rope_original},
        .scales = {c->init, residual}};
    struct block *b = &m->block[i];
    char name[64];

    snprintf(name, sizeof name, "blocks.%d.norm1", i);
    b->norm1 = normlayer_declare(m->params, name, c->norm, c->width, c->bias,
                                 c->epsilon);
    snprintf(name, sizeof name, "blocks.%d.attn", i);
    b->attn = selfattn_declare(m->params, name, &shape);
    snprintf(name, sizeof name, "blocks.%d.norm2", i);
    b->norm2 = normlayer_declare(m->params, name, c->norm, c->width, c->bias,
                                 c->epsilon);
    snprintf(name, sizeof name, "blocks.%d.mlp", i);
    b->mlp = mlp_declare(m->params, name, c->mlp,
                         (const int64_t[]){c->width, c->hidden}, c->bias,
                         (const double[]){c->init, residual});
}

static int declare_table(struct decoder *m, const char *name, int64_t rows)
{
    return params_add(m->params, name, 2,
                      (const int64_t[]){rows, m->config.width}, PARAMS_NORMAL,
                      m->config.init);
}

static void declare_norm(struct decoder *m, const char *name)
{
    const struct decoder_config *c = &m->config;

    m->norm = normlayer_declare(m->params, name, c->norm, c->width, c->bias,
                                c->epsilon);
}

static void declare(struct decoder *m)
{
    const struct decoder_config *c = &m->config;

    m->tokens = declare_table(m, "tokens.weight", c->vocab);
    if (c->positions == DECODER_LEARNED)
        m->positions = declare_table(m, "positions.weight", c->context);
    if (c->types)
        m->types = declare_table(m, "types.weight", c->types);
    if (c->post_norm)
        declare_norm(m, "embed_norm");
    for (int i = 0; i < c->layers; i++)
        declare_block(m, i);
    if (!c->post_norm)
        declare_norm(m, "norm");
    if (!c->headless)
        m->head =
            c->tied ? m->tokens : declare_table(m, "head.weight", c->vocab);
}

static struct status make(struct decoder **out, const struct decoder_config *c,
                          const struct device *d,
                          const struct params_source *source)
{
    STATUS_TRY(decoder_check(c));
    struct decoder *m = calloc(1, sizeof *m);

    *out = NULL;
    if (m) {
        m->config = *c;
        m->params = params_new(d);
        m->block = calloc((size_t)c->layers, sizeof *m->block);
        m->place = malloc((size_t)c->context * sizeof *m->place);
    }
    if (!m || !m->params || !m->block || !m->place) {
        decoder_free(m);
        return status_fail(STATUS_NO_MEMORY, "no memory for a model");
    }
    for (int32_t i = 0; i < c->context; i++)
        m->place[i] = i;
    if (c->positions == DECODER_SINUSOID) {
        const struct status st =
            wavetable_new(&m->waves, c->context, c->width, d->stead);

        if (st.code) {
            decoder_free(m);
            return st;
        }
    }
    if (source)
        params_set_source(m->params, *source);
    declare(m);
    *out = m;
    return STATUS_OK;
}

/* Gives up a model that could not be built. */
static struct status built(struct decoder **m, struct status st)
{
    if (st.code) {
        decoder_free(*m);
        *m = NULL;
    }
    return st;
}

struct status decoder_new(struct decoder **out, const struct decoder_config *c,
                          const struct device *d, uint64_t seed)
{
    STATUS_TRY(make(out, c, d, NULL));
    return built(out, params_build((*out)->params, seed));
}

struct status decoder_blank(struct decoder **out,
                            const struct decoder_config *c,
                            const struct device *d)
{
    STATUS_TRY(make(out, c, d, NULL));
    return built(out, params_build_blank((*out)->params));
}

struct status decoder_outside(struct decoder **out,
                              const struct decoder_config *c,
                              const struct device *d,
                              const struct params_source *source)
{
    STATUS_TRY(make(out, c, d, source));
    return built(out, params_build_blank((*out)->params));
}

void decoder_free(struct decoder *m)
{
    if (!m)
        return;
    params_free(m->params);
    free(m->block);
    free(m->place);
    free(m->waves);
    free(m);
}

const struct decoder_config *decoder_config(const struct decoder *m)
{
    return &m->config;
}

struct params *decoder_params(struct decoder *m)
{
    return m->params;
}

int64_t decoder_size(const struct decoder *m)
{
    int64_t n = 0;

    for (int i = 0; i < params_count(m->params); i++)
        n += params_at(m->params, i)->count;
    return n;
}

/* Every place of every step draws from a stream of its own. */
static struct tensor *drop(const struct decoder *m, struct graph *g,
                           struct tensor *x, const struct decoder_mode *mode,
                           int place)
{
    const uint64_t places = 2 * (uint64_t)m->config.layers + 1;

    if (!mode || !mode->training || m->config.dropout <= 0.0)
        return x;
    return dropout_op(g, x, m->config.dropout, mode->seed,
                      mode->step * places + (uint64_t)place);
}

static struct tensor *weight(const struct decoder *m, int index)
{
    return params_tensor(params_at(m->params, index));
}

/* The vectors of a soft prompt, once for each of `batch` texts. */
static struct tensor *soft(struct decoder *m, struct graph *g, int64_t batch)
{
    const struct params_side *side = params_side(m->params);
    struct tensor *zero =
        graph_real(g, 3, (const int64_t[]){batch, side->lead, m->config.width});

    if (zero)
        memset(tensor_at(zero, 0), 0, tensor_bytes(zero));
    return arith_add(g, zero, side->soft);
}

/* Where x [batch, t, width] stands, from position `start` on. */
static struct tensor *place(struct decoder *m, struct graph *g,
                            struct tensor *x, int64_t start)
{
    const int64_t one = 1;

    if (m->config.positions == DECODER_LEARNED && x) {
        struct tensor *where = graph_ints(g, 1, &x->shape[1], m->place + start);

        x = arith_add(g, x, embedding_op(g, weight(m, m->positions), where));
    }
    if (m->waves && x) {
        const int64_t shape[] = {x->shape[1], m->config.width};

        x = arith_add(g, x,
                      graph_floats(g, 2, shape, m->waves + start * shape[1]));
    }
    if (m->config.types && x) {
        struct tensor *first = graph_ints(g, 1, &one, m->place);

        x = arith_add(g, x, embedding_op(g, weight(m, m->types), first));
    }
    if (m->config.post_norm)
        x = normlayer_forward(g, m->params, &m->norm, x);
    return x;
}

static struct tensor *embed(struct decoder *m, struct graph *g,
                            struct tensor *ids, int64_t start, bool led)
{
    struct tensor *x = embedding_op(g, weight(m, m->tokens), ids);

    if (led && x)
        x = shape_concat(g, (struct tensor *[]){soft(m, g, x->shape[0]), x}, 2,
                         1);
    return place(m, g, x, start);
}

/* The two halves of a block: what is added to x. */
static struct tensor *attend(struct decoder *m, struct graph *g, int i,
                             struct tensor *x, const struct decoder_mode *mode)
{
    char name[64];

    const struct selfattn_past past = {mode ? mode->cache : NULL, i};

    snprintf(name, sizeof name, "blocks.%d.attn", i);
    x = selfattn_forward(g, m->params, &m->block[i].attn, x, name,
                         past.cache ? &past : NULL);
    return drop(m, g, x, mode, 2 * i + 1);
}

static struct tensor *think(struct decoder *m, struct graph *g, int i,
                            struct tensor *x, const struct decoder_mode *mode)
{
    char name[64];

    snprintf(name, sizeof name, "blocks.%d.mlp", i);
    x = mlp_forward(g, m->params, &m->block[i].mlp, x, name);
    return drop(m, g, x, mode, 2 * i + 2);
}

static struct tensor *norm(struct decoder *m, struct graph *g,
                           const struct normlayer *n, struct tensor *x)
{
    return normlayer_forward(g, m->params, n, x);
}

/* What half 1 or 2 of block i reads. */
static struct tensor *before(struct decoder *m, struct graph *g, int i,
                             int half, struct tensor *x)
{
    const struct block *b = &m->block[i];

    if (m->config.post_norm)
        return x;
    x = norm(m, g, half == 1 ? &b->norm1 : &b->norm2, x);
    return graph_name(g, x, "blocks.%d.norm%d", i, half);
}

/* What a half leaves where it read x and made `more` of it. */
static struct tensor *join(struct decoder *m, struct graph *g, struct tensor *x,
                           struct tensor *more)
{
    return m->config.skipless ? more : arith_add(g, x, more);
}

static struct tensor *run_block(struct decoder *m, struct graph *g, int i,
                                struct tensor *x,
                                const struct decoder_mode *mode)
{
    const struct block *b = &m->block[i];
    const bool post = m->config.post_norm;
    struct tensor *y = before(m, g, i, 1, x);
    struct tensor *more = attend(m, g, i, y, mode);

    if (!post)
        graph_done(g, y);
    x = join(m, g, x, more);
    if (post)
        x = norm(m, g, &b->norm1, x);
    x = graph_name(g, x, "blocks.%d.middle", i);
    y = before(m, g, i, 2, x);
    more = think(m, g, i, y, mode);
    if (!post)
        graph_done(g, y);
    x = join(m, g, x, more);
    if (post)
        x = norm(m, g, &b->norm2, x);
    return graph_name(g, x, "blocks.%d.out", i);
}

/* One block as a part of the tape that may be computed again. */
struct part {
    struct decoder *model;
    struct decoder_mode mode;
    int block;
};

static struct tensor *run_part(const void *self, struct graph *g,
                               struct tensor *x)
{
    const struct part *p = self;

    return run_block(p->model, g, p->block, x, &p->mode);
}

static struct tensor *run_blocks(struct decoder *m, struct graph *g,
                                 struct tensor *x, int first,
                                 const struct decoder_mode *mode)
{
    for (int i = first; i < m->config.layers; i++) {
        if (mode && mode->recompute) {
            const struct part p = {m, *mode, i};

            x = graph_again(g, run_part, &p, sizeof p, x);
        } else {
            x = run_block(m, g, i, x, mode);
        }
    }
    return x;
}

/* The last norm, where it stands behind the blocks. */
static struct tensor *finish(struct decoder *m, struct graph *g,
                             struct tensor *x)
{
    if (m->config.post_norm)
        return x;
    return graph_name(g, norm(m, g, &m->norm, x), "norm");
}

struct tensor *decoder_say(struct decoder *m, struct graph *g, struct tensor *x)
{
    x = linear_op(g, finish(m, g, x), weight(m, m->head), NULL);
    return graph_name(g, x, "logits");
}

/* What is said of blocks' result x, but of its first `lead` positions. */
static struct tensor *answer(struct decoder *m, struct graph *g,
                             struct tensor *x, int64_t lead,
                             const struct decoder_mode *mode)
{
    if (lead && x)
        x = shape_contiguous(g, shape_slice(g, x, 1, lead, x->shape[1]));
    if (mode && mode->last_only && x)
        x = shape_slice(g, x, 1, x->shape[1] - 1, x->shape[1]);
    return m->config.headless ? finish(m, g, x) : decoder_say(m, g, x);
}

struct tensor *decoder_resume(struct decoder *m, struct graph *g,
                              struct tensor *x, int first,
                              const struct decoder_mode *mode)
{
    return answer(m, g, run_blocks(m, g, x, first, mode), 0, mode);
}

struct tensor *decoder_forward(struct decoder *m, struct graph *g,
                               struct tensor *ids,
                               const struct decoder_mode *mode)
{
    const struct decoder_config *c = &m->config;
    const bool kept = mode && mode->cache;
    const int64_t lead = kept ? 0 : decoder_lead(m);
    const int64_t start = kept ? kvcache_count(mode->cache) : 0;
    const bool led = lead && params_side(m->params)->soft;

    if (ids && (ids->dims != 2 || ids->shape[1] > c->context - start - lead)) {
        return graph_fail(g, STATUS_BAD_SHAPE,
                          "the model reads %lld tokens at a time, not %lld",
                          (long long)c->context,
                          (long long)(start + lead + tensor_cols(ids)));
    }
    /* Before keys and values there is no vector: only positions move on. */
    struct tensor *x =
        drop(m, g, embed(m, g, ids, led ? 0 : start + lead, led), mode, 0);

    x = run_blocks(m, g, graph_name(g, x, "embedding"), 0, mode);
    return answer(m, g, x, led ? lead : 0, mode);
}

int64_t decoder_lead(const struct decoder *m)
{
    return params_side(m->params)->lead;
}

void decoder_read_lead(struct decoder *m, struct graph *g, struct kvcache *to)
{
    const struct decoder_mode mode = {.cache = to};

    if (params_side(m->params)->soft) {
        (void)run_blocks(m, g, place(m, g, soft(m, g, 1), 0), 0, &mode);
        return;
    }
    for (int i = 0; i < m->config.layers; i++) {
        const struct selfattn_past past = {to, i};

        selfattn_lead(g, m->params, &m->block[i].attn, &past);
    }
}

struct tensor *decoder_loss(struct decoder *m, struct graph *g,
                            struct tensor *ids, struct tensor *targets,
                            const struct decoder_mode *mode)
{
    struct tensor *logits = decoder_forward(m, g, ids, mode);

    return logits ? cross_entropy_op(g, logits, targets, -1) : NULL;
}
