#include "engine/ops/conv.h"
#include "tests/ops/opcheck.h"

Test(conv, sums_each_window_by_hand)
{
    struct graph *g = opcheck_graph();
    struct tensor *x =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 4, 1), (double[]){1, 2, 3, 4});
    struct tensor *w =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 2, 1), (double[]){10, 1});
    struct tensor *b = gradcheck_leaf(g, OPCHECK_SHAPE(1), (double[]){100});

    opcheck_holds(conv_op(g, x, w, b, 1, 0), 3, (double[]){112, 123, 134});
    opcheck_holds(conv_op(g, x, w, NULL, 2, 0), 2, (double[]){12, 34});
    /* A zero before and one behind. */
    opcheck_holds(conv_op(g, x, w, NULL, 1, 1), 5,
                  (double[]){1, 12, 23, 34, 40});
    graph_free(g);
}

Test(conv, windows_cost_and_say_where_a_number_comes_from)
{
    struct graph *g = opcheck_graph();
    const struct conv_shape shape = {3, 1, 1};
    struct tensor *x =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 3, 2), (double[]){1, 2, 3, 4, 5, 6});
    struct tensor *y = conv_windows(g, x, &shape);

    opcheck_holds(
        y, 18,
        (double[]){0, 0, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 3, 4, 5, 6, 0, 0});
    opcheck_cost(g, 0, 8 * (6 + 18), 18);
    for (int i = 2; i < 16; i++)
        opcheck_shares(g, i, 0);
    const struct op_record *r = graph_record(g, graph_records(g) - 1);
    struct op_source source[2];
    cr_assert(r->op->sources(r, 0, source, 2) == 0);
    cr_assert(r->op->sources(r, 17, source, 2) == 0);
    opcheck_fine(gradcheck_backward(
        g, y,
        (double[]){1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}));
    opcheck_holds(x->grad, 6, (double[]){2, 2, 3, 3, 2, 2});
    graph_free(g);
}

static struct tensor *build(struct graph *g, struct tensor *const *in,
                            const void *user)
{
    const int64_t *n = user;

    return conv_op(g, in[0], in[1], in[2], n[0], n[1]);
}

Test(conv, gradients_over_widths_strides_and_padding)
{
    const struct {
        int64_t b, t, in, out, width, with[2];
    } sizes[] = {{2, 5, 3, 2, 3, {1, 0}},
                 {1, 7, 1, 4, 4, {3, 2}},
                 {3, 1, 2, 1, 1, {1, 0}},
                 {1, 3, 5, 3, 5, {2, 4}}};

    for (int i = 0; i < 4; i++) {
        const struct gradcheck_case c = {
            .build = build,
            .user = sizes[i].with,
            .inputs = 3,
            .in = {OPCHECK_IN(sizes[i].b, sizes[i].t, sizes[i].in),
                   OPCHECK_IN(sizes[i].out, sizes[i].width, sizes[i].in),
                   OPCHECK_IN(sizes[i].out)}};

        opcheck_fine(gradcheck_all(&c));
    }
}

Test(conv, says_what_does_not_fit)
{
    const double zero[12] = {0};
    struct graph *g = opcheck_graph();
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(1, 3, 2), zero);
    struct tensor *wide = gradcheck_leaf(g, OPCHECK_SHAPE(1, 4, 2), zero);
    struct tensor *other = gradcheck_leaf(g, OPCHECK_SHAPE(1, 2, 3), zero);

    cr_assert_null(conv_op(g, x, wide, NULL, 1, 0));
    opcheck_fails(g, STATUS_BAD_SHAPE, "windows of 4 steps");
    graph_reset(g);
    cr_assert_null(conv_op(g, x, other, NULL, 1, 0));
    opcheck_fails(g, STATUS_BAD_SHAPE, "the weight is [1, 2, 3]");
    graph_free(g);
}
