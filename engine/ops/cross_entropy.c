/* cross_entropy.c - the loss of a language model.
 *
 * loss = lse(logits) - logits[target], lse the logarithm of the sum of
 * exponentials. Forward keeps one lse per row; backward makes the gradient
 * softmax(logits) - onehot(target) from it in one pass, in a lean graph in the
 * place of the logits: they may be the largest tensor of a model. */
#include "engine/ops/cross_entropy.h"

#include <inttypes.h>

#include "engine/ops/common.h"
#include "engine/ops/shape.h"

#define FORWARD_COST  9.0
#define BACKWARD_COST 11.0
#define ROW_COST      150.0 /* a logarithm and three sums, as measured */

struct job {
    struct common_kernels kernels;
    const struct op_record *record;
    const struct tensor *dlogits;
    double scale;
    bool adds;
};

static bool shape(struct graph *g, struct op_record *r)
{
    const struct tensor *logits = r->in[0], *targets = r->in[1];

    if (targets->type != TENSOR_I32) {
        graph_fail(g, STATUS_BAD_USAGE,
                   "cross_entropy: targets are %s, not integers",
                   tensor_type_name(targets->type));
        return false;
    }
    if (logits->dims < 1 || tensor_cols(logits) < 1 ||
        tensor_rows(logits) != tensor_count(targets))
        return common_clash(g, r);
    r->out->dims = 1;
    r->out->shape[0] = 1;
    return true;
}

/* How many rows count; -1 after a failure. */
static int64_t counted(struct graph *g, const struct op_record *r)
{
    const int32_t *target = tensor_read(r->in[1], 0);
    const int64_t classes = tensor_cols(r->in[0]);
    int64_t rows = 0;

    for (int64_t i = 0; i < tensor_count(r->in[1]); i++) {
        if (target[i] == r->with.whole[0])
            continue;
        if (target[i] < 0 || target[i] >= classes) {
            graph_fail(g, STATUS_BAD_USAGE,
                       "cross_entropy: target %" PRId32 " at %" PRId64
                       " is not one of %" PRId64 " classes",
                       target[i], i, classes);
            return -1;
        }
        rows++;
    }
    return rows;
}

static void forward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const struct op_record *r = j->record;
    void *loss = tensor_place(r->aux[1], from),
         *lse = tensor_place(r->aux[0], from);
    const void *logits = common_row(r->in[0], from);
    const int32_t *target = tensor_place(r->in[1], from);
    const int ignore = (int)r->with.whole[0];
    const int rows = (int)(to - from), cols = (int)tensor_cols(r->in[0]);

    if (j->kernels.f64) {
        j->kernels.f64->cross_entropy_forward(loss, lse, logits, target, ignore,
                                              rows, cols);
    } else {
        j->kernels.f32->cross_entropy_forward(loss, lse, logits, target, ignore,
                                              rows, cols);
    }
}

/* One thread, one order: the same digits for any team. */
static double total(const struct tensor *losses)
{
    double sum = 0.0;

    for (int64_t i = 0; i < tensor_count(losses); i++)
        sum += tensor_get(losses, i);
    return sum;
}

static void forward(struct graph *g, struct op_record *r)
{
    const int64_t rows = tensor_rows(r->in[0]), counts = counted(g, r);
    struct job j = {.kernels = common_kernels(g), .record = r};

    if (counts < 0)
        return;
    for (int i = 0; i < 2; i++) {
        r->aux[i] = graph_aux(g, r->out->type, rows);
        if (!r->aux[i])
            return;
    }
    r->with.real[0] = counts ? 1.0 / (double)counts : 0.0;
    common_run(g, forward_part, &j, rows,
               ROW_COST + FORWARD_COST * (double)tensor_cols(r->in[0]));
    const double mean = total(r->aux[1]) * r->with.real[0];
    if (j.kernels.f64) {
        *(double *)tensor_at(r->out, 0) = mean;
    } else {
        *(float *)tensor_at(r->out, 0) = (float)mean;
    }
}

static void backward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const struct op_record *r = j->record;
    void *dlogits = common_row(j->dlogits, from);
    const void *logits = common_row(r->in[0], from);
    const void *lse = tensor_place(r->aux[0], from);
    const int32_t *target = tensor_place(r->in[1], from);
    const struct kernels_classes s = {.rows = (int)(to - from),
                                      .cols = (int)tensor_cols(r->in[0]),
                                      .ignore = (int)r->with.whole[0],
                                      .scale = j->scale,
                                      .adds = j->adds};

    if (j->kernels.f64) {
        j->kernels.f64->cross_entropy_backward(dlogits, logits, lse, target,
                                               &s);
    } else {
        j->kernels.f32->cross_entropy_backward(dlogits, logits, lse, target,
                                               &s);
    }
}

static void backward(struct graph *g, struct op_record *r)
{
    bool fresh;
    struct job j = {.kernels = common_kernels(g), .record = r};

    j.dlogits = graph_grad_over(g, r->in[0], &fresh);
    if (!j.dlogits)
        return;
    j.adds = !fresh;
    j.scale = tensor_get(r->out->grad, 0) * r->with.real[0];
    common_run(g, backward_part, &j, tensor_rows(r->in[0]),
               BACKWARD_COST * (double)tensor_cols(r->in[0]));
}

static struct op_cost forward_cost(const struct op_record *r)
{
    return (struct op_cost){FORWARD_COST * (double)tensor_count(r->in[0]),
                            common_bytes(r)};
}

static struct op_cost backward_cost(const struct op_record *r)
{
    struct op_cost cost = common_back_cost(r, 0.0);

    cost.flops = BACKWARD_COST * (double)tensor_count(r->in[0]);
    return cost;
}

/* The loss comes from every logit; the share of a row is its own loss, and
 * stands at the logit of its target. */
static int sources(const struct op_record *r, int64_t index,
                   struct op_source *out, int room)
{
    const int32_t *target = tensor_read(r->in[1], 0);
    const int64_t classes = tensor_cols(r->in[0]);
    int n = 0;

    (void)index;
    for (int64_t i = 0; r->aux[1] && i < tensor_count(r->in[1]); i++) {
        if (n < room && target[i] != r->with.whole[0]) {
            out[n++] =
                (struct op_source){0, i * classes + target[i],
                                   tensor_get(r->aux[1], i) * r->with.real[0]};
        }
    }
    return n;
}

const struct op cross_entropy_row = {
    .name = "cross_entropy",
    .formula = "loss = mean over rows of log sum exp(x) - x[target]",
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .forward_cost = forward_cost,
    .backward_cost = backward_cost,
    .sources = sources,
};

struct tensor *cross_entropy_op(struct graph *g, struct tensor *logits,
                                struct tensor *targets, int ignore)
{
    struct tensor *in[] = {shape_contiguous(g, logits),
                           shape_contiguous(g, targets)};
    const struct op_numbers with = {.whole = {ignore}};

    return common_apply(g, &cross_entropy_row, in, 2, &with);
}
