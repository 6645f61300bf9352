#include "engine/ops/product.h"

#include <assert.h>

#include "engine/core/device.h"

struct product_side product_side(struct tensor *t)
{
    assert(t->dims >= 2);
    struct product_side s = {
        .tensor = t,
        .rows = tensor_extent(t, 2),
        .cols = tensor_extent(t, 1),
        .row = tensor_stride(t, 2),
        .col = tensor_stride(t, 1),
    };

    for (int i = 0; i < t->dims - 2; i++)
        s.lead[PRODUCT_LEAD - (t->dims - 2) + i] = t->stride[i];
    return s;
}

struct product_side product_side_of(struct product_side s, struct tensor *t)
{
    s.tensor = t;
    return s;
}

struct product_side product_transposed(struct product_side s)
{
    struct product_side t = s;

    t.rows = s.cols;
    t.cols = s.rows;
    t.row = s.col;
    t.col = s.row;
    return t;
}

bool product_flattens(const struct tensor *t)
{
    for (int i = 0; i < t->dims - 2; i++) {
        if (t->shape[i] != 1 &&
            t->stride[i] != t->shape[i + 1] * t->stride[i + 1])
            return false;
    }
    return true;
}

struct product_side product_flat(struct tensor *t)
{
    return (struct product_side){
        .tensor = t,
        .rows = tensor_rows(t),
        .cols = tensor_cols(t),
        .row = t->dims > 1 ? tensor_stride(t, 2) : tensor_cols(t),
        .col = t->dims ? tensor_stride(t, 1) : 1,
    };
}

bool product_readable(const struct tensor *t)
{
    return tensor_stride(t, 1) == 1 || tensor_stride(t, 2) == 1 ||
           tensor_extent(t, 1) == 1 || tensor_extent(t, 2) == 1;
}

/* How BLAS sees a side: rows of `row` elements, perhaps to be turned. */
struct stored {
    bool transposed;
    int64_t row;
};

static struct stored stored(const struct product_side *s)
{
    const bool dense = s->col == 1 || s->cols == 1;
    const int64_t width = dense ? s->cols : s->rows;
    const int64_t row = dense ? s->row : s->col;

    assert(dense || s->row == 1 || s->rows == 1);
    /* With one row the distance to the next is never walked, but checked. */
    return (struct stored){.transposed = !dense,
                           .row = row > width ? row
                                  : width     ? width
                                              : 1};
}

static void *address(const struct product_side *s, const int64_t *at)
{
    return tensor_place(s->tensor, s->lead[0] * at[0] + s->lead[1] * at[1] +
                                       s->lead[2] * at[2]);
}

/* One call of the device: `batch` pairs along the last leading extent. */
static bool multiply(struct graph *g, const int64_t *at, int64_t batch,
                     const struct product_side *side, double beta)
{
    const struct device *d = graph_device(g);
    const struct stored a = stored(&side[0]), b = stored(&side[1]);
    const struct stored c = stored(&side[2]);
    const struct device_product p = {
        .a_transposed = a.transposed,
        .b_transposed = b.transposed,
        .rows = side[2].rows,
        .cols = side[2].cols,
        .inner = side[0].cols,
        .a = address(&side[0], at),
        .b = address(&side[1], at),
        .c = address(&side[2], at),
        .a_row = a.row,
        .b_row = b.row,
        .c_row = c.row,
        .batch = batch,
        .a_batch = side[0].lead[2],
        .b_batch = side[1].lead[2],
        .c_batch = side[2].lead[2],
        .alpha = 1.0,
        .beta = beta,
        .bias = side[2].bias,
    };

    assert(!c.transposed && (!p.bias || (d->adds_bias && beta <= 0.0)));
    if (!d->product(d, &p, graph_hook(g)))
        return true;
    graph_fail(g, STATUS_CANCELLED, "stopped inside a matrix product");
    return false;
}

/* 1 where the result at `at` already holds a product of this run. */
static double beta_at(const struct product_side *c, const int64_t *at,
                      bool fresh)
{
    bool add = !fresh;

    for (int i = 0; i < PRODUCT_LEAD; i++)
        add = add || (c->lead[i] == 0 && at[i] > 0);
    return add ? 1.0 : 0.0;
}

/* A result that lies turned is computed turned: C^T = B^T A^T. */
static void arrange(struct product_side *side, struct product_side a,
                    struct product_side b, struct product_side c)
{
    const bool turned = stored(&c).transposed;

    side[0] = turned ? product_transposed(b) : a;
    side[1] = turned ? product_transposed(a) : b;
    side[2] = turned ? product_transposed(c) : c;
}

void product_run(struct graph *g, const int64_t *lead, struct product_side a,
                 struct product_side b, struct product_side c, bool fresh)
{
    struct product_side side[3];

    if (graph_failed(g))
        return;
    arrange(side, a, b, c);
    /* A result that gathers a sum must not be written by a whole batch. */
    const bool batched = c.lead[2] != 0;
    const int64_t steps = batched ? (lead[2] > 0) : lead[2];
    int64_t at[PRODUCT_LEAD];

    for (at[0] = 0; at[0] < lead[0]; at[0]++) {
        for (at[1] = 0; at[1] < lead[1]; at[1]++) {
            for (at[2] = 0; at[2] < steps; at[2]++) {
                if (!multiply(g, at, batched ? lead[2] : 1, side,
                              beta_at(&c, at, fresh)))
                    return;
            }
        }
    }
}
