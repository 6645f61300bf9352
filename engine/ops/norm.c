/* norm.c - layer norm and RMS norm.
 *
 * Nothing but the input is kept: mean and deviation of a row are recomputed on
 * the way back, where the row has to be read anyway. */
#include "engine/ops/norm.h"

#include "engine/ops/common.h"
#include "engine/ops/shape.h"

#define FORWARD_COST  8.0
#define BACKWARD_COST 14.0

struct job {
    struct common_kernels kernels;
    const struct op_record *record;
    const struct tensor *stats, *dx, *dgain, *dbias;
    bool rms;
};

static const void *start_of(const struct tensor *t)
{
    return t ? tensor_at(t, 0) : NULL;
}

static bool shape(struct graph *g, struct op_record *r)
{
    const struct tensor *x = r->in[0];
    char a[TENSOR_TEXT], b[TENSOR_TEXT];

    for (int i = 1; i < 3; i++) {
        const struct tensor *t = r->in[i];

        if (x->dims < 1 || tensor_cols(x) < 1 ||
            (t && (t->dims != 1 || t->shape[0] != tensor_cols(x)))) {
            graph_fail(g, STATUS_BAD_SHAPE, "%s: x is %s but the %s %s",
                       r->op->name, tensor_shape_text(a, x),
                       i == 1 ? "gain" : "bias",
                       tensor_shape_text(b, t ? t : x));
            return false;
        }
    }
    return common_like_first(g, r);
}

static void forward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const struct op_record *r = j->record;
    const struct kernels_f32 *f32 = j->kernels.f32;
    const struct kernels_f64 *f64 = j->kernels.f64;
    void *out = common_row(r->out, from);
    const void *x = common_row(r->in[0], from);
    const void *gain = start_of(r->in[1]), *bias = start_of(r->in[2]);
    const int rows = (int)(to - from), cols = (int)tensor_cols(r->out);
    const double epsilon = r->with.real[0];

    if (f64 && j->rms) {
        f64->norm_rms_forward(out, x, gain, rows, cols, epsilon);
    } else if (f64) {
        f64->norm_layer_forward(out, x, gain, bias, rows, cols, epsilon);
    } else if (j->rms) {
        f32->norm_rms_forward(out, x, gain, rows, cols, epsilon);
    } else {
        f32->norm_layer_forward(out, x, gain, bias, rows, cols, epsilon);
    }
}

static void forward(struct graph *g, struct op_record *r)
{
    struct job j = {.kernels = common_kernels(g),
                    .record = r,
                    .rms = r->op == &norm_rms_row};

    common_run(g, forward_part, &j, tensor_rows(r->out),
               FORWARD_COST * (double)tensor_cols(r->out));
}

static void stats_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const struct op_record *r = j->record;
    const struct kernels_f32 *f32 = j->kernels.f32;
    const struct kernels_f64 *f64 = j->kernels.f64;
    void *stats = tensor_at(j->stats, 2 * from);
    const void *x = common_row(r->in[0], from);
    const int rows = (int)(to - from), cols = (int)tensor_cols(r->out);
    const double epsilon = r->with.real[0];

    if (f64 && j->rms) {
        f64->norm_rms_stats(stats, x, rows, cols, epsilon);
    } else if (f64) {
        f64->norm_layer_stats(stats, x, rows, cols, epsilon);
    } else if (j->rms) {
        f32->norm_rms_stats(stats, x, rows, cols, epsilon);
    } else {
        f32->norm_layer_stats(stats, x, rows, cols, epsilon);
    }
}

