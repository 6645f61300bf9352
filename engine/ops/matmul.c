/* matmul.c - the matrix product.
 *
 * With C = A B and the gradient dC of the result, dA = dC B^T and dB = A^T dC.
 * Where one matrix serves a whole batch, the batch is read as one tall matrix
 * if its rows follow each other: one large product instead of many small. */
#include "engine/ops/matmul.h"

#include "engine/ops/common.h"
#include "engine/ops/product.h"
#include "engine/ops/shape.h"

/* Extents before the last two, aligned at the right, 1 where absent. */
static void lead_of(int64_t lead[PRODUCT_LEAD], const struct tensor *t)
{
    const int absent = PRODUCT_LEAD + 2 - t->dims;

    for (int i = 0; i < PRODUCT_LEAD; i++)
        lead[i] = i < absent ? 1 : t->shape[i - absent];
}

static bool fits(const struct tensor *a, const struct tensor *b)
{
    if (a->dims < 2 || b->dims < 2)
        return false;
    if (tensor_extent(a, 1) != tensor_extent(b, 2))
        return false;
    if (a->dims == 2 || b->dims == 2)
        return true;
    if (a->dims != b->dims)
        return false;
    for (int i = 0; i < a->dims - 2; i++) {
        if (a->shape[i] != b->shape[i])
            return false;
    }
    return true;
}

static bool shape(struct graph *g, struct op_record *r)
{
    const struct tensor *a = r->in[0], *b = r->in[1];
    const struct tensor *longer = a->dims >= b->dims ? a : b;

    if (!fits(a, b))
        return common_clash(g, r);
    r->out->dims = longer->dims;
    for (int i = 0; i < longer->dims - 2; i++)
        r->out->shape[i] = longer->shape[i];
    r->out->shape[longer->dims - 2] = tensor_extent(a, 2);
    r->out->shape[longer->dims - 1] = tensor_extent(b, 1);
    return true;
}

/* The three sides of one call, ready for product_run(). */
struct sides {
    int64_t lead[PRODUCT_LEAD];
    struct product_side a, b, c;
};

static struct sides sides_of(const struct op_record *r)
{
    struct sides s = {.lead = {1, 1, 1}};

    s.b = product_side(r->in[1]);
    if (r->in[1]->dims == 2 && product_flattens(r->in[0])) {
        s.a = product_flat(r->in[0]);
        s.c = product_flat(r->out);
        return s;
    }
    lead_of(s.lead, r->out);
    s.a = product_side(r->in[0]);
    s.c = product_side(r->out);
    return s;
}

static void forward(struct graph *g, struct op_record *r)
{
    const struct sides s = sides_of(r);

    product_run(g, s.lead, s.a, s.b, s.c, true);
}

static void backward(struct graph *g, struct op_record *r)
{
    const struct sides s = sides_of(r);
    const struct product_side dc = product_side_of(s.c, r->out->grad);
    bool fresh;
    struct tensor *grad = graph_grad_first(g, r->in[0], &fresh);

    if (grad) {
        product_run(g, s.lead, dc, product_transposed(s.b),
                    product_side_of(s.a, grad), fresh);
    }
    grad = graph_grad_first(g, r->in[1], &fresh);
    if (grad) {
        product_run(g, s.lead, product_transposed(s.a), dc,
                    product_side_of(s.b, grad), fresh);
    }
}

static struct op_cost forward_cost(const struct op_record *r)
{
    const double inner = (double)tensor_extent(r->in[0], 1);

    return (struct op_cost){
        .flops = 2.0 * inner * (double)tensor_count(r->out),
        .bytes = common_bytes(r),
    };
}

/* Two products of the same size, for the inputs that want one. */
static struct op_cost backward_cost(const struct op_record *r)
{
    const struct op_cost once = forward_cost(r);
    const int wanted = r->in[0]->needs_grad + r->in[1]->needs_grad;

    return (struct op_cost){once.flops * wanted, once.bytes * wanted};
}

/* Output [.., i, j] is the sum over k of a[.., i, k] b[.., k, j]. */
static int sources(const struct op_record *r, int64_t index,
                   struct op_source *out, int room)
{
    const struct tensor *a = r->in[0], *b = r->in[1];
    const int64_t inner = tensor_extent(a, 1), m = tensor_extent(b, 1);
    const int64_t rows = tensor_extent(a, 2), row = index / m;
    const int64_t pair = row / rows, j = index % m;
    const int64_t at_a = (a->dims == 2 ? row % rows : row) * inner;
    const int64_t at_b = (b->dims == 2 ? 0 : pair * inner * m) + j;
    int n = 0;

    for (int64_t k = 0; k < inner && n + 1 < room; k++) {
        const double share =
            tensor_get(a, at_a + k) * tensor_get(b, at_b + k * m);

        out[n++] = (struct op_source){0, at_a + k, share};
        out[n++] = (struct op_source){1, at_b + k * m, share};
    }
    return n;
}

const struct op matmul_row = {
    .name = "matmul",
    .formula = "c[i][j] = sum over k of a[i][k] b[k][j]",
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .forgets_out = true,
    .forward_cost = forward_cost,
    .backward_cost = backward_cost,
    .sources = sources,
};

/* A side that lies dense along neither axis is copied, visibly. */
static struct tensor *readable(struct graph *g, struct tensor *t)
{
    return !t || t->dims < 2 || product_readable(t) ? t
                                                    : shape_contiguous(g, t);
}

struct tensor *matmul_op(struct graph *g, struct tensor *a, struct tensor *b)
{
    struct tensor *in[] = {readable(g, a), readable(g, b)};

    return common_apply(g, &matmul_row, in, 2, NULL);
}
