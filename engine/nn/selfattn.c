#include "engine/nn/selfattn.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/ops/arith.h"
#include "engine/ops/attention.h"
#include "engine/ops/cache.h"
#include "engine/ops/shape.h"

static struct dense part(struct params *ps, const char *name, const char *what,
                         const struct selfattn_shape *s, int64_t heads)
{
    char text[112];

    snprintf(text, sizeof text, "%s.%s", name, what);
    return dense_declare(ps, text, s->width, heads * s->head_width, s->qkv_bias,
                         s->scales[0]);
}

static struct normlayer head_norm(struct params *ps, const char *name,
                                  const char *what,
                                  const struct selfattn_shape *s)
{
    char text[112];

    snprintf(text, sizeof text, "%s.%s_norm", name, what);
    return normlayer_declare(ps, text, NORMLAYER_RMS, s->head_width, false,
                             s->epsilon);
}

struct selfattn selfattn_declare(struct params *ps, const char *name,
                                 const struct selfattn_shape *shape)
{
    struct selfattn a = {.shape = *shape};
    char text[112];

    a.q = part(ps, name, "q", shape, shape->heads);
    a.k = part(ps, name, "k", shape, shape->groups);
    a.v = part(ps, name, "v", shape, shape->groups);
    if (shape->head_norms) {
        a.q_norm = head_norm(ps, name, "q", shape);
        a.k_norm = head_norm(ps, name, "k", shape);
    }
    snprintf(text, sizeof text, "%s.out", name);
    a.out = dense_declare(ps, text, shape->heads * shape->head_width,
                          shape->width, shape->bias, shape->scales[1]);
    return a;
}

/* [batch, t, heads * d] seen as [batch, t, heads, d]. */
static struct tensor *split(struct graph *g, struct tensor *x, int64_t heads)
{
    if (!x)
        return NULL;
    return shape_reshape(
        g, x, 4, (const int64_t[]){x->shape[0], x->shape[1], heads, -1});
}

/* x behind what stands before it beside the layer with weight `weight`. */
static struct tensor *lead(struct graph *g, struct params *ps, int weight,
                           struct tensor *x)
{
    const struct params_side *side = params_side(ps);
    struct tensor *rows =
        side->before ? side->before(side->user, weight) : NULL;

    if (!x || !rows)
        return x;
    const int64_t one[] = {1, side->lead, x->shape[2], x->shape[3]};
    const int64_t all[] = {x->shape[0], side->lead, x->shape[2], x->shape[3]};
    struct tensor *zero = graph_real(g, 4, all);
    if (zero)
        memset(tensor_at(zero, 0), 0, tensor_bytes(zero));
    rows = arith_add(g, zero, shape_reshape(g, rows, 4, one));
    return shape_concat(g, (struct tensor *[]){rows, x}, 2, 1);
}

/* Does somebody want to see or change the weights? */
static bool watched(const struct graph *g, const char *probs)
{
    const struct probe *p = graph_probe(g);

    return p && (probe_wants(p, probs, PROBE_FORWARD) ||
                 probe_edits(p, probs, PROBE_FORWARD));
}

/* Attention over x alone, or over what is kept and x. */
static struct tensor *look(struct graph *g, const struct selfattn_shape *s,
                           struct tensor *const qkv[3], const char *name,
                           const struct selfattn_past *past,
                           struct tensor *lengths)
{
    const double scale = s->unscaled ? 1.0 : 1.0 / sqrt((double)s->head_width);
    struct tensor *k = qkv[1], *v = qkv[2];
    char probs[112];

    snprintf(probs, sizeof probs, "%s.probs", name);
    if (past && qkv[0]) {
        struct tensor *keys = kvcache_keys(past->cache, past->layer);
        struct tensor *values = kvcache_values(past->cache, past->layer);
        const int64_t start = kvcache_count(past->cache);

        if (qkv[0]->shape[1] == 1 && !watched(g, probs) && !s->over_queries) {
            const struct cache_new n = {qkv[0], k, v, keys, values};

            return cache_attention(g, &n, start, s->window, scale);
        }
        k = cache_extend(g, k, keys, start);
        v = cache_extend(g, v, values, start);
    }
    return attention_within(g, qkv[0], k, v,
                            &(struct attention_look){scale, s->causal,
                                                     s->window, lengths,
                                                     s->over_queries},
                            probs);
}

