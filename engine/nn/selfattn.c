#include "engine/nn/selfattn.h"

#include <math.h>
#include <stdio.h>

#include "engine/ops/attention.h"
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

struct tensor *selfattn_forward(struct graph *g, struct params *ps,
                                const struct selfattn *a, struct tensor *x,
                                const char *name)
{
    const struct selfattn_shape *s = &a->shape;
    struct tensor *q = split(g, dense_forward(g, ps, &a->q, x), s->heads);
    struct tensor *k = split(g, dense_forward(g, ps, &a->k, x), s->groups);
    struct tensor *v = split(g, dense_forward(g, ps, &a->v, x), s->groups);
    char probs[112];

    if (s->head_norms) {
        q = normlayer_forward(g, ps, &a->q_norm, q);
        k = normlayer_forward(g, ps, &a->k_norm, k);
    }
    if (s->rope.base > 0.0) {
        q = rope_turn(g, q, 0, &s->rope);
        k = rope_turn(g, k, 0, &s->rope);
    }
    q = graph_name(g, q, "%s.q", name);
    k = graph_name(g, k, "%s.k", name);
    v = graph_name(g, v, "%s.v", name);
    snprintf(probs, sizeof probs, "%s.probs", name);
    const double scale = 1.0 / sqrt((double)s->head_width);
    struct tensor *y = attention_op(g, q, k, v, scale, s->causal, probs);

    if (!y)
        return NULL;
    y = shape_reshape(g, y, 3, (const int64_t[]){y->shape[0], y->shape[1], -1});
    return graph_name(g, dense_forward(g, ps, &a->out, y), "%s.out", name);
}
