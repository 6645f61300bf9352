#include "engine/nn/reclayer.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ops/recurrent.h"
#include "engine/ops/shape.h"

static int sums_of(enum reclayer_kind kind)
{
    static const int n[] = {
        [RECLAYER_RNN] = 1, [RECLAYER_GRU] = 3, [RECLAYER_LSTM] = 4};

    return n[kind];
}

struct reclayer reclayer_declare(struct params *ps, const char *name,
                                 const struct reclayer_shape *shape)
{
    const int ways = shape->both_ways ? 2 : 1;
    const int64_t w = shape->width, n = sums_of(shape->kind) * w;
    const double scale =
        shape->scale > 0.0 ? shape->scale : 1.0 / sqrt(3.0 * (double)w);
    struct reclayer l = {.shape = *shape, .cells = shape->layers * ways};
    char text[112];

    assert(l.cells >= 1 && l.cells <= RECLAYER_CELLS);
    for (int i = 0; i < l.cells; i++) {
        const int64_t in = i < ways ? shape->in : ways * w;

        snprintf(text, sizeof text, "%s.%d.input", name, i);
        l.cell[i].input = dense_declare(ps, text, in, n, true, scale);
        snprintf(text, sizeof text, "%s.%d.state.weight", name, i);
        l.cell[i].state =
            params_add(ps, text, 2, (int64_t[]){n, w}, PARAMS_NORMAL, scale);
        snprintf(text, sizeof text, "%s.%d.state.bias", name, i);
        l.cell[i].bias = shape->kind == RECLAYER_GRU
                             ? params_add(ps, text, 1, &w, PARAMS_ZERO, 0.0)
                             : -1;
    }
    return l;
}

void reclayer_open_gates(struct params *ps, const struct reclayer *l, double by)
{
    const struct device *d = params_device(ps);
    const int64_t w = l->shape.width;

    for (int i = 0; i < l->cells && l->shape.kind == RECLAYER_LSTM; i++) {
        struct tensor *bias =
            params_tensor(params_at(ps, l->cell[i].input.bias));

        if (d->real == TENSOR_F64) {
            d->f64->scale_fill(tensor_at(bias, w), by, (int)w);
        } else {
            d->f32->scale_fill(tensor_at(bias, w), by, (int)w);
        }
    }
    params_touch(ps);
}

/* The state after the last step: of the way from the end, at step 0. */
static struct tensor *last_of(struct graph *g, struct tensor *y, bool lstm,
                              bool turned)
{
    if (!y)
        return NULL;
    const int axis = y->dims - 2;
    const int64_t t = turned ? 0 : y->shape[axis] - 1;
    const int64_t shape[] = {2, y->shape[axis - 1], y->shape[axis + 1]};

    return shape_reshape(g, shape_slice(g, y, axis, t, t + 1), lstm ? 3 : 2,
                         lstm ? shape : shape + 1);
}

/* The plane of h out of what lstm answers. */
static struct tensor *output_of(struct graph *g, struct tensor *y, bool lstm)
{
    if (!y || !lstm)
        return y;
    return shape_reshape(g, shape_slice(g, y, 0, 0, 1), 3, y->shape + 1);
}

static struct tensor *run_cell(struct graph *g, struct params *ps,
                               const struct reclayer *l, int i,
                               struct tensor *x, struct tensor *start)
{
    const bool turned = l->shape.both_ways && i % 2 == 1;
    struct tensor *sums = dense_forward(g, ps, &l->cell[i].input, x);
    struct tensor *weight = params_tensor(params_at(ps, l->cell[i].state));

    switch (l->shape.kind) {
    case RECLAYER_RNN:
        return recurrent_rnn(g, sums, weight, start, turned);
    case RECLAYER_GRU:
        return recurrent_gru(g, sums, weight,
                             params_tensor(params_at(ps, l->cell[i].bias)),
                             start, turned);
    case RECLAYER_LSTM:
        break;
    }
    return recurrent_lstm(g, sums, weight, start, turned);
}

struct tensor *reclayer_forward(struct graph *g, struct params *ps,
                                const struct reclayer *l, struct tensor *x,
                                const struct reclayer_state *start,
                                struct reclayer_state *last)
{
    const bool lstm = l->shape.kind == RECLAYER_LSTM;
    const int ways = l->shape.both_ways ? 2 : 1;

    for (int i = 0; i < l->cells; i += ways) {
        struct tensor *y[2] = {NULL, NULL};

        for (int j = 0; j < ways; j++) {
            struct tensor *all =
                run_cell(g, ps, l, i + j, x, start ? start->cell[i + j] : NULL);

            if (last)
                last->cell[i + j] = last_of(g, all, lstm, j == 1);
            y[j] = output_of(g, all, lstm);
        }
        x = ways == 2 ? shape_concat(g, y, 2, 2) : y[0];
    }
    return x;
}

void reclayer_kept_release(struct reclayer_kept *k)
{
    for (int i = 0; i < k->cells; i++)
        free(k->cell[i]);
    *k = (struct reclayer_kept){0};
}

struct status reclayer_keep(struct reclayer_kept *k, const struct reclayer *l,
                            const struct reclayer_state *last)
{
    struct reclayer_kept now = {.cells = 0};

    for (int i = 0; i < l->cells; i++) {
        const struct tensor *t = last->cell[i];

        if (t)
            now.cell[i] = malloc((size_t)tensor_count(t) * sizeof(float));
        if (!now.cell[i]) {
            reclayer_kept_release(&now);
            return status_fail(t ? STATUS_NO_MEMORY : STATUS_BAD_USAGE,
                               "no state to keep of cell %d", i);
        }
        now.cells = i + 1;
        now.dims = t->dims;
        for (int axis = 0; axis < t->dims; axis++)
            now.shape[axis] = t->shape[axis];
        tensor_copy_floats(now.cell[i], t);
    }
    reclayer_kept_release(k);
    *k = now;
    return STATUS_OK;
}

struct status reclayer_choose(struct reclayer_kept *k, const int *from, int n)
{
    const int64_t rows = k->shape[k->dims - 2], width = k->shape[k->dims - 1];
    const int64_t planes = k->dims == 3 ? k->shape[0] : 1; /* lstm: 2 */
    struct reclayer_kept now = *k;

    now.shape[k->dims - 2] = n;
    for (now.cells = 0; now.cells < k->cells; now.cells++) {
        const float *old = k->cell[now.cells];
        float *row = malloc((size_t)(planes * n * width) * sizeof *row);

        now.cell[now.cells] = row;
        if (!row) {
            reclayer_kept_release(&now);
            return status_fail(STATUS_NO_MEMORY, "no memory for %d states", n);
        }
        for (int64_t i = 0; i < planes * n; i++, row += width)
            memcpy(row, old + (i / n * rows + from[i % n]) * width,
                   (size_t)width * sizeof *row);
    }
    reclayer_kept_release(k);
    *k = now;
    return STATUS_OK;
}

struct reclayer_state reclayer_resume(struct graph *g,
                                      const struct reclayer_kept *k)
{
    struct reclayer_state start = {{NULL}};

    for (int i = 0; i < k->cells; i++)
        start.cell[i] = graph_floats(g, k->dims, k->shape, k->cell[i]);
    return start;
}
