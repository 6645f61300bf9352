#include <criterion/criterion.h>
#include <string.h>

#include "engine/core/graph.h"
#include "engine/core/params.h"
#include "engine/ops/arith.h"
#include "engine/ops/reduce.h"
#include "engine/ops/shape.h"
#include "engine/ops/softmax.h"

static struct graph *graph_on(const char *device)
{
    struct graph *g = graph_new(device_find(device), 1 << 24);

    cr_assert_not_null(g);
    return g;
}

static struct tensor *row(struct graph *g, int64_t n, bool needs_grad)
{
    float data[64];

    for (int i = 0; i < n; i++)
        data[i] = (float)(i + 1);
    struct tensor *t = graph_floats(g, 1, &n, data);
    if (t) {
        t->needs_grad = needs_grad;
        graph_keep_grad(g, t);
    }
    return t;
}

Test(graph, a_tensor_used_twice_gets_both_gradients)
{
    struct graph *g = graph_on("reference");
    struct tensor *x = row(g, 3, true);
    struct tensor *y = reduce_sum(g, arith_mul(g, x, x), REDUCE_ALL);

    cr_assert_eq(graph_backward(g, y).code, 0);
    for (int i = 0; i < 3; i++)
        cr_assert_float_eq(tensor_get(x->grad, i), 2.0 * (i + 1), 1e-12);
    graph_free(g);
}

Test(graph, views_hand_their_gradients_to_the_base)
{
    struct graph *g = graph_on("reference");
    struct tensor *x = row(g, 6, true);
    struct tensor *m = shape_reshape(g, x, 2, (const int64_t[]){2, 3});
    struct tensor *t = shape_transpose(g, m, 0, 1);
    struct tensor *s = shape_slice(g, t, 0, 1, 3); /* columns 1 and 2 */
    struct tensor *y = reduce_sum(g, arith_mul(g, s, s), REDUCE_ALL);
    const double want[] = {0, 4, 6, 0, 10, 12};

    cr_assert_eq(graph_backward(g, y).code, 0, "%s", graph_status(g).text);
    for (int i = 0; i < 6; i++)
        cr_assert_float_eq(tensor_get(x->grad, i), want[i], 1e-12);
    graph_free(g);
}

Test(graph, errors_are_sticky_and_the_first_one_is_told)
{
    struct graph *g = graph_on("cpu");
    struct tensor *bad = arith_add(g, row(g, 3, false), row(g, 4, false));

    cr_assert_null(bad);
    cr_assert_null(softmax_op(g, bad));
    cr_assert_null(row(g, 3, false));
    cr_assert_eq(graph_status(g).code, STATUS_BAD_SHAPE);
    graph_reset(g);
    cr_assert_not_null(row(g, 3, false), "a reset forgets the failure");
    graph_free(g);
}

Test(graph, an_input_changed_in_place_stops_the_way_back)
{
    struct graph *g = graph_on("cpu");
    struct params *ps = params_new(device_find("cpu"));

    params_add(ps, "w", 1, (const int64_t[]){3}, PARAMS_ONE, 0.0);
    cr_assert_eq(params_build(ps, 1).code, 0);
    struct tensor *w = params_tensor(params_at(ps, 0));
    struct tensor *y = reduce_sum(g, arith_mul(g, w, w), REDUCE_ALL);
    params_touch(ps);
    const struct status st = graph_backward(g, y);
    cr_assert_eq(st.code, STATUS_BAD_USAGE);
    cr_assert_not_null(strstr(st.text, "changed"));
    params_free(ps);
    graph_free(g);
}

Test(graph, a_second_step_takes_nothing_from_the_system)
{
    struct graph *g = graph_on("cpu");
    int64_t asked = 0;

    for (int step = 0; step < 4; step++) {
        graph_reset(g);
        struct tensor *x = row(g, 60, true);
        for (int i = 0; i < 50; i++)
            x = softmax_op(g, x);
        cr_assert_eq(graph_backward(g, reduce_sum(g, x, REDUCE_ALL)).code, 0);
        if (step == 1)
            asked = graph_memory(g).system_requests;
    }
    cr_assert_eq(graph_memory(g).system_requests, asked);
    graph_free(g);
}

Test(graph, done_frees_at_once_where_gradients_are_off)
{
    struct graph *g = graph_on("cpu");

    graph_set_gradients(g, false);
    struct tensor *x = row(g, 60, false);
    const size_t before = graph_memory(g).live_bytes;
    struct tensor *y = softmax_op(g, x);
    cr_assert_gt(graph_memory(g).live_bytes, before);
    graph_done(g, y);
    graph_done(g, y); /* twice is once */
    cr_assert_eq(graph_memory(g).live_bytes, before);
    cr_assert_eq(graph_records(g), 0);
    graph_free(g);
}

static bool stop_at_third(void *user)
{
    return ++*(int *)user == 3;
}

Test(graph, the_hook_stops_before_the_op_it_was_asked_for)
{
    struct graph *g = graph_on("cpu");
    int asked = 0;

    graph_set_hook(g, (struct hook){stop_at_third, &asked});
    struct tensor *x = row(g, 3, false);
    x = softmax_op(g, softmax_op(g, x));
    cr_assert_not_null(x);
    cr_assert_null(softmax_op(g, x));
    cr_assert_eq(graph_status(g).code, STATUS_CANCELLED);
    graph_free(g);
}

static void all_ones(float *out, const float *x, int rows, int cols)
{
    (void)x;
    for (int i = 0; i < rows * cols; i++)
        out[i] = 1.0f;
}

Test(graph, a_swapped_kernel_is_the_one_that_runs)
{
    struct graph *g = graph_on("cpu");

    struct status st =
        graph_swap(g, "softmax", "softmax_forward", (void (*)(void))all_ones);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_eq(tensor_get(softmax_op(g, row(g, 3, false)), 1), 1.0);
    cr_assert_eq(graph_swap(g, "softmax", "no_such", NULL).code,
                 STATUS_NOT_FOUND);
    graph_free(g);
    g = graph_on("reference");
    cr_assert_eq(graph_swap(g, "softmax", "softmax_forward", NULL).code,
                 STATUS_UNSUPPORTED);
    graph_free(g);
}
