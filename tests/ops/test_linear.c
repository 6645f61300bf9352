#include "engine/ops/linear.h"
#include "engine/ops/shape.h"
#include "tests/ops/opcheck.h"

Test(linear, one_row_by_hand)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(1, 2), (double[]){1, 2});
    struct tensor *w =
        gradcheck_leaf(g, OPCHECK_SHAPE(2, 2), (double[]){3, 4, 5, 6});
    struct tensor *b = gradcheck_leaf(g, OPCHECK_SHAPE(2), (double[]){10, 20});
    struct tensor *y = linear_op(g, x, w, b);

    opcheck_holds(y, 2, (double[]){21, 37});
    opcheck_cost(g, 2 * 5, 8 * (2 + 4 + 2 + 2), 2 * 9);
    graph_free(g);
}

Test(linear, shares_add_up_and_the_bias_is_one)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(1, 2), (double[]){1, 2});
    struct tensor *w =
        gradcheck_leaf(g, OPCHECK_SHAPE(2, 2), (double[]){3, 4, 5, 6});
    struct tensor *b = gradcheck_leaf(g, OPCHECK_SHAPE(2), (double[]){10, 20});
    struct op_source source[5];

    cr_assert(linear_op(g, x, w, NULL));
    opcheck_shares(g, 1, 0);
    opcheck_shares(g, 1, 1);
    cr_assert(linear_op(g, x, w, b));
    const struct op_record *r = graph_record(g, 1);
    cr_assert(r->op->sources(r, 1, source, 5) == 5);
    cr_assert(source[0].input == 2 && source[0].contribution == 20);
    graph_free(g);
}

Test(linear, gradients_by_hand)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(2, 1), (double[]){2, 3});
    struct tensor *w = gradcheck_leaf(g, OPCHECK_SHAPE(1, 1), (double[]){5});
    struct tensor *b = gradcheck_leaf(g, OPCHECK_SHAPE(1), (double[]){0});

    opcheck_fine(
        gradcheck_backward(g, linear_op(g, x, w, b), (double[]){1, 10}));
    opcheck_holds(x->grad, 2, (double[]){5, 50});
    opcheck_holds(w->grad, 1, (double[]){32});
    opcheck_holds(b->grad, 1, (double[]){11});
    graph_free(g);
}

Test(linear, nan_in_one_row_stays_in_it)
{
    struct graph *g = opcheck_graph();
    struct tensor *x =
        gradcheck_leaf(g, OPCHECK_SHAPE(2, 1), (double[]){(double)NAN, 1e300});
    struct tensor *w = gradcheck_leaf(g, OPCHECK_SHAPE(1, 1), (double[]){2});
    struct tensor *y = linear_op(g, x, w, NULL);

    cr_assert(isnan(tensor_get(y, 0)));
    cr_assert(tensor_get(y, 1) > 1.9e300);
    graph_free(g);
}

Test(linear, says_which_shapes_clash)
{
    struct graph *g = opcheck_graph();
    const double zero[20] = {0};
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(2, 3), zero);
    struct tensor *w = gradcheck_leaf(g, OPCHECK_SHAPE(4, 5), zero);

    cr_assert_null(linear_op(g, x, w, NULL));
    opcheck_fails(g, STATUS_BAD_SHAPE,
                  "linear: x is [2, 3] but the weight [4, 5]");
    graph_free(g);
}

static struct tensor *biased(struct graph *g, struct tensor *const *in,
                             const void *user)
{
    (void)user;
    return linear_op(g, in[0], in[1], in[2]);
}

static struct tensor *bare(struct graph *g, struct tensor *const *in,
                           const void *user)
{
    (void)user;
    return linear_op(g, in[0], in[1], NULL);
}

/* The last two of three positions, in every line of the batch. */
static struct tensor *sliced(struct graph *g, struct tensor *const *in,
                             const void *user)
{
    (void)user;
    return linear_op(g, shape_slice(g, in[0], 1, 1, 3), in[1], in[2]);
}

Test(linear, gradients_of_odd_sizes)
{
    const struct gradcheck_case c[] = {
        {.build = biased,
         .inputs = 3,
         .in = {OPCHECK_IN(2, 3, 7), OPCHECK_IN(5, 7), OPCHECK_IN(5)}},
        {.build = biased,
         .inputs = 3,
         .in = {OPCHECK_IN(33), OPCHECK_IN(1, 33), OPCHECK_IN(1)}},
        {.build = bare,
         .inputs = 2,
         .in = {OPCHECK_IN(31, 1), OPCHECK_IN(3, 1)}},
        {.build = sliced,
         .inputs = 3,
         .in = {OPCHECK_IN(2, 3, 4), OPCHECK_IN(5, 4), OPCHECK_IN(5)}},
    };

    for (int i = 0; i < 4; i++)
        opcheck_fine(gradcheck_all(&c[i]));
}

Test(linear, no_rows_give_no_rows_and_a_gradient_of_zero)
{
    for (int i = 0; i < 2; i++) {
        struct graph *g =
            graph_new(i ? device_cpu(NULL) : device_reference(), OPCHECK_ROOM);
        struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(0, 2), NULL);
        struct tensor *w =
            gradcheck_leaf(g, OPCHECK_SHAPE(1, 2), (double[]){3, 4});
        struct tensor *b = gradcheck_leaf(g, OPCHECK_SHAPE(1), (double[]){1});
        struct tensor *y = linear_op(g, x, w, b);

        cr_assert(y && y->shape[0] == 0 && y->shape[1] == 1);
        opcheck_fine(gradcheck_backward(g, y, NULL));
        opcheck_holds(w->grad, 2, (double[]){0, 0});
        opcheck_holds(b->grad, 1, (double[]){0});
        graph_free(g);
    }
}
