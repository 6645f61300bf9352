/* shape.c - views: other extents and strides over the same block. */
#include "engine/ops/shape.h"

#include <assert.h>
#include <string.h>

#include "engine/ops/common.h"
#include "engine/ops/strided.h"

static struct op_cost no_cost(const struct op_record *r)
{
    (void)r;
    return (struct op_cost){0};
}

/* Elements from the start of the block to row-major element `index`. */
static int64_t place_of(const struct tensor *t, int64_t index)
{
    int64_t place = t->offset;

    for (int i = t->dims - 1; i >= 0; i--) {
        place += index % t->shape[i] * t->stride[i];
        index /= t->shape[i];
    }
    return place;
}

/* The axis with the longest stride below `limit`, or -1. Equal strides do
 * not occur among axes longer than 1: views never overlap themselves. */
static int next_axis(const struct tensor *t, int64_t limit)
{
    int best = -1;

    for (int i = 0; i < t->dims; i++) {
        if (t->shape[i] > 1 && t->stride[i] < limit &&
            (best < 0 || t->stride[i] > t->stride[best]))
            best = i;
    }
    return best;
}

/* The row-major index of what stands at `place`: long strides first. */
static int64_t index_of(const struct tensor *t, int64_t place)
{
    int64_t at[TENSOR_DIMS] = {0}, index = 0;

    place -= t->offset;
    for (int i = next_axis(t, INT64_MAX); i >= 0;
         i = next_axis(t, t->stride[i])) {
        at[i] = place / t->stride[i];
        place %= t->stride[i];
    }
    for (int i = 0; i < t->dims; i++)
        index = index * t->shape[i] + at[i];
    return index;
}

static int sources(const struct op_record *r, int64_t index,
                   struct op_source *out, int room)
{
    if (room < 1)
        return 0;
    out[0] = (struct op_source){0, index_of(r->in[0], place_of(r->out, index)),
                                tensor_get(r->out, index)};
    return 1;
}

const struct op shape_reshape_row = {
    .name = "reshape",
    .formula = "y = x with other extents",
    .forward_cost = no_cost,
    .backward_cost = no_cost,
    .sources = sources,
};

const struct op shape_permute_row = {
    .name = "permute",
    .formula = "y[.., j, i] = x[.., i, j]",
    .forward_cost = no_cost,
    .backward_cost = no_cost,
    .sources = sources,
};

const struct op shape_slice_row = {
    .name = "slice",
    .formula = "y[i] = x[from + i]",
    .forward_cost = no_cost,
    .backward_cost = no_cost,
    .sources = sources,
};

/* Replaces an extent of -1 by what is left over. */
static bool settle(struct tensor *view, int64_t count)
{
    int64_t known = 1;
    int open = -1;

    for (int i = 0; i < view->dims; i++) {
        if (view->shape[i] == -1 && open < 0) {
            open = i;
        } else if (view->shape[i] < 0) {
            return false;
        } else {
            known *= view->shape[i];
        }
    }
    if (open < 0)
        return known == count;
    if (known == 0 || count % known)
        return false;
    view->shape[open] = count / known;
    return true;
}

struct tensor *shape_reshape(struct graph *g, struct tensor *x, int dims,
                             const int64_t *shape)
{
    char from[TENSOR_TEXT], to[TENSOR_TEXT];
    struct tensor view = {.dims = dims};

    x = shape_contiguous(g, x);
    if (!x)
        return NULL;
    assert(dims >= 1 && dims <= TENSOR_DIMS);
    memcpy(view.shape, shape, (size_t)dims * sizeof *shape);
    view.offset = x->offset;
    if (!settle(&view, tensor_count(x))) {
        return graph_fail(g, STATUS_BAD_SHAPE, "reshape: x is %s but y is %s",
                          tensor_shape_text(from, x),
                          tensor_shape_text(to, &view));
    }
    tensor_pack(&view);
    return graph_view(g, &shape_reshape_row, x, &view);
}

struct tensor *shape_permute(struct graph *g, struct tensor *x,
                             const int *order)
{
    struct tensor view = {0};
    bool seen[TENSOR_DIMS] = {false};

    if (!x)
        return NULL;
    view.dims = x->dims;
    view.offset = x->offset;
    for (int i = 0; i < x->dims; i++) {
        const int from = order[i];

        if (from < 0 || from >= x->dims || seen[from]) {
            return graph_fail(g, STATUS_BAD_SHAPE,
                              "permute: axis %d is not one of the %d, or "
                              "stands twice",
                              from, x->dims);
        }
        seen[from] = true;
        view.shape[i] = x->shape[from];
        view.stride[i] = x->stride[from];
    }
    return graph_view(g, &shape_permute_row, x, &view);
}

struct tensor *shape_transpose(struct graph *g, struct tensor *x, int a, int b)
{
    int order[TENSOR_DIMS] = {0, 1, 2, 3, 4};

    if (!x || !common_axis(g, "transpose", x, &a) ||
        !common_axis(g, "transpose", x, &b))
        return NULL;
    order[a] = b;
    order[b] = a;
    return shape_permute(g, x, order);
}

