#include <criterion/criterion.h>
#include <math.h>

#include "engine/nn/selfattn.h"

struct net {
    struct params *params;
    struct graph *graph;
    struct selfattn attn;
};

static struct net open_net(void)
{
    const struct selfattn_shape shape = {.width = 4,
                                         .heads = 2,
                                         .groups = 2,
                                         .head_width = 2,
                                         .bias = true,
                                         .qkv_bias = true,
                                         .scales = {0.5, 0.5}};
    struct net n = {.params = params_new(device_reference()),
                    .graph = graph_new(device_reference(), (size_t)1 << 24)};

    cr_assert(n.params && n.graph);
    n.attn = selfattn_declare(n.params, "a", &shape);
    cr_assert(params_build(n.params, 5).code == STATUS_FINE);
    return n;
}

static void close_net(struct net *n)
{
    graph_free(n->graph);
    params_free(n->params);
}

static struct tensor *waves(struct graph *g, int64_t batch, int64_t t,
                            double from)
{
    struct tensor *x = graph_real(g, 3, (int64_t[]){batch, t, 4});

    for (int64_t i = 0; x && i < tensor_count(x); i++)
        ((double *)tensor_at(x, 0))[i] = sin(from + (double)i);
    return x;
}

/* Over itself, with no length given, it is what the layer alone does. */
Test(selfattn, across_itself_is_forward)
{
    struct net n = open_net();
    struct tensor *x = waves(n.graph, 2, 5, 0.0);
    struct tensor *a =
        selfattn_forward(n.graph, n.params, &n.attn, x, "a", NULL);
    struct tensor *b =
        selfattn_across(n.graph, n.params, &n.attn, x, x, NULL, "b");

    cr_assert(a && b, "%s", graph_status(n.graph).text);
    for (int64_t i = 0; i < tensor_count(a); i++)
        cr_assert(fabs(tensor_get(a, i) - tensor_get(b, i)) < 1e-12);
    close_net(&n);
}

Test(selfattn, across_another_looks_at_what_counts_alone)
{
    struct net n = open_net();
    const int64_t batch = 2;
    const int32_t lengths[] = {2, 3};
    struct tensor *x = waves(n.graph, 2, 4, 0.0);
    struct tensor *over = waves(n.graph, 2, 3, 7.0);
    struct tensor *count = graph_ints(n.graph, 1, &batch, lengths);
    struct tensor *a =
        selfattn_across(n.graph, n.params, &n.attn, x, over, count, "a");
    struct tensor *other = waves(n.graph, 2, 3, 7.0);

    for (int i = 0; i < 4; i++) /* what stands behind the first's length */
        ((double *)tensor_at(other, 0))[8 + i] = 1e3;
    struct tensor *b =
        selfattn_across(n.graph, n.params, &n.attn, x, other, count, "b");
    cr_assert(a && b && a->shape[1] == 4, "%s", graph_status(n.graph).text);
    for (int64_t i = 0; i < tensor_count(a); i++)
        cr_assert(fabs(tensor_get(a, i) - tensor_get(b, i)) < 1e-15);
    ((double *)tensor_at(other, 0))[12 + 8] += 1.0;
    struct tensor *c =
        selfattn_across(n.graph, n.params, &n.attn, x, other, count, "c");
    cr_assert(fabs(tensor_get(a, 16) - tensor_get(c, 16)) > 1e-6);
    close_net(&n);
}
