#include <criterion/criterion.h>
#include <math.h>

#include "engine/nn/reclayer.h"
#include "engine/ops/shape.h"

struct net {
    struct params *params;
    struct reclayer layer;
    struct graph *graph;
};

static struct net open_net(const struct reclayer_shape *shape)
{
    struct net n = {.params = params_new(device_reference()),
                    .graph = graph_new(device_reference(), (size_t)64 << 20)};

    cr_assert(n.params && n.graph);
    n.layer = reclayer_declare(n.params, "r", shape);
    cr_assert(params_build(n.params, 7).code == STATUS_FINE);
    return n;
}

static void close_net(struct net *n)
{
    graph_free(n->graph);
    params_free(n->params);
}

/* [2, 5, 3] of waves. */
static struct tensor *input(struct graph *g)
{
    struct tensor *x = graph_real(g, 3, (int64_t[]){2, 5, 3});

    cr_assert(x);
    for (int i = 0; i < 30; i++)
        ((double *)tensor_at(x, 0))[i] = sin(i);
    return x;
}

static double off(const struct tensor *a, const struct tensor *b)
{
    double most = 0.0;

    cr_assert(a && b && tensor_count(a) == tensor_count(b));
    for (int64_t i = 0; i < tensor_count(a); i++)
        most = fmax(most, fabs(tensor_get(a, i) - tensor_get(b, i)));
    return most;
}

Test(reclayer, names_its_parameters)
{
    const struct reclayer_shape shape = {RECLAYER_GRU, 1, true, 3, 4, 0.0};
    struct net n = open_net(&shape);
    const char *const want[] = {"r.0.input.weight", "r.0.input.bias",
                                "r.0.state.weight", "r.0.state.bias",
                                "r.1.input.weight", "r.1.input.bias",
                                "r.1.state.weight", "r.1.state.bias"};

    cr_assert(params_count(n.params) == 8);
    for (int i = 0; i < 8; i++)
        cr_assert_str_eq(params_at(n.params, i)->name, want[i]);
    close_net(&n);
}

Test(reclayer, a_run_in_two_pieces_is_the_run)
{
    const enum reclayer_kind kinds[] = {RECLAYER_RNN, RECLAYER_GRU,
                                        RECLAYER_LSTM};

    for (int k = 0; k < 3; k++) {
        const struct reclayer_shape shape = {kinds[k], 2, false, 3, 4, 0.0};
        struct net n = open_net(&shape);
        struct graph *g = n.graph;
        struct reclayer_state kept;
        struct tensor *x = input(g);
        struct tensor *whole =
            reclayer_forward(g, n.params, &n.layer, x, NULL, NULL);

        reclayer_forward(g, n.params, &n.layer, shape_slice(g, x, 1, 0, 3),
                         NULL, &kept);
        struct tensor *rest = reclayer_forward(
            g, n.params, &n.layer, shape_slice(g, x, 1, 3, 5), &kept, NULL);
        struct tensor *tail =
            shape_contiguous(g, shape_slice(g, whole, 1, 3, 5));
        cr_assert(graph_status(g).code == STATUS_FINE, "%s",
                  graph_status(g).text);
        cr_assert(off(shape_contiguous(g, rest), tail) < 1e-12);
        close_net(&n);
    }
}

/* The second way sees what comes later, the first one does not. */
Test(reclayer, both_ways_see_both_sides)
{
    const struct reclayer_shape shape = {RECLAYER_LSTM, 1, true, 3, 4, 0.0};
    struct net n = open_net(&shape);
    struct tensor *x = input(n.graph);
    struct tensor *before =
        reclayer_forward(n.graph, n.params, &n.layer, x, NULL, NULL);
    struct tensor *y = input(n.graph);

    ((double *)tensor_at(y, 0))[4 * 3] += 1.0; /* the last step of row 0 */
    struct tensor *after =
        reclayer_forward(n.graph, n.params, &n.layer, y, NULL, NULL);
    cr_assert(before && after && before->shape[2] == 8);
    for (int64_t t = 0; t < 4; t++)
        for (int64_t c = 0; c < 8; c++) {
            const double moved = fabs(tensor_get(before, t * 8 + c) -
                                      tensor_get(after, t * 8 + c));

            cr_assert(c < 4 ? moved < 1e-15 : moved > 1e-9,
                      "step %lld, number %lld moved by %g", (long long)t,
                      (long long)c, moved);
        }
    close_net(&n);
}

Test(reclayer, open_gates_set_the_forget_bias_alone)
{
    const struct reclayer_shape shape = {RECLAYER_LSTM, 1, false, 3, 2, 0.0};
    struct net n = open_net(&shape);

    reclayer_open_gates(n.params, &n.layer, 1.5);
    const struct param *bias = params_find(n.params, "r.0.input.bias");
    for (int i = 0; i < 8; i++)
        cr_assert(fabs(tensor_get(&bias->value, i) - (i / 2 == 1 ? 1.5 : 0.0)) <
                  1e-15);
    close_net(&n);
}

Test(reclayer, passes_a_failure_on)
{
    const struct reclayer_shape shape = {RECLAYER_LSTM, 2, true, 5, 2, 0.0};
    struct net n = open_net(&shape);
    struct reclayer_state last;

    cr_assert_null(reclayer_forward(n.graph, n.params, &n.layer, input(n.graph),
                                    NULL, &last));
    cr_assert(graph_status(n.graph).code == STATUS_BAD_SHAPE);
    close_net(&n);
}

/* Windows of one step each, the state carried over by hand: what is read is
 * the same, and no gradient comes from behind the window's begin. */
Test(reclayer, a_kept_state_goes_on_and_stops_the_gradient)
{
    const enum reclayer_kind kinds[] = {RECLAYER_RNN, RECLAYER_GRU,
                                        RECLAYER_LSTM};

    for (int kind = 0; kind < 3; kind++) {
        const struct reclayer_shape shape = {kinds[kind], 2, false, 3, 4, 0.0};
        struct net n = open_net(&shape);
        struct graph *g = n.graph;
        struct reclayer_kept kept = {0};
        double whole[8], last[8];
        struct tensor *y =
            reclayer_forward(g, n.params, &n.layer, input(g), NULL, NULL);

        for (int i = 0; i < 8; i++) /* the last step of both rows */
            whole[i] = tensor_get(y, i / 4 * 20 + 16 + i % 4);
        for (int64_t t = 0; t < 5; t++) {
            struct reclayer_state end;

            graph_reset(g);
            const struct reclayer_state start = reclayer_resume(g, &kept);
            y = reclayer_forward(g, n.params, &n.layer,
                                 shape_slice(g, input(g), 1, t, t + 1), &start,
                                 &end);
            cr_assert(!start.cell[0] == (t == 0));
            cr_assert(t == 0 || !start.cell[0]->needs_grad);
            cr_assert(reclayer_keep(&kept, &n.layer, &end).code == STATUS_FINE);
        }
        for (int i = 0; i < 8; i++) {
            last[i] = tensor_get(y, i);
            cr_assert(fabs(whole[i] - last[i]) < 1e-6, "%g, not %g", last[i],
                      whole[i]);
        }
        const struct reclayer_state none = {{NULL}};
        cr_assert(reclayer_keep(&kept, &n.layer, &none).code ==
                  STATUS_BAD_USAGE);
        cr_assert(kept.cells == 2);
        reclayer_kept_release(&kept);
        close_net(&n);
    }
}
