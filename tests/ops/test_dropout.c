#include "engine/ops/dropout.h"
#include "tests/ops/opcheck.h"

enum { MANY = 20000 };

static struct tensor *ones(struct graph *g)
{
    static double one[MANY];

    for (int i = 0; i < MANY; i++)
        one[i] = 1;
    return gradcheck_leaf(g, OPCHECK_SHAPE(MANY), one);
}

Test(dropout, a_quarter_falls_and_the_mean_stays)
{
    struct graph *g = opcheck_graph();
    struct tensor *y = dropout_op(g, ones(g), 0.25, 1, 2);
    double sum = 0;
    int fallen = 0;

    opcheck_cost(g, MANY, 16.0 * MANY, 2 * MANY);
    for (int i = 0; i < MANY; i++) {
        const double value = tensor_get(y, i);

        cr_assert(value == 0 || fabs(value - 4 / 3.0) < 1e-12);
        fallen += value == 0;
        sum += value;
    }
    /* The deviation of the share is 0.003. */
    cr_assert(fabs((double)fallen / MANY - 0.25) < 0.015, "%d", fallen);
    cr_assert(fabs(sum / MANY - 1) < 0.02);
    graph_free(g);
}

Test(dropout, what_falls_forward_has_no_gradient)
{
    struct graph *g = opcheck_graph();
    static double weight[MANY];
    struct tensor *x = ones(g), *y = dropout_op(g, x, 0.5, 3, 4);

    for (int i = 0; i < MANY; i++)
        weight[i] = 1;
    opcheck_fine(gradcheck_backward(g, y, weight));
    for (int i = 0; i < MANY; i++)
        cr_assert(fabs(tensor_get(x->grad, i) - tensor_get(y, i)) < 1e-12);
    graph_free(g);
}

Test(dropout, seed_and_stream_decide_and_devices_agree)
{
    struct graph *g = opcheck_graph();
    struct graph *fast = graph_new(device_cpu(NULL), OPCHECK_ROOM);
    struct tensor *a = dropout_op(g, ones(g), 0.5, 1, 1);
    struct tensor *b = dropout_op(fast, ones(fast), 0.5, 1, 1);
    struct tensor *c = dropout_op(g, ones(g), 0.5, 1, 2);
    int differ = 0;

    for (int i = 0; i < MANY; i++) {
        cr_assert((tensor_get(a, i) == 0) == (tensor_get(b, i) == 0));
        differ += (tensor_get(a, i) == 0) != (tensor_get(c, i) == 0);
    }
    cr_assert(differ > MANY / 3);
    graph_free(g);
    graph_free(fast);
}

Test(dropout, probability_zero_is_nothing_and_one_is_refused)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = ones(g);

    cr_assert(dropout_op(g, x, 0, 1, 1) == x);
    cr_assert_null(dropout_op(g, x, 1, 1, 1));
    opcheck_fails(g, STATUS_BAD_USAGE, "dropout: probability 1");
    graph_free(g);
}

static struct tensor *build(struct graph *g, struct tensor *const *in,
                            const void *user)
{
    (void)user;
    return dropout_op(g, in[0], 0.4, 7, 8);
}

Test(dropout, gradients_of_odd_sizes)
{
    const struct gradcheck_case c = {
        .build = build, .inputs = 1, .in = {OPCHECK_IN(3, 31)}};

    opcheck_fine(gradcheck_all(&c));
}
