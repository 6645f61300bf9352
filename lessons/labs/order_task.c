/* order_task.c - the same small transformer with four kinds of positions, on a
 * task where order is all there is and on one where it means nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/model/decoder.h"
#include "engine/train/optimizer.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "viz/chart.h"
#include "viz/table.h"

enum { TASK, STEPS, RATE };
enum { FIRST, UNITS };
enum { SCHEMES = 4, MOST_STEPS = 1000, BATCH = 32, EXAMS = 8 };
enum { AT_ONCE = 10 }; /* training steps between two pictures */
/* Eight letters, or four kinds of unit on either side; the question, and who
 * wins. */
enum { LETTERS = 8, ASK = LETTERS, LEFT, RIGHT, VOCAB, TOKENS = LETTERS + 1 };

#define EXAM_STREAM ((uint64_t)1 << 40)
#define GRAPH_BYTES ((size_t)1 << 28)

static const char *const tasks[] = {"first", "units", NULL};
static const char *const scheme[SCHEMES] = {"none", "sinusoid", "learned",
                                            "rope"};

static const struct lab_knob knobs[] = {
    [TASK] = {.name = "task",
              .help = "first: which letter came first; units: whose are "
                      "stronger in all",
              .kind = LAB_CHOICE,
              .fallback = "first",
              .choices = tasks},
    [STEPS] = {.name = "steps",
               .help = "training steps of each model",
               .kind = LAB_WHOLE,
               .fallback = "300",
               .low = 1,
               .high = MOST_STEPS},
    [RATE] = {.name = "lr",
              .help = "learning rate",
              .kind = LAB_REAL,
              .fallback = "0.003",
              .low = 1e-5,
              .high = 1,
              .log = true},
    {.name = NULL},
};

/* One model: what it cost to learn, and what it knows. */
struct entrant {
    float loss[MOST_STEPS];
    int steps;
    float right, shuffled; /* shares; -1 until they are measured */
};

struct found {
    int task, planned, done;
    struct entrant of[SCHEMES];
};

struct exam {
    int32_t ids[BATCH * TOKENS], target[BATCH * TOKENS], answer[BATCH];
};

struct state {
    struct found found;
    struct graph *graph;
    struct decoder *model; /* of the entrant that trains; NULL between two */
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        decoder_free(s->model);
        graph_free(s->graph);
    }
    free(s);
    r->state = NULL;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (s)
        s->graph = graph_new(device_find("auto"), GRAPH_BYTES);
    if (!s || !s->graph) {
        close(r);
        return status_fail(STATUS_NO_MEMORY, "no memory for a model");
    }
    graph_set_hook(s->graph, r->hook);
    s->found.task = (int)r->value[TASK].number;
    s->found.planned = (int)r->value[STEPS].number;
    for (int i = 0; i < SCHEMES; i++)
        s->found.of[i].right = s->found.of[i].shuffled = -1.0f;
    return STATUS_OK;
}

/* Two layers, no mask: every position sees all of them. */
static struct status make_model(struct state *s, int which, uint64_t seed)
{
    struct decoder_config c = decoder_gpt2();

    c.vocab = VOCAB;
    c.context = TOKENS;
    c.layers = 2;
    c.heads = c.groups = 2;
    c.width = 32;
    c.hidden = 64;
    c.causal = false;
    c.tied = false;
    c.init = 0.1;
    STATUS_TRY(decoder_set(&c, "positions", scheme[which]));
    return decoder_new(&s->model, &c, device_find("auto"), seed);
}

/* --- the tasks -------------------------------------------------------------
 */

static void shuffle(int32_t *ids, struct rng *rng)
{
    for (int i = LETTERS - 1; i > 0; i--) {
        const int j = (int)rng_below(rng, (uint32_t)i + 1);
        const int32_t kept = ids[i];

        ids[i] = ids[j];
        ids[j] = kept;
    }
}

/* All letters once, in any order: the answer is the one in front. */
static int32_t deal_letters(int32_t *ids, struct rng *rng)
{
    for (int i = 0; i < LETTERS; i++)
        ids[i] = i;
    shuffle(ids, rng);
    return ids[0];
}

