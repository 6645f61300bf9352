#include <math.h>
#include <stdio.h>

#include "show.h"
#include "viz/alignmap.h"
#include "viz/blockstack.h"
#include "viz/netgraph.h"
#include "viz/netplan.h"
#include "viz/tensorview.h"
#include "viz/timeline.h"
#include "viz/tree.h"
#include "viz/wires.h"

static struct canvas_cell cells[64 * 120];
static struct canvas fresh(int rows, int cols, struct canvas_look look)
{
    memset(cells, 0, sizeof cells);
    return canvas_over(cells, rows, cols, look);
}

Test(structures, wires_join_where_they_meet)
{
    struct canvas cv = fresh(3, 7, show_unicode);

    wires_across(&cv, 0, 0, 6, 0);
    wires_across(&cv, 2, 6, 0, 0);
    wires_down(&cv, 0, 0, 2, 0);
    wires_down(&cv, 6, 2, 0, 0);
    wires_down(&cv, 3, 0, 2, 0);
    show_expect(&cv, "┌──┬──┐\n│  │  │\n└──┴──┘\n");
    cv = fresh(3, 7, show_ascii);
    wires_across(&cv, 1, 0, 6, 0);
    wires_down(&cv, 3, 0, 2, 0);
    show_expect(&cv, "   |\n---+---\n   |\n");
}

static const struct netgraph_node abc[] = {
    {"a", NULL, NULL}, {"b", NULL, NULL}, {"c", NULL, NULL}};
static const struct netgraph_edge diamond[] = {{0, 1}, {1, 2}, {0, 2}};

Test(structures, a_node_stands_behind_the_last_of_its_inputs)
{
    static struct netplan p;
    const struct netgraph g = {
        .node = abc, .nodes = 3, .edge = diamond, .edges = 3};
    struct canvas cv = fresh(10, 60, show_unicode);

    netplan_make(&p, &g, &cv, 10);
    cr_assert(p.slot[0].layer == 0 && p.slot[1].layer == 1 &&
              p.slot[2].layer == 2);
    cr_assert_eq(p.slots, 4); /* the long edge passes layer 1 */
    cr_assert_eq(p.wires, 4);
    cr_assert(p.whole);
}

Test(structures, a_long_wire_runs_around_the_box_between)
{
    const struct netgraph g = {
        .node = abc, .nodes = 3, .edge = diamond, .edges = 3};
    struct canvas cv = fresh(5, 40, show_unicode);

    netgraph_draw(&g, &cv, (struct canvas_rect){-1, 0, 6, 40});
    show_expect(&cv, "\n┌───┐     ┌───┐       ┌───┐\n"
                     "│ a ├──┬─▸│ b ├──┬───▸│ c │\n"
                     "└───┘  │  └───┘  │    └───┘\n"
                     "       └─────────┘\n");
}

Test(structures, a_circle_ends)
{
    static struct netplan p;
    static const struct netgraph_edge circle[] = {{0, 1}, {1, 2}, {2, 0},
                                                  {1, 1}, {7, 0}, {0, -1}};
    const struct netgraph g = {
        .node = abc, .nodes = 3, .edge = circle, .edges = 6};
    struct canvas cv = fresh(12, 60, show_unicode);

    netplan_make(&p, &g, &cv, 10);
    cr_assert_leq(p.layers, 3);
    netgraph_draw(&g, &cv, canvas_whole(&cv));
}

Test(structures, a_graph_beyond_the_limits_is_drawn_in_part_and_told_whole)
{
    static struct netgraph_node node[200];
    static struct netgraph_edge edge[199 + 199];
    static struct netplan p;
    struct netgraph g = {.node = node, .nodes = 200, .edge = edge};
    struct canvas cv = fresh(20, 60, show_unicode);
    static char text[1 << 14];

    for (int i = 0; i < 199; i++) {
        edge[g.edges++] = (struct netgraph_edge){i, i + 1};
        if (i > 2)
            edge[g.edges++] = (struct netgraph_edge){0, i + 1};
    }
    for (int i = 0; i < 200; i++)
        node[i].name = "node";
    netplan_make(&p, &g, &cv, 10);
    cr_assert_not(p.whole);
    netgraph_draw(&g, &cv, canvas_whole(&cv));
    netgraph_words(&g, WORDS_SHORT, text, sizeof text);
    cr_assert(strstr(text, "200 nodes") && strstr(text, "195 more nodes"));
}

Test(structures, words_name_the_inputs_of_the_chosen_node)
{
    const struct netgraph g = {.node = abc,
                               .nodes = 3,
                               .edge = diamond,
                               .edges = 3,
                               .cursor = true,
                               .chosen = 2};
    char text[128];

    netgraph_words(&g, WORDS_FINDING, text, sizeof text);
    cr_assert_str_eq(text, "3 nodes, 3 edges.\nc from b, a.\n");
}

Test(structures, the_slice_is_the_one_that_was_asked_for)
{
    float v[2 * 2 * 1 * 2] = {0, 1, 2, 3, 4, 5, 6, 7};
    static const int extent[] = {2, 2, 1, 2}, at[] = {1, 0};
    const struct tensorview t = {
        .value = v, .extent = extent, .dims = 4, .at = at};
    char text[256];

    tensorview_words(&t, WORDS_FULL, text, sizeof text);
    cr_assert(strstr(text, "[2, 2, 1, 2]") && strstr(text, "[1, 0, :, :]"));
    cr_assert(strstr(text, "Row 0: 0 4.00, 1 5.00."), "%s", text);
}

