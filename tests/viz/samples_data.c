#include <math.h>

#include "samples.h"
#include "viz/bars.h"
#include "viz/chart.h"
#include "viz/gauge.h"
#include "viz/heatmap.h"
#include "viz/histogram.h"
#include "viz/spark.h"

static const char *const words8[] = {"the", "cat", "sat", "on",
                                     "the", "mat", "and", "slept"};

static struct heatmap heat_of(float t)
{
    static float v[64];

    /* Rows that sum to one, as attention does. */
    for (int r = 0; r < 8; r++) {
        float sum = 0;

        for (int c = 0; c < 8; c++) {
            v[8 * r + c] = expf(2.5f * samples_noise(8 * r + c + 3) +
                                2 * sinf(6 * t + (float)c));
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
        v[i] = samples_bell(i) + t;
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
                   0.15f * samples_noise(i + (int)(100 * t));
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
        v[i] = 40 + 12 * sinf((float)i * 0.3f + 9 * t) + 3 * samples_noise(i);
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
        v[i] = 0.02f * samples_bell(i + (int)(1000 * t));
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

const struct samples_one samples_data[] = {
    {"heatmap", heat_draw, heat_words, 12, 60},
    {"heatmap_zoom", zoom_draw, zoom_words, 8, 40},
    {"heatmap_large", field_draw, field_words, 16, 60},
    {"chart", chart_frame, chart_say, 14, 64},
    {"bars", bars_frame, bars_say, 6, 50},
    {"spark", spark_frame, spark_say, 1, 50},
    {"gauge", gauge_frame, gauge_say, 1, 60},
    {"histogram", histogram_frame, histogram_say, 12, 60},
    {NULL, NULL, NULL, 0, 0},
};
