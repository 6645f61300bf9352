#include "engine/ops/arith.h"
#include "engine/ops/shape.h"
#include "tests/ops/opcheck.h"

typedef struct tensor *binary(struct graph *g, struct tensor *a,
                              struct tensor *b);

static void by_hand(binary *op, const double *want, const double *da,
                    const double *db)
{
    struct graph *g = opcheck_graph();
    struct tensor *a = gradcheck_leaf(g, OPCHECK_SHAPE(2), (double[]){6, -8});
    struct tensor *b = gradcheck_leaf(g, OPCHECK_SHAPE(2), (double[]){2, 4});
    struct tensor *c = op(g, a, b);

    opcheck_holds(c, 2, want);
    opcheck_fine(gradcheck_backward(g, c, (double[]){1, 10}));
    opcheck_holds(a->grad, 2, da);
    opcheck_holds(b->grad, 2, db);
    graph_free(g);
}

Test(arith, four_operations_by_hand)
{
    by_hand(arith_add, (double[]){8, -4}, (double[]){1, 10}, (double[]){1, 10});
    by_hand(arith_sub, (double[]){4, -12}, (double[]){1, 10},
            (double[]){-1, -10});
    by_hand(arith_mul, (double[]){12, -32}, (double[]){2, 40},
            (double[]){6, -80});
    by_hand(arith_div, (double[]){3, -2}, (double[]){0.5, 2.5},
            (double[]){-1.5, 5});
}

Test(arith, scale_and_shift_by_hand)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(2), (double[]){1, -2});
    struct tensor *y = arith_shift(g, arith_scale(g, x, 3), 0.5);

    opcheck_holds(y, 2, (double[]){3.5, -5.5});
    opcheck_cost(g, 2, 32, 4);
    opcheck_fine(gradcheck_backward(g, y, (double[]){1, 2}));
    opcheck_holds(x->grad, 2, (double[]){3, 6});
    graph_free(g);
}

Test(arith, a_tensor_used_on_both_sides_gets_both_gradients)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(2), (double[]){3, 5});

    opcheck_fine(gradcheck_backward(g, arith_mul(g, x, x), (double[]){1, 1}));
    opcheck_holds(x->grad, 2, (double[]){6, 10});
    graph_free(g);
}

Test(arith, a_row_is_repeated_over_a_table)
{
    struct graph *g = opcheck_graph();
    struct tensor *a =
        gradcheck_leaf(g, OPCHECK_SHAPE(2, 2), (double[]){1, 2, 3, 4});
    struct tensor *b = gradcheck_leaf(g, OPCHECK_SHAPE(2), (double[]){10, 20});
    struct tensor *c = arith_add(g, a, b);

    opcheck_holds(c, 4, (double[]){11, 22, 13, 24});
    opcheck_cost(g, 4, 8 * (4 + 2 + 4), 8);
    opcheck_fine(gradcheck_backward(g, c, (double[]){1, 2, 4, 8}));
    opcheck_holds(b->grad, 2, (double[]){5, 10});
    graph_free(g);
}

Test(arith, division_by_zero_is_infinite_and_zero_by_zero_nan)
{
    struct graph *g = opcheck_graph();
    struct tensor *a =
        gradcheck_leaf(g, OPCHECK_SHAPE(3), (double[]){1, -1, 0});
    struct tensor *b = gradcheck_leaf(g, OPCHECK_SHAPE(3), (double[]){0, 0, 0});
    struct tensor *c = arith_div(g, a, b);

    cr_assert(isinf(tensor_get(c, 0)) && tensor_get(c, 0) > 0);
    cr_assert(isinf(tensor_get(c, 1)) && tensor_get(c, 1) < 0);
    cr_assert(isnan(tensor_get(c, 2)));
    graph_free(g);
}

Test(arith, says_which_shapes_clash)
{
    struct graph *g = opcheck_graph();
    const double zero[20] = {0};
    struct tensor *a = gradcheck_leaf(g, OPCHECK_SHAPE(2, 3), zero);
    struct tensor *b = gradcheck_leaf(g, OPCHECK_SHAPE(2), zero);

    cr_assert_null(arith_add(g, a, b));
    opcheck_fails(g, STATUS_BAD_SHAPE, "add: a is [2, 3] but b is [2]");
    graph_free(g);
}

static struct tensor *build(struct graph *g, struct tensor *const *in,
                            const void *user)
{
    binary *const op[] = {arith_add, arith_sub, arith_mul, arith_div};

    return op[*(const int *)user](g, in[0], in[1]);
}

static struct tensor *turned(struct graph *g, struct tensor *const *in,
                             const void *user)
{
    binary *const op[] = {arith_add, arith_sub, arith_mul, arith_div};

    return op[*(const int *)user](g, shape_transpose(g, in[0], 0, 1), in[1]);
}

/* Away from 0, so that quotients stay tame. */
#define NUMBERS(...) OPCHECK_FROM(0.5, 2.0, __VA_ARGS__)

Test(arith, gradients_with_every_kind_of_repeating)
{
    for (int op = 0; op < 4; op++) {
        const struct gradcheck_case c[] = {
            {.in = {NUMBERS(3, 7), NUMBERS(3, 7)}},
            {.in = {NUMBERS(2, 3, 5), NUMBERS(5)}},
            {.in = {NUMBERS(3, 5), NUMBERS(3, 1)}},
            {.in = {NUMBERS(1, 5), NUMBERS(3, 1)}},
            {.in = {NUMBERS(7), NUMBERS(2, 3, 7)}},
            {.in = {NUMBERS(1), NUMBERS(33)}},
            {.in = {NUMBERS(2, 1, 3, 1), NUMBERS(2, 5, 1, 4)}},
        };

        for (int i = 0; i < 7; i++) {
            struct gradcheck_case one = c[i];

            one.build = build;
            one.inputs = 2;
            one.user = &op;
            opcheck_fine(gradcheck_all(&one));
        }
    }
}

Test(arith, gradients_of_transposed_views)
{
    for (int op = 0; op < 4; op++) {
        const struct gradcheck_case c = {.build = turned,
                                         .inputs = 2,
                                         .in = {NUMBERS(3, 5), NUMBERS(5, 3)},
                                         .user = &op};

        opcheck_fine(gradcheck_all(&c));
    }
}

static struct tensor *numbers(struct graph *g, struct tensor *const *in,
                              const void *user)
{
    (void)user;
    return arith_shift(g, arith_scale(g, in[0], -1.5), 0.25);
}

Test(arith, gradients_of_plain_numbers)
{
    const struct gradcheck_case c = {
        .build = numbers, .inputs = 1, .in = {OPCHECK_IN(5, 13)}};

    opcheck_fine(gradcheck_all(&c));
}