/* What the heads took, side by side, and the projection back. */
static struct tensor *join(struct graph *g, struct params *ps,
                           const struct selfattn *a, struct tensor *y,
                           const char *name)
{
    if (!y)
        return NULL;
    y = shape_reshape(g, y, 3, (const int64_t[]){y->shape[0], y->shape[1], -1});
    y = graph_name(g, y, "%s.mix", name);
    return graph_name(g, dense_forward(g, ps, &a->out, y), "%s.out", name);
}

/* Turned, normed and named queries, keys and values. */
static void project(struct graph *g, struct params *ps,
                    const struct selfattn *a, struct tensor *const from[2],
                    int64_t start, struct tensor *qkv[3])
{
    const struct selfattn_shape *s = &a->shape;

    qkv[0] = split(g, dense_forward(g, ps, &a->q, from[0]), s->heads);
    qkv[1] = split(g, dense_forward(g, ps, &a->k, from[1]), s->groups);
    qkv[2] = split(g, dense_forward(g, ps, &a->v, from[1]), s->groups);
    if (s->head_norms) {
        qkv[0] = normlayer_forward(g, ps, &a->q_norm, qkv[0]);
        qkv[1] = normlayer_forward(g, ps, &a->k_norm, qkv[1]);
    }
    if (s->rope.base > 0.0) {
        qkv[0] = rope_turn(g, qkv[0], start, &s->rope);
        qkv[1] = rope_turn(g, qkv[1], start, &s->rope);
    }
}

/* As the probe is to see them. */
static void name_parts(struct graph *g, struct tensor *qkv[3], const char *name)
{
    qkv[0] = graph_name(g, qkv[0], "%s.q", name);
    qkv[1] = graph_name(g, qkv[1], "%s.k", name);
    qkv[2] = graph_name(g, qkv[2], "%s.v", name);
}

struct tensor *selfattn_forward(struct graph *g, struct params *ps,
                                const struct selfattn *a, struct tensor *x,
                                const char *name,
                                const struct selfattn_past *past)
{
    const struct params_side *side = params_side(ps);
    const int64_t start = past           ? kvcache_count(past->cache)
                          : side->before ? side->lead
                                         : 0;
    struct tensor *qkv[3];

    project(g, ps, a, (struct tensor *[]){x, x}, start, qkv);
    name_parts(g, qkv, name);
    if (!past) { /* what is kept begins with them */
        qkv[1] = lead(g, ps, a->k.weight, qkv[1]);
        qkv[2] = lead(g, ps, a->v.weight, qkv[2]);
    }
    return join(g, ps, a, look(g, &a->shape, qkv, name, past, NULL), name);
}

struct tensor *selfattn_across(struct graph *g, struct params *ps,
                               const struct selfattn *a, struct tensor *x,
                               struct tensor *over, struct tensor *lengths,
                               const char *name)
{
    struct tensor *qkv[3];

    assert(!a->shape.causal && !a->shape.window);
    project(g, ps, a, (struct tensor *[]){x, over}, 0, qkv);
    name_parts(g, qkv, name);
    return join(g, ps, a, look(g, &a->shape, qkv, name, NULL, lengths), name);
}

/* What stands before weight `weight` into `kept`. */
static void keep(struct graph *g, struct params *ps, int weight,
                 struct tensor *kept)
{
    const struct params_side *side = params_side(ps);
    struct tensor *rows =
        side->before ? side->before(side->user, weight) : NULL;

    if (!rows)
        return;
    const int64_t shape[] = {1, side->lead, kept->shape[0], kept->shape[2]};
    (void)cache_extend(g, shape_reshape(g, rows, 4, shape), kept, 0);
}

void selfattn_lead(struct graph *g, struct params *ps, const struct selfattn *a,
                   const struct selfattn_past *past)
{
    keep(g, ps, a->k.weight, kvcache_keys(past->cache, past->layer));
    keep(g, ps, a->v.weight, kvcache_values(past->cache, past->layer));
}
