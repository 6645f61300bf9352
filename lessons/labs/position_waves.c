/* position_waves.c - the table of sines and cosines that marks places, and how
 * alike two of its rows are. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/device.h"
#include "engine/nn/wavetable.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labonce.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/labtable.h"
#include "viz/chart.h"
#include "viz/heatmap.h"

enum { ROWS, WIDTH };
enum { MOST_ROWS = 64, MOST_WIDTH = 64 };

static const struct lab_knob knobs[] = {
    [ROWS] = {.name = "rows",
              .help = "places in the table",
              .kind = LAB_WHOLE,
              .fallback = "24",
              .low = 2,
              .high = MOST_ROWS,
              .live = true},
    [WIDTH] = {.name = "width",
               .help = "numbers a place",
               .kind = LAB_WHOLE,
               .fallback = "32",
               .low = 2,
               .high = MOST_WIDTH,
               .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"arrows", "choose a place and a number"},
    {NULL, NULL},
};

struct found {
    int rows, width;
    float table[MOST_ROWS * MOST_WIDTH];
    float alike[MOST_ROWS]; /* dot product of rows so far apart */
    float spread; /* how much that depends on where: the largest difference */
};

static float dot_of(const struct found *f, int a, int b)
{
    double sum = 0.0;

    for (int i = 0; i < f->width; i++)
        sum += (double)f->table[a * f->width + i] *
               (double)f->table[b * f->width + i];
    return (float)sum;
}

static struct status find(void *found, const struct lab_run *r, struct graph *g)
{
    struct found *f = found;
    float *table;

    f->rows = (int)r->value[ROWS].number;
    f->width = (int)r->value[WIDTH].number;
    STATUS_TRY(
        wavetable_new(&table, f->rows, f->width, graph_device(g)->stead));
    memcpy(f->table, table, (size_t)f->rows * (size_t)f->width * sizeof *table);
    free(table);
    for (int far = 0; far < f->rows; far++) {
        f->alike[far] = dot_of(f, 0, far);
        for (int at = 1; at + far < f->rows; at++)
            f->spread = fmaxf(f->spread,
                              fabsf(dot_of(f, at, at + far) - f->alike[far]));
    }
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    return labonce_fill(r, sizeof(struct found), find);
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)knob;
    return open(r);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    return labnumbers_copy(r->state, sizeof(struct found), out);
}

static struct heatmap map_of(const struct found *f, const struct lab_view *view)
{
    return (struct heatmap){.value = f->table,
                            .rows = f->rows,
                            .cols = f->width,
                            .title = "a row a place, a column a number",
                            .is_signed = true,
                            .scale = HEATMAP_FIXED,
                            .low = -1.0f,
                            .high = 1.0f,
                            .picks = true,
                            .cursor = labcells_has(view, f->rows, f->width),
                            .at_row = view->row,
                            .at_col = view->col};
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const struct heatmap map = map_of(f, view);
    const struct chart_series line = {
        .name = "alike", .y = f->alike, .count = f->rows};
    const struct chart chart = {.series = &line,
                                .count = 1,
                                .title = "dot product of two places",
                                .x_name = "places apart"};
    struct canvas_rect at = canvas_whole(cv);
    const int below = cv->rows >= 20 ? cv->rows / 3 : 0;

    at.rows -= below;
    heatmap_draw(&map, cv, at);
    at.row = at.rows;
    at.rows = below;
    if (below)
        chart_draw(&chart, cv, at);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const struct heatmap map = map_of(f, view);
    char text[4096];

    buf_printf(out,
               "Number 0 goes once round in %.4g places, number %d in %.4g. "
               "The dot product of two rows is %.3g for a row with itself, "
               "%.3g one place apart, %.3g for %d apart; where they stand "
               "changes it by at most %.1e.\n",
               wavetable_period(0, f->width), f->width - 1,
               wavetable_period(f->width - 1, f->width), (double)f->alike[0],
               (double)f->alike[1], (double)f->alike[f->rows - 1], f->rows - 1,
               (double)f->spread);
    heatmap_words(&map, WORDS_FULL, text, sizeof text);
    buf_text(out, text);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *periods = json_array();

    (void)view;
    for (int i = 0; i < f->width; i++)
        json_array_append_new(periods,
                              json_real(wavetable_period(i, f->width)));
    return json_pack("{so so so sf}", "table",
                     labnumbers_table(f->table, f->rows, f->width), "alike",
                     labnumbers_row(f->alike, f->rows), "period", periods,
                     "spread", (double)f->spread);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    static const int start[] = {0, 0};
    const struct found *f = snapshot_;

    return labcells_key(view, f->rows, f->width, start, code);
}

const struct lab position_waves_lab = {
    .name = "position-waves",
    .question = "How can a number say where?",
    .about = "Each place gets a row of sines and cosines, from fast to slow. "
             "The curve shows how alike two rows are by the places between "
             "them.",
    .sources =
        (const char *const[]){"engine/nn/wavetable.c:wavetable_new", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = labonce_close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
    .lends = true,
};
