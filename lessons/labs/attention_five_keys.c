/* attention_five_keys.c - one query, five keys: attention with numbers small
 * enough for a pencil. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/graph.h"
#include "engine/ops/arith.h"
#include "engine/ops/mask.h"
#include "engine/ops/matmul.h"
#include "engine/ops/shape.h"
#include "engine/ops/softmax.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "viz/bars.h"
#include "viz/heatmap.h"

enum { SET, QUERY, SHOW, ROWS, MASK, LEAK_TEST };
enum { SHOW_SCORES, SHOW_ALL };
enum { MASK_CAUSAL, MASK_LATE, MASK_NONE, MASKS };

enum { N = 5, WIDTH = 4, OUT = 2, GRAPH_BYTES = 1 << 24 };

static const char *const sets[] = {"agreement", NULL};
static const char *const shows[] = {"scores", "all", NULL};
static const char *const rows_names[] = {"last", "all", NULL};
static const char *const masks[] = {"causal", "late", "none", NULL};

static const struct lab_knob knobs[] = {
    [SET] = {.name = "set",
             .help = "which words, keys and values, set by hand",
             .kind = LAB_CHOICE,
             .fallback = "agreement",
             .choices = sets},
    [QUERY] = {.name = "query",
               .help = "noun, plural, subject, small word",
               .kind = LAB_TEXT,
               .fallback = "1,0,2,-1"},
    [SHOW] = {.name = "show",
              .help = "the scores, or all the way to the output",
              .kind = LAB_CHOICE,
              .fallback = "all",
              .choices = shows},
    [ROWS] = {.name = "rows",
              .help = "the last position asks, or all ask the same",
              .kind = LAB_CHOICE,
              .fallback = "last",
              .choices = rows_names},
    [MASK] = {.name = "mask",
              .help = "hide the future before or after the softmax, or never",
              .kind = LAB_CHOICE,
              .fallback = "causal",
              .choices = masks},
    [LEAK_TEST] = {.name = "leak-test",
                   .help = "change the last word, see if earlier rows move",
                   .kind = LAB_SWITCH,
                   .fallback = "off"},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"t", "type another query"},
    {NULL, NULL},
};

static const char *const words_of[N] = {"the", "keys", "in", "the", "box"};

/* Noun, plural, subject, small word; then plural, singular handed over. */
static const float agreement_key[N * WIDTH] = {
    0, 0, 0, 2, 2, 2, 2, 0, 0, 0, 0, 2, 0, 0, 0, 2, 2, 0, 0, 0,
};
static const float agreement_value[N * OUT] = {0, 0, 4, 0, 0, 0, 0, 0, 0, 4};

/* State and snapshot: all of it plain numbers. */
struct found {
    float query[WIDTH];
    float scores[N * N], weights[N * N], sums[N], output[N * OUT];
    int rows, mask;
    bool scores_only, leak_test;
    double leak[MASKS];
};

/* The numbers that one pass reads. */
struct setting {
    const float *query, *key, *value;
    int rows, mask;
};

static struct tensor *weigh(struct graph *g, struct tensor *scores, int mask)
{
    const int64_t rows = scores ? scores->shape[0] : 0;
    float seen[N * N];

    struct tensor *x = arith_scale(g, scores, 1.0 / sqrt((double)WIDTH));
    if (mask == MASK_CAUSAL)
        x = mask_causal(g, x);
    x = softmax_op(g, x);
    if (mask != MASK_LATE || !x)
        return x;
    for (int i = 0; i < rows * N; i++)
        seen[i] = i % N <= i / N + N - rows ? 1.0f : 0.0f;
    return arith_mul(g, x, graph_floats(g, 2, x->shape, seen));
}

static struct status attend(struct graph *g, const struct setting *s,
                            struct found *f)
{
    float asked[N * WIDTH];

    for (int i = 0; i < N * WIDTH; i++)
        asked[i] = s->query[i % WIDTH];
    graph_reset(g);
    struct tensor *q =
        graph_floats(g, 2, (const int64_t[]){s->rows, WIDTH}, asked);
    struct tensor *k = graph_floats(g, 2, (const int64_t[]){N, WIDTH}, s->key);
    struct tensor *v = graph_floats(g, 2, (const int64_t[]){N, OUT}, s->value);
    struct tensor *scores = matmul_op(g, q, shape_transpose(g, k, 0, 1));
    struct tensor *weights = weigh(g, scores, s->mask);
    struct tensor *out = matmul_op(g, weights, v);

    STATUS_TRY(graph_status(g));
    tensor_copy_floats(f->scores, scores);
    tensor_copy_floats(f->weights, weights);
    tensor_copy_floats(f->output, out);
    for (int i = 0; i < s->rows; i++) {
        f->sums[i] = 0.0f;
        for (int j = 0; j < N; j++)
            f->sums[i] += f->weights[i * N + j];
    }
    return STATUS_OK;
}

