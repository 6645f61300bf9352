#include "engine/ops/shape.h"
#include "tests/ops/opcheck.h"

static struct tensor *one_to_six(struct graph *g)
{
    return gradcheck_leaf(g, OPCHECK_SHAPE(2, 3), (double[]){1, 2, 3, 4, 5, 6});
}

Test(shape, reshape_is_a_view_and_computes_one_extent)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = one_to_six(g);
    struct tensor *y = shape_reshape(g, x, 2, (int64_t[]){3, -1});

    cr_assert(y->shape[0] == 3 && y->shape[1] == 2);
    cr_assert(y->block == x->block);
    opcheck_holds(y, 6, (double[]){1, 2, 3, 4, 5, 6});
    opcheck_fine(gradcheck_backward(g, y, (double[]){1, 2, 3, 4, 5, 6}));
    opcheck_holds(x->grad, 6, (double[]){1, 2, 3, 4, 5, 6});
    graph_free(g);
}

Test(shape, transpose_is_a_view_whose_gradient_turns_back)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = one_to_six(g);
    struct tensor *y = shape_transpose(g, x, -1, -2);

    cr_assert(y->block == x->block);
    opcheck_holds(y, 6, (double[]){1, 4, 2, 5, 3, 6});
    opcheck_cost(g, 0, 0, 0);
    opcheck_shares(g, 3, 0);
    opcheck_fine(gradcheck_backward(g, y, (double[]){1, 2, 3, 4, 5, 6}));
    opcheck_holds(x->grad, 6, (double[]){1, 3, 5, 2, 4, 6});
    graph_free(g);
}

Test(shape, slice_is_a_view_and_the_rest_has_no_gradient)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = one_to_six(g);
    struct tensor *y = shape_slice(g, x, 1, 1, 3);

    cr_assert(y->block == x->block);
    opcheck_holds(y, 4, (double[]){2, 3, 5, 6});
    opcheck_fine(gradcheck_backward(g, y, (double[]){1, 2, 3, 4}));
    opcheck_holds(x->grad, 6, (double[]){0, 1, 2, 0, 3, 4});
    graph_free(g);
}

Test(shape, a_slice_of_a_slice_of_rows_starts_where_it_says)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(4, 2),
                                      (double[]){1, 2, 3, 4, 5, 6, 7, 8});
    struct tensor *y = shape_slice(g, shape_slice(g, x, 0, 1, 4), 0, 1, 3);

    opcheck_holds(y, 4, (double[]){5, 6, 7, 8});
    opcheck_shares(g, 2, 0);
    graph_free(g);
}

Test(shape, contiguous_copies_only_where_it_must)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = one_to_six(g);
    struct tensor *y = shape_contiguous(g, shape_transpose(g, x, 0, 1));

    cr_assert(shape_contiguous(g, x) == x);
    cr_assert(y->block != x->block);
    cr_assert(tensor_is_contiguous(y));
    opcheck_holds(y, 6, (double[]){1, 4, 2, 5, 3, 6});
    opcheck_cost(g, 0, 96, 6);
    opcheck_shares(g, 3, 0);
    graph_free(g);
}

Test(shape, concat_puts_one_after_the_other)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = one_to_six(g);
    struct tensor *z = gradcheck_leaf(g, OPCHECK_SHAPE(2, 1), (double[]){7, 8});
    struct tensor *y = shape_concat(g, (struct tensor *[]){x, z}, 2, 1);

    opcheck_holds(y, 8, (double[]){1, 2, 3, 7, 4, 5, 6, 8});
    opcheck_shares(g, 3, 1);
    opcheck_shares(g, 4, 0);
    opcheck_fine(gradcheck_backward(g, y, (double[]){1, 2, 3, 4, 5, 6, 7, 8}));
    opcheck_holds(x->grad, 6, (double[]){1, 2, 3, 5, 6, 7});
    opcheck_holds(z->grad, 2, (double[]){4, 8});
    graph_free(g);
}

Test(shape, integers_can_be_sliced_and_copied)
{
    struct graph *g = opcheck_graph();
    const int64_t shape[] = {2, 3};
    struct tensor *ids = graph_ints(g, 2, shape, (int32_t[]){1, 2, 3, 4, 5, 6});
    struct tensor *y = shape_contiguous(g, shape_slice(g, ids, 1, 0, 2));

    cr_assert(y && y->type == TENSOR_I32);
    opcheck_holds(y, 4, (double[]){1, 2, 4, 5});
    graph_free(g);
}

static void refuse(struct tensor *(*build)(struct graph *, struct tensor *),
                   const char *text)
{
    struct graph *g = opcheck_graph();

    cr_assert_null(build(g, one_to_six(g)));
    opcheck_fails(g, STATUS_BAD_SHAPE, text);
    graph_free(g);
}

static struct tensor *five(struct graph *g, struct tensor *x)
{
    return shape_reshape(g, x, 1, (int64_t[]){5});
}

static struct tensor *axis_nine(struct graph *g, struct tensor *x)
{
    return shape_transpose(g, x, 0, 9);
}

static struct tensor *too_far(struct graph *g, struct tensor *x)
{
    return shape_slice(g, x, 1, 2, 4);
}

static struct tensor *misfit(struct graph *g, struct tensor *x)
{
    struct tensor *in[] = {x, shape_transpose(g, x, 0, 1)};

    return shape_concat(g, in, 2, 0);
}

static struct tensor *same_axis(struct graph *g, struct tensor *x)
{
    return shape_permute(g, x, (int[]){0, 0});
}

Test(shape, impossible_shapes_are_refused_with_both_shapes)
{
    refuse(five, "reshape: x is [2, 3] but y is [5]");
    refuse(axis_nine, "transpose: no axis 9 in [2, 3]");
    refuse(too_far, "slice: 2 to 4 of axis 1 in [2, 3]");
    refuse(misfit, "concat: [3, 2] does not fit to [2, 3]");
    refuse(same_axis, "permute: axis 0");
}

static struct tensor *reshaped(struct graph *g, struct tensor *const *in,
                               const void *user)
{
    (void)user;
    return shape_reshape(g, shape_transpose(g, in[0], 0, 2), 2,
                         (int64_t[]){-1, 6});
}

static struct tensor *joined(struct graph *g, struct tensor *const *in,
                             const void *user)
{
    struct tensor *part[] = {shape_slice(g, in[0], 1, 1, 3),
                             shape_transpose(g, in[1], 0, 1), in[2]};

    (void)user;
    return shape_concat(g, part, 3, 0);
}

Test(shape, gradients_through_copies_and_joins)
{
    const struct gradcheck_case c[] = {
        {.build = reshaped, .inputs = 1, .in = {OPCHECK_IN(2, 3, 5)}},
        {.build = joined,
         .inputs = 3,
         .in = {OPCHECK_IN(3, 3), OPCHECK_IN(2, 7), OPCHECK_IN(1, 2)}},
    };

    for (int i = 0; i < 2; i++)
        opcheck_fine(gradcheck_all(&c[i]));
}
