#include "engine/ops/attention.h"
#include "engine/ops/shape.h"
#include "engine/ops/softmax.h"
#include "tests/ops/opcheck.h"

Test(attention, even_scores_average_the_values_so_far)
{
    struct graph *g = opcheck_graph();
    const double zero[3] = {0};
    struct tensor *q = gradcheck_leaf(g, OPCHECK_SHAPE(1, 3, 1, 1), zero);
    struct tensor *k = gradcheck_leaf(g, OPCHECK_SHAPE(1, 3, 1, 1), zero);
    struct tensor *v =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 3, 1, 1), (double[]){6, 2, 1});
    struct tensor *y = attention_op(g, q, k, v, 1.0, true, NULL);

    opcheck_holds(y, 3, (double[]){6, 4, 3});
    opcheck_cost(g, 6 * (4 + 10), 8 * 12, 6 * (10 + 14));
    opcheck_shares(g, 2, 2);
    opcheck_fine(gradcheck_backward(g, y, (double[]){0, 0, 1}));
    opcheck_holds(v->grad, 3, (double[]){1 / 3.0, 1 / 3.0, 1 / 3.0});
    opcheck_holds(k->grad, 3, (double[]){0, 0, 0});
    graph_free(g);
}

Test(attention, cost_and_shares_with_groups_and_earlier_keys)
{
    struct graph *g = opcheck_graph();
    double value[40];

    for (int i = 0; i < 40; i++)
        value[i] = sin(i);
    struct tensor *q = gradcheck_leaf(g, OPCHECK_SHAPE(1, 2, 4, 2), value);
    struct tensor *k = gradcheck_leaf(g, OPCHECK_SHAPE(1, 5, 2, 2), value);

    cr_assert(attention_op(g, q, k, k, 0.7, true, NULL));
    /* The first query sees 4 keys, the second 5; 4 heads of width 2. */
    opcheck_cost(g, 36 * 18, 8 * (16 + 20 + 20 + 16), 36 * 34);
    for (int i = 0; i < 16; i++)
        opcheck_shares(g, i, 2);
    graph_free(g);
}

Test(attention, huge_scores_pick_one_value)
{
    struct graph *g = opcheck_graph();
    struct tensor *q =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 1, 1, 1), (double[]){1e4});
    struct tensor *k =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 2, 1, 1), (double[]){1, -1});
    struct tensor *v =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 2, 1, 1), (double[]){3, 5});

    opcheck_holds(attention_op(g, q, k, v, 1.0, false, NULL), 1, (double[]){3});
    graph_free(g);
}

Test(attention, says_which_shapes_clash)
{
    struct graph *g = opcheck_graph();
    const double zero[24] = {0};
    struct tensor *q = gradcheck_leaf(g, OPCHECK_SHAPE(1, 2, 3, 4), zero);
    struct tensor *k = gradcheck_leaf(g, OPCHECK_SHAPE(1, 2, 2, 4), zero);

    cr_assert_null(attention_op(g, q, k, k, 1.0, true, NULL));
    opcheck_fails(g, STATUS_BAD_SHAPE,
                  "attention: q is [1, 2, 3, 4], k is [1, 2, 2, 4]");
    graph_free(g);
}

static struct tensor *fused(struct graph *g, struct tensor *const *in,
                            const void *user)
{
    return attention_op(g, in[0], in[1], in[2], 0.4, *(const bool *)user, NULL);
}

static struct tensor *twin(struct graph *g, struct tensor *const *in,
                           const void *user)
{
    return attention_twin(g, in[0], in[1], in[2], 0.4, *(const bool *)user,
                          NULL);
}

/* Queries, keys and values as slices of one product, 4 + 2 + 2 heads. */
static struct tensor *sliced(struct graph *g, struct tensor *const *in,
                             const void *user)
{
    return attention_op(
        g, shape_slice(g, in[0], 2, 0, 4), shape_slice(g, in[0], 2, 4, 6),
        shape_slice(g, in[0], 2, 6, 8), 0.4, *(const bool *)user, NULL);
}

/* Sizes: batch, t, keys, heads, groups, width. */
static struct gradcheck_case case_of(const int *n)
{
    return (struct gradcheck_case){.inputs = 3,
                                   .seed = 5,
                                   .in = {OPCHECK_IN(n[0], n[1], n[3], n[5]),
                                          OPCHECK_IN(n[0], n[2], n[4], n[5]),
                                          OPCHECK_IN(n[0], n[2], n[4], n[5])}};
}

