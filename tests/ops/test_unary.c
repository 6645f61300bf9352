#include "engine/ops/arith.h"
#include "engine/ops/shape.h"
#include "engine/ops/unary.h"
#include "tests/ops/opcheck.h"

typedef struct tensor *function(struct graph *g, struct tensor *x);

static const struct {
    const char *name;
    function *op;
    double x, y, slope, flops; /* at one point, by hand */
} all[] = {
    {"neg", unary_neg, 2, -2, -1, 1},
    {"exp", unary_exp, 1, 2.718281828459045, 2.718281828459045, 8},
    {"log", unary_log, 4, 1.386294361119891, 0.25, 12},
    {"sqrt", unary_sqrt, 4, 2, 0.25, 1},
    {"square", unary_square, 3, 9, 6, 1},
    {"tanh", unary_tanh, 0.5, 0.46211715726000979, 0.78644773296592738, 12},
    {"sigmoid", unary_sigmoid, 0, 0.5, 0.25, 10},
};
enum { ALL = sizeof all / sizeof *all };

Test(unary, every_function_by_hand)
{
    for (int i = 0; i < ALL; i++) {
        struct graph *g = opcheck_graph();
        struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(1), &all[i].x);
        struct tensor *y = all[i].op(g, x);

        opcheck_holds(y, 1, &all[i].y);
        opcheck_cost(g, all[i].flops, 16, all[i].flops + 2);
        opcheck_fine(gradcheck_backward(g, y, (double[]){1}));
        opcheck_holds(x->grad, 1, &all[i].slope);
        graph_free(g);
    }
}

static double at(function *op, double x)
{
    struct graph *g = opcheck_graph();
    const double y =
        tensor_get(op(g, gradcheck_leaf(g, OPCHECK_SHAPE(1), &x)), 0);

    graph_free(g);
    return y;
}

Test(unary, extremes_are_those_of_mathematics)
{
    cr_assert(isinf(at(unary_exp, 1000)));
    cr_assert(at(unary_exp, -1000) == 0);
    cr_assert(isinf(at(unary_log, 0)) && at(unary_log, 0) < 0);
    cr_assert(isnan(at(unary_log, -1)));
    cr_assert(isnan(at(unary_sqrt, -1)));
    cr_assert(at(unary_tanh, 1000) == 1);
    cr_assert(at(unary_sigmoid, -1000) == 0);
    cr_assert(at(unary_sigmoid, 1000) == 1);
    for (int i = 0; i < ALL; i++)
        cr_assert(isnan(at(all[i].op, (double)NAN)), "%s", all[i].name);
}

static struct tensor *build(struct graph *g, struct tensor *const *in,
                            const void *user)
{
    return all[*(const int *)user].op(g, in[0]);
}

static struct tensor *turned(struct graph *g, struct tensor *const *in,
                             const void *user)
{
    return all[*(const int *)user].op(g, shape_transpose(g, in[0], 0, 1));
}

Test(unary, gradients_of_odd_sizes_and_views)
{
    for (int i = 0; i < ALL; i++) {
        const struct gradcheck_case c[] = {
            {.build = build,
             .user = &i,
             .inputs = 1,
             .in = {OPCHECK_FROM(0.2, 2.0, 65)}},
            {.build = turned,
             .user = &i,
             .inputs = 1,
             .in = {OPCHECK_FROM(0.2, 2.0, 3, 7)}},
        };

        opcheck_fine(status_within(gradcheck_all(&c[0]), all[i].name));
        opcheck_fine(status_within(gradcheck_all(&c[1]), all[i].name));
    }
}

enum { LONG = 9001 }; /* two whole pieces and a rest */

Test(unary, long_tensors_are_whole)
{
    struct graph *g = opcheck_graph();
    static double x[LONG], one[LONG];

    for (int i = 0; i < LONG; i++) {
        x[i] = i * 1e-3;
        one[i] = 1;
    }
    struct tensor *t = gradcheck_leaf(g, OPCHECK_SHAPE(LONG), x);
    struct tensor *y = arith_shift(g, arith_scale(g, unary_square(g, t), 2), 1);
    opcheck_fine(gradcheck_backward(g, y, one));
    for (int i = 0; i < LONG; i++) {
        cr_assert(fabs(tensor_get(y, i) - 2 * x[i] * x[i] - 1) < 1e-9);
        cr_assert(fabs(tensor_get(t->grad, i) - 4 * x[i]) < 1e-9);
    }
    graph_free(g);
}
