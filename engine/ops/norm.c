/* norm.c - layer norm and RMS norm.
 *
 * Forward keeps two numbers a row, mean and deviation. The way back is one
 * pass: runs of rows, of which each thread makes dx and the sums for gain and
 * bias while the rows are near; the sums of all runs are then added up in
 * order, so no digit depends on the number of threads. */
#include "engine/ops/norm.h"

#include <string.h>

#include "engine/ops/common.h"
#include "engine/ops/shape.h"

#define FORWARD_COST  8.0
#define BACKWARD_COST 20.0

struct job {
    struct common_kernels kernels;
    const struct op_record *record;
    const struct tensor *stats, *sums, *dx, *dgain, *dbias;
    bool rms, ours; /* no kernel of a learner in the place of one of these */
    bool fresh;     /* dx holds rubbish */
    bool elsewhere; /* a device's memory: a call takes all rows */
};

static const void *start_of(const struct tensor *t)
{
    return t ? tensor_place(t, 0) : NULL;
}

static struct job job_of(struct graph *g, const struct op_record *r)
{
    struct job j = {.kernels = common_kernels(g),
                    .record = r,
                    .rms = r->op == &norm_rms_row,
                    .ours = true};
    const struct kernels_f32 *f = j.kernels.f32, *own = graph_device(g)->f32;

    if (f)
        j.ours = f->norm_layer_forward == own->norm_layer_forward &&
                 f->norm_layer_backward == own->norm_layer_backward &&
                 f->norm_rms_forward == own->norm_rms_forward &&
                 f->norm_rms_backward == own->norm_rms_backward;
    return j;
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

static void stats_rows(const struct job *j, int64_t from, int rows)
{
    const struct op_record *r = j->record;
    const struct kernels_f32 *f32 = j->kernels.f32;
    const struct kernels_f64 *f64 = j->kernels.f64;
    void *stats = tensor_place(j->stats, 2 * from);
    const void *x = common_row(r->in[0], from);
    const int cols = (int)tensor_cols(r->out);
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

static void forward_rows(const struct job *j, int64_t from, int rows)
{
    const struct op_record *r = j->record;
    const struct kernels_f32 *f32 = j->kernels.f32;
    const struct kernels_f64 *f64 = j->kernels.f64;
    void *out = common_row(r->out, from);
    const void *x = common_row(r->in[0], from);
    const void *gain = start_of(r->in[1]), *bias = start_of(r->in[2]);
    const int cols = (int)tensor_cols(r->out);
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

static void forward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const struct op_record *r = j->record;
    const int rows = (int)(to - from), cols = (int)tensor_cols(r->out);
    const void *x = common_row(r->in[0], from);
    const void *gain = start_of(r->in[1]), *bias = start_of(r->in[2]);

    if (!j->stats) {
        forward_rows(j, from, rows);
        return;
    }
    stats_rows(j, from, rows);
    void *out = common_row(r->out, from),
         *stats = tensor_place(j->stats, 2 * from);
    if (j->kernels.f64) {
        j->kernels.f64->norm_forward_by(out, x, gain, bias, stats, rows, cols);
    } else {
        j->kernels.f32->norm_forward_by(out, x, gain, bias, stats, rows, cols);
    }
}

static void forward(struct graph *g, struct op_record *r)
{
    struct job j = job_of(g, r);
    const int64_t rows = tensor_rows(r->out);

    if (r->out->needs_grad && j.ours) {
        j.stats = r->aux[0] = graph_aux(g, r->out->type, 2 * rows);
        if (!j.stats)
            return;
    }
    common_run(g, forward_part, &j, rows,
               FORWARD_COST * (double)tensor_cols(r->out));
}

/* dx of rows by a kernel that a learner may have written. */
static void backward_whole(const struct job *j, int64_t from, int rows)
{
    const struct op_record *r = j->record;
    const struct kernels_f32 *f32 = j->kernels.f32;
    void *dx = common_row(j->dx, from);
    const void *dout = common_row(r->out->grad, from);
    const void *x = common_row(r->in[0], from), *gain = start_of(r->in[1]);
    const int cols = (int)tensor_cols(r->out);
    const double epsilon = r->with.real[0];

    if (j->rms)
        f32->norm_rms_backward(dx, dout, x, gain, rows, cols, epsilon);
    else
        f32->norm_layer_backward(dx, dout, x, gain, rows, cols, epsilon);
}

static void backward_rows(const struct job *j, int64_t from, int rows)
{
    const struct op_record *r = j->record;
    const struct kernels_rows s = {rows, (int)tensor_cols(r->out), !j->rms};
    void *dx = common_row(j->dx, from);
    const void *dout = common_row(r->out->grad, from);
    const void *x = common_row(r->in[0], from), *gain = start_of(r->in[1]);
    const void *stats = tensor_place(j->stats, 2 * from);

    if (j->fresh)
        memset(dx, 0,
               (size_t)rows * (size_t)s.cols * tensor_type_bytes(j->dx->type));
    if (!j->ours) {
        backward_whole(j, from, rows);
    } else if (j->kernels.f64) {
        j->kernels.f64->norm_backward_by(dx, dout, x, gain, stats, &s);
    } else {
        j->kernels.f32->norm_backward_by(dx, dout, x, gain, stats, &s);
    }
}

static void sum_rows(const struct job *j, int64_t run, int64_t from, int rows)
{
    const struct op_record *r = j->record;
    const int cols = (int)tensor_cols(r->out);
    void *sums = tensor_place(j->sums, run * 2 * cols);
    const void *dout = common_row(r->out->grad, from);
    const void *x = common_row(r->in[0], from);
    const void *stats = tensor_place(j->stats, 2 * from);

    if (j->kernels.f64) {
        j->kernels.f64->norm_gain_sums(sums, dout, x, stats, rows, cols);
    } else {
        j->kernels.f32->norm_gain_sums(sums, dout, x, stats, rows, cols);
    }
}

/* Items are runs of rows. */
static void backward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const int64_t all = tensor_rows(j->record->out);

    const int64_t run = j->elsewhere ? all : KERNELS_RUN;

    for (; from < to; from += j->elsewhere ? to : 1) {
        const int64_t first = from * KERNELS_RUN, left = all - first;
        const int rows = (int)(left < run ? left : run);

        if (!j->ours)
            stats_rows(j, first, rows);
        if (j->dx)
            backward_rows(j, first, rows);
        if (j->sums)
            sum_rows(j, from, first, rows);
    }
}

/* Items are columns. */
static void gain_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const int64_t rows = tensor_rows(j->record->out);
    void *dgain = j->dgain ? tensor_place(j->dgain, 0) : NULL;
    void *dbias = j->dbias ? tensor_place(j->dbias, 0) : NULL;
    const struct kernels_columns s = {
        .rows = (int)((rows + KERNELS_RUN - 1) / KERNELS_RUN),
        .cols = (int)tensor_cols(j->record->out),
        .from = (int)from,
        .to = (int)to};

