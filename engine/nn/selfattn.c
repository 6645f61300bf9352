#include "engine/nn/selfattn.h"

#include <math.h>
#include <stdio.h>

#include "engine/ops/attention.h"
#include "engine/ops/rope.h"
#include "engine/ops/shape.h"

static struct dense part(struct params *ps, const char *name, const char *what,
                         const struct selfattn_shape *s, int64_t out)
{
    char text[112];

    snprintf(text, sizeof text, "%s.%s", name, what);
    return dense_declare(ps, text, s->width, out, s->bias, s->scales[0]);
}

struct selfattn selfattn_declare(struct params *ps, const char *name,
                                 const struct selfattn_shape *shape)
{
    const int64_t narrow = shape->width / shape->heads * shape->groups;
    struct selfattn a = {.shape = *shape};
    char text[112];

    a.q = part(ps, name, "q", shape, shape->width);
    a.k = part(ps, name, "k", shape, narrow);
    a.v = part(ps, name, "v", shape, narrow);
    snprintf(text, sizeof text, "%s.out", name);
    a.out = dense_declare(ps, text, shape->width, shape->width, shape->bias,
                          shape->scales[1]);
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

    if (s->rope_base > 0.0) {
        q = rope_op(g, q, 0, s->rope_base, false);
        k = rope_op(g, k, 0, s->rope_base, false);
    }
    q = graph_name(g, q, "%s.q", name);
    k = graph_name(g, k, "%s.k", name);
    v = graph_name(g, v, "%s.v", name);
    snprintf(probs, sizeof probs, "%s.probs", name);
    const double scale = 1.0 / sqrt((double)s->width / (double)s->heads);
    struct tensor *y = attention_op(g, q, k, v, scale, s->causal, probs);

    if (!y)
        return NULL;
    y = shape_reshape(g, y, 3, (const int64_t[]){y->shape[0], y->shape[1], -1});
    return graph_name(g, dense_forward(g, ps, &a->out, y), "%s.out", name);
}
