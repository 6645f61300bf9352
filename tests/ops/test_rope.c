#include "engine/ops/rope.h"
#include "engine/ops/shape.h"
#include "tests/ops/opcheck.h"

Test(rope, turns_by_one_radian_at_position_one)
{
    struct graph *g = opcheck_graph();
    struct tensor *x =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 2, 1, 2), (double[]){1, 0, 1, 0});
    struct tensor *y = rope_op(g, x, 0, 10000, false);

    opcheck_holds(y, 4, (double[]){1, 0, cos(1), sin(1)});
    opcheck_cost(g, 12, 64, 16);
    opcheck_fine(gradcheck_backward(g, y, (double[]){0, 0, 0, 1}));
    opcheck_holds(x->grad, 4, (double[]){0, 0, sin(1), cos(1)});
    graph_free(g);
}

Test(rope, the_two_layouts_pair_other_numbers)
{
    struct graph *g = opcheck_graph();
    struct tensor *x =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 1, 1, 4), (double[]){1, 2, 3, 4});
    const double a = 5, b = 5 / 100.0; /* angles at position 5, base 10000 */

    opcheck_holds(rope_op(g, x, 5, 10000, false), 4,
                  (double[]){cos(a) - 3 * sin(a), 2 * cos(b) - 4 * sin(b),
                             3 * cos(a) + sin(a), 4 * cos(b) + 2 * sin(b)});
    opcheck_holds(rope_op(g, x, 5, 10000, true), 4,
                  (double[]){cos(a) - 2 * sin(a), 2 * cos(a) + sin(a),
                             3 * cos(b) - 4 * sin(b), 4 * cos(b) + 3 * sin(b)});
    graph_free(g);
}

Test(rope, far_positions_stay_on_the_circle_in_f32)
{
    struct graph *fast = graph_new(device_cpu(NULL), OPCHECK_ROOM);
    struct graph *g = opcheck_graph();
    const double value[] = {0.6, 0.8, -0.3, 0.4};
    struct tensor *x[] = {
        gradcheck_leaf(fast, OPCHECK_SHAPE(1, 1, 1, 4), value),
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 1, 1, 4), value)};
    struct tensor *got = rope_op(fast, x[0], 4095, 10000, false);
    struct tensor *want = rope_op(g, x[1], 4095, 10000, false);

    for (int i = 0; i < 4; i++)
        cr_assert(fabs(tensor_get(got, i) - tensor_get(want, i)) < 1e-6);
    graph_free(fast);
    graph_free(g);
}

Test(rope, an_odd_width_is_refused)
{
    struct graph *g = opcheck_graph();
    const double zero[3] = {0};

    cr_assert_null(rope_op(
        g, gradcheck_leaf(g, OPCHECK_SHAPE(1, 1, 1, 3), zero), 0, 1e4, false));
    opcheck_fails(g, STATUS_BAD_SHAPE, "rope: x is [1, 1, 1, 3]");
    graph_free(g);
}

static struct tensor *build(struct graph *g, struct tensor *const *in,
                            const void *user)
{
    return rope_op(g, in[0], 3, 100, *(const bool *)user);
}

/* The second of three fused parts, as in a q k v product. */
static struct tensor *sliced(struct graph *g, struct tensor *const *in,
                             const void *user)
{
    return rope_op(g, shape_slice(g, in[0], 2, 2, 4), 3, 100,
                   *(const bool *)user);
}

Test(rope, gradients_of_both_layouts_and_of_views)
{
    for (int i = 0; i < 2; i++) {
        const bool interleaved = i != 0;
        const struct gradcheck_case c[] = {
            {.build = build,
             .user = &interleaved,
             .inputs = 1,
             .in = {OPCHECK_IN(2, 3, 1, 6)}},
            {.build = sliced,
             .user = &interleaved,
             .inputs = 1,
             .in = {OPCHECK_IN(2, 3, 6, 4)}},
        };

        opcheck_fine(gradcheck_all(&c[0]));
        opcheck_fine(gradcheck_all(&c[1]));
    }
}

Test(rope, a_view_of_a_fused_product_is_read_in_place)
{
    struct graph *g = opcheck_graph();
    const double zero[96] = {0};
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(1, 4, 6, 4), zero);

    cr_assert(rope_op(g, shape_slice(g, x, 2, 2, 4), 0, 100, false));
    cr_assert(graph_records(g) == 2, "a view and a rope");
    graph_free(g);
}
