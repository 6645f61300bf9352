/* linear_half.c - linear layers in bf16 and f16.
 *
 * Each operand is rounded once: the weight when it was changed, x on the way
 * forward (its copy serves dW too), dy on the way back (for dx and dW). Sums
 * are taken and kept in f32. In f16 the rounded numbers are multiplied as f32,
 * which gives the same products: two of 11 bits fit into 24. */
#include "engine/ops/linear_half.h"

#include "engine/core/halves.h"
#include "engine/ops/common.h"
#include "engine/ops/product.h"

/* Below this many operations the rounding costs more than it gains. */
#define WORTH 1e6

enum { PIECE = 256, NEIGHBOURS = 8 };

struct rounding {
    const struct kernels_f32 *kernels;
    const float *from;
    uint16_t *half; /* bf16, packed; or */
    float *to;      /* rounded to f16, packed; may be `from` */
    int64_t cols, row;
};

static void round_rows(void *work, int64_t from, int64_t to)
{
    const struct rounding *r = work;
    uint16_t piece[PIECE];

    for (int64_t i = from; i < to; i++) {
        const float *x = r->from + i * r->row;

        if (r->half) {
            r->kernels->half_to_bf16(r->half + i * r->cols, x, (int)r->cols);
            continue;
        }
        for (int64_t j = 0; j < r->cols; j += PIECE) {
            const int n = (int)(r->cols - j < PIECE ? r->cols - j : PIECE);

            r->kernels->half_to_f16(piece, x + j, n);
            r->kernels->half_of_f16(r->to + i * r->cols + j, piece, n);
        }
    }
}

/* Rows of `t`, `row` elements apart, rounded into `to`. */
static void round_into(struct graph *g, struct tensor *to,
                       const struct tensor *t, int64_t row)
{
    struct rounding r = {.kernels = graph_f32(g),
                         .from = tensor_place(t, 0),
                         .cols = tensor_cols(t),
                         .row = row};

    if (to->type == TENSOR_BF16)
        r.half = tensor_place(to, 0);
    else
        r.to = tensor_place(to, 0);
    common_run(g, round_rows, &r, tensor_rows(t), (double)r.cols);
}

static int64_t row_of(const struct tensor *t)
{
    return t->dims > 1 ? tensor_stride(t, 2) : tensor_cols(t);
}

static bool suits(const struct graph *g, const struct op_record *r)
{
    const struct tensor *x = r->in[0], *w = r->in[1];
    const double work =
        2.0 * (double)tensor_count(r->out) * (double)tensor_cols(x);

    if (graph_mode(g) == GRAPH_STRICT || graph_failed(g) ||
        x->type != TENSOR_F32 || !tensor_is_contiguous(w) ||
        tensor_stride(x, 1) != 1)
        return false;
    return graph_mode(g) == GRAPH_F16 || (work >= WORTH && w->grad_kept);
}

/* Sticky. */
static void multiply(struct graph *g, const struct halves_product *p)
{
    const struct status st = halves_multiply(graph_halves(g), p, graph_hook(g));

    if (st.code)
        graph_fail(g, st.code, "%s", st.text);
}

static void forward_bf16(struct graph *g, struct op_record *r)
{
    const uint16_t *w = graph_half_copy(g, r->in[1]);
    const int64_t inner = tensor_cols(r->in[0]), cols = tensor_cols(r->out);

    if (!w || graph_failed(g))
        return;
    multiply(g, &(struct halves_product){.b_transposed = true,
                                         .rows = tensor_rows(r->out),
                                         .cols = cols,
                                         .inner = inner,
                                         .a = tensor_place(r->aux[0], 0),
                                         .b = w,
                                         .c = tensor_place(r->out, 0),
                                         .a_row = inner,
                                         .b_row = inner,
                                         .c_row = cols});
}

/* A packed copy seen as the tall matrix that it is. */
static struct product_side tall(struct tensor *copy, int64_t rows, int64_t cols)
{
    return (struct product_side){
        .tensor = copy, .rows = rows, .cols = cols, .row = cols, .col = 1};
}

static const int64_t one_pair[PRODUCT_LEAD] = {1, 1, 1};

static void forward_f16(struct graph *g, struct op_record *r)
{
    const struct tensor *w = r->in[1];
    const int64_t inner = tensor_cols(r->in[0]);

    r->aux[1] = graph_aux(g, TENSOR_F32, tensor_count(w));
    if (!r->aux[1])
        return;
    round_into(g, r->aux[1], w, inner);
    product_run(g, one_pair, tall(r->aux[0], tensor_rows(r->in[0]), inner),
                product_transposed(tall(r->aux[1], tensor_rows(w), inner)),
                product_flat(r->out), true);
}

