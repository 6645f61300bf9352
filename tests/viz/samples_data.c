#include <math.h>

#include "samples.h"
#include "viz/arrows.h"
#include "viz/bars.h"
#include "viz/chart.h"
#include "viz/contour.h"
#include "viz/decision.h"
#include "viz/gauge.h"
#include "viz/gridwarp.h"
#include "viz/heatmap.h"
#include "viz/histogram.h"
#include "viz/scatter.h"
#include "viz/spark.h"

/* Numbers that look drawn but are the same everywhere. */
static float noise(int i)
{
    unsigned x = (unsigned)i * 2654435761u + 12345u;

    x ^= x >> 15;
    x *= 2246822519u;
    x ^= x >> 13;
    return (float)(x & 0xffff) / 32768.0f - 1.0f;
}

/* Of three, nearly a normal one. */
static float bell(int i)
{
    return noise(3 * i) + noise(3 * i + 1) + noise(3 * i + 2);
}

static const char *const words8[] = {"the", "cat", "sat", "on",
                                     "the", "mat", "and", "slept"};

static struct heatmap heat_of(float t)
{
    static float v[64];

    /* Rows that sum to one, as attention does. */
    for (int r = 0; r < 8; r++) {
        float sum = 0;

        for (int c = 0; c < 8; c++) {
            v[8 * r + c] =
                expf(2.5f * noise(8 * r + c + 3) + 2 * sinf(6 * t + (float)c));
            sum += c <= r ? v[8 * r + c] : 0;
        }
        for (int c = 0; c < 8; c++)
            v[8 * r + c] /= sum;
    }
    return (struct heatmap){.value = v,
                            .rows = 8,
                            .cols = 8,
                            .causal = true,
                            .row_label = words8,
                            .col_label = words8,
                            .title = "layer 1, head 0",
                            .scale = HEATMAP_FIXED,
                            .high = 1.0f,
                            .cursor = true,
                            .at_row = 5,
                            .at_col = 2};
}

static void heat_draw(struct canvas *cv, float t)
{
    const struct heatmap h = heat_of(t);

    heatmap_draw(&h, cv, canvas_whole(cv));
}

static size_t heat_words(enum words_depth depth, char *out, size_t size)
{
    const struct heatmap h = heat_of(0);

    return heatmap_words(&h, depth, out, size);
}

static struct heatmap zoom_of(float t)
{
    static float v[20];

    for (int i = 0; i < 20; i++)
        v[i] = bell(i) + t;
    v[7] = NAN;
    return (struct heatmap){.value = v,
                            .rows = 4,
                            .cols = 5,
                            .is_signed = true,
                            .zoom = true,
                            .title = "weights, in numbers"};
}

static void zoom_draw(struct canvas *cv, float t)
{
    const struct heatmap h = zoom_of(t);

    heatmap_draw(&h, cv, canvas_whole(cv));
}

static size_t zoom_words(enum words_depth depth, char *out, size_t size)
{
    const struct heatmap h = zoom_of(0);

    return heatmap_words(&h, depth, out, size);
}

/* 64 x 64 cells of the screen, all of them changing. */
static void field_draw(struct canvas *cv, float t)
{
    static float v[200 * 200];
    const struct heatmap h = {
        .value = v,
        .rows = 2 * (cv->rows - 2) < 200 ? 2 * (cv->rows - 2) : 200,
        .cols = cv->cols - 4 < 200 ? cv->cols - 4 : 200};

    for (int i = 0; i < h.rows * h.cols; i++) {
        const float x = (float)(i % h.cols), y = (float)(i / h.cols);

        v[i] = sinf(x * 0.11f + 9 * t) * cosf(y * 0.15f - 5 * t);
    }
    heatmap_draw(&h, cv, canvas_whole(cv));
}

static size_t field_words(enum words_depth depth, char *out, size_t size)
{
    static const float v[2] = {-1, 1};
    const struct heatmap h = {.value = v, .rows = 1, .cols = 2};

    return heatmap_words(&h, depth, out, size);
}

