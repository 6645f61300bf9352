#include "engine/nn/lora.h"

#include <math.h>
#include <stdio.h>

#include "engine/ops/arith.h"
#include "engine/ops/dropout.h"
#include "engine/ops/linear.h"

struct lora lora_declare(struct params *ps, const char *name,
                         const int64_t sizes[2], int64_t rank, double alpha)
{
    struct lora l = {.scale = alpha / (double)rank};
    char text[128];

    /* Of the same variance as numbers spread evenly in +-1 / sqrt(in). */
    snprintf(text, sizeof text, "%s.lora_a", name);
    l.a = params_add(ps, text, 2, (const int64_t[]){rank, sizes[0]},
                     PARAMS_NORMAL, 1.0 / sqrt(3.0 * (double)sizes[0]));
    snprintf(text, sizeof text, "%s.lora_b", name);
    l.b = params_add(ps, text, 2, (const int64_t[]){sizes[1], rank},
                     PARAMS_ZERO, 0.0);
    return l;
}

struct tensor *lora_add(struct graph *g, struct params *ps,
                        const struct lora *l, const struct lora_drop *drop,
                        struct tensor *x, struct tensor *y)
{
    if (drop->probability > 0.0)
        x = dropout_op(g, x, drop->probability, drop->seed, drop->stream);
    struct tensor *low =
        linear_op(g, x, params_tensor(params_at(ps, l->a)), NULL);

    /* Scaled here, where there are few numbers. */
    low = arith_scale(g, low, l->scale);
    struct tensor *more =
        linear_op(g, low, params_tensor(params_at(ps, l->b)), NULL);
    struct tensor *sum = arith_add(g, y, more);

    graph_done(g, more);
    graph_done(g, y);
    return sum;
}

void lora_merge(const struct params *ps, const struct lora *l,
                struct tensor *weight, double sign)
{
    const struct tensor *a = params_tensor(params_at(ps, l->a));
    const struct tensor *b = params_tensor(params_at(ps, l->b));
    const int64_t in = a->shape[1], rank = a->shape[0];

    for (int64_t i = 0; i < tensor_count(weight); i++) {
        double sum = 0.0;

        for (int64_t r = 0; r < rank; r++)
            sum += tensor_get(b, i / in * rank + r) *
                   tensor_get(a, r * in + i % in);
        if (weight->type == TENSOR_F64)
            ((double *)tensor_at(weight, 0))[i] += sign * l->scale * sum;
        else
            ((float *)tensor_at(weight, 0))[i] +=
                (float)(sign * l->scale * sum);
    }
}
