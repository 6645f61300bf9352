#include "engine/nn/selfattn.h"

#include <math.h>
#include <stdio.h>

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
                           const struct selfattn_past *past)
{
    const double scale = 1.0 / sqrt((double)s->head_width);
    struct tensor *k = qkv[1], *v = qkv[2];
    char probs[112];

    snprintf(probs, sizeof probs, "%s.probs", name);
    if (past && qkv[0]) {
        struct tensor *keys = kvcache_keys(past->cache, past->layer);
        struct tensor *values = kvcache_values(past->cache, past->layer);
        const int64_t start = kvcache_count(past->cache);

        if (qkv[0]->shape[1] == 1 && !watched(g, probs)) {
            const struct cache_new n = {qkv[0], k, v, keys, values};

            return cache_attention(g, &n, start, s->window, scale);
        }
        k = cache_extend(g, k, keys, start);
        v = cache_extend(g, v, values, start);
    }
    return attention_within(
        g, qkv[0], k, v, &(struct attention_look){scale, s->causal, s->window},
        probs);
}

struct tensor *selfattn_forward(struct graph *g, struct params *ps,
                                const struct selfattn *a, struct tensor *x,
                                const char *name,
                                const struct selfattn_past *past)
{
    const struct selfattn_shape *s = &a->shape;
    const int64_t start = past ? kvcache_count(past->cache) : 0;
    struct tensor *q = split(g, dense_forward(g, ps, &a->q, x), s->heads);
    struct tensor *k = split(g, dense_forward(g, ps, &a->k, x), s->groups);
    struct tensor *v = split(g, dense_forward(g, ps, &a->v, x), s->groups);

    if (s->head_norms) {
        q = normlayer_forward(g, ps, &a->q_norm, q);
        k = normlayer_forward(g, ps, &a->k_norm, k);
    }
    if (s->rope.base > 0.0) {
        q = rope_turn(g, q, start, &s->rope);
        k = rope_turn(g, k, start, &s->rope);
    }
    q = graph_name(g, q, "%s.q", name);
    k = graph_name(g, k, "%s.k", name);
    v = graph_name(g, v, "%s.v", name);
    struct tensor *y = look(g, s, (struct tensor *[]){q, k, v}, name, past);

    if (!y)
        return NULL;
    y = shape_reshape(g, y, 3, (const int64_t[]){y->shape[0], y->shape[1], -1});
    y = graph_name(g, y, "%s.mix", name);
    return graph_name(g, dense_forward(g, ps, &a->out, y), "%s.out", name);
}
