#include "engine/ops/mask.h"
#include "engine/ops/softmax.h"
#include "tests/ops/opcheck.h"

Test(mask, hides_what_lies_above_the_diagonal)
{
    struct graph *g = opcheck_graph();
    const double no = (double)-INFINITY;
    struct tensor *x =
        gradcheck_leaf(g, OPCHECK_SHAPE(2, 3), (double[]){1, 2, 3, 4, 5, 6});
    struct tensor *y = mask_causal(g, x);

    opcheck_holds(y, 6, (double[]){1, 2, no, 4, 5, 6});
    opcheck_cost(g, 0, 96, 6);
    opcheck_fine(gradcheck_backward(g, y, (double[]){1, 1, 0, 1, 1, 1}));
    opcheck_holds(x->grad, 6, (double[]){1, 1, 0, 1, 1, 1});
    graph_free(g);
}

Test(mask, fewer_keys_than_queries_are_refused)
{
    struct graph *g = opcheck_graph();
    const double zero[6] = {0};

    cr_assert_null(
        mask_causal(g, gradcheck_leaf(g, OPCHECK_SHAPE(3, 2), zero)));
    opcheck_fails(g, STATUS_BAD_SHAPE, "mask_causal: x is [3, 2]");
    graph_free(g);
}

static struct tensor *build(struct graph *g, struct tensor *const *in,
                            const void *user)
{
    (void)user;
    return softmax_op(g, mask_causal(g, in[0]));
}

Test(mask, gradients_through_a_softmax)
{
    const struct gradcheck_case c[] = {
        {.build = build, .inputs = 1, .in = {OPCHECK_IN(2, 3, 7, 7)}},
        {.build = build, .inputs = 1, .in = {OPCHECK_IN(3, 5)}},
        {.build = build, .inputs = 1, .in = {OPCHECK_IN(1, 1)}},
    };

    for (int i = 0; i < 3; i++)
        opcheck_fine(gradcheck_all(&c[i]));
}
