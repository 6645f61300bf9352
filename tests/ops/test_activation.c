#include "engine/ops/activation.h"
#include "engine/ops/arith.h"
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

static int own_calls; /* of the two kernels below */

static void own_forward(float *out, const float *x, int n)
{
    own_calls++;
    kernels_fast("baseline")->activation_gelu_forward(out, x, n);
}

static void own_backward(float *dx, const float *dout, const float *x, int n)
{
    own_calls += 100;
    kernels_fast("baseline")->activation_gelu_backward(dx, dout, x, n);
}

static void gelu_of(struct graph *g, float dx[5])
{
    const double value[] = {-2, -0.5, 0, 0.3, 4};
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(5), value);

    opcheck_fine(gradcheck_backward(g, activation_gelu(g, x),
                                    (double[]){1, 2, 3, 4, 5}));
    tensor_copy_floats(dx, x->grad);
}

Test(activation, a_kept_slope_is_the_slope_of_the_kernels_that_keep_none)
{
    struct graph *g = graph_new(device_cpu("baseline"), OPCHECK_ROOM);
    float kept[5], own[5];

    gelu_of(g, kept);
    opcheck_fine(graph_swap(g, "gelu", "activation_gelu_forward",
                            (void (*)(void))own_forward));
    opcheck_fine(graph_swap(g, "gelu", "activation_gelu_backward",
                            (void (*)(void))own_backward));
    gelu_of(g, own);
    cr_assert(own_calls == 101, "%d", own_calls);
    cr_assert(memcmp(kept, own, sizeof own) == 0);
    graph_free(g);
}

Test(activation, a_kept_slope_is_added_to_a_gradient_that_is_there)
{
    struct graph *g = graph_new(device_cpu(NULL), OPCHECK_ROOM);
    struct tensor *x =
        gradcheck_leaf(g, OPCHECK_SHAPE(2), (double[]){0.5, -1.5});
    float once[2], twice[2];

    opcheck_fine(
        gradcheck_backward(g, activation_gelu(g, x), (double[]){1, 1}));
    tensor_copy_floats(once, x->grad);
    graph_reset(g);
    x = gradcheck_leaf(g, OPCHECK_SHAPE(2), (double[]){0.5, -1.5});
    struct tensor *sum =
        arith_add(g, activation_gelu(g, x), activation_gelu(g, x));
    opcheck_fine(gradcheck_backward(g, sum, (double[]){1, 1}));
    tensor_copy_floats(twice, x->grad);
    for (int i = 0; i < 2; i++)
        cr_assert(fabsf(twice[i] - 2.0f * once[i]) < 1e-6f);
    graph_free(g);
}
