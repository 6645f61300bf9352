#include <math.h>

#include "samples.h"
#include "viz/alignmap.h"
#include "viz/blockstack.h"
#include "viz/netgraph.h"
#include "viz/tensorview.h"
#include "viz/timeline.h"
#include "viz/tree.h"

static struct netgraph netgraph_of(float t)
{
    static const struct netgraph_node node[] = {
        {"x", "[8, 64]", "0.31 ..."},
        {"Wq", "[64, 64]", NULL},
        {"Wk", "[64, 64]", NULL},
        {"q", "[8, 64]", NULL},
        {"k", "[8, 64]", NULL},
        {"scores", "[8, 8]", NULL},
        {"softmax", "[8, 8]", "0.61 ..."},
        {"add", "[8, 64]", NULL}};
    static const struct netgraph_edge edge[] = {
        {0, 3}, {1, 3}, {0, 4}, {2, 4}, {3, 5}, {4, 5}, {5, 6}, {6, 7}, {0, 7}};

    return (struct netgraph){.node = node,
                             .nodes = 8,
                             .edge = edge,
                             .edges = 9,
                             .title = "one head",
                             .walking = true,
                             .current = 5 + (int)(2.9f * t)};
}

static void netgraph_frame(struct canvas *cv, float t)
{
    const struct netgraph g = netgraph_of(t);

    netgraph_draw(&g, cv, canvas_whole(cv));
}

static size_t netgraph_say(enum words_depth depth, char *out, size_t size)
{
    const struct netgraph g = netgraph_of(0);

    return netgraph_words(&g, depth, out, size);
}

static struct tensorview tensorview_of(float t)
{
    static const int extent[] = {2, 3, 4, 6}, at[] = {1, 2};
    static float v[2 * 3 * 4 * 6];

    for (int i = 0; i < 144; i++)
        v[i] = sinf((float)i * 1.3f + t) * (1 + (float)(i % 7));
    v[125] = NAN;
    return (struct tensorview){.name = "k",
                               .type = "f32",
                               .value = v,
                               .extent = extent,
                               .dims = 4,
                               .at = at};
}

static void tensorview_frame(struct canvas *cv, float t)
{
    const struct tensorview v = tensorview_of(t);

    tensorview_draw(&v, cv, canvas_whole(cv));
}

static size_t tensorview_say(enum words_depth depth, char *out, size_t size)
{
    const struct tensorview v = tensorview_of(0);

    return tensorview_words(&v, depth, out, size);
}

static struct tree tree_of(float t)
{
    static const struct tree_node node[] = {{"gpt", "809,856 parameters", 0},
                                            {"wte", "65 x 128", 1},
                                            {"wpe", "256 x 128", 1},
                                            {"block 0", NULL, 1},
                                            {"norm", "256", 2},
                                            {"attention", "66,048", 2},
                                            {"qkv", "128 x 384", 3},
                                            {"out", "128 x 128", 3},
                                            {"mlp", "131,712", 2},
                                            {"head", "tied with wte", 1}};

    return (struct tree){
        .node = node, .count = 10, .cursor = true, .chosen = 5 + (int)(4 * t)};
}

static void tree_frame(struct canvas *cv, float t)
{
    const struct tree n = tree_of(t);

    tree_draw(&n, cv, canvas_whole(cv));
}

static size_t tree_say(enum words_depth depth, char *out, size_t size)
{
    const struct tree n = tree_of(0);

    return tree_words(&n, depth, out, size);
}

static struct timeline timeline_of(float t)
{
    static const char *const slot[] = {"slot 0", "slot 1", "slot 2"};
    static const struct timeline_span span[] = {
        {0, "request a", 0, 42},  {1, "b", 0, 15},  {2, "c", 5, 30},
        {1, "request d", 15, 70}, {2, "e", 30, 36}, {2, "f ends", 58, 58},
        {0, "request g", 42, 88}, {2, "f", 36, 58}};

    return (struct timeline){.row_name = slot,
                             .rows = 3,
                             .span = span,
                             .spans = 8,
                             .unit = "ms",
                             .title = "continuous batching",
                             .has_now = true,
                             .now = 50 + 30 * (double)t};
}

static void timeline_frame(struct canvas *cv, float t)
{
    const struct timeline l = timeline_of(t);

    timeline_draw(&l, cv, canvas_whole(cv));
}

static size_t timeline_say(enum words_depth depth, char *out, size_t size)
{
    const struct timeline l = timeline_of(0);

    return timeline_words(&l, depth, out, size);
}

static struct alignmap alignmap_of(float t)
{
    static const char *const source[] = {"the", "black", "cat", "sleeps"};
    static const char *const target[] = {"le", "chat", "noir", "dort"};
    static const float weight[] = {.8f, .05f, .1f,  .05f, .1f,  .12f,
                                   .7f, .08f, .02f, .9f,  .06f, .02f,
                                   0,   .02f, .2f,  .78f};

    return (struct alignmap){.source = source,
                             .sources = 4,
                             .target = target,
                             .targets = 4,
                             .weight = weight,
                             .title = "who looked where",
                             .source_name = "English",
                             .target_name = "French",
                             .cursor = true,
                             .chosen = 1 + (int)(2.9f * t)};
}

static void alignmap_frame(struct canvas *cv, float t)
{
    const struct alignmap a = alignmap_of(t);

    alignmap_draw(&a, cv, canvas_whole(cv));
}

static size_t alignmap_say(enum words_depth depth, char *out, size_t size)
{
    const struct alignmap a = alignmap_of(0);

    return alignmap_words(&a, depth, out, size);
}

static struct blockstack blockstack_of(float t)
{
    static float v[4][16];
    static struct blockstack_block block[] = {
        {"tokens", "[8]", "8 ids", NULL, 0, NULL, 0},
        {"embed", "[8, 64]", NULL, NULL, 0, v[0], 16},
        {"norm", "[8, 64]", NULL, "layer 0", 1, v[1], 16},
        {"attention", "[8, 64]", NULL, "layer 0", 1, v[2], 16},
        {"norm", "[8, 64]", NULL, "layer 0", 2, v[3], 16},
        {"mlp", "[8, 64]", "33,088 parameters", "layer 0", 2, NULL, 0},
        {"norm", "[8, 64]", "128 parameters", NULL, 0, NULL, 0},
        {"logits", "[8, 65]", "tied with embed", NULL, 0, NULL, 0}};

    for (int i = 0; i < 64; i++)
        v[i / 16][i % 16] =
            sinf((float)(i * i) * 0.7f + t) * (0.3f + (float)(i / 16));
    return (struct blockstack){.block = block,
                               .count = 8,
                               .title = "one token on its way",
                               .walking = true,
                               .at = 4 + (int)(3 * t)};
}

static void blockstack_frame(struct canvas *cv, float t)
{
    const struct blockstack b = blockstack_of(t);

    blockstack_draw(&b, cv, canvas_whole(cv));
}

static size_t blockstack_say(enum words_depth depth, char *out, size_t size)
{
    const struct blockstack b = blockstack_of(0);

    return blockstack_words(&b, depth, out, size);
}

const struct samples_one samples_shape[] = {
    {"netgraph", netgraph_frame, netgraph_say, 14, 106},
    {"tensorview", tensorview_frame, tensorview_say, 9, 50},
    {"tree", tree_frame, tree_say, 10, 44},
    {"timeline", timeline_frame, timeline_say, 6, 64},
    {"alignmap", alignmap_frame, alignmap_say, 8, 50},
    {"blockstack", blockstack_frame, blockstack_say, 13, 64},
    {NULL, NULL, NULL, 0, 0},
};
