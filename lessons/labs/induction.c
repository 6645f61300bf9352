/* induction.c - two layers and one learn to copy what came before; only two can
 * put the two heads together that it takes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lessons/labs/copytask.h"
#include "lessons/labs/headlabels.h"
#include "lessons/labs/headtiles.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "viz/chart.h"

enum { PERIOD, STEPS, RATE, WIDTH };
enum { RANDOM, FIXED };
enum { ONE, TWO, MODELS };
enum { MOST_STEPS = 2000, EVERY = 5, POINTS = MOST_STEPS / EVERY + 1 };
enum { FIXED_PERIOD = 12, HEADS = COPYTASK_HEADS, MAPS = COPYTASK_MAPS };

#define EXAM_STREAM ((uint64_t)1 << 40)
#define GRAPH_BYTES ((size_t)1 << 28)

static const char *const periods[] = {"random", "fixed", NULL};
static const char *const names[MODELS] = {"one", "two"};

static const struct lab_knob knobs[] = {
    [PERIOD] = {.name = "period",
                .help = "random: each text has its own; fixed: 12 in all texts "
                        "of the training",
                .kind = LAB_CHOICE,
                .fallback = "random",
                .choices = periods},
    [STEPS] = {.name = "steps",
               .help = "training steps of each model",
               .kind = LAB_WHOLE,
               .fallback = "300",
               .low = EVERY,
               .high = MOST_STEPS},
    [RATE] = {.name = "lr",
              .help = "learning rate of every step from now on",
              .kind = LAB_REAL,
              .fallback = "0.005",
              .low = 1e-5,
              .high = 1,
              .log = true,
              .live = true},
    [WIDTH] = {.name = "width",
               .help = "numbers that a position is made of",
               .kind = LAB_WHOLE,
               .fallback = "32",
               .low = 8,
               .high = 128},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"arrows", "choose a head of the two layers"},
    {"Enter", "answer with this head"},
    {NULL, NULL},
};

/* One model; exam i is after EVERY * i steps. */
struct learner {
    float loss[MOST_STEPS]; /* of the training */
    float exam[POINTS], right[POINTS];
    float induction[MAPS][POINTS], previous[MAPS][POINTS];
    int exams;
    float other;         /* loss on texts of random periods, at the end */
    float without[MAPS]; /* loss without each head, at the end */
    bool over;
};

/* Plain numbers. */
struct found {
    int period, planned, done;
    struct learner of[MODELS];
    float step[POINTS];
    float maps[MAPS * COPYTASK_TOKENS * COPYTASK_TOKENS]; /* of the two */
};

struct state {
    struct found found;
    struct graph *graph;
    struct decoder *model[MODELS];
    struct copytask texts, exam;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    for (int i = 0; s && i < MODELS; i++)
        decoder_free(s->model[i]);
    if (s)
        graph_free(s->graph);
    free(s);
    r->state = NULL;
}

static int layers_of(int which)
{
    return which == ONE ? 1 : 2;
}

static int heads_of(int which)
{
    return layers_of(which) * HEADS;
}

static struct status measure(struct state *s, int which)
{
    struct learner *l = &s->found.of[which];
    struct copytask_exam e;

    STATUS_TRY(copytask_examine(&e, s->model[which], s->graph, &s->exam, -1,
                                which == TWO ? s->found.maps : NULL));
    s->found.step[l->exams] = (float)(EVERY * l->exams);
    l->exam[l->exams] = (float)e.loss;
    l->right[l->exams] = (float)e.right;
    for (int h = 0; h < heads_of(which); h++) {
        l->induction[h][l->exams] = e.induction[h];
        l->previous[h][l->exams] = e.previous[h];
    }
    l->exams++;
    return STATUS_OK;
}

