#include "engine/ops/shape.h"
#include "engine/ops/softmax.h"
#include "tests/ops/opcheck.h"

Test(softmax, logarithms_of_one_two_one_by_hand)
{
    struct graph *g = opcheck_graph();
    struct tensor *x =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 3), (double[]){0, log(2), 0});
    struct tensor *y = softmax_op(g, x);

    opcheck_holds(y, 3, (double[]){0.25, 0.5, 0.25});
    opcheck_cost(g, 30, 48, 15);
    opcheck_fine(gradcheck_backward(g, y, (double[]){0, 1, 0}));
    opcheck_holds(x->grad, 3, (double[]){-0.125, 0.25, -0.125});
    graph_free(g);
}

Test(softmax, huge_and_hidden_scores_are_no_trouble)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = gradcheck_leaf(
        g, OPCHECK_SHAPE(2, 2), (double[]){1e4, 1e4, (double)-INFINITY, -1e4});
    struct tensor *y = softmax_op(g, x);

    opcheck_holds(y, 4, (double[]){0.5, 0.5, 0, 1});
    graph_free(g);
}

Test(softmax, empty_rows_are_refused)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(2, 0), NULL);

    cr_assert_null(softmax_op(g, x));
    opcheck_fails(g, STATUS_BAD_SHAPE, "softmax: x is [2, 0]");
    graph_free(g);
}

static struct tensor *build(struct graph *g, struct tensor *const *in,
                            const void *user)
{
    (void)user;
    return softmax_op(g, in[0]);
}

static struct tensor *turned(struct graph *g, struct tensor *const *in,
                             const void *user)
{
    (void)user;
    return softmax_op(g, shape_transpose(g, in[0], 0, 1));
}

Test(softmax, gradients_of_odd_sizes_and_views)
{
    const struct gradcheck_case c[] = {
        {.build = build, .inputs = 1, .in = {OPCHECK_IN(3, 7)}},
        {.build = build, .inputs = 1, .in = {OPCHECK_IN(2, 3, 33)}},
        {.build = build, .inputs = 1, .in = {OPCHECK_IN(5, 1)}},
        {.build = build, .inputs = 1, .in = {OPCHECK_FROM(-30.0, 30.0, 2, 65)}},
        {.build = turned, .inputs = 1, .in = {OPCHECK_IN(3, 7)}},
    };

    for (int i = 0; i < 5; i++)
        opcheck_fine(gradcheck_all(&c[i]));
}
