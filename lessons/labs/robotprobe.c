#include "lessons/labs/robotprobe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/probefit.h"

enum {
    T = ROBOTWORLD_TOKENS,
    B = ROBOTWORLD_BATCH,
    WIDTH = ROBOTWORLD_WIDTH,
    CELLS = ROBOTWORLD_CELLS,
    MOVES = ROBOTWORLD_MOVES,
    EACH = B * T,
    BATCHES = 6, /* read for a probe; the last two judge it */
    LEARN = 4,
    PROBE_STEPS = 150,
    FIRST = 6 /* tokens before a walk is moved */
};

/* Streams of the seed that training never comes to. */
#define PROBE_STREAM ((uint64_t)1 << 41)
#define TRY_STREAM   ((uint64_t)1 << 42)
/* A vector is moved by so much of the gradient at a time, so often at most,
 * until the probe gives the cell this share. */
#define STRIDE 0.1f
#define SURE   0.95f
enum { STRIDES = 500 };

int robotprobe_read(const struct robotprobe *p, const float *vector,
                    float *odds)
{
    float most = -INFINITY, sum = 0.0f;
    int best = 0;

    for (int c = 0; c < CELLS; c++) {
        odds[c] = p->bias[c];
        for (int i = 0; i < WIDTH; i++)
            odds[c] += p->weight[c * WIDTH + i] * vector[i];
        if (odds[c] > most) {
            most = odds[c];
            best = c;
        }
    }
    for (int c = 0; c < CELLS; c++)
        sum += odds[c] = expf(odds[c] - most);
    for (int c = 0; c < CELLS; c++)
        odds[c] /= sum;
    return best;
}

/* The gradient of log p(cell): the cell's weights less the mean of all. */
static void uphill(const struct robotprobe *p, const float *odds, int cell,
                   float *up)
{
    for (int k = 0; k < WIDTH; k++) {
        up[k] = p->weight[cell * WIDTH + k];
        for (int c = 0; c < CELLS; c++)
            up[k] -= odds[c] * p->weight[c * WIDTH + k];
    }
}

/* Along the gradient alone a probe is soon content with a vector such as the
 * model never makes, and the model ignores it. So it is led through the
 * covariance, to a direction in which vectors of this model do differ. */
double robotprobe_move(const struct robotprobe *p, float *vector, int cell,
                       bool straight)
{
    float from[WIDTH], odds[CELLS], up[WIDTH];
    double squares = 0.0;

    memcpy(from, vector, sizeof from);
    for (int i = 0; i < STRIDES; i++) {
        (void)robotprobe_read(p, vector, odds);
        if (odds[cell] > SURE)
            break;
        uphill(p, odds, cell, up);
        if (straight) {
            for (int k = 0; k < WIDTH; k++)
                vector[k] += STRIDE * up[k];
            continue;
        }
        for (int k = 0; k < WIDTH; k++)
            for (int j = 0; j < WIDTH; j++)
                vector[k] += STRIDE * p->vary[k * WIDTH + j] * up[j];
    }
    for (int k = 0; k < WIDTH; k++)
        squares += ((double)vector[k] - (double)from[k]) *
                   ((double)vector[k] - (double)from[k]);
    return sqrt(squares);
}

/* --- passes -----------------------------------------------------------------
 */

static void replace(void *user, const char *name, struct tensor *t)
{
    const struct robotprobe_edit *e = user;
    const int64_t batch = t->shape[0], count = t->shape[1];
    float *x = tensor_at(t, 0);

    (void)name;
    for (int64_t b = 0; b < batch; b++)
        memcpy(x + (b * count + e->at[b]) * WIDTH, e->vector + b * WIDTH,
               WIDTH * sizeof *x);
}

static struct status pass(const struct robotprobe_pass *r, struct probe *p,
                          struct robotprobe_edit *edit, float *x, float *odds)
{
    const size_t n = (size_t)r->batch * (size_t)r->count;
    char name[24];

    robotworld_place(r->place, name);
    if (edit)
        STATUS_TRY(probe_edit(p, name, PROBE_FORWARD, replace, edit));
    STATUS_TRY(probe_watch(p, name, PROBE_FORWARD));
    STATUS_TRY(robotworld_ask(r->model, r->graph, r->ids, r->batch, r->count, p,
                              odds));
    const struct probe_value *v = probe_find(p, name, PROBE_FORWARD);
    if (!v || v->count != (int64_t)n * WIDTH)
        return status_fail(STATUS_NOT_FOUND, "no %s was seen", name);
    if (x)
        memcpy(x, v->data, n * WIDTH * sizeof *x);
    return STATUS_OK;
}

struct status robotprobe_run(const struct robotprobe_pass *r,
                             const struct robotprobe_edit *edit, float *x,
                             float *odds)
{
    struct robotprobe_edit copy;
    struct probe *p = probe_new();
    float own[EACH * MOVES];

    if (!p)
        return status_fail(STATUS_NO_MEMORY, "no memory for a probe");
    if (edit)
        copy = *edit;
    const struct status st =
        pass(r, p, edit ? &copy : NULL, x, odds ? odds : own);
    probe_free(p);
    return st;
}

/* --- fitting ----------------------------------------------------------------
 */

static struct status collect(const struct robotprobe_pass *r,
                             struct robotworld *w, uint64_t seed, float *x,
                             int32_t *label)
{
    for (int i = 0; i < BATCHES; i++) {
        robotworld_deal(w, w->walls, seed, PROBE_STREAM + (uint64_t)i);
        STATUS_TRY(robotprobe_run(r, NULL, x + (size_t)i * EACH * WIDTH, NULL));
        for (int k = 0; k < EACH; k++)
            label[i * EACH + k] = w->cell[k];
    }
    return STATUS_OK;
}

