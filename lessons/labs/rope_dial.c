/* rope_dial.c - a query and a key as pairs of numbers on a dial, turned by
 * where they stand: what is left of it in their score. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/ops/matmul.h"
#include "engine/ops/rope.h"
#include "engine/ops/shape.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labonce.h"
#include "lessons/labs/labtable.h"
#include "viz/arrows.h"
#include "viz/heatmap.h"

enum { QUERY, KEY, AT_QUERY, AT_KEY, PAIR, BASE };
enum { WIDTH = 4, PAIRS = WIDTH / 2, PLACES = 16, MOST_PLACE = 10000 };

static const struct lab_knob knobs[] = {
    [QUERY] = {.name = "q",
               .help = "the query before it is turned: four numbers",
               .kind = LAB_TEXT,
               .fallback = "1,0.5,0.2,1",
               .live = true},
    [KEY] = {.name = "k",
             .help = "the key before it is turned: four numbers",
             .kind = LAB_TEXT,
             .fallback = "0.8,1,1,-0.4",
             .live = true},
    [AT_QUERY] = {.name = "m",
                  .help = "where the query stands",
                  .kind = LAB_WHOLE,
                  .fallback = "7",
                  .low = 0,
                  .high = MOST_PLACE,
                  .live = true},
    [AT_KEY] = {.name = "n",
                .help = "where the key stands",
                .kind = LAB_WHOLE,
                .fallback = "5",
                .low = 0,
                .high = MOST_PLACE,
                .live = true},
    [PAIR] = {.name = "pair",
              .help = "which pair of numbers is on the dial: 0 turns fast, 1 "
                      "slowly",
              .kind = LAB_WHOLE,
              .fallback = "0",
              .low = 0,
              .high = PAIRS - 1,
              .live = true},
    [BASE] = {.name = "base",
              .help = "pair p turns by m / base^(p / 2)",
              .kind = LAB_REAL,
              .fallback = "100",
              .low = 1,
              .high = 1000000,
              .log = true,
              .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"left, right", "the query one place to the left, to the right"},
    {"down, up", "the key one place to the left, to the right"},
    {"p", "the other pair"},
    {NULL, NULL},
};

struct found {
    float q[WIDTH], k[WIDTH]; /* as written */
    float turned_q[WIDTH], turned_k[WIDTH];
    float score[PLACES * PLACES]; /* [m, n], places counted from 0 */
    float now, plain;             /* the score at (m, n), and unturned */
    float spread; /* largest difference along a diagonal of `score` */
    int m, n, pair;
    double base;
};

/* `rows` copies of x, turned as if they stood at start, start + 1, ...:
 * [rows, WIDTH]. */
static struct tensor *turn_row(struct graph *g, const float *x, int rows,
                               int64_t start, double base)
{
    float copies[PLACES * WIDTH];

    for (int i = 0; i < rows; i++)
        memcpy(copies + i * WIDTH, x, WIDTH * sizeof *x);
    struct tensor *t =
        graph_floats(g, 4, (const int64_t[]){1, rows, 1, WIDTH}, copies);
    t = rope_op(g, t, start, base, true);
    return shape_reshape(g, t, 2, (const int64_t[]){rows, WIDTH});
}

static struct tensor *scores_of(struct graph *g, struct tensor *q,
                                struct tensor *k)
{
    return matmul_op(g, q, shape_transpose(g, k, 0, 1));
}

static void read_row(const struct tensor *t, float *out, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = (float)labonce_at(t, i);
}

static void measure_spread(struct found *f)
{
    f->spread = 0.0f;
    for (int m = 1; m < PLACES; m++)
        for (int n = 1; n < PLACES; n++)
            f->spread =
                fmaxf(f->spread, fabsf(f->score[m * PLACES + n] -
                                       f->score[(m - 1) * PLACES + n - 1]));
}

static struct status find(void *found, const struct lab_run *r, struct graph *g)
{
    struct found *f = found;

    STATUS_TRY(labnumbers_read(r->value[QUERY].text, "q", WIDTH, f->q));
    STATUS_TRY(labnumbers_read(r->value[KEY].text, "k", WIDTH, f->k));
    f->m = (int)r->value[AT_QUERY].number;
    f->n = (int)r->value[AT_KEY].number;
    f->pair = (int)r->value[PAIR].number;
    f->base = r->value[BASE].number;
    graph_set_gradients(g, false);
    struct tensor *q = turn_row(g, f->q, 1, f->m, f->base),
                  *k = turn_row(g, f->k, 1, f->n, f->base);
    struct tensor *now = scores_of(g, q, k);
    struct tensor *all = scores_of(g, turn_row(g, f->q, PLACES, 0, f->base),
                                   turn_row(g, f->k, PLACES, 0, f->base));
    read_row(q, f->turned_q, WIDTH);
    read_row(k, f->turned_k, WIDTH);
    read_row(all, f->score, PLACES * PLACES);
    f->now = (float)labonce_at(now, 0);
    f->plain = f->score[0];
    measure_spread(f);
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

/* --- the picture ------------------------------------------------------------
 */

/* Radians that pair p turns from one place to the next. */
static double speed(const struct found *f, int p)
{
    return pow(f->base, -2.0 * p / WIDTH);
}

static struct arrows dial(const struct found *f, struct arrows_one one[2])
{
    const int i = 2 * f->pair;
    float reach = 0.0f;