Test(attention, gradients_with_groups_and_more_keys_than_queries)
{
    const int small[][6] = {{2, 3, 3, 2, 2, 4},
                            {1, 7, 7, 4, 2, 3},
                            {2, 2, 5, 4, 1, 5},
                            {1, 1, 1, 1, 1, 1},
                            {1, 1, 9, 2, 1, 2}};

    for (int i = 0; i < 5; i++)
        for (int c = 0; c < 2; c++) {
            const bool causal = c != 0;
            struct gradcheck_case one = case_of(small[i]);

            one.build = fused;
            one.user = &causal;
            opcheck_fine(gradcheck_all(&one));
        }
}

static struct tensor *in_window(struct graph *g, struct tensor *const *in,
                                const void *user)
{
    const struct attention_look look = {0.4, true, *(const int64_t *)user, NULL,
                                        false};

    return attention_within(g, in[0], in[1], in[2], &look, NULL);
}

Test(attention, a_window_has_the_numbers_and_gradients_of_its_twin)
{
    const int sizes[][6] = {{2, 7, 7, 4, 2, 3}, {1, 3, 9, 2, 1, 4}};

    for (int i = 0; i < 2; i++) {
        for (int64_t window = 2; window < 9; window += 3) {
            const struct attention_look look = {0.4, true, window, NULL, false};
            struct gradcheck_case one = case_of(sizes[i]);

            one.build = in_window;
            one.user = &window;
            opcheck_fine(gradcheck_all(&one));
            struct graph *g = opcheck_graph();
            double value[200];
            for (int k = 0; k < 200; k++)
                value[k] = sin(1.7 * k);
            const int *n = sizes[i];
            struct tensor *q =
                gradcheck_leaf(g, OPCHECK_SHAPE(n[0], n[1], n[3], n[5]), value);
            struct tensor *x = gradcheck_leaf(
                g, OPCHECK_SHAPE(n[0], n[2], n[4], n[5]), value + 7);
            struct tensor *a = attention_within(g, q, x, x, &look, NULL);
            struct tensor *b = attention_twin_within(g, q, x, x, &look, NULL);
            cr_assert(a && b);
            for (int64_t k = 0; k < tensor_count(a); k++)
                cr_expect_float_eq(tensor_get(a, k), tensor_get(b, k), 1e-12);
            graph_free(g);
        }
    }
}

Test(attention, a_window_costs_and_shares_what_it_shows)
{
    struct graph *g = opcheck_graph();
    const struct attention_look look = {0.7, true, 3, NULL, false};
    double value[40];

    for (int i = 0; i < 40; i++)
        value[i] = sin(i);
    struct tensor *q = gradcheck_leaf(g, OPCHECK_SHAPE(1, 4, 1, 2), value);
    struct tensor *k = gradcheck_leaf(g, OPCHECK_SHAPE(1, 5, 1, 2), value);

    cr_assert(attention_within(g, q, k, k, &look, NULL));
    /* Of 5 keys the queries see 2, 3, 3 and 3. */
    opcheck_cost(g, 11 * 18, 8 * (8 + 10 + 10 + 8), 11 * 34);
    for (int i = 0; i < 8; i++)
        opcheck_shares(g, i, 2);
    graph_free(g);
}

Test(attention, gradients_of_slices_of_one_product)
{
    const bool causal = true;
    const struct gradcheck_case c = {.build = sliced,
                                     .user = &causal,
                                     .inputs = 1,
                                     .in = {OPCHECK_IN(2, 3, 8, 3)}};

    opcheck_fine(gradcheck_all(&c));
}

Test(attention, slices_of_one_product_are_not_copied)
{
    struct graph *g = opcheck_graph();
    const bool causal = true;
    const double zero[72] = {0};
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(1, 3, 8, 3), zero);

    cr_assert(sliced(g, &x, &causal));
    cr_assert(graph_records(g) == 4, "three views and one op");
    graph_free(g);
}

/* Several tiles of queries and keys, with a rest. */
Test(attention, fused_and_unfused_agree)
{
    const int large[][6] = {{2, 65, 65, 2, 2, 7},
                            {1, 33, 70, 4, 2, 33},
                            {1, 31, 31, 6, 1, 16},
                            {1, 1, 65, 2, 2, 8}};

    for (int i = 0; i < 4; i++)
        for (int c = 0; c < 2; c++) {
            const bool causal = c != 0;
            struct gradcheck_case a = case_of(large[i]), b = a;

            a.build = fused;
            b.build = twin;
            a.user = b.user = &causal;
            opcheck_fine(gradcheck_twins(&a, &b, 1e-22));
            opcheck_fine(gradcheck_devices(&a));
        }
}

/* A graph on the reference device with q, k and v from `c`. */
struct scene {
    struct graph *g;
    struct probe *probe;
    struct tensor *in[3];
};

static struct scene scene_of(int64_t t, int64_t heads, int64_t groups)
{
    struct scene s = {opcheck_graph(), probe_new(), {0}};
    double value[256];

