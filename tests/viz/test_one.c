/* A picture of one thing: one point, one node, one line, also where it is no
 * number. Everything stays inside its place, and the words name it. */
#include <math.h>

#include "show.h"
#include "viz/alignmap.h"
#include "viz/arrows.h"
#include "viz/blockstack.h"
#include "viz/chart.h"
#include "viz/contour.h"
#include "viz/decision.h"
#include "viz/gridwarp.h"
#include "viz/heatmap.h"
#include "viz/histogram.h"
#include "viz/listview.h"
#include "viz/logview.h"
#include "viz/netgraph.h"
#include "viz/scatter.h"
#include "viz/spark.h"
#include "viz/tensorview.h"
#include "viz/timeline.h"
#include "viz/tree.h"

static float value[2];
static const char *const name[] = {"only"};
static const int extent[] = {1};

#define ONE(stem, wanted, ...)                                               \
    Test(one, stem##_of_one)                                                 \
    {                                                                        \
        static struct show_field field;                                      \
        const struct stem one = {__VA_ARGS__};                               \
        char text[512];                                                      \
                                                                             \
        for (int kind = 0; kind < 4; kind++) {                               \
            value[0] = value[1] = kind == 0   ? 2.5f                         \
                                  : kind == 1 ? NAN                          \
                                  : kind == 2 ? INFINITY                     \
                                              : -3e38f;                      \
            for (int look = 0; look < SHOW_LOOKS; look++)                    \
                for (int rows = 0; rows < 9; rows++)                         \
                    for (int cols = 0; cols < 40; cols += 1 + cols / 5) {    \
                        struct canvas cv =                                   \
                            show_field(&field, rows, cols, show_look(look)); \
                                                                             \
                        stem##_draw(&one, &cv, canvas_whole(&cv));           \
                        show_fence_holds(&field);                            \
                    }                                                        \
            stem##_words(&one, WORDS_FULL, text, sizeof text);               \
            cr_assert(kind > 0 || strstr(text, wanted), "%s", text);         \
        }                                                                    \
    }

static const struct arrows_one arrow[] = {{"only", 2.5f, 0, 0, 0}};
static const struct blockstack_block block[] = {
    {.name = "only", .branch = 1, .sample = value, .samples = 1}};
static const struct chart_series series[] = {
    {.name = "only", .y = value, .count = 1}};
static const struct contour_path path[] = {{"only", value, 1}};
static const struct listview_item item[] = {{"only", "note", "v"}};
static const struct logview_line line[] = {{"now", LOGVIEW_BAD, "only"}};
static const struct netgraph_node node[] = {{"only", "[1]", "2.5"}};
static const struct timeline_span span[] = {{0, "only", 1, 1}};
static const struct tree_node root[] = {{"only", "note", 0}};
static const int group[] = {1};

ONE(alignmap, "only", .source = name, .sources = 1, .target = name,
    .targets = 1, .weight = value, .cursor = true)
ONE(arrows, "only", .one = arrow, .count = 1)
ONE(blockstack, "only", .block = block, .count = 1, .walking = true)
ONE(chart, "only", .series = series, .count = 1, .log_y = true)
ONE(contour, "only", .field = {value, 1, 1, 0, 5, 0, 5}, .path = path,
    .paths = 1, .arrows = true)
ONE(decision, "1 of 1", .score = {value, 1, 1, 0, 5, 0, 5}, .point = value,
    .group = (int[]){0}, .points = 1)
ONE(gridwarp, "(2.50, 2.50)", .to = value, .rows = 1, .cols = 1, .part = 1)
ONE(heatmap, "2.50", .value = value, .rows = 1, .cols = 1, .cursor = true)
ONE(histogram, "1 values", .value = value, .count = 1)
ONE(listview, "only", .item = item, .count = 1)
ONE(logview, "problem: only", .line = line, .count = 1)
ONE(netgraph, "only", .node = node, .nodes = 1, .cursor = true)
ONE(scatter, "2.50", .at = value, .count = 1, .dims = 2, .group = group,
    .name = name, .cursor = true)
ONE(spark, "2.50", .value = value, .count = 1)
ONE(tensorview, "2.50", .value = value, .extent = extent, .dims = 1)
ONE(timeline, "only", .row_name = name, .rows = 1, .span = span, .spans = 1)
ONE(tree, "only", .node = root, .count = 1, .cursor = true)