struct tensor *shape_slice(struct graph *g, struct tensor *x, int axis,
                           int64_t from, int64_t to)
{
    char text[TENSOR_TEXT];

    if (!x || !common_axis(g, "slice", x, &axis))
        return NULL;
    if (from < 0 || to < from || to > x->shape[axis]) {
        return graph_fail(
            g, STATUS_BAD_SHAPE, "slice: %lld to %lld of axis %d in %s",
            (long long)from, (long long)to, axis, tensor_shape_text(text, x));
    }
    struct tensor view = *x;
    view.shape[axis] = to - from;
    view.offset += from * x->stride[axis];
    return graph_view(g, &shape_slice_row, x, &view);
}

static bool contiguous_shape(struct graph *g, struct op_record *r)
{
    r->out->type = r->in[0]->type;
    return common_like_first(g, r);
}

static void contiguous_forward(struct graph *g, struct op_record *r)
{
    strided_copy(g, r->out, r->in[0]);
}

static void give(struct graph *g, struct tensor *x, const struct tensor *grad)
{
    bool fresh;
    struct tensor *dx = graph_grad_first(g, x, &fresh);

    if (dx && fresh) {
        strided_copy(g, dx, grad);
    } else if (dx) {
        strided_add(g, dx, grad);
    }
}

static void contiguous_backward(struct graph *g, struct op_record *r)
{
    give(g, r->in[0], r->out->grad);
}

static struct op_cost copy_cost(const struct op_record *r)
{
    return common_cost(r, 0.0);
}

static struct op_cost copy_back_cost(const struct op_record *r)
{
    return common_back_cost(r, 1.0);
}

const struct op shape_contiguous_row = {
    .name = "contiguous",
    .formula = "y = x, in row-major order",
    .shape = contiguous_shape,
    .forward = contiguous_forward,
    .backward = contiguous_backward,
    .forward_cost = copy_cost,
    .backward_cost = copy_back_cost,
    .sources = common_same_place,
};

struct tensor *shape_contiguous(struct graph *g, struct tensor *x)
{
    if (!x || tensor_is_contiguous(x))
        return x;
    return common_apply(g, &shape_contiguous_row, &x, 1, NULL);
}

/* The part of `whole` that input `i` of a concat fills. */
static struct tensor part_of(const struct op_record *r, struct tensor *whole,
                             int i)
{
    const int axis = (int)r->with.whole[0];
    struct tensor part = *whole;

    for (int before = 0; before < i; before++)
        part.offset += r->in[before]->shape[axis] * whole->stride[axis];
    part.shape[axis] = r->in[i]->shape[axis];
    return part;
}

static bool concat_shape(struct graph *g, struct op_record *r)
{
    const int axis = (int)r->with.whole[0];
    char a[TENSOR_TEXT], b[TENSOR_TEXT];

    contiguous_shape(g, r);
    for (int i = 1; i < r->inputs; i++) {
        struct tensor like = *r->in[i];

        like.shape[axis] = r->in[0]->shape[axis];
        if (!tensor_same_shape(&like, r->in[0]) ||
            like.type != r->in[0]->type) {
            graph_fail(g, STATUS_BAD_SHAPE, "concat: %s does not fit to %s",
                       tensor_shape_text(b, r->in[i]),
                       tensor_shape_text(a, r->in[0]));
            return false;
        }
        r->out->shape[axis] += r->in[i]->shape[axis];
    }
    return true;
}

static void concat_forward(struct graph *g, struct op_record *r)
{
    for (int i = 0; i < r->inputs; i++) {
        struct tensor part = part_of(r, r->out, i);

        strided_copy(g, &part, r->in[i]);
    }
}

static void concat_backward(struct graph *g, struct op_record *r)
{
    for (int i = 0; i < r->inputs; i++) {
        const struct tensor part = part_of(r, r->out->grad, i);

        give(g, r->in[i], &part);
    }
}

static int concat_sources(const struct op_record *r, int64_t index,
                          struct op_source *out, int room)
{
    const int64_t place = place_of(r->out, index);

    for (int i = r->inputs - 1; i >= 0 && room > 0; i--) {
        const struct tensor part = part_of(r, r->out, i);
        const int axis = (int)r->with.whole[0];
        const int64_t along = place / part.stride[axis] % r->out->shape[axis];
        const int64_t first =
            (part.offset - r->out->offset) / part.stride[axis];

        if (along < first)
            continue;
        out[0] = (struct op_source){i, index_of(&part, place),
                                    tensor_get(r->out, index)};
        return 1;
    }
    return 0;
}

const struct op shape_concat_row = {
    .name = "concat",
    .formula = "y = x0, then x1, .. along one axis",
    .shape = concat_shape,
    .forward = concat_forward,
    .backward = concat_backward,
    .forward_cost = copy_cost,
    .backward_cost = copy_back_cost,
    .sources = concat_sources,
};

struct tensor *shape_concat(struct graph *g, struct tensor *const *x, int n,
                            int axis)
{
    assert(n >= 1 && n <= OP_INPUTS);
    for (int i = 0; i < n; i++) {
        if (!x[i])
            return NULL;
    }
    if (!common_axis(g, "concat", x[0], &axis))
        return NULL;
    const struct op_numbers with = {.whole = {axis}};
    return common_apply(g, &shape_concat_row, x, n, &with);
}
