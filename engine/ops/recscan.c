#include "engine/ops/recscan.h"

enum { TILE_ROWS = 12 };

#define CELL_COST 40.0 /* operations of a cell, per number of state */

enum recscan_kind recscan_kind(const struct op_record *r)
{
    return r->op == &recurrent_lstm_row  ? RECSCAN_LSTM
           : r->op == &recurrent_gru_row ? RECSCAN_GRU
                                         : RECSCAN_RNN;
}

struct tensor *recscan_start(const struct op_record *r)
{
    return r->in[recscan_kind(r) == RECSCAN_GRU ? 3 : 2];
}

char *recscan_at(const struct recscan *s, char *array, int64_t number)
{
    return (char *)array + (size_t)number * s->bytes;
}

struct recscan recscan_of(struct graph *g, struct op_record *r)
{
    const enum recscan_kind kind = recscan_kind(r);
    struct recscan s = {.kernels = common_kernels(g),
                        .record = r,
                        .kind = kind,
                        .batch = r->in[0]->shape[0],
                        .steps = r->in[0]->shape[1],
                        .width = r->in[1]->shape[1],
                        .turned = r->with.whole[0] != 0,
                        .bytes = tensor_type_bytes(r->out->type),
                        .h = tensor_place(r->out, 0)};
    const int64_t states = s.batch * s.width;

    s.stead = s.kernels.f64 ? NULL : graph_device(g)->stead;
    if (kind == RECSCAN_LSTM)
        s.c = recscan_at(&s, s.h, states * s.steps);
    s.kept = (kind == RECSCAN_RNN ? 1 : 4) * s.width;
    if (kind == RECSCAN_GRU)
        s.bias = tensor_place(r->in[2], 0);
    return s;
}

char *recscan_before(const struct recscan *s, char *array, int plane, int64_t b,
                     int64_t step)
{
    const int64_t t = s->turned ? s->steps - step : step - 1;

    return step == 0
               ? recscan_at(s, s->start, (plane * s->batch + b) * s->width)
               : recscan_at(s, array, (b * s->steps + t) * s->width);
}

int64_t recscan_place(const struct recscan *s, int64_t step)
{
    return s->turned ? s->steps - 1 - step : step;
}

double recscan_work(const struct op_record *r)
{
    return recscan_cost(r) / 8.0;
}

int64_t recscan_together(int64_t n)
{
    const int64_t tiles = (n + TILE_ROWS - 1) / TILE_ROWS;

    return (n + tiles - 1) / tiles;
}

void recscan_product(const struct recscan *s, struct gemm_args *a)
{
    a->alpha = 1.0;
    a->batch = 1;
    if (s->kernels.f64) {
        s->kernels.f64->product_forward(a);
    } else {
        s->kernels.f32->product_forward(a);
    }
}

double recscan_cost(const struct op_record *r)
{
    const double w = (double)r->in[1]->shape[1];
    const double sums = (double)r->in[1]->shape[0];

    return (double)r->in[0]->shape[1] * (2.0 * sums * w + CELL_COST * w);
}

bool recscan_begin(struct graph *g, struct recscan *s, struct op_record *r)
{
    const struct tensor *start = recscan_start(r);

    if (!start) {
        const int64_t n =
            s->batch * s->width * (s->kind == RECSCAN_LSTM ? 2 : 1);

        if (!r->aux[1]) {
            r->aux[1] = graph_aux(g, r->out->type, n);
            if (!r->aux[1])
                return false;
            memset(tensor_place(r->aux[1], 0), 0, (size_t)n * s->bytes);
        }
        start = r->aux[1];
    }
    s->start = tensor_place(start, 0);
    return true;
}