    for (int k = 0; k < WIDTH; k += 2)
        reach = fmaxf(reach, fmaxf(hypotf(f->q[k], f->q[k + 1]),
                                   hypotf(f->k[k], f->k[k + 1])));
    one[0] = (struct arrows_one){
        .name = "q", .x = f->turned_q[i], .y = f->turned_q[i + 1]};
    one[1] = (struct arrows_one){
        .name = "k", .x = f->turned_k[i], .y = f->turned_k[i + 1]};
    return (struct arrows){
        .one = one, .count = 2, .reach = reach > 0.0f ? reach : 1.0f};
}

static struct heatmap map_of(const struct found *f)
{
    return (struct heatmap){.value = f->score,
                            .rows = PLACES,
                            .cols = PLACES,
                            .title = "score: q at row, k at column",
                            .is_signed = true,
                            .cursor = f->m < PLACES && f->n < PLACES,
                            .at_row = f->m,
                            .at_col = f->n};
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    struct arrows_one one[2];
    const struct arrows arrows = dial(f, one);
    const struct heatmap map = map_of(f);
    const bool beside = cv->cols >= 70;
    struct canvas_rect left = {2, 0, cv->rows - 2, cv->cols}, right = left;

    (void)view;
    canvas_printf(cv, 0, 0, INK_TITLE, "q at %d, k at %d: score %.4f", f->m,
                  f->n, (double)f->now);
    canvas_printf(cv, 1, 0, INK_DIM, "pair %d turns %.4g radians a place",
                  f->pair, speed(f, f->pair));
    if (beside) {
        left.cols = cv->cols / 2 - 2;
        right.col = left.cols + 2;
        right.cols = cv->cols - right.col;
    } else {
        left.rows = cv->rows - 2;
    }
    arrows_draw(&arrows, cv, left);
    if (beside)
        heatmap_draw(&map, cv, right);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    struct arrows_one one[2];
    const struct arrows arrows = dial(f, one);
    char text[1024];

    (void)view;
    buf_printf(out,
               "With the query at %d and the key at %d, %d apart, the score is "
               "%.4f; unturned it is %.4f. Over %d by %d places the scores of "
               "equal distance differ by at most %.1e.\n",
               f->m, f->n, f->m - f->n, (double)f->now, (double)f->plain,
               PLACES, PLACES, (double)f->spread);
    for (int p = 0; p < PAIRS; p++)
        buf_printf(out,
                   "Pair %d turns %.4g radians a place, once round in %.4g "
                   "places.\n",
                   p, speed(f, p), 2.0 * acos(-1.0) / speed(f, p));
    arrows_words(&arrows, WORDS_FULL, text, sizeof text);
    buf_text(out, text);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;

    (void)view;
    return json_pack("{sf sf sf si so so so}", "score", (double)f->now, "plain",
                     (double)f->plain, "spread", (double)f->spread, "apart",
                     f->m - f->n, "q", labnumbers_row(f->turned_q, WIDTH), "k",
                     labnumbers_row(f->turned_k, WIDTH), "scores",
                     labnumbers_table(f->score, PLACES, PLACES));
}

static struct lab_answer to(int knob, int value)
{
    struct lab_answer a = {.wish = LAB_TURN, .knob = knob};

    snprintf(a.text, sizeof a.text, "%d", value < 0 ? 0 : value);
    return a;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    (void)view;
    switch (code) {
    case LAB_KEY_LEFT:
        return to(AT_QUERY, f->m - 1);
    case LAB_KEY_RIGHT:
        return to(AT_QUERY, f->m + 1);
    case LAB_KEY_DOWN:
        return to(AT_KEY, f->n - 1);
    case LAB_KEY_UP:
        return to(AT_KEY, f->n + 1);
    case 'p':
        return to(PAIR, (f->pair + 1) % PAIRS);
    default:
        return (struct lab_answer){.wish = LAB_IGNORED};
    }
}

const struct lab rope_dial_lab = {
    .name = "rope-dial",
    .question = "What does turning leave in the score?",
    .about = "A query and a key of four numbers are turned, pair by pair, by "
             "an angle that grows with their place. Their dot product is the "
             "score.",
    .sources = (const char *const[]){"engine/ops/rope.c:rope_turn", NULL},
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
};
