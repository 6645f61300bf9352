/* arith.c - two tensors, element by element, with broadcasting.
 *
 * A repeated axis is an axis of stride 0: forward reads the same number again,
 * and backward, which walks the elements of the operand, sums over it. */
#include "engine/ops/arith.h"

#include "engine/ops/common.h"
#include "engine/ops/shape.h"
#include "engine/ops/strided.h"

enum which { ADD, SUB, MUL, DIV };

/* Extent of `t` at axis `i` of `dims` axes aligned at the right. */
static int64_t extent_at(const struct tensor *t, int dims, int i)
{
    const int axis = i - (dims - t->dims);

    return axis < 0 ? 1 : t->shape[axis];
}

static int64_t stride_at(const struct tensor *t, int dims, int i)
{
    const int axis = i - (dims - t->dims);

    return axis < 0 || t->shape[axis] == 1 ? 0 : t->stride[axis];
}

static bool shape(struct graph *g, struct op_record *r)
{
    const struct tensor *a = r->in[0], *b = r->in[1];

    r->out->dims = a->dims > b->dims ? a->dims : b->dims;
    for (int i = 0; i < r->out->dims; i++) {
        const int64_t na = extent_at(a, r->out->dims, i);
        const int64_t nb = extent_at(b, r->out->dims, i);

        if (na != nb && na != 1 && nb != 1)
            return common_clash(g, r);
        r->out->shape[i] = na == 1 ? nb : na;
    }
    return true;
}

/* `a` and `b` under the shape of `out`. Axes that follow each other in both
 * become one, so that most calls are one long row. */
static struct kernels_pair pair_of(const struct tensor *out,
                                   const struct tensor *a,
                                   const struct tensor *b)
{
    struct kernels_pair s = {.dims = 0};

    for (int i = 0; i < out->dims; i++) {
        const int64_t n = out->shape[i];
        const int64_t sa = stride_at(a, out->dims, i);
        const int64_t sb = stride_at(b, out->dims, i);
        const int last = s.dims - 1;

        if (n == 1)
            continue;
        if (s.dims && s.a_stride[last] == n * sa &&
            s.b_stride[last] == n * sb) {
            s.shape[last] *= n;
        } else {
            s.shape[s.dims++] = n;
        }
        s.a_stride[s.dims - 1] = sa;
        s.b_stride[s.dims - 1] = sb;
    }
    if (s.dims == 0)
        s.shape[s.dims++] = 1;
    return s;
}

struct job {
    struct common_kernels kernels;
    enum which which;
    struct kernels_pair pair;
    void *to;
    const void *a, *b, *dout;
    bool left; /* whose gradient */
};

static void forward_f32(const struct job *j, int64_t from, int64_t to)
{
    const struct kernels_f32 *k = j->kernels.f32;

    if (j->which == ADD) {
        k->arith_add_forward(j->to, j->a, j->b, &j->pair, from, to);
    } else if (j->which == SUB) {
        k->arith_sub_forward(j->to, j->a, j->b, &j->pair, from, to);
    } else if (j->which == MUL) {
        k->arith_mul_forward(j->to, j->a, j->b, &j->pair, from, to);
    } else {
        k->arith_div_forward(j->to, j->a, j->b, &j->pair, from, to);
    }
}

static void forward_f64(const struct job *j, int64_t from, int64_t to)
{
    const struct kernels_f64 *k = j->kernels.f64;

    if (j->which == ADD) {
        k->arith_add_forward(j->to, j->a, j->b, &j->pair, from, to);
    } else if (j->which == SUB) {
        k->arith_sub_forward(j->to, j->a, j->b, &j->pair, from, to);
    } else if (j->which == MUL) {
        k->arith_mul_forward(j->to, j->a, j->b, &j->pair, from, to);
    } else {
        k->arith_div_forward(j->to, j->a, j->b, &j->pair, from, to);
    }
}

static void forward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    if (j->kernels.f64) {
        forward_f64(j, from, to);
    } else {
        forward_f32(j, from, to);
    }
}

static void forward(struct graph *g, struct op_record *r, enum which which)
{
    struct job j = {
        .kernels = common_kernels(g),
        .which = which,
        .pair = pair_of(r->out, r->in[0], r->in[1]),
        .to = tensor_place(r->out, 0),
        .a = tensor_place(r->in[0], 0),
        .b = tensor_place(r->in[1], 0),
    };

    common_run(g, forward_part, &j, tensor_count(r->out), 1.0);
}

/* The sign with which a side of add or sub enters the result. */
static double sign_of(const struct job *j)
{
    return j->which == SUB && !j->left ? -1.0 : 1.0;
}

static void backward_f32(const struct job *j, int64_t from, int64_t to)
{
    const struct kernels_f32 *k = j->kernels.f32;

    if (j->which == ADD || j->which == SUB) {
        k->arith_add_backward(j->to, j->dout, sign_of(j), &j->pair, from, to);
    } else if (j->which == MUL) {
        k->arith_mul_backward(j->to, j->dout, j->b, &j->pair, from, to);
    } else if (j->left) {
        k->arith_div_backward(j->to, j->dout, j->b, &j->pair, from, to);
    } else {
        k->arith_divisor_backward(j->to, j->dout, j->a, j->b, &j->pair, from,
                                  to);
    }
}

