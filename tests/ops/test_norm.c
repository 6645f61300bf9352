#include "engine/ops/norm.h"
#include "tests/ops/opcheck.h"

#define EPSILON 1e-5

Test(norm, layer_norm_of_three_and_five_by_hand)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(1, 2),
                                      (double[]){3, 5}); /* mean 4, var 1 */
    struct tensor *gain = gradcheck_leaf(g, OPCHECK_SHAPE(2), (double[]){2, 3});
    struct tensor *bias =
        gradcheck_leaf(g, OPCHECK_SHAPE(2), (double[]){10, 20});
    struct tensor *y = norm_layer(g, x, gain, bias, 0.0);

    opcheck_holds(y, 2, (double[]){8, 23});
    opcheck_cost(g, 16, 8 * 8, 44);
    opcheck_fine(gradcheck_backward(g, y, (double[]){1, 1}));
    opcheck_holds(gain->grad, 2, (double[]){-1, 1});
    opcheck_holds(bias->grad, 2, (double[]){1, 1});
    opcheck_holds(x->grad, 2, (double[]){0, 0});
    graph_free(g);
}

Test(norm, rms_norm_of_three_and_four_by_hand)
{
    struct graph *g = opcheck_graph();
    const double r = sqrt(12.5);
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(1, 2), (double[]){3, 4});
    struct tensor *gain = gradcheck_leaf(g, OPCHECK_SHAPE(2), (double[]){1, 2});
    struct tensor *y = norm_rms(g, x, gain, 0.0);

    opcheck_holds(y, 2, (double[]){3 / r, 8 / r});
    opcheck_fine(gradcheck_backward(g, y, (double[]){1, 0}));
    opcheck_holds(gain->grad, 2, (double[]){3 / r, 0});
    opcheck_holds(
        x->grad, 2,
        (double[]){1 / r - 9 / (2 * r * r * r), -12 / (2 * r * r * r)});
    graph_free(g);
}

Test(norm, a_row_of_equal_numbers_becomes_zero)
{
    struct graph *g = opcheck_graph();
    struct tensor *x =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 3), (double[]){7, 7, 7});
    struct tensor *gain =
        gradcheck_leaf(g, OPCHECK_SHAPE(3), (double[]){1, 1, 1});

    opcheck_holds(norm_layer(g, x, gain, NULL, EPSILON), 3,
                  (double[]){0, 0, 0});
    graph_free(g);
}

Test(norm, says_which_shapes_clash)
{
    struct graph *g = opcheck_graph();
    const double zero[8] = {0};
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(2, 3), zero);
    struct tensor *gain = gradcheck_leaf(g, OPCHECK_SHAPE(2), zero);

    cr_assert_null(norm_rms(g, x, gain, EPSILON));
    opcheck_fails(g, STATUS_BAD_SHAPE,
                  "norm_rms: x is [2, 3] but the gain [2]");
    graph_free(g);
}

static struct tensor *layer(struct graph *g, struct tensor *const *in,
                            const void *user)
{
    (void)user;
    return norm_layer(g, in[0], in[1], in[2], EPSILON);
}

static struct tensor *bare(struct graph *g, struct tensor *const *in,
                           const void *user)
{
    (void)user;
    return norm_layer(g, in[0], in[1], NULL, EPSILON);
}

static struct tensor *rms(struct graph *g, struct tensor *const *in,
                          const void *user)
{
    (void)user;
    return norm_rms(g, in[0], in[1], EPSILON);
}

Test(norm, gradients_of_odd_sizes)
{
    const struct gradcheck_case c[] = {
        {.build = layer,
         .inputs = 3,
         .in = {OPCHECK_IN(3, 7), OPCHECK_IN(7), OPCHECK_IN(7)}},
        {.build = layer,
         .inputs = 3,
         .in = {OPCHECK_IN(2, 2, 33), OPCHECK_IN(33), OPCHECK_IN(33)}},
        {.build = bare, .inputs = 2, .in = {OPCHECK_IN(5, 4), OPCHECK_IN(4)}},
        {.build = rms, .inputs = 2, .in = {OPCHECK_IN(3, 7), OPCHECK_IN(7)}},
        {.build = rms, .inputs = 2, .in = {OPCHECK_IN(65), OPCHECK_IN(65)}},
        /* One number is divided by itself: its gradient is a difference of
         * equal terms, of which f32 keeps two digits. */
        {.build = rms,
         .inputs = 2,
         .in = {OPCHECK_IN(3, 1), OPCHECK_IN(1)},
         .f32_error = 1e-3},
    };

    for (int i = 0; i < 6; i++)
        opcheck_fine(gradcheck_all(&c[i]));
}
