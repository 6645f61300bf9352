#include "engine/ops/matmul.h"
#include "engine/ops/shape.h"
#include "tests/ops/opcheck.h"

Test(matmul, two_by_two_by_hand)
{
    struct graph *g = opcheck_graph();
    struct tensor *a =
        gradcheck_leaf(g, OPCHECK_SHAPE(2, 2), (double[]){1, 2, 3, 4});
    struct tensor *b =
        gradcheck_leaf(g, OPCHECK_SHAPE(2, 2), (double[]){5, 6, 7, 8});
    struct tensor *c = matmul_op(g, a, b);

    opcheck_holds(c, 4, (double[]){19, 22, 43, 50});
    opcheck_cost(g, 16, 3 * 4 * 8, 32);
    opcheck_shares(g, 2, 0);
    opcheck_fine(gradcheck_backward(g, c, (double[]){1, 0, 0, 0}));
    opcheck_holds(a->grad, 4, (double[]){5, 7, 0, 0});
    opcheck_holds(b->grad, 4, (double[]){1, 0, 2, 0});
    graph_free(g);
}

Test(matmul, infinity_and_nan_go_through)
{
    struct graph *g = opcheck_graph();
    struct tensor *a =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 2), (double[]){(double)INFINITY, 1});
    struct tensor *b = gradcheck_leaf(g, OPCHECK_SHAPE(2, 2),
                                      (double[]){1, (double)NAN, 1, 1});
    struct tensor *c = matmul_op(g, a, b);

    cr_assert(isinf(tensor_get(c, 0)));
    cr_assert(isnan(tensor_get(c, 1)));
    graph_free(g);
}

Test(matmul, says_which_shapes_clash)
{
    struct graph *g = opcheck_graph();
    const double zero[20] = {0};
    struct tensor *a = gradcheck_leaf(g, OPCHECK_SHAPE(2, 3), zero);
    struct tensor *b = gradcheck_leaf(g, OPCHECK_SHAPE(4, 5), zero);

    cr_assert_null(matmul_op(g, a, b));
    opcheck_fails(g, STATUS_BAD_SHAPE, "matmul: a is [2, 3] but b is [4, 5]");
    graph_free(g);
}

Test(matmul, shares_of_a_batch_add_up)
{
    struct graph *g = opcheck_graph();
    double value[24];

    for (int i = 0; i < 24; i++)
        value[i] = i - 7;
    struct tensor *a = gradcheck_leaf(g, OPCHECK_SHAPE(2, 2, 3), value);
    struct tensor *b = gradcheck_leaf(g, OPCHECK_SHAPE(2, 3, 4), value);
    struct tensor *flat = gradcheck_leaf(g, OPCHECK_SHAPE(3, 4), value);

    cr_assert(matmul_op(g, a, b));
    for (int i = 0; i < 16; i++)
        opcheck_shares(g, i, 1);
    cr_assert(matmul_op(g, a, flat));
    for (int i = 0; i < 16; i++)
        opcheck_shares(g, i, 0);
    graph_free(g);
}

Test(matmul, an_empty_sum_is_zero)
{
    for (int i = 0; i < 2; i++) {
        struct graph *g =
            graph_new(i ? device_cpu(NULL) : device_reference(), OPCHECK_ROOM);
        struct tensor *a = gradcheck_leaf(g, OPCHECK_SHAPE(2, 0), NULL);
        struct tensor *b = gradcheck_leaf(g, OPCHECK_SHAPE(0, 2), NULL);

        opcheck_holds(matmul_op(g, a, b), 4, (double[]){0, 0, 0, 0});
        graph_free(g);
    }
}

static struct tensor *plain(struct graph *g, struct tensor *const *in,
                            const void *user)
{
    (void)user;
    return matmul_op(g, in[0], in[1]);
}

static struct tensor *turned(struct graph *g, struct tensor *const *in,
                             const void *user)
{
    (void)user;
    return matmul_op(g, shape_transpose(g, in[0], -1, -2),
                     shape_transpose(g, in[1], -1, -2));
}

/* Heads between positions and width, as attention has them. */
static struct tensor *headed(struct graph *g, struct tensor *const *in,
                             const void *user)
{
    const int order[] = {0, 2, 1, 3};

    (void)user;
    return matmul_op(
        g, shape_permute(g, in[0], order),
        shape_transpose(g, shape_permute(g, in[1], order), -1, -2));
}

static void check(opcheck_build *build, struct gradcheck_input a,
                  struct gradcheck_input b)
{
    const struct gradcheck_case c = {.build = build,
                                     .inputs = 2,
                                     .in = {a, b},
                                     .seed = 3,
                                     .f32_error = 1e-10};

    opcheck_fine(gradcheck_all(&c));
}

Test(matmul, gradients_of_odd_sizes)
{
    check(plain, OPCHECK_IN(3, 7), OPCHECK_IN(7, 5));
    check(plain, OPCHECK_IN(1, 9), OPCHECK_IN(9, 1));
    check(plain, OPCHECK_IN(3, 1), OPCHECK_IN(1, 2));
}

Test(matmul, gradients_of_transposed_views)
{
    check(turned, OPCHECK_IN(7, 3), OPCHECK_IN(5, 7));
    check(turned, OPCHECK_IN(2, 7, 1), OPCHECK_IN(2, 5, 7));
}

Test(matmul, gradients_of_batches)
{
    check(plain, OPCHECK_IN(2, 3, 4), OPCHECK_IN(2, 4, 5));
    check(plain, OPCHECK_IN(2, 3, 2, 4), OPCHECK_IN(2, 3, 4, 5));
    check(headed, OPCHECK_IN(2, 3, 2, 4), OPCHECK_IN(2, 5, 2, 4));
}

Test(matmul, one_matrix_serves_a_batch)
{
    check(plain, OPCHECK_IN(2, 3, 4), OPCHECK_IN(4, 5));
    check(plain, OPCHECK_IN(3, 4), OPCHECK_IN(2, 2, 4, 5));
    check(turned, OPCHECK_IN(2, 4, 3), OPCHECK_IN(5, 4));
}

Test(matmul, transposed_views_are_not_copied)
{
    struct graph *g = opcheck_graph();
    const double value[24] = {1};
    struct tensor *a = gradcheck_leaf(g, OPCHECK_SHAPE(4, 3), value);
    struct tensor *b = gradcheck_leaf(g, OPCHECK_SHAPE(4, 5), value);

    cr_assert(matmul_op(g, shape_transpose(g, a, 0, 1), b));
    cr_assert(graph_records(g) == 2, "a view and a product");
    graph_free(g);
}

static bool stop(void *user)
{
    return ++*(int *)user > 1;
}

Test(matmul, a_hook_stops_it_inside)
{
    struct graph *g = graph_new(device_cpu(NULL), (size_t)1 << 30);
    int calls = 0;
    const int64_t shape[] = {1500, 1500};
    struct tensor *a = graph_real(g, 2, shape);

    memset(tensor_at(a, 0), 0, sizeof(float) * 1500 * 1500);
    graph_set_hook(g, (struct hook){stop, &calls});
    cr_assert_null(matmul_op(g, a, a));
    opcheck_fails(g, STATUS_CANCELLED, "stopped inside");
    graph_free(g);
}