/* Unit i < 4 is worth i + 1 for the left, the others for the right. */
static int32_t deal_units(int32_t *ids, struct rng *rng)
{
    int sum;

    do {
        sum = 0;
        for (int i = 0; i < LETTERS; i++) {
            ids[i] = (int32_t)rng_below(rng, LETTERS);
            sum += (ids[i] < 4 ? 1 : -1) * (ids[i] % 4 + 1);
        }
    } while (sum == 0);
    return sum > 0 ? LEFT : RIGHT;
}

/* `again`: what was dealt is put into another order, the answer stays. */
static void deal(struct exam *e, int task, uint64_t seed, uint64_t stream,
                 bool again)
{
    struct rng rng = rng_make(seed, stream);
    struct rng other = rng_make(seed, 2 * EXAM_STREAM + stream);

    for (int b = 0; b < BATCH; b++) {
        int32_t *ids = e->ids + b * TOKENS;

        e->answer[b] =
            task == FIRST ? deal_letters(ids, &rng) : deal_units(ids, &rng);
        if (again)
            shuffle(ids, &other);
        ids[LETTERS] = ASK;
        for (int i = 0; i < TOKENS; i++)
            e->target[b * TOKENS + i] = i == LETTERS ? e->answer[b] : -1;
    }
}

/* --- training and exam ------------------------------------------------------
 */

static struct status train(struct state *s, struct entrant *e, double rate,
                           uint64_t seed)
{
    static const struct optimizer_settings adam = {
        .kind = OPTIMIZER_ADAM, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};
    static const int64_t shape[] = {BATCH, TOKENS};
    struct params *ps = decoder_params(s->model);
    struct exam x;

    deal(&x, s->found.task, seed, (uint64_t)e->steps, false);
    graph_reset(s->graph);
    graph_set_gradients(s->graph, true);
    params_zero_grads(ps);
    struct tensor *loss =
        decoder_loss(s->model, s->graph, graph_ints(s->graph, 2, shape, x.ids),
                     graph_ints(s->graph, 2, shape, x.target), NULL);
    STATUS_TRY(graph_status(s->graph));
    STATUS_TRY(graph_backward(s->graph, loss));
    params_settle_grads(ps);
    const double norm = optimizer_grad_norm(ps);
    STATUS_TRY(optimizer_step(ps, &adam, rate, norm > 1.0 ? 1.0 / norm : 1.0,
                              e->steps + 1));
    params_touch(ps);
    e->loss[e->steps++] = (float)tensor_get(loss, 0);
    return STATUS_OK;
}

static int best_of(const struct tensor *logits, int row)
{
    int best = 0;

    for (int i = 1; i < VOCAB; i++)
        if (tensor_get(logits, row * VOCAB + i) >
            tensor_get(logits, row * VOCAB + best))
            best = i;
    return best;
}