    for (int i = 0; i < 256; i++)
        value[i] = sin(i);
    for (int i = 0; i < 3; i++)
        s.in[i] = gradcheck_leaf(
            s.g, OPCHECK_SHAPE(1, t, i ? groups : heads, 3), value + i);
    graph_set_probe(s.g, s.probe);
    return s;
}

static void scene_end(struct scene *s)
{
    graph_free(s->g);
    probe_free(s->probe);
}

Test(attention, a_probe_sees_the_weights_of_the_fused_op)
{
    struct scene s = scene_of(5, 4, 2);

    opcheck_fine(probe_watch(s.probe, "*.probs", PROBE_FORWARD));
    cr_assert(attention_op(s.g, s.in[0], s.in[1], s.in[2], 0.5, true,
                           "blocks.0.attn.probs"));
    const struct probe_value *p =
        probe_find(s.probe, "blocks.0.attn.probs", PROBE_FORWARD);
    cr_assert(p && p->dims == 4 && p->count == 4 * 5 * 5);
    for (int row = 0; row < 20; row++) {
        const int h = row / 5, i = row % 5;
        double want[5], total = 0, sum = 0;

        for (int j = 0; j <= i; j++) {
            double score = 0;

            for (int c = 0; c < 3; c++)
                score += tensor_get(s.in[0], (i * 4 + h) * 3 + c) *
                         tensor_get(s.in[1], (j * 2 + h / 2) * 3 + c);
            total += want[j] = exp(0.5 * score);
        }
        for (int j = 0; j < 5; j++) {
            const double got = (double)p->data[row * 5 + j];

            sum += got;
            cr_assert(fabs(got - (j <= i ? want[j] / total : 0)) < 1e-6);
        }
        cr_assert(fabs(sum - 1) < 1e-6);
    }
    scene_end(&s);
}

Test(attention, nobody_watching_costs_nothing)
{
    struct scene s = scene_of(5, 2, 2);

    cr_assert(attention_op(s.g, s.in[0], s.in[1], s.in[2], 0.5, true, "x"));
    cr_assert(graph_records(s.g) == 1);
    scene_end(&s);
}

/* Everyone looks at the first key alone. */
static void look_at_first(void *user, const char *name, struct tensor *t)
{
    double *p = tensor_at(t, 0);

    (void)user;
    (void)name;
    for (int64_t i = 0; i < tensor_count(t); i++)
        p[i] = i % tensor_cols(t) == 0;
}

Test(attention, an_edit_of_the_weights_changes_the_result)
{
    struct scene s = scene_of(3, 1, 1);

    opcheck_fine(
        probe_edit(s.probe, "a.probs", PROBE_FORWARD, look_at_first, NULL));
    struct tensor *y =
        attention_op(s.g, s.in[0], s.in[1], s.in[2], 0.5, true, "a.probs");
    for (int i = 0; i < 9; i++)
        cr_assert(fabs(tensor_get(y, i) - tensor_get(s.in[2], i % 3)) < 1e-12);
    scene_end(&s);
}

static int softmax_calls; /* of the swapped kernel below */

static void counted_softmax(float *out, const float *x, int rows, int cols)
{
    softmax_calls++;
    kernels_fast("baseline")->softmax_forward(out, x, rows, cols);
}

Test(attention, a_swapped_softmax_runs_inside_attention)
{
    struct graph *g = graph_new(device_cpu(NULL), OPCHECK_ROOM);
    double value[72];

    for (int i = 0; i < 72; i++)
        value[i] = cos(i);
    struct tensor *q = gradcheck_leaf(g, OPCHECK_SHAPE(1, 6, 4, 3), value);
    struct tensor *k = gradcheck_leaf(g, OPCHECK_SHAPE(1, 6, 2, 3), value);
    struct tensor *ours = attention_op(g, q, k, k, 0.5, true, NULL);

    softmax_calls = 0;
    opcheck_fine(graph_swap(g, "softmax", "softmax_forward",
                            (void (*)(void))counted_softmax));
    struct tensor *theirs = attention_op(g, q, k, k, 0.5, true, NULL);
    cr_assert(theirs && softmax_calls > 0);
    for (int i = 0; i < 72; i++)
        cr_assert(fabs(tensor_get(ours, i) - tensor_get(theirs, i)) < 1e-5);
    graph_free(g);
}

static bool stop(void *user)
{
    return ++*(int *)user > 1;
}

Test(attention, a_hook_stops_it_inside)
{
    struct graph *g = graph_new(device_cpu(NULL), (size_t)1 << 28);
    const int64_t shape[] = {2, 512, 8, 64};
    struct tensor *q = graph_real(g, 4, shape);
    int calls = 0;

    memset(tensor_at(q, 0), 0, sizeof(float) * 2 * 512 * 8 * 64);
    graph_set_hook(g, (struct hook){stop, &calls});
    cr_assert_null(attention_op(g, q, q, q, 0.1, true, NULL));
    opcheck_fails(g, STATUS_CANCELLED, "stopped inside");
    graph_free(g);
}

