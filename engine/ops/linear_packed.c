/* linear_packed.c - weights that stay in the blocks of their file.
 *
 * One row reads every weight once, so time is bytes: the blocks go straight
 * into the product. From FEW rows on a panel of decoded weights, which stays in
 * the second cache, is used often enough to pay for itself. */
#include "engine/ops/linear_packed.h"

#include "engine/kernels/quant.h"
#include "engine/ops/common.h"
#include "engine/ops/product.h"

enum { FEW = 4, PANEL = 256 };

static const int64_t one_pair[PRODUCT_LEAD] = {1, 1, 1};

struct job {
    const struct quant_kernels *quant;
    const struct tensor *weight;
    struct quant_product product;
    int64_t first; /* row of the weight that the panel begins with */
    void *panel;
    enum tensor_type real;
};

static int64_t whole_parts(int64_t n)
{
    return (n + QUANT_PART - 1) / QUANT_PART * QUANT_PART;
}

static void multiply_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    j->quant->multiply(&j->product, from, to);
}

/* Row by row of x, blocks as they are. */
static void forward_few(struct graph *g, struct op_record *r)
{
    const int64_t cols = tensor_cols(r->in[0]), out = tensor_cols(r->out);
    const int64_t wide = whole_parts(cols), parts = wide / QUANT_PART;
    struct tensor *bytes = graph_aux(g, TENSOR_U8, wide);
    struct tensor *reals = graph_aux(g, TENSOR_F32, 2 * parts);

    if (!bytes || !reals)
        return;
    struct quant_vector v = {.cols = cols,
                             .q = tensor_place(bytes, 0),
                             .scale = tensor_place(reals, 0),
                             .sum = tensor_place(reals, parts)};
    struct job j = {.quant = quant_fast(NULL), .weight = r->in[1]};
    j.product = (struct quant_product){
        .type = r->in[1]->quant, .rows = tensor_place(r->in[1], 0), .v = &v};
    for (int64_t i = 0; i < tensor_rows(r->in[0]); i++) {
        v.x = tensor_place(r->in[0], i * cols);
        j.product.out = tensor_place(r->out, i * out);
        j.quant->pack(&v);
        common_run(g, multiply_part, &j, out, (double)cols);
    }
    graph_drop(g, bytes);
    graph_drop(g, reals);
}

static void decode_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const size_t row =
        (size_t)tensor_cols(j->weight) * tensor_type_bytes(j->real);

    for (int64_t i = from; i < to; i++)
        tensor_decode_row(j->weight, j->first + i,
                          (char *)j->panel + (size_t)i * row, j->real);
}

/* Decodes rows first .. of the weight; how many. */
static int64_t decode_panel(struct graph *g, struct job *j, int64_t first)
{
    const int64_t left = j->weight->shape[0] - first;
    const int64_t n = left < PANEL ? left : PANEL;

    j->first = first;
    common_run(g, decode_part, j, n, (double)tensor_cols(j->weight));
    return n;
}

static struct product_side tall(struct tensor *t, int64_t rows, int64_t cols)
{
    return (struct product_side){
        .tensor = t, .rows = rows, .cols = cols, .row = cols, .col = 1};
}

/* Columns first .. first + n - 1 of the tall matrix that `t` is. `view` is
 * that tensor from there on. */
static struct product_side columns(struct tensor *view, struct tensor *t,
                                   int64_t first, int64_t n)
{
    struct product_side s = product_flat(t);

    *view = *t;
    view->offset += first;
    s.tensor = view;
    s.cols = n;
    return s;
}

static struct tensor *panel_of(struct graph *g, const struct tensor *weight,
                               struct job *j)
{
    const int64_t rows = weight->shape[0] < PANEL ? weight->shape[0] : PANEL;

    *j = (struct job){.weight = weight, .real = graph_device(g)->real};
    struct tensor *panel = graph_aux(g, j->real, rows * tensor_cols(weight));
    if (panel)
        j->panel = tensor_place(panel, 0);
    return panel;
}

/* out[:, panel] = x panel^T, one panel after the other. */
static void forward_many(struct graph *g, struct op_record *r)
{
    const struct tensor *w = r->in[1];
    struct job j;
    struct tensor *panel = panel_of(g, w, &j), view;

    for (int64_t at = 0; panel && at < w->shape[0] && !graph_failed(g);) {
        const int64_t n = decode_panel(g, &j, at);

        product_run(g, one_pair, product_flat(r->in[0]),
                    product_transposed(tall(panel, n, tensor_cols(w))),
                    columns(&view, r->out, at, n), true);
        at += n;
    }
    graph_drop(g, panel);
}

bool linear_packed_forward(struct graph *g, struct op_record *r)
{
    if (r->in[1]->type != TENSOR_BLOCKS)
        return false;
    if (tensor_rows(r->in[0]) <= FEW && r->in[0]->type == TENSOR_F32 &&
        tensor_is_contiguous(r->in[0]))
        forward_few(g, r);
    else
        forward_many(g, r);
    return true;
}

/* dx is the sum over the panels of dy[:, panel] panel. */
bool linear_packed_backward(struct graph *g, struct op_record *r)
{
    const struct tensor *w = r->in[1];
    struct job j;
    bool fresh;

    if (w->type != TENSOR_BLOCKS)
        return false;
    struct tensor *grad = graph_grad_first(g, r->in[0], &fresh);
    struct tensor *panel = grad ? panel_of(g, w, &j) : NULL, view;
    for (int64_t at = 0; panel && at < w->shape[0] && !graph_failed(g);) {
        const int64_t n = decode_panel(g, &j, at);

        product_run(g, one_pair, columns(&view, r->out->grad, at, n),
                    tall(panel, n, tensor_cols(w)),
                    product_side_of(product_flat(r->in[0]), grad),
                    fresh && at == 0);
        at += n;
    }
    graph_drop(g, panel);
    return true;
}