static struct status start(struct state *s, const struct lab_run *r)
{
    s->found.period = (int)r->value[PERIOD].number;
    s->found.planned = (int)r->value[STEPS].number / EVERY * EVERY;
    graph_set_hook(s->graph, r->hook);
    copytask_deal(&s->exam, s->found.period == FIXED ? FIXED_PERIOD : 0,
                  r->seed, EXAM_STREAM);
    for (int i = 0; i < MODELS; i++) {
        STATUS_TRY(copytask_model(&s->model[i], layers_of(i),
                                  (int)r->value[WIDTH].number, r->seed));
        STATUS_TRY(measure(s, i));
    }
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);
    struct status st =
        status_fail(STATUS_NO_MEMORY, "no memory for two small models");

    r->state = s;
    if (s)
        s->graph = graph_new(device_find("auto"), GRAPH_BYTES);
    if (s && s->graph)
        st = start(s, r);
    if (st.code)
        close(r);
    return st;
}

/* EVERY steps of one model, then its exam. */
static struct status train(struct state *s, const struct lab_run *r, int which)
{
    struct learner *l = &s->found.of[which];
    const int from = EVERY * (l->exams - 1);

    for (int i = from; i < from + EVERY; i++) {
        double loss;

        copytask_deal(&s->texts, s->found.period == FIXED ? FIXED_PERIOD : 0,
                      r->seed, (uint64_t)i);
        STATUS_TRY(copytask_train(s->model[which], s->graph, &s->texts,
                                  r->value[RATE].number, i, &loss));
        l->loss[i] = (float)loss;
    }
    return measure(s, which);
}

/* What every head is worth, and how other periods fare. */
static struct status finish(struct state *s, const struct lab_run *r, int which)
{
    struct learner *l = &s->found.of[which];
    struct copytask_exam e;

    for (int h = 0; h < heads_of(which); h++) {
        STATUS_TRY(
            copytask_examine(&e, s->model[which], s->graph, &s->exam, h, NULL));
        l->without[h] = (float)e.loss;
    }
    copytask_deal(&s->texts, 0, r->seed, EXAM_STREAM + 1);
    STATUS_TRY(
        copytask_examine(&e, s->model[which], s->graph, &s->texts, -1, NULL));
    l->other = (float)e.loss;
    l->over = true;
    return STATUS_OK;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = &s->found;
    const int which = f->done % MODELS; /* in turn */
    const bool last = f->of[which].exams > f->planned / EVERY;

    *more = true;
    if (!last)
        STATUS_TRY(train(s, r, which));
    else if (!f->of[which].over)
        STATUS_TRY(finish(s, r, which));
    f->done++;
    *more = !f->of[ONE].over || !f->of[TWO].over;
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

/* --- what was found ---------------------------------------------------------
 */

static float last_of(const struct learner *l, const float *x)
{
    return x[l->exams - 1];
}

/* The head whose score is the greatest now. */
static int best_of(const struct learner *l, const float score[][POINTS],
                   int heads)
{
    int best = 0;

    for (int h = 1; h < heads; h++)
        if (last_of(l, score[h]) > last_of(l, score[best]))
            best = h;
    return best;
}

/* The first step at which a score is above `bar`, or a loss below it; -1. */
static int first_step(const struct found *f, const float *x, int count,
                      float bar, bool above)
{
    for (int i = 0; i < count; i++)
        if (above ? x[i] > bar : x[i] < bar)
            return (int)f->step[i];
    return -1;
}

/* --- the picture ------------------------------------------------------------
 */

static void say(const void *user, int layer, int head, char out[24],
                unsigned *style)
{
    const struct learner *l = user;
    const int h = layer * HEADS + head;
    const float before = last_of(l, l->previous[h]);
    const float copies = last_of(l, l->induction[h]);

    *style = copies >= HEADLABELS_BAR   ? INK_ACCENT
             : before >= HEADLABELS_BAR ? INK_TITLE
                                        : INK_TEXT;
    snprintf(out, 24, "prev %.2f induc %.2f", (double)before, (double)copies);
}

static void draw_loss(const struct found *f, struct canvas *cv,
                      struct canvas_rect at)
{
    struct chart_series series[MODELS];