enum { STEPS = 200 };
static struct chart chart_of(float t)
{
    static float train[STEPS], val[STEPS / 10], at[STEPS / 10];
    static struct chart_series s[2];

    for (int i = 0; i < STEPS; i++) {
        train[i] = 1.4f + 3.2f * expf(-(float)i / 40.0f) +
                   0.15f * noise(i + (int)(100 * t));
    }
    for (int i = 0; i < STEPS / 10; i++) {
        at[i] = (float)(10 * i);
        val[i] = 1.6f + 3.0f * expf(-(float)i / 4.0f) + 0.004f * (float)(i * i);
    }
    train[120] = train[121] = train[122] = NAN;
    s[0] = (struct chart_series){"train", NULL, train, STEPS};
    s[1] = (struct chart_series){"val", at, val, STEPS / 10};
    return (struct chart){.series = s,
                          .count = 2,
                          .title = "loss",
                          .x_name = "step",
                          .log_y = true};
}

static void chart_frame(struct canvas *cv, float t)
{
    const struct chart c = chart_of(t);

    chart_draw(&c, cv, canvas_whole(cv));
}

static size_t chart_say(enum words_depth depth, char *out, size_t size)
{
    const struct chart c = chart_of(0);

    return chart_words(&c, depth, out, size);
}

static struct bars bars_of(float t)
{
    static struct bars_row row[] = {{" mat", 0.412f},
                                    {" floor", 0.173f},
                                    {" bed", 0.088f},
                                    {"\n", 0.021f},
                                    {" sofa", NAN}};

    row[0].value = 0.412f - 0.3f * t;
    return (struct bars){.row = row,
                         .count = 5,
                         .total = 1,
                         .rest_label = "(3996 more)",
                         .tokens = true};
}

static void bars_frame(struct canvas *cv, float t)
{
    const struct bars b = bars_of(t);

    bars_draw(&b, cv, canvas_whole(cv));
}

static size_t bars_say(enum words_depth depth, char *out, size_t size)
{
    const struct bars b = bars_of(0);

    return bars_words(&b, depth, out, size);
}

static struct spark spark_of(float t)
{
    static float v[60];

    for (int i = 0; i < 60; i++)
        v[i] = 40 + 12 * sinf((float)i * 0.3f + 9 * t) + 3 * noise(i);
    v[33] = NAN;
    return (struct spark){.name = "tokens/s", .value = v, .count = 60};
}

static void spark_frame(struct canvas *cv, float t)
{
    const struct spark s = spark_of(t);

    spark_draw(&s, cv, canvas_whole(cv));
}

static size_t spark_say(enum words_depth depth, char *out, size_t size)
{
    const struct spark s = spark_of(0);

    return spark_words(&s, depth, out, size);
}

static struct gauge gauge_of(float t)
{
    return (struct gauge){.name = "memory",
                          .value = 460 - 300 * (double)t,
                          .full = 512,
                          .unit = "MiB",
                          .warn = 400};
}

static void gauge_frame(struct canvas *cv, float t)
{
    const struct gauge g = gauge_of(t);

    gauge_draw(&g, cv, canvas_whole(cv));
}

static size_t gauge_say(enum words_depth depth, char *out, size_t size)
{
    const struct gauge g = gauge_of(0);

    (void)depth;
    return gauge_words(&g, out, size);
}

static struct histogram histogram_of(float t)
{
    static float v[2000];

    for (int i = 0; i < 2000; i++)
        v[i] = 0.02f * bell(i + (int)(1000 * t));
    v[0] = NAN;
    return (struct histogram){.value = v,
                              .count = 2000,
                              .low = -0.05f,
                              .high = 0.05f,
                              .title = "layer 0, weights",
                              .x_name = "value"};
}

static void histogram_frame(struct canvas *cv, float t)
{
    const struct histogram h = histogram_of(t);

    histogram_draw(&h, cv, canvas_whole(cv));
}