    if (j->kernels.f64) {
        j->kernels.f64->norm_gain_add(dgain, dbias, start_of(j->sums), &s);
    } else {
        j->kernels.f32->norm_gain_add(dgain, dbias, start_of(j->sums), &s);
    }
}

static void backward(struct graph *g, struct op_record *r)
{
    const int64_t rows = tensor_rows(r->out), cols = tensor_cols(r->out);
    const int64_t runs = (rows + KERNELS_RUN - 1) / KERNELS_RUN;
    struct job j = job_of(g, r);

    j.ours = j.ours && r->aux[0];
    if (!r->aux[0])
        r->aux[0] = graph_aux(g, r->out->type, 2 * rows);
    j.stats = r->aux[0];
    j.elsewhere = graph_device(g)->memory != NULL;
    j.dx = j.elsewhere ? graph_grad_add(g, r->in[0])
                       : graph_grad_first(g, r->in[0], &j.fresh);
    j.dgain = graph_grad_add(g, r->in[1]);
    j.dbias = graph_grad_add(g, r->in[2]);
    if (j.dgain || j.dbias)
        j.sums = r->aux[1] = graph_aux(g, r->out->type, runs * 2 * cols);
    if (graph_failed(g))
        return;
    common_run(g, backward_part, &j, runs,
               BACKWARD_COST * (double)(KERNELS_RUN * cols));
    if (j.sums)
        common_run(g, gain_part, &j, cols, 2.0 * (double)runs);
}

static struct op_cost forward_cost(const struct op_record *r)
{
    return common_cost(r, FORWARD_COST);
}

static struct op_cost backward_cost(const struct op_record *r)
{
    return common_back_cost(r, BACKWARD_COST + 2.0);
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
