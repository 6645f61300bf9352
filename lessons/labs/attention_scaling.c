/* attention_scaling.c - how sure a softmax over random scores is, with and
 * without the root of d. */
#include <math.h>
#include <stdlib.h>

#include "engine/base/rng.h"
#include "engine/core/graph.h"
#include "engine/ops/arith.h"
#include "engine/ops/matmul.h"
#include "engine/ops/reduce.h"
#include "engine/ops/shape.h"
#include "engine/ops/softmax.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "viz/bars.h"
#include "viz/heatmap.h"

enum { D, KEYS, ROWS };
enum { RAW, SCALED, KINDS };
enum { MOST_KEYS = 64, STEP_NUMBERS = 1 << 20 };

#define GRAPH_BYTES ((size_t)1 << 28)

static const struct lab_knob knobs[] = {
    [D] = {.name = "d",
           .help = "entries of a query and of a key",
           .kind = LAB_WHOLE,
           .fallback = "256",
           .low = 1,
           .high = 4096},
    [KEYS] = {.name = "keys",
              .help = "random keys that one query meets",
              .kind = LAB_WHOLE,
              .fallback = "16",
              .low = 2,
              .high = MOST_KEYS},
    [ROWS] = {.name = "rows",
              .help = "how many queries, each with keys of its own",
              .kind = LAB_WHOLE,
              .fallback = "4000",
              .low = 1,
              .high = 100000},
    {.name = NULL},
};

/* Sums over all rows so far, of scores divided by nothing or by the root. */
struct kind {
    double sum, squares, largest, gradient;
    float first[MOST_KEYS]; /* the weights of row 0 */
};

struct found {
    int d, keys, rows, done;
    struct kind kind[KINDS];
};

struct state {
    struct found found;
    struct graph *graph;
    float *number; /* of the rows of one step: queries, keys, values */
    int step_rows;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        graph_free(s->graph);
        free(s->number);
    }
    free(s);
    r->state = NULL;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for random keys");
    s->found.d = (int)r->value[D].number;
    s->found.keys = (int)r->value[KEYS].number;
    s->found.rows = (int)r->value[ROWS].number;
    const int row = s->found.d * (s->found.keys + 1) + s->found.keys;
    s->step_rows = STEP_NUMBERS / row;
    s->number = malloc((size_t)STEP_NUMBERS * sizeof *s->number);
    s->graph = graph_new(device_find("auto"), GRAPH_BYTES);
    if (!s->number || !s->graph) {
        close(r);
        return status_fail(STATUS_NO_MEMORY, "no memory for random keys");
    }
    graph_set_hook(s->graph, r->hook);
    return STATUS_OK;
}

static void count(struct found *f, struct kind *k, const struct tensor *scores,
                  const struct tensor *weights)
{
    const int64_t n = tensor_count(scores);

    for (int64_t at = 0; at < n; at += f->keys) {
        double most = 0.0;

        for (int64_t i = at; i < at + f->keys; i++) {
            const double s = tensor_get(scores, i);

            k->sum += s;
            k->squares += s * s;
            k->gradient += fabs(tensor_get(scores->grad, i));
            most = fmax(most, tensor_get(weights, i));
        }
        k->largest += most;
    }
    for (int i = 0; i < f->keys && !f->done; i++)
        k->first[i] = (float)tensor_get(weights, i);
}

/* Scores, weights and output of `rows` queries; then the gradient of the
 * outputs' sum by every score that goes into the softmax. */
static struct status measure(struct state *s, int rows, int which,
                             struct kind *k)
{
    struct graph *g = s->graph;
    const struct found *f = &s->found;
    const float *query = s->number, *key = query + (size_t)rows * f->d,
                *value = key + (size_t)rows * f->keys * f->d;
    const int64_t qs[] = {rows, 1, f->d}, ks[] = {rows, f->keys, f->d},
                  vs[] = {rows, f->keys, 1};

    graph_reset(g);
    struct tensor *q = graph_floats(g, 3, qs, query);
    if (q)
        q->needs_grad = true;
    struct tensor *kt = shape_transpose(g, graph_floats(g, 3, ks, key), 1, 2);
    struct tensor *scores = matmul_op(g, q, kt);
    if (which == SCALED)
        scores = arith_scale(g, scores, 1.0 / sqrt((double)f->d));
    if (scores)
        graph_keep_grad(g, scores);
    struct tensor *weights = softmax_op(g, scores);
    struct tensor *out = matmul_op(g, weights, graph_floats(g, 3, vs, value));
    struct tensor *sum = reduce_sum(g, out, REDUCE_ALL);
    STATUS_TRY(graph_status(g));
    STATUS_TRY(graph_backward(g, sum));
    count(&s->found, k, scores, weights);
    return STATUS_OK;
}

