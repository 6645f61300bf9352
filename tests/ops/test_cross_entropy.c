#include "engine/ops/arith.h"
#include "engine/ops/cross_entropy.h"
#include "engine/ops/reduce.h"
#include "engine/ops/softmax.h"
#include "engine/ops/unary.h"
#include "tests/ops/opcheck.h"

static struct tensor *targets_of(struct graph *g, int64_t n,
                                 const int32_t *target)
{
    return graph_ints(g, 1, &n, target);
}

Test(cross_entropy, two_even_rows_lose_the_logarithm_of_two)
{
    struct graph *g = opcheck_graph();
    struct tensor *x =
        gradcheck_leaf(g, OPCHECK_SHAPE(2, 2), (double[]){0, 0, 3, 3});
    struct tensor *loss =
        cross_entropy_op(g, x, targets_of(g, 2, (int32_t[]){0, 1}), -1);

    opcheck_holds(loss, 1, (double[]){log(2)});
    opcheck_cost(g, 36, 8 * 5 + 4 * 2, 44);
    opcheck_shares(g, 0, 0);
    opcheck_fine(graph_backward(g, loss));
    opcheck_holds(x->grad, 4, (double[]){-0.25, 0.25, 0.25, -0.25});
    graph_free(g);
}

Test(cross_entropy, ignored_rows_neither_count_nor_learn)
{
    struct graph *g = opcheck_graph();
    struct tensor *x =
        gradcheck_leaf(g, OPCHECK_SHAPE(2, 2), (double[]){0, 0, 9, -9});
    struct tensor *loss =
        cross_entropy_op(g, x, targets_of(g, 2, (int32_t[]){1, -100}), -100);

    opcheck_holds(loss, 1, (double[]){log(2)});
    opcheck_fine(graph_backward(g, loss));
    opcheck_holds(x->grad, 4, (double[]){0.5, -0.5, 0, 0});
    graph_free(g);
}

Test(cross_entropy, without_a_row_that_counts_it_is_zero)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(1, 2), (double[]){1, 2});
    struct tensor *loss =
        cross_entropy_op(g, x, targets_of(g, 1, (int32_t[]){-1}), -1);

    opcheck_holds(loss, 1, (double[]){0});
    opcheck_fine(graph_backward(g, loss));
    opcheck_holds(x->grad, 2, (double[]){0, 0});
    graph_free(g);
}

Test(cross_entropy, huge_logits_stay_finite)
{
    struct graph *g = opcheck_graph();
    struct tensor *x =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 2), (double[]){-1e4, 1e4});
    struct tensor *loss =
        cross_entropy_op(g, x, targets_of(g, 1, (int32_t[]){0}), -1);

    opcheck_holds(loss, 1, (double[]){2e4});
    graph_free(g);
}

Test(cross_entropy, a_target_outside_the_classes_is_refused)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(1, 2), (double[]){0, 0});

    cr_assert_null(
        cross_entropy_op(g, x, targets_of(g, 1, (int32_t[]){2}), -1));
    opcheck_fails(g, STATUS_BAD_USAGE,
                  "cross_entropy: target 2 at 0 is not one of 2 classes");
    graph_free(g);
}

static struct tensor *build(struct graph *g, struct tensor *const *in,
                            const void *user)
{
    return cross_entropy_op(g, in[0], in[1], *(const int *)user);
}

Test(cross_entropy, gradients_of_odd_sizes)
{
    const int ignore[] = {-1, 2};
    const struct gradcheck_case c[] = {
        {.build = build,
         .user = &ignore[0],
         .inputs = 2,
         .in = {OPCHECK_IN(7, 5), OPCHECK_WHOLE(5, 7)}},
        {.build = build,
         .user = &ignore[1],
         .inputs = 2,
         .in = {OPCHECK_IN(2, 3, 33), OPCHECK_WHOLE(4, 2, 3)}},
        {.build = build,
         .user = &ignore[0],
         .inputs = 2,
         .in = {OPCHECK_FROM(-30.0, 30.0, 3, 65), OPCHECK_WHOLE(65, 3)}},
    };

    for (int i = 0; i < 3; i++)
        opcheck_fine(gradcheck_all(&c[i]));
}

/* The same from softmax, log and a sum with one-hot weights. */
static struct tensor *unfused(struct graph *g, struct tensor *const *in,
                              const void *user)
{
    const int64_t rows = tensor_rows(in[0]), cols = tensor_cols(in[0]);
    struct tensor *hot = graph_real(g, in[0]->dims, in[0]->shape);
    struct tensor *p = unary_log(g, softmax_op(g, in[0]));

    (void)user;
    for (int64_t i = 0; i < rows * cols; i++)
        ((double *)tensor_at(hot, 0))[i] =
            (double)i - (double)(i / cols * cols) == tensor_get(in[1], i / cols)
                ? -1.0 / (double)rows
                : 0.0;
    return reduce_sum(g, arith_mul(g, p, hot), REDUCE_ALL);
}

Test(cross_entropy, fused_and_unfused_agree)
{
    const int ignore = -1;
    const struct gradcheck_case a = {
        .build = build,
        .user = &ignore,
        .inputs = 2,
        .in = {OPCHECK_IN(7, 5), OPCHECK_WHOLE(5, 7)}};
    struct gradcheck_case b = a;

    b.build = unfused;
    opcheck_fine(gradcheck_twins(&a, &b, 1e-24));
}
