#include "engine/ops/activation.h"
#include "engine/ops/arith.h"
#include "engine/ops/linear.h"
#include "engine/ops/recurrent.h"
#include "engine/ops/shape.h"
#include "engine/ops/unary.h"
#include "tests/ops/opcheck.h"

Test(recurrent, rnn_of_width_one_by_hand)
{
    struct graph *g = opcheck_graph();
    struct tensor *x =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 2, 1), (double[]){0.5, -0.25});
    struct tensor *w = gradcheck_leaf(g, OPCHECK_SHAPE(1, 1), (double[]){2});
    struct tensor *y = recurrent_rnn(g, x, w, NULL, false);
    const double first = tanh(0.5), second = tanh(2 * first - 0.25);

    opcheck_holds(y, 2, (double[]){first, second});
    opcheck_fine(gradcheck_backward(g, y, (double[]){0, 1}));
    const double d = 1 - second * second;
    opcheck_holds(w->grad, 1, (double[]){d * first});
    opcheck_holds(x->grad, 2, (double[]){d * 2 * (1 - first * first), d});
    graph_free(g);
}

/* A forget gate held open and an input gate held shut keep the cell. */
Test(recurrent, lstm_keeps_its_cell_through_32_steps)
{
    struct graph *g = opcheck_graph();
    double sums[32 * 4];
    const double zero[4] = {0};

    for (int t = 0; t < 32; t++) {
        sums[4 * t] = -40;
        sums[4 * t + 1] = 40;
        sums[4 * t + 2] = sin(t);
        sums[4 * t + 3] = 40;
    }
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(1, 32, 4), sums);
    struct tensor *w = gradcheck_leaf(g, OPCHECK_SHAPE(4, 1), zero);
    struct tensor *start =
        gradcheck_leaf(g, OPCHECK_SHAPE(2, 1, 1), (double[]){0, 0.75});
    struct tensor *y = recurrent_lstm(g, x, w, start, false);
    double weight[64] = {0};

    cr_assert(fabs(tensor_get(y, 31) - tanh(0.75)) < 1e-9);
    cr_assert(fabs(tensor_get(y, 63) - 0.75) < 1e-9);
    weight[63] = 1;
    opcheck_fine(gradcheck_backward(g, y, weight));
    opcheck_holds(start->grad, 2, (double[]){0, 1});
    graph_free(g);
}

Test(recurrent, gru_with_a_full_update_gate_stays_where_it_was)
{
    struct graph *g = opcheck_graph();
    const double zero[3] = {0};
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(1, 2, 3),
                                      (double[]){0, 60, 3, 0, 60, -3});
    struct tensor *w = gradcheck_leaf(g, OPCHECK_SHAPE(3, 1), zero);
    struct tensor *bias = gradcheck_leaf(g, OPCHECK_SHAPE(1), zero);
    struct tensor *start =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 1), (double[]){0.3});

    opcheck_holds(recurrent_gru(g, x, w, bias, start, false), 2,
                  (double[]){0.3, 0.3});
    graph_free(g);
}

Test(recurrent, says_which_shapes_clash)
{
    struct graph *g = opcheck_graph();
    const double zero[64] = {0};
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(2, 3, 8), zero);
    struct tensor *w = gradcheck_leaf(g, OPCHECK_SHAPE(8, 2), zero);
    struct tensor *start = gradcheck_leaf(g, OPCHECK_SHAPE(2, 3, 2), zero);

    cr_assert_null(recurrent_lstm(g, x, w, start, false));
    opcheck_fails(g, STATUS_BAD_SHAPE,
                  "recurrent_lstm: sums is [2, 3, 8], the weight [8, 2] and "
                  "the start [2, 3, 2]");
    graph_free(g);
    g = opcheck_graph();
    x = gradcheck_leaf(g, OPCHECK_SHAPE(2, 0, 8), zero);
    w = gradcheck_leaf(g, OPCHECK_SHAPE(8, 2), zero);
    cr_assert_null(recurrent_lstm(g, x, w, NULL, false));
    opcheck_fails(g, STATUS_BAD_SHAPE, "sums is [2, 0, 8]");
    graph_free(g);
}

