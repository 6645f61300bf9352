/* embedding.c - rows of a table, picked by number. */
#include "engine/ops/embedding.h"

#include <inttypes.h>

#include "engine/ops/common.h"
#include "engine/ops/shape.h"

struct job {
    struct common_kernels kernels;
    const struct op_record *record;
    const struct tensor *dtable;
};

static bool shape(struct graph *g, struct op_record *r)
{
    const struct tensor *table = r->in[0], *ids = r->in[1];

    if (ids->type != TENSOR_I32) {
        graph_fail(g, STATUS_BAD_USAGE, "embedding: ids are %s, not integers",
                   tensor_type_name(ids->type));
        return false;
    }
    if (table->dims != 2 || ids->dims >= TENSOR_DIMS)
        return common_clash(g, r);
    common_shape(r->out, ids);
    r->out->shape[r->out->dims++] = table->shape[1];
    return true;
}

static bool ids_fit(struct graph *g, const struct op_record *r)
{
    const int32_t *id = tensor_read(r->in[1], 0);
    const int64_t rows = r->in[0]->shape[0];

    for (int64_t i = 0; i < tensor_count(r->in[1]); i++) {
        if (id[i] < 0 || id[i] >= rows) {
            graph_fail(g, STATUS_BAD_USAGE,
                       "embedding: id %" PRId32 " at %" PRId64
                       " is not one of %" PRId64 " rows",
                       id[i], i, rows);
            return false;
        }
    }
    return true;
}

static void decode_rows(const struct op_record *r, int64_t from, int64_t to)
{
    for (int64_t i = from; i < to; i++)
        tensor_decode_row(r->in[0], *(const int32_t *)tensor_place(r->in[1], i),
                          common_row(r->out, i), r->out->type);
}

static void forward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const struct op_record *r = j->record;
    if (r->in[0]->type == TENSOR_BLOCKS) {
        decode_rows(r, from, to);
        return;
    }
    void *out = common_row(r->out, from);
    const void *table = tensor_place(r->in[0], 0);
    const int32_t *ids = tensor_place(r->in[1], from);
    const int n = (int)(to - from), width = (int)tensor_cols(r->out);

    if (j->kernels.f64) {
        j->kernels.f64->embedding_forward(out, table, ids, n, width);
    } else {
        j->kernels.f32->embedding_forward(out, table, ids, n, width);
    }
}

static void forward(struct graph *g, struct op_record *r)
{
    struct job j = {common_kernels(g), r, NULL};

    if (ids_fit(g, r)) {
        common_run(g, forward_part, &j, tensor_count(r->in[1]),
                   (double)tensor_cols(r->out));
    }
}

/* Items are columns: two threads never add to the same number, and every
 * number receives its terms in the order of ids. */
static void backward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const struct op_record *r = j->record;
    void *dtable = tensor_place(j->dtable, 0);
    const void *dout = tensor_place(r->out->grad, 0);
    const int32_t *ids = tensor_place(r->in[1], 0);
    const int n = (int)tensor_count(r->in[1]);
    const int width = (int)tensor_cols(r->out);

    if (j->kernels.f64) {
        j->kernels.f64->embedding_backward(dtable, dout, ids, n, width,
                                           (int)from, (int)to);
    } else {
        j->kernels.f32->embedding_backward(dtable, dout, ids, n, width,
                                           (int)from, (int)to);
    }
}

static void backward(struct graph *g, struct op_record *r)
{
    struct job j = {common_kernels(g), r, graph_grad_add(g, r->in[0])};

    if (j.dtable) {
        common_run(g, backward_part, &j, tensor_cols(r->out),
                   (double)tensor_count(r->in[1]));
    }
}

/* Only the picked rows are read: as many numbers as are written. */
static struct op_cost forward_cost(const struct op_record *r)
{
    const double n = (double)tensor_count(r->out);

    return (struct op_cost){
        .bytes = 2.0 * n * (double)tensor_type_bytes(r->out->type) +
                 4.0 * (double)tensor_count(r->in[1])};
}

static struct op_cost backward_cost(const struct op_record *r)
{
    struct op_cost cost = forward_cost(r);
    const double n = (double)tensor_count(r->out);

    cost.flops = n;
    cost.bytes += n * (double)tensor_type_bytes(r->out->type);
    return cost;
}

static int sources(const struct op_record *r, int64_t index,
                   struct op_source *out, int room)
{
    const int64_t width = tensor_cols(r->out), i = index / width;
    const int64_t id = (int64_t)tensor_get(r->in[1], i);
    const int64_t at = id * width + index % width;

    if (room < 2)
        return 0;
    out[0] = (struct op_source){0, at, tensor_get(r->in[0], at)};
    out[1] = (struct op_source){1, i, 0.0};
    return 2;
}

const struct op embedding_row = {
    .name = "embedding",
    .formula = "y[i] = table[ids[i]]",
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .forward_cost = forward_cost,
    .backward_cost = backward_cost,
    .sources = sources,
};

struct tensor *embedding_op(struct graph *g, struct tensor *table,
                            struct tensor *ids)
{
    struct tensor *in[] = {shape_contiguous(g, table),
                           shape_contiguous(g, ids)};

    return common_apply(g, &embedding_row, in, 2, NULL);
}