/* Row i draws from stream i, so how rows are cut into steps changes nothing. */
static void draw_numbers(struct state *s, int rows, uint64_t seed)
{
    const struct found *f = &s->found;
    float *query = s->number, *key = query + (size_t)rows * f->d,
          *value = key + (size_t)rows * f->keys * f->d;

    for (int i = 0; i < rows; i++) {
        struct rng rng = rng_make(seed, (uint64_t)(f->done + i));

        for (int j = 0; j < f->d; j++)
            *query++ = rng_normal(&rng);
        for (int j = 0; j < f->d * f->keys; j++)
            *key++ = rng_normal(&rng);
        for (int j = 0; j < f->keys; j++)
            *value++ = rng_normal(&rng);
    }
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct kind sums[KINDS] = {s->found.kind[RAW], s->found.kind[SCALED]};
    int rows = s->found.rows - s->found.done;

    if (rows > s->step_rows)
        rows = s->step_rows;
    draw_numbers(s, rows, r->seed);
    for (int which = 0; which < KINDS; which++)
        STATUS_TRY(measure(s, rows, which, &sums[which]));
    s->found.kind[RAW] = sums[RAW];
    s->found.kind[SCALED] = sums[SCALED];
    s->found.done += rows;
    *more = s->found.done < s->found.rows;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

/* Means over the rows so far. */
struct means {
    double largest, variance, gradient;
};

static struct means means(const struct found *f, int which)
{
    const struct kind *k = &f->kind[which];
    const double rows = f->done ? f->done : 1, n = rows * f->keys;
    const double mean = k->sum / n;

    return (struct means){k->largest / rows, k->squares / n - mean * mean,
                          k->gradient / n};
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    static const char *const name[] = {"raw", "divided"};
    const struct found *f = snapshot_;
    const struct means m[] = {means(f, RAW), means(f, SCALED)};
    const struct bars_row row[] = {{name[0], (float)m[0].largest},
                                   {name[1], (float)m[1].largest}};
    const struct bars bars = {
        .row = row, .count = KINDS, .full = 1.0f, .decimals = 3};
    float first[KINDS * MOST_KEYS];
    const struct heatmap map = {.value = first,
                                .rows = KINDS,
                                .cols = f->keys,
                                .row_label = name,
                                .title = "weights of the first query",
                                .scale = HEATMAP_FIXED,
                                .high = 1.0f};

    (void)view;
    for (int i = 0; i < KINDS * f->keys; i++)
        first[i] = f->kind[i / f->keys].first[i % f->keys];
    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD,
                  "largest of %d weights, mean of %d", f->keys, f->done);
    bars_draw(&bars, cv, (struct canvas_rect){1, 0, KINDS, cv->cols});
    canvas_printf(cv, 4, 0, INK_DIM, "%-8s %12s %14s", "", "variance",
                  "gradient");
    for (int i = 0; i < KINDS; i++)
        canvas_printf(cv, 5 + i, 0, INK_TEXT, "%-8s %12.3f %14.5f", name[i],
                      m[i].variance, m[i].gradient);
    if (cv->rows > 14)
        heatmap_draw(&map, cv,
                     (struct canvas_rect){8, 0, cv->rows - 8, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const struct means raw = means(f, RAW), scaled = means(f, SCALED);

    (void)view;
    buf_printf(out,
               "With d = %d the largest of %d weights is %.3f on average; with "
               "scores divided by the root of d it is %.3f.\n",
               f->d, f->keys, raw.largest, scaled.largest);
    buf_printf(out,
               "The scores' variance is %.3f raw and %.3f divided. A score's "
               "gradient is %.5f in size raw and %.5f divided.\n",
               raw.variance, scaled.variance, raw.gradient, scaled.gradient);
    buf_printf(out, "%d of %d queries are done.\n", f->done, f->rows);
}

static json_t *means_json(const struct found *f, int which)
{
    const struct means m = means(f, which);

    return json_pack("{sf sf sf so}", "largest", m.largest, "variance",
                     m.variance, "gradient", m.gradient, "first",
                     labnumbers_row(f->kind[which].first, f->keys));
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;

    (void)view;
    return json_pack("{si si si so so}", "d", f->d, "keys", f->keys, "rows",
                     f->done, "raw", means_json(f, RAW), "scaled",
                     means_json(f, SCALED));
}

const struct lab attention_scaling_lab = {
    .name = "attention-scaling",
    .question = "Why are scores divided by the root of d?",
    .about = "Random queries meet random keys. The same scores go through the "
             "softmax as they are, and divided by the root of d; the gradient "
             "comes back through both.",
    .sources =
        (const char *const[]){"engine/kernels/k_softmax.c:softmax_forward",
                              "engine/kernels/k_softmax.c:softmax_backward",
                              NULL},
    .knobs = knobs,
    .open = open,
    .step = step,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
};
