/* linear.c - y = x W^T + b.
 *
 * x is read as one tall matrix, so a batch costs one product. The way back:
 * dx = dy W, dW = dy^T x, and db is the sum of dy over the rows. */
#include "engine/ops/linear.h"

#include "engine/ops/common.h"
#include "engine/ops/linear_half.h"
#include "engine/ops/linear_packed.h"
#include "engine/ops/product.h"
#include "engine/ops/shape.h"

static const int64_t one_pair[PRODUCT_LEAD] = {1, 1, 1};

static bool shape(struct graph *g, struct op_record *r)
{
    const struct tensor *x = r->in[0], *w = r->in[1], *bias = r->in[2];
    char a[TENSOR_TEXT], b[TENSOR_TEXT];

    if (x->dims < 1 || w->dims != 2 || w->shape[1] != tensor_cols(x)) {
        graph_fail(g, STATUS_BAD_SHAPE, "linear: x is %s but the weight %s",
                   tensor_shape_text(a, x), tensor_shape_text(b, w));
        return false;
    }
    if (bias && (bias->dims != 1 || bias->shape[0] != w->shape[0])) {
        graph_fail(g, STATUS_BAD_SHAPE,
                   "linear: the weight is %s but the "
                   "bias %s",
                   tensor_shape_text(a, w), tensor_shape_text(b, bias));
        return false;
    }
    common_shape(r->out, x);
    r->out->shape[x->dims - 1] = w->shape[0];
    return true;
}

struct job {
    struct common_kernels kernels;
    struct tensor *to;
    const struct tensor *from;
};

static void bias_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    void *out = common_row(j->to, from);
    const void *bias = tensor_place(j->from, 0);
    const int rows = (int)(to - from), cols = (int)tensor_cols(j->to);

    if (j->kernels.f64) {
        j->kernels.f64->bias_forward(out, bias, rows, cols);
    } else {
        j->kernels.f32->bias_forward(out, bias, rows, cols);
    }
}

/* Does the product add the bias itself? Not in the place of a swapped kernel.
 */
static bool adds_bias(const struct graph *g)
{
    const struct device *d = graph_device(g);

    return d->adds_bias && graph_f32(g)->bias_forward == d->f32->bias_forward;
}

static void forward(struct graph *g, struct op_record *r)
{
    struct product_side out = product_flat(r->out);
    const bool half = linear_packed_forward(g, r) || linear_half_forward(g, r);

    if (!half && r->in[2] && adds_bias(g))
        out.bias = tensor_place(r->in[2], 0);
    if (!half)
        product_run(g, one_pair, product_flat(r->in[0]),
                    product_transposed(product_flat(r->in[1])), out, true);
    if (!r->in[2] || out.bias || graph_failed(g))
        return;
    struct job j = {common_kernels(g), r->out, r->in[2]};
    common_run(g, bias_part, &j, tensor_rows(r->out),
               (double)tensor_cols(r->out));
}

/* Items are columns: every sum is taken by one thread, in one order. */
static void bias_back_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const struct kernels_columns s = {.rows = (int)tensor_rows(j->from),
                                      .cols = (int)tensor_cols(j->from),
                                      .from = (int)from,
                                      .to = (int)to};

    if (j->kernels.f64) {
        j->kernels.f64->bias_backward(tensor_place(j->to, 0),
                                      tensor_place(j->from, 0), &s);
    } else {
        j->kernels.f32->bias_backward(tensor_place(j->to, 0),
                                      tensor_place(j->from, 0), &s);
    }
}

static void backward_products(struct graph *g, struct op_record *r)
{
    struct tensor *dy = r->out->grad;
    bool fresh;
    struct tensor *grad = graph_grad_first(g, r->in[0], &fresh);

    if (grad) {
        product_run(g, one_pair, product_flat(dy), product_flat(r->in[1]),
                    product_side_of(product_flat(r->in[0]), grad), fresh);
    }
    grad = graph_grad_first(g, r->in[1], &fresh);
    if (grad) {
        product_run(g, one_pair, product_transposed(product_flat(dy)),
                    product_flat(r->in[0]),
                    product_side_of(product_flat(r->in[1]), grad), fresh);
    }
}

static void backward(struct graph *g, struct op_record *r)
{
    struct tensor *dy = r->out->grad;

    if (!linear_packed_backward(g, r) && !linear_half_backward(g, r))
        backward_products(g, r);
    struct job j = {common_kernels(g), graph_grad_add(g, r->in[2]), dy};
    if (j.to) {
        common_run(g, bias_back_part, &j, tensor_cols(dy),
                   (double)tensor_rows(dy));
    }
}

static struct op_cost forward_cost(const struct op_record *r)
{
    const double inner = (double)tensor_cols(r->in[0]);

    return common_cost(r, 2.0 * inner + (r->in[2] ? 1.0 : 0.0));
}

static struct op_cost backward_cost(const struct op_record *r)
{
    const double inner = (double)tensor_cols(r->in[0]);
    const int products = r->in[0]->needs_grad + r->in[1]->needs_grad;

    return common_back_cost(r, 2.0 * inner * products + (r->in[2] ? 1.0 : 0.0));
}

/* y[i][o] is the sum over k of x[i][k] W[o][k], and b[o]. */
static int sources(const struct op_record *r, int64_t index,
                   struct op_source *out, int room)
{
    const int64_t inner = tensor_cols(r->in[0]), width = tensor_cols(r->out);
    const int64_t at_x = index / width * inner, o = index % width;
    int n = 0;

    if (r->in[2] && room > 0)
        out[n++] = (struct op_source){2, o, tensor_get(r->in[2], o)};
    for (int64_t k = 0; k < inner && n + 1 < room; k++) {
        const double share = tensor_get(r->in[0], at_x + k) *
                             tensor_get(r->in[1], o * inner + k);

        out[n++] = (struct op_source){0, at_x + k, share};
        out[n++] = (struct op_source){1, o * inner + k, share};
    }
    return n;
}

const struct op linear_row = {
    .name = "linear",
    .formula = "y[o] = b[o] + sum over i of x[i] W[o][i]",
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .forgets_out = true,
    .forward_cost = forward_cost,
    .backward_cost = backward_cost,
    .sources = sources,
};

/* One tall matrix that BLAS can read, or a visible copy. */
static struct tensor *tall(struct graph *g, struct tensor *x)
{
    if (!x || x->dims < 1 || tensor_is_contiguous(x))
        return x;
    if (x->dims > 1 && product_flattens(x) && product_readable(x))
        return x;
    return shape_contiguous(g, x);
}

struct tensor *linear_op(struct graph *g, struct tensor *x,
                         struct tensor *weight, struct tensor *bias)
{
    struct tensor *in[] = {tall(g, x), tall(g, weight),
                           bias ? shape_contiguous(g, bias) : NULL};

    return common_apply(g, &linear_row, in, bias ? 3 : 2, NULL);
}