/* How far earlier rows move when the last word takes the second one's key. */
static struct status leak(struct graph *g, struct found *f, int mask)
{
    float changed[N * WIDTH];
    struct found before, after;
    struct setting s = {f->query, agreement_key, agreement_value, N, mask};

    memcpy(changed, agreement_key, sizeof changed);
    memcpy(changed + (N - 1) * WIDTH, changed + WIDTH, WIDTH * sizeof *changed);
    STATUS_TRY(attend(g, &s, &before));
    s.key = changed;
    STATUS_TRY(attend(g, &s, &after));
    f->leak[mask] = 0.0;
    for (int i = 0; i < (N - 1) * OUT; i++)
        f->leak[mask] = fmax(f->leak[mask], fabs((double)after.output[i] -
                                                 (double)before.output[i]));
    return STATUS_OK;
}

static struct status find(struct graph *g, struct found *f)
{
    const struct setting s = {f->query, agreement_key, agreement_value, f->rows,
                              f->mask};

    STATUS_TRY(attend(g, &s, f));
    for (int mask = 0; mask < MASKS && f->leak_test; mask++)
        STATUS_TRY(leak(g, f, mask));
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    struct found *f = calloc(1, sizeof *f);
    struct graph *g = graph_new(device_find("auto"), GRAPH_BYTES);
    struct status st = STATUS_OK;

    if (!f || !g)
        st = status_fail(STATUS_NO_MEMORY, "no memory for five keys");
    if (!st.code)
        st = labnumbers_read(r->value[QUERY].text, "query", WIDTH, f->query);
    if (!st.code) {
        f->scores_only = (int)r->value[SHOW].number == SHOW_SCORES;
        f->rows = r->value[ROWS].number > 0.5 ? N : 1;
        f->mask = (int)r->value[MASK].number;
        f->leak_test = r->value[LEAK_TEST].number > 0.5;
        graph_set_hook(g, r->hook);
        st = find(g, f);
    }
    graph_free(g);
    if (st.code)
        free(f);
    else
        r->state = f;
    return st;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    return labnumbers_copy(r->state, sizeof(struct found), out);
}

static void close(struct lab_run *r)
{
    free(r->state);
}

static void draw_leak(const struct found *f, struct canvas *cv, int row)
{
    canvas_printf(cv, row, 0, f->leak[f->mask] > 0.0 ? INK_BAD : INK_GOOD,
                  "leak: causal %.4f late %.4f none %.4f", f->leak[MASK_CAUSAL],
                  f->leak[MASK_LATE], f->leak[MASK_NONE]);
}

static void draw_map(const struct found *f, struct canvas *cv)
{
    const struct heatmap map = {.value = f->weights,
                                .rows = N,
                                .cols = N,
                                .causal = f->mask == MASK_CAUSAL,
                                .row_label = words_of,
                                .col_label = words_of,
                                .scale = HEATMAP_FIXED,
                                .high = 1.0f};
    struct canvas_rect at = canvas_whole(cv);
    const int sums = cv->rows - (f->leak_test ? 2 : 1);

    at.rows = sums;
    heatmap_draw(&map, cv, at);
    canvas_printf(cv, sums, 0, INK_TEXT, "rows sum to %.2f %.2f %.2f %.2f %.2f",
                  (double)f->sums[0], (double)f->sums[1], (double)f->sums[2],
                  (double)f->sums[3], (double)f->sums[4]);
    if (f->leak_test)
        draw_leak(f, cv, cv->rows - 1);
}

static void draw_bars(const struct found *f, struct canvas *cv)
{
    struct bars_row row[N];
    struct bars bars = {.row = row, .count = N, .full = 1.0f, .decimals = 4};
    const struct canvas_rect at = {1, 44, N, cv->cols - 44};

    for (int i = 0; i < N; i++)
        row[i] = (struct bars_row){words_of[i], f->weights[i]};
    bars_draw(&bars, cv, at);
}