Test(structures, figures_leave_out_what_is_not_finite_and_count_it)
{
    static const float v[] = {1, NAN, 3, INFINITY};
    static const int extent[] = {4}, bad[] = {4, 0};
    struct tensorview t = {
        .name = "w", .value = v, .extent = extent, .dims = 1};
    char text[128];

    tensorview_words(&t, WORDS_FINDING, text, sizeof text);
    cr_assert_str_eq(text, "w [4]: 2 not finite, from 1.00 to 3.00, mean 2.00, "
                           "spread 1.00.\n");
    t.extent = bad;
    t.dims = 2;
    cr_assert_eq(tensorview_count(&t), 0);
    t.dims = 0;
    cr_assert_eq(tensorview_count(&t), 1);
}

Test(structures, branches_end_with_their_last_child)
{
    static const struct tree_node node[] = {
        {"a", "1", 0}, {"b", NULL, 1}, {"c", NULL, 2}, {"d", NULL, 1}};
    const struct tree t = {.node = node, .count = 4};
    struct canvas cv = fresh(4, 16, show_unicode);

    tree_draw(&t, &cv, canvas_whole(&cv));
    show_expect(&cv, "a              1\n├─ b\n│  └─ c\n└─ d\n");
}

Test(structures, a_tree_longer_than_its_place_keeps_the_chosen_node_in_sight)
{
    static struct tree_node node[40];
    static char name[40][16];
    struct tree t = {.node = node, .count = 40, .cursor = true};

    for (int i = 0; i < 40; i++) {
        snprintf(name[i], sizeof name[i], "n%d", i);
        node[i] = (struct tree_node){name[i], NULL, i > 0};
    }
    for (t.chosen = 0; t.chosen < 40; t.chosen++) {
        static struct show s;
        struct canvas cv = fresh(6, 20, show_ascii);
        char want[16];

        tree_draw(&t, &cv, canvas_whole(&cv));
        snprintf(want, sizeof want, "%s ", name[t.chosen]);
        cr_assert(strstr(show_plain(&s, &cv), want), "%d:\n%s", t.chosen,
                  s.text);
    }
}

Test(structures, spans_outside_the_axis_are_cut_and_events_stay)
{
    static const struct timeline_span span[] = {
        {0, "long", -50, 150}, {1, "gone", 200, 300}, {1, "x", 50, 50}};
    const struct timeline t = {
        .rows = 2, .span = span, .spans = 3, .low = 0, .high = 100};
    struct canvas cv = fresh(4, 24, show_ascii);

    timeline_draw(&t, &cv, canvas_whole(&cv));
    show_expect(&cv, "0 |[long==============]\n"
                     "1 |          * x\n"
                     "  |\n"
                     "  ++---------+---------+\n");
}

Test(structures, the_chosen_word_tells_all_its_links)
{
    static const char *const from[] = {"a", "b"}, *const to[] = {"x", "y"};
    static const float weight[] = {0.25f, 0.75f, NAN, NAN};
    struct alignmap a = {.source = from,
                         .sources = 2,
                         .target = to,
                         .targets = 2,
                         .weight = weight};
    char text[128];

    cr_assert_eq(alignmap_best(&a, 0), 1);
    cr_assert_eq(alignmap_best(&a, 1), -1);
    alignmap_words(&a, WORDS_FULL, text, sizeof text);
    cr_assert_str_eq(text, "2 source words, 2 target words.\nx looks at b "
                           "(0.75), a 0.25.\ny has no link.\n");
}

Test(structures, a_branch_leaves_the_stream_and_comes_back)
{
    static const struct blockstack_block block[] = {
        {.name = "embed"},
        {.name = "norm", .branch = 1, .shape = "[2]"},
        {.name = "mlp", .branch = 1},
        {.name = "head"}};
    struct blockstack b = {
        .block = block, .count = 4, .walking = true, .at = 2};
    struct canvas cv = fresh(5, 30, show_unicode);
    char text[256];

    blockstack_draw(&b, &cv, canvas_whole(&cv));
    show_expect(&cv, "●    embed\n"
                     "├─▸  norm   [2]\n"
                     "│   [mlp]\n"
                     "⊕◂─  added to the stream\n"
                     "●    head\n");
    blockstack_words(&b, WORDS_FINDING, text, sizeof text);
    cr_assert_str_eq(text,
                     "4 blocks.\nmlp, at work now, added to the stream.\n");
}

Test(structures, a_stack_higher_than_its_place_follows_the_data)
{
    static struct blockstack_block block[60];
    struct blockstack b = {.block = block, .count = 60, .walking = true};

    for (int i = 0; i < 60; i++)
        block[i] = (struct blockstack_block){.name = "block", .branch = i / 3};
    for (b.at = 0; b.at < 60; b.at++) {
        static struct show s;
        struct canvas cv = fresh(7, 30, show_ascii);

        blockstack_draw(&b, &cv, canvas_whole(&cv));
        cr_assert(strstr(show_plain(&s, &cv), "[block]"), "%d", b.at);
    }
}
