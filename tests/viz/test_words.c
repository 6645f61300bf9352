/* What the words of a widget say is true of its data: for each widget data of
 * many seeds is made, the truth is worked out here, and looked for there. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "viz/alignmap.h"
#include "viz/arrows.h"
#include "viz/bars.h"
#include "viz/blockstack.h"
#include "viz/chart.h"
#include "viz/contour.h"
#include "viz/decision.h"
#include "viz/difftext.h"
#include "viz/form.h"
#include "viz/gauge.h"
#include "viz/gridwarp.h"
#include "viz/heatmap.h"
#include "viz/histogram.h"
#include "viz/listview.h"
#include "viz/logview.h"
#include "viz/netgraph.h"
#include "viz/scatter.h"
#include "viz/spark.h"
#include "viz/strip.h"
#include "viz/table.h"
#include "viz/tensorview.h"
#include "viz/timeline.h"
#include "viz/tree.h"
#include "viz/words.h"

enum { SEEDS = 25, MOST = 64, BYTES = 1 << 16 };

static uint64_t state;
static char said[BYTES];

/* Within -1..1, the same everywhere. */
static float next(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (float)((double)(state >> 33) / 1073741824.0 - 1.0);
}

static int below(int n)
{
    return (int)((next() + 1.0f) * 0.4999f * (float)n);
}

static void fill(float *x, int n, float scale)
{
    for (int i = 0; i < n; i++)
        x[i] = scale * next();
}

static const char *number(double x)
{
    static char room[8][32];
    static int at;

    at = (at + 1) % 8;
    words_number(room[at], sizeof room[at], (float)x);
    return room[at];
}