static void draw_row(const struct found *f, struct canvas *cv)
{
    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD, "%-5s%4g%4g%4g%4g", "query",
                  (double)f->query[0], (double)f->query[1], (double)f->query[2],
                  (double)f->query[3]);
    canvas_text(cv, 0, 22, f->scores_only ? " score" : " score weight val",
                INK_DIM);
    for (int i = 0; i < N; i++) {
        const float *k = agreement_key + i * WIDTH;
        const float *v = agreement_value + i * OUT;

        canvas_printf(cv, i + 1, 0, INK_TEXT, "%-5s%4g%4g%4g%4g %6g",
                      words_of[i], (double)k[0], (double)k[1], (double)k[2],
                      (double)k[3], (double)f->scores[i]);
        if (!f->scores_only)
            canvas_printf(cv, i + 1, 29, INK_ACCENT, "%.4f %g %g",
                          (double)f->weights[i], (double)v[0], (double)v[1]);
    }
    if (!f->scores_only) {
        canvas_printf(cv, N + 2, 0, INK_TITLE,
                      "output: %.3f plural, %.3f singular",
                      (double)f->output[0], (double)f->output[1]);
        if (cv->cols >= 70)
            draw_bars(f, cv);
    }
    if (f->leak_test)
        draw_leak(f, cv, N + 3);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;

    (void)view;
    if (f->rows == N)
        draw_map(f, cv);
    else
        draw_row(f, cv);
}

static int best_of(const float *row)
{
    int best = 0;

    for (int i = 1; i < N; i++)
        if (row[i] > row[best])
            best = i;
    return best;
}

/* The words of one asking position. */
static void words_row(const struct found *f, struct buf *out)
{
    const int best = best_of(f->scores);

    buf_printf(out, "Position %d, \"%s\", fits the query best: score %g", best,
               words_of[best], (double)f->scores[best]);
    if (!f->scores_only) {
        buf_printf(out,
                   ", weight %.4f. The output is %.3f for plural and %.3f for "
                   "singular",
                   (double)f->weights[best], (double)f->output[0],
                   (double)f->output[1]);
    }
    buf_text(out, ".\n");
    for (int i = 0; i < N; i++) {
        buf_printf(out, "%d %s: score %g", i, words_of[i],
                   (double)f->scores[i]);
        if (!f->scores_only)
            buf_printf(out, ", weight %.4f", (double)f->weights[i]);
        buf_text(out, ".\n");
    }
}

static void words_all(const struct found *f, struct buf *out)
{
    buf_printf(out, "With the mask \"%s\" the rows sum to", masks[f->mask]);
    for (int i = 0; i < N; i++)
        buf_printf(out, " %.4f", (double)f->sums[i]);
    buf_text(out, ".\n");
    for (int i = 0; i < N; i++) {
        const int best = best_of(f->weights + i * N);

        buf_printf(out, "Row %d, \"%s\", takes most of %d, \"%s\": %.4f.\n", i,
                   words_of[i], best, words_of[best],
                   (double)f->weights[i * N + best]);
    }
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    if (f->leak_test) {
        buf_printf(out,
                   "A changed last word moves earlier rows by %.4f without a "
                   "mask, by %.4f with a late one, by %.4f with the causal "
                   "one.\n",
                   f->leak[MASK_NONE], f->leak[MASK_LATE],
                   f->leak[MASK_CAUSAL]);
    }
    if (f->rows == N)
        words_all(f, out);
    else
        words_row(f, out);
}

/* A row where one position asks, a table where all do. */
static json_t *rows_json(const struct found *f, const float *x, int cols)
{
    return f->rows == 1 ? labnumbers_row(x, cols)
                        : labnumbers_table(x, f->rows, cols);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *all = json_object(), *text = json_array();

    (void)view;
    for (int i = 0; i < N; i++)
        json_array_append_new(text, json_string(words_of[i]));
    json_object_set_new(all, "words", text);
    json_object_set_new(all, "query", labnumbers_row(f->query, WIDTH));
    json_object_set_new(all, "keys", labnumbers_table(agreement_key, N, WIDTH));
    json_object_set_new(all, "values",
                        labnumbers_table(agreement_value, N, OUT));
    json_object_set_new(all, "scores", rows_json(f, f->scores, N));
    json_object_set_new(all, "weights", rows_json(f, f->weights, N));
    json_object_set_new(all, "row_sums", labnumbers_row(f->sums, f->rows));
    json_object_set_new(all, "output", rows_json(f, f->output, OUT));
    if (f->leak_test) {
        json_object_set_new(all, "leak",
                            json_pack("{sf sf sf}", "none", f->leak[MASK_NONE],
                                      "late", f->leak[MASK_LATE], "causal",
                                      f->leak[MASK_CAUSAL]));
    }
    return all;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    (void)snapshot_;
    (void)view;
    if (code == 't')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = QUERY};
    return (struct lab_answer){.wish = LAB_IGNORED};
}

const struct lab attention_five_keys_lab = {
    .name = "attention-five-keys",
    .question = "Which of five words answers one query?",
    .about = "Keys and values are set by hand. Scores, weights and the output "
             "come from the engine's product and softmax.",
    .sources =
        (const char *const[]){"engine/kernels/k_softmax.c:softmax_forward",
                              "engine/ops/softmax.c:softmax_op",
                              "engine/ops/matmul.c:matmul_op", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
