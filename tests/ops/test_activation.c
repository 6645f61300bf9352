#include "engine/ops/activation.h"
#include "tests/ops/opcheck.h"

typedef struct tensor *function(struct graph *g, struct tensor *x);

/* At x = 1: values and slopes from the formulas with a pocket calculator. */
static const struct {
    const char *name;
    function *op;
    double y, slope, flops;
} all[] = {
    {"relu", activation_relu, 1, 1, 1},
    {"gelu", activation_gelu, 0.8413447460685429, 1.0833154705876864, 16},
    {"gelu_tanh", activation_gelu_tanh, 0.8411919906082768, 1.0829640838457826,
     20},
    {"silu", activation_silu, 0.7310585786300049, 0.9276705118714869, 11},
};
enum { ALL = sizeof all / sizeof *all };

Test(activation, every_function_by_hand)
{
    for (int i = 0; i < ALL; i++) {
        struct graph *g = opcheck_graph();
        struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(1), (double[]){1});
        struct tensor *y = all[i].op(g, x);

        opcheck_holds(y, 1, &all[i].y);
        opcheck_cost(g, all[i].flops, 16, all[i].flops + 2);
        opcheck_fine(gradcheck_backward(g, y, (double[]){1}));
        opcheck_holds(x->grad, 1, &all[i].slope);
        graph_free(g);
    }
}

Test(activation, relu_has_no_slope_at_zero)
{
    struct graph *g = opcheck_graph();
    struct tensor *x =
        gradcheck_leaf(g, OPCHECK_SHAPE(3), (double[]){-1, 0, 2});
    struct tensor *y = activation_relu(g, x);

    opcheck_holds(y, 3, (double[]){0, 0, 2});
    opcheck_fine(gradcheck_backward(g, y, (double[]){5, 5, 5}));
    opcheck_holds(x->grad, 3, (double[]){0, 0, 5});
    graph_free(g);
}

Test(activation, far_out_they_are_zero_or_the_input)
{
    for (int i = 0; i < ALL; i++) {
        struct graph *g = opcheck_graph();
        struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(3),
                                          (double[]){-1e4, 1e4, (double)NAN});
        struct tensor *y = all[i].op(g, x);

        cr_assert(fabs(tensor_get(y, 0)) < 1e-12, "%s", all[i].name);
        cr_assert(tensor_get(y, 1) == 1e4, "%s", all[i].name);
        cr_assert(isnan(tensor_get(y, 2)), "%s", all[i].name);
        opcheck_fine(gradcheck_backward(g, y, (double[]){1, 1, 0}));
        cr_assert(fabs(tensor_get(x->grad, 0)) < 1e-12, "%s", all[i].name);
        cr_assert(fabs(tensor_get(x->grad, 1) - 1) < 1e-12, "%s", all[i].name);
        graph_free(g);
    }
}

static struct tensor *build(struct graph *g, struct tensor *const *in,
                            const void *user)
{
    return all[*(const int *)user].op(g, in[0]);
}

Test(activation, gradients_of_odd_sizes)
{
    for (int i = 0; i < ALL; i++) {
        const struct gradcheck_case c[] = {
            {.build = build,
             .user = &i,
             .inputs = 1,
             .in = {OPCHECK_IN(5, 13)}},
            {.build = build,
             .user = &i,
             .inputs = 1,
             .in = {OPCHECK_FROM(-6.0, 6.0, 31)}},
        };

        opcheck_fine(status_within(gradcheck_all(&c[0]), all[i].name));
        opcheck_fine(status_within(gradcheck_all(&c[1]), all[i].name));
    }
}