/* The words must hold this. */
static void holds(int seed, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static void holds(int seed, const char *fmt, ...)
{
    char text[512];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    cr_assert(strstr(said, text) != NULL, "seed %d: no \"%s\" in\n%s", seed,
              text, said);
}

static int least(const float *x, int n)
{
    int at = 0;

    for (int i = 1; i < n; i++)
        at = x[i] < x[at] ? i : at;
    return at;
}

static int greatest(const float *x, int n)
{
    int at = 0;

    for (int i = 1; i < n; i++)
        at = x[i] > x[at] ? i : at;
    return at;
}

#define FOR_SEEDS                                 \
    for (int seed = (state = 1, 0); seed < SEEDS; \
         seed++, state = (uint64_t)seed * 77u + 1u)

Test(words, heatmap_names_its_greatest_cell_its_range_and_the_chosen_one)
{
    static const char *const row[] = {"ra", "rb", "rc", "rd"};
    static const char *const col[] = {"ca", "cb", "cc", "cd", "ce"};

    FOR_SEEDS
    {
        float v[20];
        struct heatmap h = {.value = v,
                            .rows = 4,
                            .cols = 5,
                            .row_label = row,
                            .col_label = col,
                            .cursor = true};

        fill(v, 20, 3.0f);
        h.at_row = below(4);
        h.at_col = below(5);
        const int top = greatest(v, 20), low = least(v, 20);

        heatmap_words(&h, WORDS_FULL, said, sizeof said);
        holds(seed, "greatest value is %s, in row %s, column %s",
              number(v[top]), row[top / 5], col[top % 5]);
        holds(seed, "values from %s to %s", number(v[low]), number(v[top]));
        holds(seed, "Chosen is %s, in row %s, column %s",
              number(v[h.at_row * 5 + h.at_col]), row[h.at_row], col[h.at_col]);
        for (int i = 0; i < 20; i++)
            holds(seed, "%s %s", col[i % 5], number(v[i]));
    }
}

Test(words, chart_names_both_ends_and_both_extremes)
{
    FOR_SEEDS
    {
        float y[30];
        const int n = 5 + below(25);
        const struct chart_series s = {"loss", NULL, y, n};
        const struct chart c = {.series = &s, .count = 1, .x_name = "step"};

        fill(y, n, 5.0f);
        chart_words(&c, WORDS_FULL, said, sizeof said);
        holds(seed, "loss: %d points, from %s at step 0 to %s at step %d", n,
              number(y[0]), number(y[n - 1]), n - 1);
        holds(seed, "lowest %s at step %d", number(y[least(y, n)]),
              least(y, n));
        holds(seed, "highest %s at step %d", number(y[greatest(y, n)]),
              greatest(y, n));
    }
}

Test(words, bars_give_each_its_number_and_the_rest)
{
    FOR_SEEDS
    {
        struct bars_row row[3] = {{"one", 0}, {"two", 0}, {"three", 0}};
        const struct bars b = {
            .row = row, .count = 3, .total = 1.0f, .decimals = 3};
        float rest = 1.0f;

        for (int i = 0; i < 3; i++) {
            row[i].value = 0.15f * (next() + 1.0f);
            rest -= row[i].value;
        }
        bars_words(&b, WORDS_FULL, said, sizeof said);
        for (int i = 0; i < 3; i++)
            holds(seed, "%s %.3f", row[i].label, (double)row[i].value);
        holds(seed, "(the rest) %.3f", (double)rest);
    }
}

Test(words, spark_and_gauge_say_the_last_and_the_ends)
{
    FOR_SEEDS
    {
        float v[20];
        const struct spark s = {.name = "rate", .value = v, .count = 20};
        const struct gauge g = {
            .name = "room", .value = below(90), .full = 100, .unit = "MiB"};

        fill(v, 20, 9.0f);
        spark_words(&s, WORDS_FULL, said, sizeof said);
        holds(seed, "rate: 20 values, last %s, from %s to %s", number(v[19]),
              number(v[least(v, 20)]), number(v[greatest(v, 20)]));
        gauge_words(&g, said, sizeof said);
        holds(seed, "room: %.0f of 100 MiB, %.0f%%", g.value, g.value);
    }
}

Test(words, histogram_counts_its_fullest_bin)
{
    FOR_SEEDS
    {
        float v[200];
        const struct histogram h = {
            .value = v, .count = 200, .bins = 8, .low = -1.0f, .high = 1.0f};
        int in[8] = {0}, top = 0;

        fill(v, 200, 0.999f);
        for (int i = 0; i < 200; i++)
            in[(int)((v[i] + 1.0f) * 4.0f)]++;
        for (int i = 1; i < 8; i++)
            top = in[i] > in[top] ? i : top;
        histogram_words(&h, WORDS_FULL, said, sizeof said);
        holds(seed, "200 values in 8 bins");
        holds(seed, "the fullest is %s to %s: %d", number(-1.0 + 0.25 * top),
              number(-0.75 + 0.25 * top), in[top]);
    }
}

Test(words, scatter_names_the_nearest_point)
{
    static const char *const name[] = {"a0", "b1", "c2", "d3", "e4", "f5"};

    FOR_SEEDS
    {
        float at[12];
        struct scatter s = {
            .at = at, .count = 6, .dims = 2, .name = name, .cursor = true};
        int best = -1;
        double near = INFINITY;

        fill(at, 12, 4.0f);
        s.chosen = below(6);
        for (int i = 0; i < 6; i++) {
            const double d =
                hypot((double)(at[2 * i] - at[2 * s.chosen]),
                      (double)(at[2 * i + 1] - at[2 * s.chosen + 1]));

            if (i != s.chosen && d < near) {
                near = d;
                best = i;
            }
        }
        scatter_words(&s, WORDS_FULL, said, sizeof said);
        holds(seed, "%s: nearest %s %s", name[s.chosen], name[best],
              number(near));
    }
}

Test(words, timeline_gives_every_span_its_row_and_its_ends)
{
    static const char *const row[] = {"r0", "r1", "r2"};
    static const char *const name[] = {"s0", "s1", "s2", "s3"};

    FOR_SEEDS
    {
        struct timeline_span span[4];
        const struct timeline t = {
            .row_name = row, .rows = 3, .span = span, .spans = 4, .unit = "ms"};

        for (int i = 0; i < 4; i++) {
            const double start = 20.0 * i + below(10);

            span[i] = (struct timeline_span){below(3), name[i], start,
                                             start + 1 + below(9)};
        }
        timeline_words(&t, WORDS_FULL, said, sizeof said);
        for (int i = 0; i < 4; i++)
            holds(seed, "%s: %s from %g to %g ms", row[span[i].row], name[i],
                  span[i].start, span[i].end);
    }
}

Test(words, arrows_add_up)
{
    FOR_SEEDS
    {
        struct arrows_one one[2] = {{"a", 0, 0, 0, 0}, {"b", 0, 0, 0, 0}};
        const struct arrows a = {.one = one, .count = 2};

        for (int i = 0; i < 2; i++) {
            one[i].x = 5.0f * next();
            one[i].y = 5.0f * next();
        }
        arrows_words(&a, WORDS_FULL, said, sizeof said);
        for (int i = 0; i < 2; i++)
            holds(seed, "%s is (%s, %s), length %s", one[i].name,
                  number(one[i].x), number(one[i].y),
                  number(hypot((double)one[i].x, (double)one[i].y)));
    }
}

Test(words, tensor_gives_its_ends)
{
    static const int extent[] = {3, 4};

    FOR_SEEDS
    {
        float v[12];
        const struct tensorview t = {.name = "w",
                                     .type = "f32",
                                     .value = v,
                                     .extent = extent,
                                     .dims = 2};

        fill(v, 12, 2.0f);
        tensorview_words(&t, WORDS_FULL, said, sizeof said);
        holds(seed, "w [3, 4] f32");
        holds(seed, "from %s to %s", number(v[least(v, 12)]),
              number(v[greatest(v, 12)]));
    }
}

Test(words, alignment_says_where_each_word_looks_most)
{
    static const char *const from[] = {"p", "q", "r", "s"};
    static const char *const to[] = {"t", "u", "v"};

    FOR_SEEDS
    {
        float w[12];
        const struct alignmap a = {.source = from,
                                   .sources = 4,
                                   .target = to,
                                   .targets = 3,
                                   .weight = w};

        for (int i = 0; i < 12; i++)
            w[i] = 0.5f * (next() + 1.0f);
        alignmap_words(&a, WORDS_FULL, said, sizeof said);
        for (int i = 0; i < 3; i++) {
            const int top = greatest(w + 4 * i, 4);

            holds(seed, "%s looks at %s (%.2f)", to[i], from[top],
                  (double)w[4 * i + top]);
        }
    }
}

Test(words, grid_gives_its_corners_and_area)
{
    FOR_SEEDS
    {
        float to[8], from[8] = {0, 0, 1, 0, 0, 1, 1, 1};
        const struct gridwarp g = {
            .from = from, .to = to, .rows = 2, .cols = 2, .part = 1.0f};

        fill(to, 8, 3.0f);
        gridwarp_words(&g, WORDS_FULL, said, sizeof said);
        for (int i = 0; i < 4; i++)
            holds(seed, "goes to (%s, %s)", number(to[2 * i]),
                  number(to[2 * i + 1]));
    }
}

Test(words, lists_trees_tables_and_forms_name_every_entry)
{
    static const char *const pool[] = {"ash", "birch", "cedar", "elm",
                                       "fir", "oak",   "pine",  "yew"};

    FOR_SEEDS
    {
        struct listview_item item[4] = {{0}};
        struct tree_node node[4];
        struct form_field field[4] = {{0}};
        struct logview_line line[4] = {{0}};
        const char *cell[4];
        const struct table_column column[2] = {{"x", TABLE_LEFT},
                                               {"y", TABLE_LEFT}};

        for (int i = 0; i < 4; i++) {
            const char *one = pool[below(8)], *two = pool[below(8)];

            item[i] = (struct listview_item){.text = one, .note = two};
            node[i] = (struct tree_node){one, two, i ? 1 + below(2) : 0};
            field[i] = (struct form_field){.name = one, .value = two};
            line[i] = (struct logview_line){two, LOGVIEW_BAD, one};
            cell[i] = one;
        }
        const struct listview l = {
            .item = item, .count = 4, .chosen = below(4)};
        listview_words(&l, WORDS_FULL, said, sizeof said);
        holds(seed, "4 rows, chosen is %s", item[l.chosen].text);
        for (int i = 0; i < 4; i++)
            holds(seed, "%d. %s, %s", i + 1, item[i].text, item[i].note);
        const struct tree t = {.node = node, .count = 4};
        tree_words(&t, WORDS_FULL, said, sizeof said);
        for (int i = 0; i < 4; i++)
            holds(seed, "level %d: %s, %s", node[i].depth, node[i].name,
                  node[i].note);
        const struct form f = {field, 4, below(4), 0, NULL};
        form_words(&f, WORDS_FULL, said, sizeof said);
        holds(seed, "in focus, %s: %s", field[f.at].name, field[f.at].value);
        const struct logview g = {.line = line, .count = 4};
        logview_words(&g, WORDS_FULL, said, sizeof said);
        holds(seed, "4 messages");
        for (int i = 0; i < 4; i++)
            holds(seed, "%s: problem: %s", line[i].when, line[i].text);
        table_words(&(struct table){column, 2, cell, 2, false, 0}, said,
                    sizeof said);
        holds(seed, "x: %s, y: %s.\nx: %s, y: %s.", cell[0], cell[1], cell[2],
              cell[3]);
        const struct strip s = {.text = cell, .count = 4};
        strip_words(&s, WORDS_FULL, said, sizeof said);
        holds(seed, "4 tokens: [%s][%s][%s][%s]", cell[0], cell[1], cell[2],
              cell[3]);
    }
}

Test(words, graphs_and_stacks_name_what_each_node_takes_and_gives)
{
    static const char *const name[] = {"n0", "n1", "n2", "n3"};
    static const char *const shape[] = {"[1]", "[2, 3]", "[4]", "[5, 6]"};

    FOR_SEEDS
    {
        struct netgraph_node node[4];
        struct netgraph_edge edge[3];
        struct blockstack_block block[4] = {{0}};

        for (int i = 0; i < 4; i++) {
            node[i] = (struct netgraph_node){name[i], shape[below(4)], NULL};
            block[i].name = name[i];
            block[i].shape = shape[below(4)];
            if (i > 0)
                edge[i - 1] = (struct netgraph_edge){below(i), i};
        }
        const struct netgraph g = {
            .node = node, .nodes = 4, .edge = edge, .edges = 3};
        netgraph_words(&g, WORDS_FULL, said, sizeof said);
        holds(seed, "4 nodes, 3 edges");
        for (int i = 1; i < 4; i++)
            holds(seed, "%s from %s, gives %s", name[i], name[edge[i - 1].from],
                  node[i].shape);
        const struct blockstack b = {.block = block, .count = 4};
        blockstack_words(&b, WORDS_FULL, said, sizeof said);
        for (int i = 0; i < 4; i++)
            holds(seed, "%s, gives %s", name[i], block[i].shape);
    }
}

Test(words, a_difference_counts_its_lines)
{
    FOR_SEEDS
    {
        char before[256] = "", after[256] = "";
        int came = 0, went = 0;

        for (int i = 0; i < 12; i++) {
            const int what = below(4);
            char line[24];

            snprintf(line, sizeof line, "line %d\n", i);
            if (what != 1)
                strcat(before, line);
            if (what != 2)
                strcat(after, line);
            came += what == 1;
            went += what == 2;
        }
        struct difftext *d = difftext_new(before, after);

        difftext_words(d, WORDS_FULL, said, sizeof said);
        if (came + went > 0)
            holds(seed, "%d lines came, %d lines went", came, went);
        difftext_free(d);
    }
}

/* A field of 5 x 4 samples. */
static struct field field_of(const float *v)
{
    return (struct field){.value = v,
                          .rows = 4,
                          .cols = 5,
                          .x_low = -1,
                          .x_high = 1,
                          .y_low = -1,
                          .y_high = 1};
}

Test(words, a_landscape_names_its_lowest_and_its_highest)
{
    FOR_SEEDS
    {
        float v[20];
        const struct contour c = {.field = field_of(v)};

        fill(v, 20, 6.0f);
        contour_words(&c, WORDS_FULL, said, sizeof said);
        holds(seed, "owest is %s at", number(v[least(v, 20)]));
        holds(seed, "highest %s at", number(v[greatest(v, 20)]));
    }
}

Test(words, a_decision_counts_the_points_on_the_wrong_side)
{
    FOR_SEEDS
    {
        float v[20], point[20];
        int group[10], wrong = 0;
        const struct decision d = {
            .score = field_of(v), .point = point, .group = group, .points = 10};

        for (int i = 0; i < 20; i++) /* left of the middle below zero */
            v[i] = (float)(i % 5) - 2.0f;
        for (int i = 0; i < 10; i++) {
            point[2 * i] = 0.9f * next();
            point[2 * i + 1] = 0.9f * next();
            group[i] = below(2);
            wrong += (point[2 * i] > 0.0f) != (group[i] == 1);
        }
        decision_words(&d, WORDS_FULL, said, sizeof said);
        holds(seed, "%d of 10 points", wrong);
    }
}