/* The inputs of a case, and lengths behind them. */
static struct tensor *with_lengths(struct graph *g, struct tensor *const *in,
                                   const void *user)
{
    const int32_t *n = user;
    const int64_t batch = in[0]->shape[0];
    const struct attention_look look = {0.4, false, 0,
                                        graph_ints(g, 1, &batch, n), false};

    return attention_within(g, in[0], in[1], in[2], &look, NULL);
}

static struct tensor *twin_lengths(struct graph *g, struct tensor *const *in,
                                   const void *user)
{
    const int32_t *n = user;
    const int64_t batch = in[0]->shape[0];
    const struct attention_look look = {0.4, false, 0,
                                        graph_ints(g, 1, &batch, n), false};

    return attention_twin_within(g, in[0], in[1], in[2], &look, NULL);
}

Test(attention, lengths_have_the_numbers_and_gradients_of_their_twin)
{
    const int sizes[][6] = {{3, 4, 7, 4, 2, 3}, {2, 40, 150, 1, 1, 2}};
    const int32_t lengths[][3] = {{1, 7, 4}, {129, 33, 0}};

    for (int i = 0; i < 2; i++) {
        struct gradcheck_case one = case_of(sizes[i]);

        one.user = lengths[i];
        one.build = with_lengths;
        struct gradcheck_case other = one;
        other.build = twin_lengths;
        opcheck_fine(gradcheck_twins(&one, &other, 1e-20));
        if (i == 0)
            opcheck_fine(gradcheck_all(&one));
    }
}

/* Padding may hold anything, even what is no number. */
Test(attention, padding_is_not_read_and_gets_no_gradient)
{
    struct graph *g = opcheck_graph();
    const int64_t batch = 1;
    const int32_t n = 2;
    const double big = (double)NAN;
    struct tensor *q =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 1, 1, 1), (double[]){0});
    struct tensor *k =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 3, 1, 1), (double[]){1, 2, big});
    struct tensor *v =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 3, 1, 1), (double[]){3, 5, big});
    const struct attention_look look = {1.0, false, 0,
                                        graph_ints(g, 1, &batch, &n), false};
    struct tensor *y = attention_within(g, q, k, v, &look, NULL);

    opcheck_holds(y, 1, (double[]){4});
    opcheck_cost(g, 2 * 14, 8 * 8 + 4, 2 * 24);
    opcheck_fine(gradcheck_backward(g, y, (double[]){1}));
    opcheck_holds(v->grad, 3, (double[]){0.5, 0.5, 0});
    opcheck_holds(k->grad, 3, (double[]){0, 0, 0});
    graph_free(g);
}

Test(attention, lengths_out_of_range_or_causal_are_refused)
{
    const double zero[8] = {0};
    const int32_t bad[][2] = {{0, 1}, {1, 4}, {1, 1}};

    for (int i = 0; i < 3; i++) {
        struct graph *g = opcheck_graph();
        const int64_t batch = 2;
        struct tensor *q = gradcheck_leaf(g, OPCHECK_SHAPE(2, 1, 1, 1), zero);
        struct tensor *k = gradcheck_leaf(g, OPCHECK_SHAPE(2, 3, 1, 1), zero);
        const struct attention_look look = {
            1.0, i == 2, 0, graph_ints(g, 1, &batch, bad[i]), false};

        cr_assert_null(attention_within(g, q, k, k, &look, NULL));
        opcheck_fails(g, STATUS_BAD_USAGE, "from 1 to 3");
        graph_free(g);
    }
}

Test(attention, over_queries_each_column_sums_to_one)
{
    struct graph *g = opcheck_graph();
    const double zero[3] = {0};
    const struct attention_look look = {
        .scale = 1.0, .causal = true, .over_queries = true};
    struct tensor *q = gradcheck_leaf(g, OPCHECK_SHAPE(1, 3, 1, 1), zero);
    struct tensor *k = gradcheck_leaf(g, OPCHECK_SHAPE(1, 3, 1, 1), zero);
    struct tensor *v =
        gradcheck_leaf(g, OPCHECK_SHAPE(1, 3, 1, 1), (double[]){6, 2, 1});
    struct tensor *y = attention_within(g, q, k, v, &look, NULL);

    /* Columns of 3, 2 and 1 queries that see the key. */
    opcheck_holds(y, 3, (double[]){2, 3, 4});
    opcheck_fine(gradcheck_backward(g, y, (double[]){1, 0, 0}));
    opcheck_holds(v->grad, 3, (double[]){1 / 3.0, 0, 0});
    graph_free(g);
}