/* How one case runs. */
struct how {
    int kind; /* sums a state: 1 rnn, 3 gru, 4 lstm */
    bool starts, turned;
};

static struct tensor *fused(struct graph *g, struct tensor *const *in,
                            const void *user)
{
    const struct how *h = user;

    if (h->kind == 3)
        return recurrent_gru(g, in[0], in[1], in[2], h->starts ? in[3] : NULL,
                             h->turned);
    struct tensor *start = h->starts ? in[2] : NULL;

    return h->kind == 1 ? recurrent_rnn(g, in[0], in[1], start, h->turned)
                        : recurrent_lstm(g, in[0], in[1], start, h->turned);
}

static struct tensor *gate(struct graph *g, struct tensor *sums, int i,
                           int64_t w)
{
    return shape_slice(g, sums, 1, i * w, (i + 1) * w);
}

/* One step of an lstm out of small ops; state is [2, b, w]. */
static struct tensor *lstm_step(struct graph *g, struct tensor *x,
                                struct tensor *weight, struct tensor *state)
{
    const int64_t w = weight->shape[1], b = x->shape[0];
    struct tensor *h =
        shape_reshape(g, shape_slice(g, state, 0, 0, 1), 2, (int64_t[]){b, w});
    struct tensor *c =
        shape_reshape(g, shape_slice(g, state, 0, 1, 2), 2, (int64_t[]){b, w});
    struct tensor *s = arith_add(g, x, linear_op(g, h, weight, NULL));

    c = arith_add(g, arith_mul(g, unary_sigmoid(g, gate(g, s, 1, w)), c),
                  arith_mul(g, unary_sigmoid(g, gate(g, s, 0, w)),
                            unary_tanh(g, gate(g, s, 2, w))));
    h = arith_mul(g, unary_sigmoid(g, gate(g, s, 3, w)), unary_tanh(g, c));
    struct tensor *both[] = {shape_reshape(g, h, 3, (int64_t[]){1, b, w}),
                             shape_reshape(g, c, 3, (int64_t[]){1, b, w})};
    return shape_concat(g, both, 2, 0);
}

/* Two steps of the same layer, op by op: [2, b, 2, w]. */
static struct tensor *unfused(struct graph *g, struct tensor *const *in,
                              const void *user)
{
    const struct how *h = user;
    const int64_t b = in[0]->shape[0], w = in[1]->shape[1];
    struct tensor *state = in[2], *step[2];

    for (int i = 0; i < 2; i++) {
        const int t = h->turned ? 1 - i : i;
        struct tensor *x = shape_reshape(g, shape_slice(g, in[0], 1, t, t + 1),
                                         2, (int64_t[]){b, 4 * w});

        state = lstm_step(g, x, in[1], state);
        step[t] = shape_reshape(g, state, 4, (int64_t[]){2, b, 1, w});
    }
    return shape_concat(g, step, 2, 2);
}

Test(recurrent, lstm_is_what_small_ops_make_of_it)
{
    for (int turned = 0; turned < 2; turned++) {
        const struct how how = {4, true, turned};
        struct gradcheck_case a = {.build = fused,
                                   .user = &how,
                                   .inputs = 3,
                                   .in = {OPCHECK_IN(3, 2, 20),
                                          OPCHECK_IN(20, 5),
                                          OPCHECK_IN(2, 3, 5)}};
        struct gradcheck_case b = a;

        b.build = unfused;
        opcheck_fine(gradcheck_twins(&a, &b, 1e-20));
    }
}