static size_t histogram_say(enum words_depth depth, char *out, size_t size)
{
    const struct histogram h = histogram_of(0);

    return histogram_words(&h, depth, out, size);
}

static const char *const kinds[] = {"animals", "numbers", "verbs"};
enum { CLOUD = 36 };

static void cloud(float *at, int dims, int *group)
{
    for (int i = 0; i < CLOUD; i++) {
        group[i] = i % 3;
        for (int d = 0; d < dims; d++) {
            at[i * dims + d] =
                0.35f * bell(i * 3 + d) + (group[i] == d ? 2.2f : 0.0f);
        }
    }
}

static struct scatter scatter_of(float t)
{
    static float at[2 * CLOUD];
    static int group[CLOUD];
    static const char *name[CLOUD] = {"cat", "one",  "run",  "dog", "two",
                                      "eat", "fish", "nine", "go",  "mouse"};

    cloud(at, 2, group);
    at[0] += t;
    return (struct scatter){.at = at,
                            .count = CLOUD,
                            .dims = 2,
                            .name = name,
                            .group = group,
                            .group_name = kinds,
                            .groups = 3,
                            .title = "embeddings",
                            .cursor = true,
                            .chosen = 0};
}

static void scatter_frame(struct canvas *cv, float t)
{
    const struct scatter s = scatter_of(t);

    scatter_draw(&s, cv, canvas_whole(cv));
}

static size_t scatter_say(enum words_depth depth, char *out, size_t size)
{
    const struct scatter s = scatter_of(0);

    return scatter_words(&s, depth, out, size);
}

static struct scatter scatter3_of(float t)
{
    static float at[3 * CLOUD];
    static int group[CLOUD];
    struct scatter s = scatter_of(0);

    cloud(at, 3, group);
    s.at = at;
    s.dims = 3;
    s.cursor = false;
    s.title = "embeddings in 3-D";
    s.turn = 0.5f + 6.28f * t;
    s.tilt = 0.4f;
    return s;
}

static void scatter3_frame(struct canvas *cv, float t)
{
    const struct scatter s = scatter3_of(t);

    scatter_draw(&s, cv, canvas_whole(cv));
}

static size_t scatter3_say(enum words_depth depth, char *out, size_t size)
{
    const struct scatter s = scatter3_of(0);

    return scatter_words(&s, depth, out, size);
}

/* A ravine, and gradient descent that swings down its sides. */
enum { SIDE = 41, WALK = 16 };
static struct contour contour_of(float t)
{
    static float v[SIDE * SIDE], at[2 * WALK];
    static struct contour_path path;

    for (int i = 0; i < SIDE * SIDE; i++) {
        const float x = (float)(i % SIDE) / 10 - 2;
        const float y = (float)(i / SIDE) / 10 - 2;

        v[i] = 0.5f * x * x + 2.5f * y * y;
    }
    v[SIDE * SIDE - 1] = v[SIDE * SIDE - 2] = NAN;
    at[0] = -1.8f;
    at[1] = 1.5f - t;
    for (int i = 1; i < WALK; i++) {
        at[2 * i] = at[2 * i - 2] * (1 - 0.34f);
        at[2 * i + 1] = at[2 * i - 1] * (1 - 0.34f * 5);
    }
    path = (struct contour_path){"descent", at, WALK};
    return (struct contour){.field = {v, SIDE, SIDE, -2, 2, -2, 2},
                            .path = &path,
                            .paths = 1,
                            .arrows = true,
                            .title = "a ravine"};
}

static void contour_frame(struct canvas *cv, float t)
{
    const struct contour c = contour_of(t);

    contour_draw(&c, cv, canvas_whole(cv));
}

static size_t contour_say(enum words_depth depth, char *out, size_t size)
{
    const struct contour c = contour_of(0);

    return contour_words(&c, depth, out, size);
}

static struct arrows arrows_of(float t)
{
    static struct arrows_one one[3] = {
        {"a", 3, 1, 0, 0}, {"b", -1, 2, 0, 0}, {"a + b", 2, 3, 0, 0}};