/* Texts that were never trained on, in their own order or in another. */
static struct status examine(struct state *s, uint64_t seed, bool again,
                             float *right)
{
    static const int64_t shape[] = {BATCH, TOKENS};
    const struct decoder_mode mode = {.last_only = true};
    struct exam x;
    int n = 0;

    for (int i = 0; i < EXAMS; i++) {
        deal(&x, s->found.task, seed, EXAM_STREAM + (uint64_t)i, again);
        graph_reset(s->graph);
        graph_set_gradients(s->graph, false);
        const struct tensor *logits = decoder_forward(
            s->model, s->graph, graph_ints(s->graph, 2, shape, x.ids), &mode);
        STATUS_TRY(graph_status(s->graph));
        for (int b = 0; b < BATCH; b++)
            n += best_of(logits, b) == x.answer[b];
    }
    *right = (float)n / (EXAMS * BATCH);
    return STATUS_OK;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = &s->found;
    struct entrant *e = &f->of[f->done];

    if (!s->model)
        STATUS_TRY(make_model(s, f->done, r->seed));
    for (int i = 0; i < AT_ONCE && e->steps < f->planned; i++)
        STATUS_TRY(train(s, e, r->value[RATE].number, r->seed));
    if (e->steps == f->planned) {
        STATUS_TRY(examine(s, r->seed, false, &e->right));
        STATUS_TRY(examine(s, r->seed, true, &e->shuffled));
        graph_reset(s->graph);
        decoder_free(s->model);
        s->model = NULL;
        f->done++;
    }
    *more = f->done < SCHEMES;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

/* --- the picture ------------------------------------------------------------
 */

static double chance(const struct found *f)
{
    return f->task == FIRST ? 1.0 / LETTERS : 0.5;
}

enum { COLUMNS = 3, CELL = 16 };

static void draw_table(const struct found *f, struct canvas *cv,
                       struct canvas_rect at)
{
    static const struct table_column column[COLUMNS] = {
        {"positions", TABLE_LEFT},
        {"right", TABLE_RIGHT},
        {"shuffled", TABLE_RIGHT}};
    char text[SCHEMES][COLUMNS][CELL];
    const char *cell[SCHEMES * COLUMNS];

    for (int i = 0; i < SCHEMES; i++) {
        const float share[] = {f->of[i].right, f->of[i].shuffled};

        snprintf(text[i][0], CELL, "%s", scheme[i]);
        for (int k = 0; k < 2; k++) {
            text[i][k + 1][0] = '\0';
            if (share[k] >= 0.0f)
                snprintf(text[i][k + 1], CELL, "%.0f %%",
                         100.0 * (double)share[k]);
        }
        for (int k = 0; k < COLUMNS; k++)
            cell[i * COLUMNS + k] = text[i][k];
    }
    const struct table table = {.column = column,
                                .columns = COLUMNS,
                                .cell = cell,
                                .rows = SCHEMES,
                                .cursor = f->done < SCHEMES,
                                .at_row = f->done};
    table_draw(&table, cv, at);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    struct chart_series series[SCHEMES];
    struct canvas_rect at = canvas_whole(cv);

    (void)view;
    canvas_printf(cv, 0, 0, INK_TITLE, "%s  chance %.1f %%",
                  f->task == FIRST ? "which letter came first?"
                                   : "whose units are stronger?",
                  100.0 * chance(f));
    at.row = 1;
    at.rows = SCHEMES + 1;
    draw_table(f, cv, at);
    at.row += at.rows + (cv->rows > 14);
    at.rows = cv->rows - at.row;
    for (int i = 0; i < SCHEMES; i++)
        series[i] = (struct chart_series){
            .name = scheme[i], .y = f->of[i].loss, .count = f->of[i].steps};
    const struct chart chart = {.series = series,
                                .count =
                                    f->done < SCHEMES ? f->done + 1 : SCHEMES,
                                .title = "training loss",
                                .x_name = "step"};
    if (at.rows > 3)
        chart_draw(&chart, cv, at);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    for (int i = 0; i < f->done; i++)
        buf_printf(out,
                   "positions %s: %.1f %% right, %.1f %% with the same tokens "
                   "in another order; loss %.3f after %d steps.\n",
                   scheme[i], 100.0 * (double)f->of[i].right,
                   100.0 * (double)f->of[i].shuffled,
                   (double)f->of[i].loss[f->of[i].steps - 1], f->of[i].steps);
    buf_printf(out, "Chance is %.1f %%.\n", 100.0 * chance(f));
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *out = json_pack("{sf}", "chance", chance(f));

    (void)view;
    for (int i = 0; out && i < f->done; i++)
        json_object_set_new(
            out, scheme[i],
            json_pack("{sf sf so}", "right", (double)f->of[i].right, "shuffled",
                      (double)f->of[i].shuffled, "loss",
                      labnumbers_row(f->of[i].loss, f->of[i].steps)));
    return out;
}

const struct lab order_task_lab = {
    .name = "order-task",
    .question = "Does it know what came first?",
    .about = "A transformer of two layers without a mask learns a task four "
             "times: without positions, with sinusoids, with learned and with "
             "rotary ones. Then the exam is read again in another order.",
    .sources =
        (const char *const[]){"engine/model/decoder.c:embed",
                              "engine/nn/wavetable.c:wavetable_new", NULL},
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