/* Sizes: batch, steps, width; 13 and 25 sequences leave a rest in a tile. */
static struct gradcheck_case case_of(const struct how *how, const int *n)
{
    const int k = how->kind;
    struct gradcheck_case c = {.build = fused,
                               .user = how,
                               .inputs = 2,
                               .seed = 3,
                               .in = {OPCHECK_IN(n[0], n[1], k * n[2]),
                                      OPCHECK_FROM(-0.5, 0.5, k * n[2], n[2])}};

    if (k == 3)
        c.in[c.inputs++] = OPCHECK_IN(n[2]);
    if (how->starts && k == 4)
        c.in[c.inputs++] = OPCHECK_IN(2, n[0], n[2]);
    else if (how->starts)
        c.in[c.inputs++] = OPCHECK_IN(n[0], n[2]);
    return c;
}

Test(recurrent, gradients_of_every_kind_both_ways)
{
    const int size[][3] = {{1, 1, 1}, {2, 4, 3}};
    const int kinds[] = {1, 3, 4};

    for (int k = 0; k < 3; k++)
        for (int i = 0; i < 2; i++)
            for (int way = 0; way < 4; way++) {
                const struct how how = {kinds[k], way & 1, way & 2};
                const struct gradcheck_case c = case_of(&how, size[i]);

                opcheck_fine(gradcheck_all(&c));
            }
}

/* A wrong step would show as a wrong direction, growing with every step. */
Test(recurrent, gradients_through_32_steps_and_over_several_tiles)
{
    const int size[][3] = {{3, 32, 2}, {25, 3, 4}};
    const int kinds[] = {1, 3, 4};

    for (int k = 0; k < 3; k++)
        for (int i = 0; i < 2; i++) {
            const struct how how = {kinds[k], true, i};
            const struct gradcheck_case c = case_of(&how, size[i]);

            opcheck_fine(gradcheck_run(&c));
        }
}

/* Numbers of both devices agree at the widths of real layers. */
Test(recurrent, wide_layers_agree_with_the_reference)
{
    const int kinds[] = {1, 3, 4};

    for (int k = 0; k < 3; k++) {
        const struct how how = {kinds[k], false, false};
        struct gradcheck_case c = {
            .build = fused,
            .user = &how,
            .inputs = kinds[k] == 3 ? 3 : 2,
            .in = {OPCHECK_IN(30, 20, kinds[k] * 65),
                   OPCHECK_FROM(-0.1, 0.1, kinds[k] * 65, 65), OPCHECK_IN(65)}};

        opcheck_fine(gradcheck_devices(&c));
    }
}

/* Step t of one sequence after steps 0 .. t-1 is nothing else. */
Test(recurrent, a_sequence_in_two_pieces_is_the_sequence)
{
    struct graph *g = opcheck_graph();
    double sums[2 * 6 * 8], weight[16];

    for (int i = 0; i < 96; i++)
        sums[i] = sin(i);
    for (int i = 0; i < 16; i++)
        weight[i] = cos(i);
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(2, 6, 8), sums);
    struct tensor *w = gradcheck_leaf(g, OPCHECK_SHAPE(8, 2), weight);
    struct tensor *whole = recurrent_lstm(g, x, w, NULL, false);
    struct tensor *first =
        recurrent_lstm(g, shape_slice(g, x, 1, 0, 4), w, NULL, false);
    struct tensor *carried =
        shape_reshape(g, shape_contiguous(g, shape_slice(g, first, 2, 3, 4)), 3,
                      (int64_t[]){2, 2, 2});
    struct tensor *rest =
        recurrent_lstm(g, shape_slice(g, x, 1, 4, 6), w, carried, false);
    struct tensor *tail = shape_contiguous(g, shape_slice(g, whole, 2, 4, 6));

    opcheck_fine(graph_status(g));
    for (int i = 0; i < 16; i++)
        cr_assert(fabs(tensor_get(rest, i) - tensor_get(tail, i)) < 1e-12);
    graph_free(g);
}