/* The rounded x of a layer just before that read the same: q, k and v do. */
static struct tensor *rounded_before(struct graph *g, const struct op_record *r)
{
    const int last = graph_records(g) - 1;

    for (int i = last; i >= 0 && i > last - NEIGHBOURS; i--) {
        const struct op_record *other = graph_record(g, i);

        if (other->op == r->op && other->in[0] == r->in[0] && other->aux[0] &&
            other->version[0] == r->version[0])
            return graph_share(g, other->aux[0]);
    }
    return NULL;
}

static bool round_x(struct graph *g, struct op_record *r, enum tensor_type type)
{
    r->aux[0] = rounded_before(g, r);
    if (!r->aux[0]) {
        r->aux[0] = graph_aux(g, type, tensor_count(r->in[0]));
        if (!r->aux[0])
            return false;
        round_into(g, r->aux[0], r->in[0], row_of(r->in[0]));
    }
    r->forgets[0] = true;
    return true;
}

bool linear_half_forward(struct graph *g, struct op_record *r)
{
    const bool bf16 = graph_mode(g) == GRAPH_BF16;

    if (!suits(g, r))
        return false;
    if (!round_x(g, r, bf16 ? TENSOR_BF16 : TENSOR_F32))
        return true;
    if (bf16)
        forward_bf16(g, r);
    else
        forward_f16(g, r);
    return true;
}

static void backward_bf16(struct graph *g, struct op_record *r)
{
    const int64_t rows = tensor_rows(r->out), cols = tensor_cols(r->out);
    const int64_t inner = tensor_cols(r->in[0]);
    const uint16_t *w = graph_half_copy(g, r->in[1]);
    bool fresh;

    r->aux[1] = graph_aux(g, TENSOR_BF16, rows * cols);
    if (!w || !r->aux[1])
        return;
    round_into(g, r->aux[1], r->out->grad, cols);
    const uint16_t *dy = tensor_place(r->aux[1], 0);
    struct tensor *grad = graph_grad_first(g, r->in[0], &fresh);
    if (grad) {
        multiply(g, &(struct halves_product){.adds = !fresh,
                                             .rows = rows,
                                             .cols = inner,
                                             .inner = cols,
                                             .a = dy,
                                             .b = w,
                                             .c = tensor_place(grad, 0),
                                             .a_row = cols,
                                             .b_row = inner,
                                             .c_row = row_of(r->in[0])});
    }
    grad = graph_grad_first(g, r->in[1], &fresh);
    if (grad) {
        multiply(g, &(struct halves_product){.a_transposed = true,
                                             .adds = !fresh,
                                             .rows = cols,
                                             .cols = inner,
                                             .inner = rows,
                                             .a = dy,
                                             .b = tensor_place(r->aux[0], 0),
                                             .c = tensor_place(grad, 0),
                                             .a_row = cols,
                                             .b_row = inner,
                                             .c_row = inner});
    }
}

/* dy is rounded where it stands: in this mode that is what a gradient is. */
static void backward_f16(struct graph *g, struct op_record *r)
{
    const int64_t rows = tensor_rows(r->out), cols = tensor_cols(r->out);
    const int64_t inner = tensor_cols(r->in[0]);
    struct tensor *dy = r->out->grad;
    bool fresh;

    if (!graph_grad_own(g, r->out))
        return;
    round_into(g, dy, dy, cols);
    struct tensor *grad = graph_grad_first(g, r->in[0], &fresh);
    if (grad) {
        product_run(g, one_pair, tall(dy, rows, cols),
                    tall(r->aux[1], cols, inner),
                    product_side_of(product_flat(r->in[0]), grad), fresh);
    }
    grad = graph_grad_first(g, r->in[1], &fresh);
    if (grad) {
        product_run(g, one_pair, product_transposed(tall(dy, rows, cols)),
                    tall(r->aux[0], rows, inner),
                    product_side_of(product_flat(r->in[1]), grad), fresh);
    }
}

bool linear_half_backward(struct graph *g, struct op_record *r)
{
    if (!r->aux[0])
        return false;
    if (r->aux[0]->type == TENSOR_BF16)
        backward_bf16(g, r);
    else
        backward_f16(g, r);
    return true;
}
