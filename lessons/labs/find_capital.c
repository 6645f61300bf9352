/* find_capital.c - one layer and one head learn to look at a capital letter. */
#include <math.h>
#include <stdlib.h>

#include "engine/base/rng.h"
#include "engine/core/graph.h"
#include "engine/core/params.h"
#include "engine/ops/attention.h"
#include "engine/ops/cross_entropy.h"
#include "engine/ops/embedding.h"
#include "engine/ops/linear.h"
#include "engine/ops/shape.h"
#include "engine/train/optimizer.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "viz/chart.h"

enum { LETTERS, WIDTH, STEPS, RATE };
enum { MOST_LETTERS = 32, MOST_STEPS = 2000, BATCH = 64 };

/* Tokens: 26 small letters, 26 capitals, the question mark. */
enum { ALPHABET = 26, ASK = 2 * ALPHABET, TOKENS };

/* Streams of the seed: training draws from its step's own. */
#define EXAM_STREAM ((uint64_t)1 << 40)
#define PROBS       "capital.probs"
#define GRAPH_BYTES ((size_t)1 << 28)

static const struct lab_knob knobs[] = {
    [LETTERS] = {.name = "letters",
                 .help = "letters before the question mark",
                 .kind = LAB_WHOLE,
                 .fallback = "24",
                 .low = 2,
                 .high = MOST_LETTERS},
    [WIDTH] = {.name = "width",
               .help = "numbers that a position is made of",
               .kind = LAB_WHOLE,
               .fallback = "32",
               .low = 4,
               .high = 128},
    [STEPS] = {.name = "steps",
               .help = "training steps",
               .kind = LAB_WHOLE,
               .fallback = "100",
               .low = 1,
               .high = MOST_STEPS},
    [RATE] = {.name = "lr",
              .help = "learning rate of every step from now on",
              .kind = LAB_REAL,
              .fallback = "0.01",
              .low = 1e-5,
              .high = 1.0,
              .log = true,
              .live = true},
    {.name = NULL},
};

/* What is shown. Index s: after s steps, on texts never trained on. */
struct found {
    int letters, done;
    float weight[MOST_STEPS + 1], entropy[MOST_STEPS + 1], loss[MOST_STEPS + 1];
    int32_t text[MOST_LETTERS + 1];
    float row[MOST_LETTERS + 1]; /* of "?" in that text, now */
};

struct lesson_text {
    int32_t ids[BATCH * (MOST_LETTERS + 1)], answer[BATCH];
    int capital[BATCH]; /* where it stands */
};

struct state {
    struct found found;
    struct graph *graph;
    struct params *params;
    struct probe *probe;
    int tokens, q, k, v, head; /* indexes of the parameters */
    int width;
    bool trained; /* a step whose result is still to be measured */
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        graph_free(s->graph);
        params_free(s->params);
        probe_free(s->probe);
    }
    free(s);
    r->state = NULL;
}

static int matrix(struct state *s, const char *name, int rows, double scale)
{
    return params_add(s->params, name, 2, (const int64_t[]){rows, s->width},
                      PARAMS_NORMAL, scale);
}

static struct status build(struct state *s, uint64_t seed)
{
    const double even = 1.0 / sqrt((double)s->width);

    s->tokens = matrix(s, "tokens.weight", TOKENS, 0.5);
    s->q = matrix(s, "attn.q.weight", s->width, even);
    s->k = matrix(s, "attn.k.weight", s->width, even);
    s->v = matrix(s, "attn.v.weight", s->width, even);
    s->head = matrix(s, "head.weight", ALPHABET, even);
    return params_build(s->params, seed);
}

static void make_texts(struct lesson_text *t, int letters, uint64_t seed,
                       uint64_t stream)
{
    struct rng rng = rng_make(seed, stream);
    int32_t *id = t->ids;

    for (int b = 0; b < BATCH; b++, id += letters + 1) {
        for (int i = 0; i < letters; i++)
            id[i] = (int32_t)rng_below(&rng, ALPHABET);
        t->capital[b] = (int)rng_below(&rng, (uint32_t)letters);
        t->answer[b] = id[t->capital[b]];
        id[t->capital[b]] += ALPHABET;
        id[letters] = ASK;
    }
}