/* Covariance of the columns of x [count, WIDTH]. */
static void covary(const float *x, int count, float *vary)
{
    double mean[WIDTH] = {0}, sum[WIDTH * WIDTH] = {0};

    for (int i = 0; i < count * WIDTH; i++)
        mean[i % WIDTH] += (double)x[i] / count;
    for (int i = 0; i < count; i++)
        for (int k = 0; k < WIDTH; k++)
            for (int j = 0; j < WIDTH; j++)
                sum[k * WIDTH + j] += ((double)x[i * WIDTH + k] - mean[k]) *
                                      ((double)x[i * WIDTH + j] - mean[j]);
    for (int k = 0; k < WIDTH * WIDTH; k++)
        vary[k] = (float)(sum[k] / count);
}

struct status robotprobe_fit(struct robotprobe *p, int place, struct decoder *m,
                             struct graph *g, bool walls, struct hook hook,
                             uint64_t seed)
{
    float *x = malloc((size_t)BATCHES * EACH * WIDTH * sizeof *x);
    int32_t *label = malloc((size_t)BATCHES * EACH * sizeof *label);
    struct robotworld *w = calloc(1, sizeof *w);
    struct status st =
        status_fail(STATUS_NO_MEMORY, "no memory for what a probe reads");

    if (x && label && w) {
        const struct robotprobe_pass r = {m, g, place, w->ids, B, T};
        const struct probefit fit = {.x = x,
                                     .label = label,
                                     .count = BATCHES * EACH,
                                     .width = WIDTH,
                                     .classes = CELLS,
                                     .learn = LEARN * EACH,
                                     .steps = PROBE_STEPS};

        w->walls = walls;
        st = collect(&r, w, seed, x, label);
        if (!st.code)
            covary(x, BATCHES * EACH, p->vary);
        if (!st.code)
            st = probefit_keep(&fit, hook, seed, &p->right, p->weight, p->bias);
    }
    free(x);
    free(label);
    free(w);
    return st;
}

/* --- does the model use it? -------------------------------------------------
 */

static unsigned possible(bool walls, int cell)
{
    unsigned set = 0;

    for (int v = 0; v < MOVES; v++)
        set |= (unsigned)(robotworld_go(walls, cell, v) >= 0) << v;
    return set;
}

static int other_cell(bool walls, int cell, struct rng *rng)
{
    int other;

    do {
        other = (int)rng_below(rng, CELLS);
    } while (!robotworld_free(walls, other) ||
             possible(walls, other) == possible(walls, cell));
    return other;
}

/* As far as `length`, in a direction of its own. */
static void wander(float *vector, double length, struct rng *rng)
{
    double by[WIDTH], squares = 0.0;

    for (int k = 0; k < WIDTH; k++) {
        by[k] = rng_normal(rng);
        squares += by[k] * by[k];
    }
    for (int k = 0; k < WIDTH; k++)
        vector[k] += (float)(by[k] * length / sqrt(squares));
}

/* What one batch is moved to, in both ways. */
struct moved {
    int target[B];
    struct robotprobe_edit probe, random;
};

static void move_all(struct moved *v, const struct robotprobe *p, bool straight,
                     const struct robotworld *w, const float *x, uint64_t seed)
{
    struct rng rng = rng_make(seed, TRY_STREAM + 1);

    for (int b = 0; b < B; b++) {
        const int at = FIRST + (int)rng_below(&rng, T - FIRST);
        float *one = v->probe.vector + b * WIDTH;
        float *two = v->random.vector + b * WIDTH;

        v->probe.at[b] = v->random.at[b] = at;
        v->target[b] = other_cell(w->walls, w->cell[b * T + at], &rng);
        memcpy(one, x + (b * T + at) * WIDTH, WIDTH * sizeof *one);
        memcpy(two, one, WIDTH * sizeof *two);
        wander(two, robotprobe_move(p, one, v->target[b], straight), &rng);
    }
}

static double impossible(const struct moved *v, bool walls, const float *odds)
{
    double sum = 0.0;

    for (int b = 0; b < B; b++)
        sum += robotworld_illegal(walls, v->target[b],
                                  odds + (b * T + v->probe.at[b]) * MOVES);
    return sum / B;
}

struct status robotprobe_try(struct robotprobe_test *t,
                             const struct robotprobe *p, bool straight,
                             const struct robotprobe_pass *pass, bool walls,
                             uint64_t seed)
{
    static const struct moved none;
    float x[EACH * WIDTH], odds[EACH * MOVES];
    struct robotprobe_pass r = *pass;
    struct robotworld w;
    struct moved v = none;

    robotworld_deal(&w, walls, seed, TRY_STREAM);
    r.ids = w.ids;
    r.batch = B;
    r.count = T;
    STATUS_TRY(robotprobe_run(&r, NULL, x, odds));
    move_all(&v, p, straight, &w, x, seed);
    t->before = impossible(&v, walls, odds);
    STATUS_TRY(robotprobe_run(&r, &v.probe, NULL, odds));
    t->after = impossible(&v, walls, odds);
    STATUS_TRY(robotprobe_run(&r, &v.random, NULL, odds));
    t->random = impossible(&v, walls, odds);
    return STATUS_OK;
}