    one[0].x = 3 - 2 * t;
    one[2].x = 2 - 2 * t;
    return (struct arrows){.one = one, .count = 3};
}

static void arrows_frame(struct canvas *cv, float t)
{
    const struct arrows a = arrows_of(t);

    arrows_draw(&a, cv, canvas_whole(cv));
}

static size_t arrows_say(enum words_depth depth, char *out, size_t size)
{
    const struct arrows a = arrows_of(0);

    return arrows_words(&a, depth, out, size);
}

enum { LINES = 7 };
static struct gridwarp gridwarp_of(float t)
{
    static float from[2 * LINES * LINES], to[2 * LINES * LINES];

    for (int i = 0; i < LINES * LINES; i++) {
        const float x = (float)(i % LINES - 3), y = (float)(i / LINES - 3);

        from[2 * i] = x;
        from[2 * i + 1] = y;
        to[2 * i] = 1.2f * x + 0.8f * y;
        to[2 * i + 1] = 0.9f * y - 0.2f * x;
    }
    return (struct gridwarp){.from = from,
                             .to = to,
                             .rows = LINES,
                             .cols = LINES,
                             .part = 1 - t,
                             .title = "a shear"};
}

static void gridwarp_frame(struct canvas *cv, float t)
{
    const struct gridwarp g = gridwarp_of(t);

    gridwarp_draw(&g, cv, canvas_whole(cv));
}

static size_t gridwarp_say(enum words_depth depth, char *out, size_t size)
{
    const struct gridwarp g = gridwarp_of(0);

    return gridwarp_words(&g, depth, out, size);
}

enum { DOTS = 40 };
static struct decision decision_of(float t)
{
    static float v[SIDE * SIDE], point[2 * DOTS];
    static int group[DOTS];

    for (int i = 0; i < SIDE * SIDE; i++) {
        const float x = (float)(i % SIDE) / 20 - 1;
        const float y = (float)(i / SIDE) / 20 - 1;

        v[i] = 0.45f - x * x - 1.2f * y * y + 0.3f * x + 0.3f * t;
    }
    for (int i = 0; i < DOTS; i++) {
        const float x = noise(7 * i), y = noise(7 * i + 3);

        point[2 * i] = x;
        point[2 * i + 1] = y;
        group[i] = 0.45f - x * x - 1.2f * y * y + 0.3f * x > 0.12f * bell(i);
    }
    return (struct decision){.score = {v, SIDE, SIDE, -1, 1, -1, 1},
                             .point = point,
                             .group = group,
                             .points = DOTS,
                             .name = {"outside", "inside"},
                             .x_name = "x1"};
}

static void decision_frame(struct canvas *cv, float t)
{
    const struct decision d = decision_of(t);

    decision_draw(&d, cv, canvas_whole(cv));
}

static size_t decision_say(enum words_depth depth, char *out, size_t size)
{
    const struct decision d = decision_of(0);

    return decision_words(&d, depth, out, size);
}

const struct samples_one samples_data[] = {
    {"heatmap", heat_draw, heat_words, 12, 60},
    {"heatmap_zoom", zoom_draw, zoom_words, 8, 40},
    {"heatmap_large", field_draw, field_words, 16, 60},
    {"chart", chart_frame, chart_say, 14, 64},
    {"bars", bars_frame, bars_say, 6, 50},
    {"spark", spark_frame, spark_say, 1, 50},
    {"gauge", gauge_frame, gauge_say, 1, 60},
    {"histogram", histogram_frame, histogram_say, 12, 60},
    {"scatter", scatter_frame, scatter_say, 18, 64},
    {"scatter3", scatter3_frame, scatter3_say, 20, 64},
    {"contour", contour_frame, contour_say, 20, 64},
    {"arrows", arrows_frame, arrows_say, 16, 50},
    {"gridwarp", gridwarp_frame, gridwarp_say, 20, 60},
    {"decision", decision_frame, decision_say, 18, 60},
    {NULL, NULL, NULL, 0, 0},
};