static struct tensor *product(struct state *s, struct tensor *x, int weight)
{
    struct tensor *w = params_tensor(params_at(s->params, weight));
    struct tensor *y = linear_op(s->graph, x, w, NULL);

    return y ? shape_reshape(s->graph, y, 4,
                             (const int64_t[]){BATCH, -1, 1, s->width})
             : NULL;
}

/* No positions, no mask: "?" asks, every position can be found. */
static struct tensor *loss_of(struct state *s, const struct lesson_text *t)
{
    struct graph *g = s->graph;
    const int64_t n = s->found.letters + 1, batch = BATCH;
    struct param *table = params_at(s->params, s->tokens);
    struct tensor *ids = graph_ints(g, 2, (const int64_t[]){BATCH, n}, t->ids);
    struct tensor *x = embedding_op(g, params_tensor(table), ids);
    struct tensor *ask = x ? shape_slice(g, x, 1, n - 1, n) : NULL;
    struct tensor *y = attention_op(g, product(s, ask, s->q),
                                    product(s, x, s->k), product(s, x, s->v),
                                    1.0 / sqrt((double)s->width), false, PROBS);
    if (y)
        y = shape_reshape(g, y, 2, (const int64_t[]){BATCH, s->width});
    y = linear_op(g, y, params_tensor(params_at(s->params, s->head)), NULL);
    return cross_entropy_op(g, y, graph_ints(g, 1, &batch, t->answer), -1);
}

static void read_rows(struct found *f, const struct lesson_text *t,
                      const float *probs)
{
    const int n = f->letters + 1;
    double weight = 0.0, entropy = 0.0;

    for (int b = 0; b < BATCH; b++, probs += n) {
        weight += (double)probs[t->capital[b]];
        for (int i = 0; i < n; i++) {
            if (b == 0) {
                f->text[i] = t->ids[i];
                f->row[i] = probs[i];
            }
            if (probs[i] > 0.0f)
                entropy -= (double)probs[i] * log2((double)probs[i]);
        }
    }
    f->weight[f->done] = (float)(weight / BATCH);
    f->entropy[f->done] = (float)(entropy / BATCH);
}

static struct status measure(struct state *s, uint64_t seed)
{
    struct lesson_text exam;

    make_texts(&exam, s->found.letters, seed, EXAM_STREAM);
    graph_reset(s->graph);
    graph_set_gradients(s->graph, false);
    graph_set_probe(s->graph, s->probe);
    const struct tensor *loss = loss_of(s, &exam);
    STATUS_TRY(graph_status(s->graph));
    STATUS_TRY(probe_status(s->probe));
    const struct probe_value *probs =
        probe_find(s->probe, PROBS, PROBE_FORWARD);
    if (!probs)
        return status_fail(STATUS_NOT_FOUND, "no row of weights was seen");
    s->found.loss[s->found.done] = (float)tensor_get(loss, 0);
    read_rows(&s->found, &exam, probs->data);
    return STATUS_OK;
}

static struct status train(struct state *s, uint64_t seed, double rate)
{
    const struct optimizer_settings adam = {
        .kind = OPTIMIZER_ADAM, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};
    struct lesson_text texts;

    make_texts(&texts, s->found.letters, seed, (uint64_t)s->found.done);
    graph_reset(s->graph);
    graph_set_gradients(s->graph, true);
    graph_set_probe(s->graph, NULL);
    params_zero_grads(s->params);
    struct tensor *loss = loss_of(s, &texts);
    STATUS_TRY(graph_status(s->graph));
    STATUS_TRY(graph_backward(s->graph, loss));
    params_settle_grads(s->params);
    STATUS_TRY(optimizer_step(s->params, &adam, rate, 1.0, s->found.done + 1));
    params_touch(s->params);
    s->trained = true;
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);
    struct status st = STATUS_OK;

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for a small model");
    s->found.letters = (int)r->value[LETTERS].number;
    s->width = (int)r->value[WIDTH].number;
    s->graph = graph_new(device_find("auto"), GRAPH_BYTES);
    s->params = params_new(device_find("auto"));
    s->probe = probe_new();
    if (!s->graph || !s->params || !s->probe)
        st = status_fail(STATUS_NO_MEMORY, "no memory for a small model");
    if (!st.code)
        st = build(s, r->seed);
    if (!st.code)
        st = probe_watch(s->probe, PROBS, PROBE_FORWARD);
    if (!st.code) {
        graph_set_hook(s->graph, r->hook);
        st = measure(s, r->seed);
    }
    if (st.code)
        close(r);
    return st;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;

    if (!s->trained)
        STATUS_TRY(train(s, r->seed, r->value[RATE].number));
    s->found.done++;
    const struct status st = measure(s, r->seed);
    if (st.code) {
        s->found.done--; /* measured again by the next call */
        return st;
    }
    s->trained = false;
    *more = s->found.done < (int)r->value[STEPS].number;
    return STATUS_OK;
}

