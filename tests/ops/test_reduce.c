#include "engine/ops/reduce.h"
#include "engine/ops/shape.h"
#include "tests/ops/opcheck.h"

typedef struct tensor *reduction(struct graph *g, struct tensor *x, int axis);

static void by_hand(reduction *op, int axis, int64_t n, const double *want,
                    const double *dx)
{
    struct graph *g = opcheck_graph();
    struct tensor *x =
        gradcheck_leaf(g, OPCHECK_SHAPE(2, 3), (double[]){1, 2, 3, 6, 5, 4});
    struct tensor *y = op(g, x, axis);

    opcheck_holds(y, n, want);
    opcheck_cost(g, 6, 8.0 * (double)(6 + n), 6);
    opcheck_fine(gradcheck_backward(g, y, (double[]){1, 10, 100}));
    opcheck_holds(x->grad, 6, dx);
    graph_free(g);
}

Test(reduce, along_each_axis_by_hand)
{
    by_hand(reduce_sum, 1, 2, (double[]){6, 15},
            (double[]){1, 1, 1, 10, 10, 10});
    by_hand(reduce_sum, 0, 3, (double[]){7, 7, 7},
            (double[]){1, 10, 100, 1, 10, 100});
    by_hand(
        reduce_mean, -1, 2, (double[]){2, 5},
        (double[]){1 / 3.0, 1 / 3.0, 1 / 3.0, 10 / 3.0, 10 / 3.0, 10 / 3.0});
    by_hand(reduce_max, 0, 3, (double[]){6, 5, 4},
            (double[]){0, 0, 0, 1, 10, 100});
    by_hand(reduce_sum, REDUCE_ALL, 1, (double[]){21},
            (double[]){1, 1, 1, 1, 1, 1});
    by_hand(reduce_max, REDUCE_ALL, 1, (double[]){6},
            (double[]){0, 0, 0, 1, 0, 0});
}

Test(reduce, shares_add_up)
{
    struct graph *g = opcheck_graph();
    struct tensor *x =
        gradcheck_leaf(g, OPCHECK_SHAPE(2, 3), (double[]){1, 2, 3, 6, 5, 4});

    cr_assert(reduce_mean(g, x, 0));
    opcheck_shares(g, 1, 0);
    cr_assert(reduce_sum(g, x, 1));
    opcheck_shares(g, 1, 0);
    graph_free(g);
}

Test(reduce, the_first_of_equal_largest_gets_the_gradient)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(3), (double[]){1, 4, 4});

    opcheck_fine(gradcheck_backward(g, reduce_max(g, x, 0), (double[]){1}));
    opcheck_holds(x->grad, 3, (double[]){0, 1, 0});
    graph_free(g);
}

Test(reduce, nan_is_never_hidden)
{
    reduction *const op[] = {reduce_sum, reduce_mean, reduce_max};

    for (int i = 0; i < 3; i++) {
        struct graph *g = opcheck_graph();
        struct tensor *x =
            gradcheck_leaf(g, OPCHECK_SHAPE(3), (double[]){1, (double)NAN, 2});

        cr_assert(isnan(tensor_get(op[i](g, x, 0), 0)));
        graph_free(g);
    }
}

Test(reduce, nothing_has_a_sum_but_no_largest)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(2, 0), NULL);

    opcheck_holds(reduce_sum(g, x, 1), 2, (double[]){0, 0});
    cr_assert_null(reduce_max(g, x, 1));
    opcheck_fails(g, STATUS_BAD_SHAPE, "max: nothing to reduce in [2, 0]");
    graph_free(g);
}

struct choice {
    reduction *op;
    int axis;
};

static struct tensor *build(struct graph *g, struct tensor *const *in,
                            const void *user)
{
    const struct choice *c = user;

    return c->op(g, in[0], c->axis);
}

static struct tensor *turned(struct graph *g, struct tensor *const *in,
                             const void *user)
{
    const struct choice *c = user;

    return c->op(g, shape_transpose(g, in[0], 0, 1), c->axis);
}

Test(reduce, gradients_along_every_axis)
{
    reduction *const op[] = {reduce_sum, reduce_mean, reduce_max};
    const int axis[] = {0, 1, 2, REDUCE_ALL};

    for (int i = 0; i < 3; i++)
        for (int a = 0; a < 4; a++) {
            const struct choice choice = {op[i], axis[a]};
            struct gradcheck_case c = {.build = build,
                                       .user = &choice,
                                       .inputs = 1,
                                       .in = {OPCHECK_IN(3, 5, 7)}};

            opcheck_fine(gradcheck_all(&c));
            c.build = turned;
            opcheck_fine(gradcheck_all(&c));
        }
}