static void backward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const struct op_record *r = j->record;
    const struct kernels_f32 *f32 = j->kernels.f32;
    const struct kernels_f64 *f64 = j->kernels.f64;
    void *dx = common_row(j->dx, from);
    const void *dout = common_row(r->out->grad, from);
    const void *x = common_row(r->in[0], from), *gain = start_of(r->in[1]);
    const int rows = (int)(to - from), cols = (int)tensor_cols(r->out);
    const double epsilon = r->with.real[0];

    if (f64 && j->rms) {
        f64->norm_rms_backward(dx, dout, x, gain, rows, cols, epsilon);
    } else if (f64) {
        f64->norm_layer_backward(dx, dout, x, gain, rows, cols, epsilon);
    } else if (j->rms) {
        f32->norm_rms_backward(dx, dout, x, gain, rows, cols, epsilon);
    } else {
        f32->norm_layer_backward(dx, dout, x, gain, rows, cols, epsilon);
    }
}

/* Items are columns: every sum is taken by one thread, in one order. */
static void gain_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const struct op_record *r = j->record;
    void *dgain = j->dgain ? tensor_at(j->dgain, 0) : NULL;
    void *dbias = j->dbias ? tensor_at(j->dbias, 0) : NULL;
    const void *dout = start_of(r->out->grad), *x = start_of(r->in[0]);
    const void *stats = start_of(j->stats);
    const struct kernels_columns s = {.rows = (int)tensor_rows(r->out),
                                      .cols = (int)tensor_cols(r->out),
                                      .from = (int)from,
                                      .to = (int)to};

    if (j->kernels.f64) {
        j->kernels.f64->norm_gain_backward(dgain, dbias, dout, x, stats, &s);
    } else {
        j->kernels.f32->norm_gain_backward(dgain, dbias, dout, x, stats, &s);
    }
}

static void backward(struct graph *g, struct op_record *r)
{
    const int64_t rows = tensor_rows(r->out), cols = tensor_cols(r->out);
    struct job j = {.kernels = common_kernels(g),
                    .record = r,
                    .rms = r->op == &norm_rms_row};

    j.dx = graph_grad_add(g, r->in[0]);
    if (j.dx)
        common_run(g, backward_part, &j, rows, BACKWARD_COST * (double)cols);
    j.dgain = graph_grad_add(g, r->in[1]);
    j.dbias = graph_grad_add(g, r->in[2]);
    if (!j.dgain && !j.dbias)
        return;
    j.stats = r->aux[0] = graph_aux(g, r->out->type, 2 * rows);
    if (!j.stats)
        return;
    common_run(g, stats_part, &j, rows, 4.0 * (double)cols);
    common_run(g, gain_part, &j, cols, 4.0 * (double)rows);
}

static struct op_cost forward_cost(const struct op_record *r)
{
    return common_cost(r, FORWARD_COST);
}

static struct op_cost backward_cost(const struct op_record *r)
{
    return common_back_cost(r, BACKWARD_COST + 8.0);
}

const struct op norm_layer_row = {
    .name = "norm_layer",
    .formula = "y = (x - mean) / sqrt(variance + epsilon) * gain + bias",
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .forgets_out = true,
    .forward_cost = forward_cost,
    .backward_cost = backward_cost,
    .sources = common_same_row,
};

const struct op norm_rms_row = {
    .name = "norm_rms",
    .formula = "y = x / sqrt(mean of x^2 + epsilon) * gain",
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .forgets_out = true,
    .forward_cost = forward_cost,
    .backward_cost = backward_cost,
    .sources = common_same_row,
};

struct tensor *norm_layer(struct graph *g, struct tensor *x,
                          struct tensor *gain, struct tensor *bias,
                          double epsilon)
{
    struct tensor *in[] = {shape_contiguous(g, x), shape_contiguous(g, gain),
                           shape_contiguous(g, bias)};
    const struct op_numbers with = {.real = {epsilon}};

    return common_apply(g, &norm_layer_row, in, bias ? 3 : 2, &with);
}

struct tensor *norm_rms(struct graph *g, struct tensor *x, struct tensor *gain,
                        double epsilon)
{
    struct tensor *in[] = {shape_contiguous(g, x), shape_contiguous(g, gain)};
    const struct op_numbers with = {.real = {epsilon}};

    return common_apply(g, &norm_rms_row, in, 2, &with);
}
