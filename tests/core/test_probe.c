#include <criterion/criterion.h>

#include "engine/core/graph.h"

static struct tensor *three(struct graph *g)
{
    return graph_floats(g, 1, (const int64_t[]){3},
                        (const float[]){1.0f, 2.0f, 3.0f});
}

Test(probe, what_is_watched_is_captured_and_nothing_else)
{
    struct graph *g = graph_new(device_find("cpu"), 1 << 20);
    struct probe *p = probe_new();

    cr_assert_eq(probe_watch(p, "blocks.*.out", PROBE_FORWARD).code, 0);
    graph_set_probe(g, p);
    graph_name(g, three(g), "blocks.%d.out", 3);
    graph_name(g, three(g), "blocks.%d.in", 3);
    cr_assert_eq(probe_count(p), 1);
    const struct probe_value *v = probe_find(p, "blocks.3.out", PROBE_FORWARD);
    cr_assert_not_null(v);
    cr_assert_eq(v->count, 3);
    cr_assert_eq(v->data[2], 3.0f);
    cr_assert_null(probe_find(p, "blocks.3.out", PROBE_BACKWARD));
    probe_free(p);
    graph_free(g);
}

static void set_to_nine(void *user, const char *name, struct tensor *t)
{
    (void)name;
    ++*(int *)user;
    *(float *)tensor_at(t, 0) = 9.0f;
}

Test(probe, an_edit_is_seen_by_whoever_reads_next)
{
    struct graph *g = graph_new(device_find("cpu"), 1 << 20);
    struct probe *p = probe_new();
    int calls = 0;

    cr_assert_eq(probe_edit(p, "x", PROBE_FORWARD, set_to_nine, &calls).code,
                 0);
    cr_assert_eq(probe_watch(p, "x", PROBE_FORWARD).code, 0);
    graph_set_probe(g, p);
    struct tensor *x = graph_name(g, three(g), "x");
    cr_assert_eq(calls, 1);
    cr_assert_eq(tensor_get(x, 0), 9.0);
    cr_assert_eq(probe_find(p, "x", PROBE_FORWARD)->data[0], 9.0f);
    probe_free(p);
    graph_free(g);
}

Test(probe, the_last_pass_wins)
{
    struct graph *g = graph_new(device_find("cpu"), 1 << 20);
    struct probe *p = probe_new();

    cr_assert_eq(probe_watch(p, "x", PROBE_FORWARD).code, 0);
    graph_set_probe(g, p);
    graph_name(g, three(g), "x");
    graph_name(g,
               graph_floats(g, 1, (const int64_t[]){1}, (const float[]){5.0f}),
               "x");
    cr_assert_eq(probe_count(p), 1);
    cr_assert_eq(probe_at(p, 0)->count, 1);
    cr_assert_eq(probe_at(p, 0)->data[0], 5.0f);
    probe_free(p);
    graph_free(g);
}