static void backward_f64(const struct job *j, int64_t from, int64_t to)
{
    const struct kernels_f64 *k = j->kernels.f64;

    if (j->which == ADD || j->which == SUB) {
        k->arith_add_backward(j->to, j->dout, sign_of(j), &j->pair, from, to);
    } else if (j->which == MUL) {
        k->arith_mul_backward(j->to, j->dout, j->b, &j->pair, from, to);
    } else if (j->left) {
        k->arith_div_backward(j->to, j->dout, j->b, &j->pair, from, to);
    } else {
        k->arith_divisor_backward(j->to, j->dout, j->a, j->b, &j->pair, from,
                                  to);
    }
}

static void backward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    if (j->kernels.f64) {
        backward_f64(j, from, to);
    } else {
        backward_f32(j, from, to);
    }
}

/* The gradient of input `i`; the other input is the kernel's b. */
static void backward_side(struct graph *g, struct op_record *r,
                          enum which which, int i)
{
    /* A side that enters as it is hands the gradient on: at most one copy. */
    const bool plain = (which == ADD || (which == SUB && i == 0)) &&
                       tensor_same_shape(r->in[i], r->out);
    bool fresh = false;

    if (plain && graph_grad_share(g, r->in[i], r->out))
        return;
    struct tensor *grad = plain ? graph_grad_first(g, r->in[i], &fresh)
                                : graph_grad_add(g, r->in[i]);
    struct job j = {
        .kernels = common_kernels(g),
        .which = which,
        .pair = pair_of(r->out, r->in[i], r->in[1 - i]),
        .a = tensor_place(r->in[i], 0),
        .b = tensor_place(r->in[1 - i], 0),
        .dout = tensor_place(r->out->grad, 0),
        .left = i == 0,
    };
    const int64_t items = tensor_count(r->in[i]);

    if (!grad || items == 0)
        return;
    if (fresh) {
        strided_copy(g, grad, r->out->grad);
        return;
    }
    j.to = tensor_place(grad, 0);
    common_run(g, backward_part, &j, items,
               (double)tensor_count(r->out) / (double)items);
}

/* The op row of one of the four, and what it is called. */
#define ARITH_TABLE(X)                 \
    X(add, ADD, "c = a + b", 1.0, 2.0) \
    X(sub, SUB, "c = a - b", 1.0, 2.0) \
    X(mul, MUL, "c = a b", 1.0, 4.0)   \
    X(div, DIV, "c = a / b", 1.0, 6.0)

#define ARITH_FUNCTIONS(stem, which, formula_, flops_, back_flops_)   \
    static void stem##_forward(struct graph *g, struct op_record *r)  \
    {                                                                 \
        forward(g, r, which);                                         \
    }                                                                 \
    static void stem##_backward(struct graph *g, struct op_record *r) \
    {                                                                 \
        backward_side(g, r, which, 0);                                \
        backward_side(g, r, which, 1);                                \
    }                                                                 \
    static struct op_cost stem##_cost(const struct op_record *r)      \
    {                                                                 \
        return common_cost(r, flops_);                                \
    }                                                                 \
    static struct op_cost stem##_back_cost(const struct op_record *r) \
    {                                                                 \
        return common_back_cost(r, back_flops_);                      \
    }                                                                 \
    const struct op arith_##stem##_row = {                            \
        .name = #stem,                                                \
        .formula = (formula_),                                        \
        .shape = shape,                                               \
        .forward = stem##_forward,                                    \
        .backward = stem##_backward,                                  \
        .forward_cost = stem##_cost,                                  \
        .backward_cost = stem##_back_cost,                            \
        .sources = sources,                                           \
    };                                                                \
    struct tensor *arith_##stem(struct graph *g, struct tensor *a,    \
                                struct tensor *b)                     \
    {                                                                 \
        struct tensor *in[] = {a, b};                                 \
                                                                      \
        return common_apply(g, &arith_##stem##_row, in, 2, NULL);     \
    }

/* Row-major element of `t` that stands behind element `index` of `out`. */
static int64_t behind(const struct tensor *out, const struct tensor *t,
                      int64_t index)
{
    int64_t at = 0, size = 1;

    for (int i = out->dims - 1; i >= 0; i--) {
        const int64_t n = extent_at(t, out->dims, i);

        at += index % out->shape[i] % n * size;
        index /= out->shape[i];
        size *= n;
    }
    return at;
}

static int sources(const struct op_record *r, int64_t index,
                   struct op_source *out, int room)
{
    int n = 0;

    for (; n < 2 && n < room; n++) {
        const int64_t at = behind(r->out, r->in[n], index);

        out[n] = (struct op_source){n, at, tensor_get(r->in[n], at)};
    }
    return n;
}

ARITH_TABLE(ARITH_FUNCTIONS)