    for (int i = 0; i < MODELS; i++)
        series[i] =
            (struct chart_series){i == ONE ? "one layer" : "two layers",
                                  f->step, f->of[i].exam, f->of[i].exams};
    const struct chart chart = {.series = series,
                                .count = MODELS,
                                .title = "loss on the repeats",
                                .x_name = "step",
                                .x_high = (float)f->planned,
                                .y_high = logf(COPYTASK_VOCAB) + 0.2f};
    chart_draw(&chart, cv, at);
}

/* The heads of the two layers: what each scores as induction. */
static void draw_heads(const struct found *f, struct canvas *cv,
                       struct canvas_rect at)
{
    static const char *const name[MAPS] = {"0.0", "0.1", "1.0", "1.1"};
    const struct learner *l = &f->of[TWO];
    struct chart_series series[MAPS];

    for (int h = 0; h < MAPS; h++)
        series[h] =
            (struct chart_series){name[h], f->step, l->induction[h], l->exams};
    const struct chart chart = {.series = series,
                                .count = MAPS,
                                .title = "induction score, two layers",
                                .x_name = "step",
                                .x_high = (float)f->planned,
                                .y_high = 1.0f};
    chart_draw(&chart, cv, at);
}

static void draw_maps(const struct found *f, const struct lab_view *view,
                      struct canvas *cv, struct canvas_rect at)
{
    const bool chosen = labcells_has(view, COPYTASK_LAYERS, HEADS);
    const struct headtiles tiles = {.weight = f->maps,
                                    .layers = COPYTASK_LAYERS,
                                    .heads = HEADS,
                                    .tokens = COPYTASK_TOKENS,
                                    .row = chosen ? view->row : -1,
                                    .col = chosen ? view->col : -1,
                                    .say = say,
                                    .user = &f->of[TWO]};

    headtiles_draw(&tiles, cv, at);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const struct learner *one = &f->of[ONE], *two = &f->of[TWO];
    const int maps = cv->rows < 16 ? 0 : cv->rows < 24 ? 8 : 12;
    const int chart = cv->rows - 1 - maps, half = cv->cols / 2;

