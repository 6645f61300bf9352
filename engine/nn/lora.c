#include "engine/nn/lora.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

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

/* [rows, cols] as floats, turned, of whatever type. */
static void turn(float *out, const struct tensor *t, float *row)
{
    const int64_t rows = t->shape[0], cols = t->shape[1];

    for (int64_t r = 0; r < rows; r++) {
        if (t->type == TENSOR_BLOCKS)
            tensor_decode_row(t, r, row, TENSOR_F32);
        for (int64_t c = 0; c < cols; c++)
            out[c * rows + r] = t->type == TENSOR_BLOCKS
                                    ? row[c]
                                    : (float)tensor_get(t, r * cols + c);
    }
}

/* What theirs makes of `room`, which holds all that it gets; into `sum`. */
static bool fill_theirs(const struct stead *s, struct stead_detour *d,
                        float *room, const struct tensor *const pair[2],
                        const struct lora_layer *layer, struct tensor *sum)
{
    float *x = room, *w = x + (int64_t)d->rows * d->in;
    float *a = w + (int64_t)d->in * d->cols, *b = a + (int64_t)d->in * d->rank;
    float *row = b + (int64_t)d->rank * d->cols;
    float *out = row + (d->in > d->rank ? d->in : d->rank);

    tensor_copy_floats(x, layer->x);
    turn(w, layer->weight, row);
    turn(a, pair[0], row);
    turn(b, pair[1], row);
    d->x = x;
    d->w = w;
    d->a = a;
    d->b = b;
    if (!s->lora(out, d))
        return false;
    float *to = tensor_at(sum, 0);
    for (int64_t i = 0; i < tensor_count(sum); i++)
        to[i] = out[i] +
                (layer->bias ? (float)tensor_get(layer->bias, i % d->cols) : 0);
    return true;
}

/* The numbers of `sum` become theirs; the way back is ours. */
static void add_theirs(struct graph *g, const struct lora *l,
                       const struct tensor *const pair[2],
                       const struct lora_layer *layer, struct tensor *sum)
{
    const struct stead *s = graph_device(g)->stead;
    const int64_t rank = pair[0]->shape[0], in = pair[0]->shape[1];
    const int64_t cols = pair[1]->shape[0];

    if (!s || !s->lora || !sum || sum->type != TENSOR_F32 ||
        in * cols > INT32_MAX || tensor_count(sum) > INT32_MAX)
        return;
    const int64_t rows = tensor_count(sum) / cols;
    struct stead_detour d = {.rows = (int)rows,
                             .in = (int)in,
                             .cols = (int)cols,
                             .rank = (int)rank,
                             .scale = (float)l->scale};
    float *room = malloc((size_t)(rows * (in + cols) + in * (cols + rank) +
                                  rank * cols + in + rank) *
                         sizeof *room);
    if (room)
        (void)fill_theirs(s, &d, room, pair, layer, sum);
    free(room);
}

struct tensor *lora_add(struct graph *g, struct params *ps,
                        const struct lora *l, const struct lora_drop *drop,
                        const struct lora_layer *layer)
{
    const bool drops = drop->probability > 0.0;
    const struct tensor *const pair[] = {params_tensor(params_at(ps, l->a)),
                                         params_tensor(params_at(ps, l->b))};
    struct tensor *x = layer->x;

    if (drops)
        x = dropout_op(g, x, drop->probability, drop->seed, drop->stream);
    struct tensor *low =
        linear_op(g, x, params_tensor(params_at(ps, l->a)), NULL);

    /* Scaled here, where there are few numbers. */
    low = arith_scale(g, low, l->scale);
    struct tensor *more =
        linear_op(g, low, params_tensor(params_at(ps, l->b)), NULL);
    struct tensor *sum = arith_add(g, layer->y, more);

    if (!drops)
        add_theirs(g, l, pair, layer, sum);
    graph_done(g, more);
    graph_done(g, layer->y);
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
