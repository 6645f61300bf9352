#include "engine/nn/addattn.h"

#include <math.h>
#include <stdio.h>

#include "engine/ops/arith.h"
#include "engine/ops/matmul.h"
#include "engine/ops/shape.h"
#include "engine/ops/softmax.h"
#include "engine/ops/unary.h"

struct addattn addattn_declare(struct params *ps, const char *name,
                               const struct addattn_shape *shape)
{
    struct addattn a;
    char text[112];

    snprintf(text, sizeof text, "%s.query", name);
    a.query = dense_declare(ps, text, shape->query_width, shape->width, false,
                            1.0 / sqrt((double)shape->query_width));
    snprintf(text, sizeof text, "%s.key", name);
    a.key = dense_declare(ps, text, shape->key_width, shape->width, true,
                          1.0 / sqrt((double)shape->key_width));
    snprintf(text, sizeof text, "%s.score", name);
    a.score = dense_declare(ps, text, shape->width, 1, false,
                            1.0 / sqrt((double)shape->width));
    return a;
}

struct tensor *addattn_forward(struct graph *g, struct params *ps,
                               const struct addattn *a, struct tensor *q,
                               struct tensor *k, struct tensor *hide,
                               const char *name)
{
    struct tensor *query = dense_forward(g, ps, &a->query, q);
    struct tensor *key = dense_forward(g, ps, &a->key, k);

    if (!query || !key)
        return NULL;
    const int64_t b = q->shape[0], tq = q->shape[1], tk = k->shape[1];
    const int64_t width = query->shape[2];
    query = shape_reshape(g, query, 4, (const int64_t[]){b, tq, 1, width});
    key = shape_reshape(g, key, 4, (const int64_t[]){b, 1, tk, width});
    struct tensor *score = dense_forward(
        g, ps, &a->score, unary_tanh(g, arith_add(g, query, key)));
    score = shape_reshape(g, score, 3, (const int64_t[]){b, tq, tk});
    if (hide)
        score = arith_add(g, score, hide);
    struct tensor *probs =
        graph_name(g, softmax_op(g, score), "%s.probs", name);
    return matmul_op(g, probs, k);
}