    canvas_printf(cv, 0, 0, INK_TITLE,
                  "step %d: one layer %.2f (%.0f %% right), two %.2f (%.0f %%)",
                  EVERY * (two->exams - 1), (double)last_of(one, one->exam),
                  100.0 * (double)last_of(one, one->right),
                  (double)last_of(two, two->exam),
                  100.0 * (double)last_of(two, two->right));
    if (chart > 3) {
        draw_loss(f, cv, (struct canvas_rect){1, 0, chart, half - 1});
        draw_heads(f, cv,
                   (struct canvas_rect){1, half, chart, cv->cols - half});
    }
    if (maps)
        draw_maps(f, view, cv,
                  (struct canvas_rect){1 + chart, 0, maps, cv->cols});
}

static void model_words(const struct found *f, int which, struct buf *out)
{
    const struct learner *l = &f->of[which];

    buf_printf(out,
               "%s: loss on the repeats %.3f, %.1f %% right, after %d steps; "
               "before them %.3f.\n",
               which == ONE ? "One layer" : "Two layers",
               (double)last_of(l, l->exam),
               100.0 * (double)last_of(l, l->right), EVERY * (l->exams - 1),
               (double)l->exam[0]);
    if (l->over && f->period == FIXED)
        buf_printf(out, "On texts with other periods its loss is %.3f.\n",
                   (double)l->other);
    for (int h = 0; h < heads_of(which); h++) {
        buf_printf(out, "  head %d.%d: previous %.2f, induction %.2f",
                   h / HEADS, h % HEADS, (double)last_of(l, l->previous[h]),
                   (double)last_of(l, l->induction[h]));
        if (l->over)
            buf_printf(out, "; without it the loss is %.3f",
                       (double)l->without[h]);
        buf_text(out, "\n");
    }
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const struct learner *l = &f->of[TWO];
    const int h = best_of(l, l->induction, MAPS);
    const int rise =
        first_step(f, l->induction[h], l->exams, HEADLABELS_BAR, true);

    (void)view;
    model_words(f, TWO, out);
    model_words(f, ONE, out);
    if (rise >= 0)
        buf_printf(out,
                   "Head %d.%d of the two layers passes an induction score of "
                   "%.1f at step %d.\n",
                   h / HEADS, h % HEADS, (double)HEADLABELS_BAR, rise);
    else
        buf_printf(out, "No head has an induction score of %.1f yet.\n",
                   (double)HEADLABELS_BAR);
    buf_printf(out, "Who guesses any of %d tokens has a loss of %.3f.\n",
               COPYTASK_VOCAB, log(COPYTASK_VOCAB));
}

static json_t *head_json(const struct learner *l, int h)
{
    json_t *out =
        json_pack("{si si sf sf}", "layer", h / HEADS, "head", h % HEADS,
                  "induction", (double)last_of(l, l->induction[h]), "previous",
                  (double)last_of(l, l->previous[h]));

    if (out && l->over)
        json_object_set_new(out, "without", json_real((double)l->without[h]));
    return out;
}

static json_t *model_json(const struct found *f, int which)
{
    const struct learner *l = &f->of[which];
    const int heads = heads_of(which);
    const int copies = best_of(l, l->induction, heads);
    const int before = best_of(l, l->previous, heads);
    json_t *list = json_array();

    for (int h = 0; h < heads; h++)
        json_array_append_new(list, head_json(l, h));
    json_t *out = json_pack(
        "{sf sf so so so so so so si si}", "final", (double)last_of(l, l->exam),
        "right", (double)last_of(l, l->right), "loss",
        labnumbers_row(l->loss, EVERY * (l->exams - 1)), "exam",
        labnumbers_row(l->exam, l->exams), "induction",
        labnumbers_row(l->induction[copies], l->exams), "heads", list, "copies",
        head_json(l, copies), "before", head_json(l, before), "rise",
        first_step(f, l->induction[copies], l->exams, HEADLABELS_BAR, true),
        "fall",
        first_step(f, l->exam, l->exams, logf(COPYTASK_VOCAB) / 2, false));
    if (out && l->over)
        json_object_set_new(out, "other", json_real((double)l->other));
    return out;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *out = json_pack("{sf so}", "chance", log(COPYTASK_VOCAB), "step",
                            labnumbers_row(f->step, f->of[TWO].exams));

    for (int i = 0; out && i < MODELS; i++)
        json_object_set_new(out, names[i], model_json(f, i));
    const bool chosen =
        view && view->chosen && labcells_has(view, COPYTASK_LAYERS, HEADS);
    if (out) /* before a head is chosen, -1 names none */
        json_object_set_new(
            out, "chosen",
            chosen ? head_json(&f->of[TWO], view->row * HEADS + view->col)
                   : json_pack("{si si si}", "layer", -1, "head", -1,
                               "induction", 0));
    return out;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    (void)snapshot_;
    return labcells_key(view, COPYTASK_LAYERS, HEADS, (const int[]){0, 0},
                        code);
}

const struct lab induction_lab = {
    .name = "induction",
    .question = "When does a model begin to copy, and with what?",
    .about = "Two transformers, of one layer and of two, learn to foretell "
             "random tokens that come again after a random number of places. "
             "The induction score of each head is measured as they train, and "
             "at the end each head is switched off.",
    .sources =
        (const char *const[]){"lessons/labs/copytask.c:copytask_deal",
                              "lessons/labs/headlabels.c:headlabels_read",
                              "engine/nn/selfattn.c:selfattn_forward", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