/* The rate is read by every step. */
static struct status turn(struct lab_run *r, int knob)
{
    (void)r;
    (void)knob;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static char letter(int32_t id)
{
    if (id == ASK)
        return '?';
    return (char)(id < ALPHABET ? 'a' + id : 'A' + id - ALPHABET);
}

/* The text, and under each letter a shade with its tenths of the weight. */
static void draw_text(const struct found *f, struct canvas *cv)
{
    const int wide = 2 * (f->letters + 1) <= cv->cols ? 2 : 1;

    for (int i = 0; i <= f->letters; i++) {
        const int tenths = (int)(f->row[i] * 10.0f);
        const unsigned ink = ink_ramp(f->row[i]);

        canvas_put(cv, 0, i * wide, (uint32_t)letter(f->text[i]), INK_TITLE);
        canvas_put(cv, 1, i * wide, (uint32_t)('0' + (tenths > 9 ? 9 : tenths)),
                   ink);
    }
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const struct chart_series weight = {"weight on capital", NULL, f->weight,
                                        f->done + 1};
    const struct chart chart = {
        .series = &weight, .count = 1, .x_name = "step", .y_high = 1.0f};

    (void)view;
    draw_text(f, cv);
    canvas_printf(cv, 2, 0, INK_TEXT,
                  "step %d: %.3f on it, %.2f bits, loss %.3f", f->done,
                  (double)f->weight[f->done], (double)f->entropy[f->done],
                  (double)f->loss[f->done]);
    chart_draw(&chart, cv, (struct canvas_rect){3, 0, cv->rows - 3, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const int s = f->done;

    (void)view;
    buf_printf(out,
               "After %d steps \"?\" gives the capital a weight of %.3f; it "
               "was %.3f before the first.\n",
               s, (double)f->weight[s], (double)f->weight[0]);
    buf_printf(out,
               "The row's entropy went from %.2f to %.2f bits, the loss from "
               "%.3f to %.3f.\n",
               (double)f->entropy[0], (double)f->entropy[s], (double)f->loss[0],
               (double)f->loss[s]);
    buf_text(out, "A text it never trained on: ");
    for (int i = 0; i <= f->letters; i++)
        buf_printf(out, "%c %.2f%s", letter(f->text[i]), (double)f->row[i],
                   i < f->letters ? ", " : ".\n");
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    char text[MOST_LETTERS + 2] = "";

    (void)view;
    for (int i = 0; i <= f->letters; i++)
        text[i] = letter(f->text[i]);
    return json_pack("{si ss so so so so}", "steps", f->done, "text", text,
                     "row", labnumbers_row(f->row, f->letters + 1),
                     "weight_on_capital",
                     labnumbers_row(f->weight, f->done + 1), "entropy_bits",
                     labnumbers_row(f->entropy, f->done + 1), "loss",
                     labnumbers_row(f->loss, f->done + 1));
}

const struct lab find_capital_lab = {
    .name = "find-capital",
    .question = "Can attention learn where to look?",
    .about = "Small letters and one capital; at \"?\" the model names the "
             "capital. One layer with one head and no positions trains while "
             "you watch its row of weights.",
    .sources =
        (const char *const[]){"engine/ops/attention.c:attention_op",
                              "engine/ops/cross_entropy.c:cross_entropy_op",
                              NULL},
    .knobs = knobs,
    .open = open,
    .step = step,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
};
