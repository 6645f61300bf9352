#include "engine/train/trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/size.h"
#include "engine/ops/arith.h"
#include "engine/train/resume.h"
#include "engine/train/scaler.h"
#include "engine/train/schedule.h"

#define GRAPH_BYTES ((size_t)64 << 30) /* the system's limit comes first */

enum { VALID_SEED = 0x5eed }; /* estimates see the same windows every time */

struct trainer {
    struct trainer_model model;
    struct trainer_settings settings;
    struct batches train, valid;
    struct graph *graph;
    int32_t *ids, *targets; /* of one batch */
    int64_t width;          /* of the batch in them */
    int64_t done;
    double rate_scale;
    struct scaler scaler;
    struct profile *profile;       /* or NULL */
    struct optimizer_watch *watch; /* or NULL */
};

static struct status check(const struct trainer_settings *s,
                           const struct batches *train)
{
    if (s->batch < 1 || s->context < 1 || s->accumulate < 1 || s->steps < 0)
        return status_fail(STATUS_BAD_USAGE,
                           "batch, context and accumulate must be at least 1");
    if (train->examples && train->examples->count > 0)
        return STATUS_OK;
    if (train->count <= s->context) {
        return status_fail(STATUS_BAD_USAGE,
                           "the training part has %lld tokens; one window "
                           "needs %lld",
                           (long long)train->count, (long long)s->context + 1);
    }
    if (train->count - s->context > (int64_t)UINT32_MAX)
        return status_fail(STATUS_TOO_BIG, "more than 2^32 training tokens");
    return STATUS_OK;
}

struct status trainer_new(struct trainer **out, const struct trainer_model *m,
                          const struct trainer_settings *s,
                          const struct device *d, const struct batches *train,
                          const struct batches *valid)
{
    size_t bytes;

    *out = NULL;
    STATUS_TRY(check(s, train));
    if (!size_of_shape(&bytes, (const int64_t[]){s->batch, s->context}, 2,
                       sizeof(int32_t)))
        return status_fail(STATUS_TOO_BIG, "a batch of %lld windows",
                           (long long)s->batch);
    struct trainer *t = calloc(1, sizeof *t);
    if (t) {
        t->graph = graph_new(d, GRAPH_BYTES);
        if (t->graph)
            graph_set_lean(t->graph, true);
        t->ids = malloc(bytes);
        t->targets = malloc(bytes);
    }
    if (!t || !t->graph || !t->ids || !t->targets) {
        trainer_free(t);
        return status_fail(STATUS_NO_MEMORY, "no memory for a trainer");
    }
    t->model = *m;
    t->settings = *s;
    t->train = *train;
    t->valid = *valid;
    t->train.context = t->valid.context = s->context;
    t->rate_scale = 1.0;
    t->scaler = scaler_start();
    const struct status st = graph_set_mode(t->graph, s->mode);
    if (st.code) {
        trainer_free(t);
        return st;
    }
    *out = t;
    return st;
}

void trainer_free(struct trainer *t)
{
    if (!t)
        return;
    graph_free(t->graph);
    free(t->ids);
    free(t->targets);
    free(t);
}

void trainer_set_hook(struct trainer *t, struct hook hook)
{
    graph_set_hook(t->graph, hook);
}

struct graph *trainer_graph(struct trainer *t)
{
    return t->graph;
}

void trainer_set_profile(struct trainer *t, struct profile *p)
{
    t->profile = p;
    graph_set_profile(t->graph, p != NULL);
}

void trainer_set_watch(struct trainer *t, struct optimizer_watch *of)
{
    t->watch = of;
}

/* What a step's gradients are multiplied by. */
static double loss_scale(const struct trainer *t)
{
    return t->settings.mode == GRAPH_F16 ? t->scaler.scale : 1.0;
}

/* The loss of the batch in t->ids; its gradients too where `training`. */
static struct status run_batch(struct trainer *t, bool training, double share,
                               uint64_t step, double *loss)
{
    const int64_t shape[] = {t->settings.batch, t->width};
    struct graph *g = t->graph;

    if (!t->width)
        return status_fail(STATUS_NO_MEMORY, "no memory for a batch");

    graph_reset(g);
    graph_set_gradients(g, training);
    struct tensor *ids = graph_ints(g, 2, shape, t->ids);
    struct tensor *targets = graph_ints(g, 2, shape, t->targets);
    struct tensor *out = t->model.loss(t->model.self, g, ids, targets, training,
                                       t->settings.seed, step);
    struct status st = graph_status(g);

    if (!st.code)
        *loss = tensor_get(out, 0);
    if (!st.code && training)
        st = graph_backward(
            g, fabs(share - 1.0) > 0.0 ? arith_scale(g, out, share) : out);
    if (!st.code && training && t->profile)
        profile_tape(t->profile, g);
    return st;
}

/* The gradients of one step; answers the mean loss. */
static struct status run_batches(struct trainer *t, double *loss,
                                 int64_t *tokens)
{
    const struct trainer_settings *s = &t->settings;
    const double share = loss_scale(t) / (double)s->accumulate;

    *loss = 0.0;
    params_zero_grads(t->model.params);
    for (int64_t i = 0; i < s->accumulate; i++) {
        const uint64_t at = (uint64_t)(t->done * s->accumulate + i);
        double part = 0.0;

        t->width =
            batches_fill(&t->train, s->seed, at, s->batch, t->ids, t->targets);
        *tokens += s->batch * t->width;
        STATUS_TRY(run_batch(t, true, share, at, &part));
        *loss += part / (double)s->accumulate;
    }
    params_settle_grads(t->model.params);
    return STATUS_OK;
}

/* Adds what no tape shows: `start` to `middle` the norm, then the update. */
static void profile_move(struct trainer *t, double start, double middle)
{
    const double n = (double)params_total(t->model.params);
    const double each =
        (double)tensor_type_bytes(params_device(t->model.params)->real);

    if (!t->profile)
        return;
    profile_add(t->profile, "gradient norm", middle - start, 2.0 * n, each * n);
    /* Reads p, g, m, v and writes p, m, v. */
    profile_add(t->profile, "optimizer", clock_seconds() - middle, 15.0 * n,
                7.0 * each * n);
}

/* Moves the parameters, unless a gradient overflowed f16. */
static struct status move(struct trainer *t, struct trainer_report *out)
{
    const struct trainer_settings *s = &t->settings;
    const struct schedule schedule = {s->rate, s->rate_low, s->warmup,
                                      s->steps};
    const double scale = loss_scale(t), start = clock_seconds();

    out->loss_scale = scale;
    out->rate = schedule_rate(&schedule, t->done) * t->rate_scale;
    out->grad_norm = optimizer_grad_norm(t->model.params) / scale;
    const double middle = clock_seconds();
    const double shrink = s->clip > 0.0 && out->grad_norm > s->clip
                              ? s->clip / out->grad_norm
                              : 1.0;
    if (s->mode == GRAPH_F16) {
        out->skipped = !isfinite(out->grad_norm);
        scaler_next(&t->scaler, !out->skipped);
        if (out->skipped)
            return STATUS_OK;
    }
    if (t->watch) {
        STATUS_TRY(optimizer_step_watched(t->model.params, &s->optimizer,
                                          out->rate, shrink / scale,
                                          t->done + 1, t->watch));
    } else {
        STATUS_TRY(optimizer_step(t->model.params, &s->optimizer, out->rate,
                                  shrink / scale, t->done + 1));
    }
    params_touch(t->model.params);
    profile_move(t, start, middle);
    return STATUS_OK;
}

struct status trainer_step(struct trainer *t, struct trainer_report *out)
{
    struct trainer_report r = {.tokens = 0};
    const double start = clock_seconds();

    STATUS_TRY(run_batches(t, &r.loss, &r.tokens));
    /* The last moment at which nothing has changed yet. */
    if (hook_stops(graph_hook(t->graph)))
        return status_fail(STATUS_CANCELLED, "stopped before the update");
    STATUS_TRY(move(t, &r));
    r.step = ++t->done;
    r.seconds = clock_seconds() - start;
    if (t->profile)
        profile_step(t->profile, r.seconds);
    *out = r;
    return STATUS_OK;
}

struct status trainer_validate(struct trainer *t, double *loss)
{
    const int64_t rows = batches_rows(&t->valid);
    int64_t counted = 0;
    double sum = 0.0;

    if (rows < 1) {
        return status_fail(STATUS_BAD_USAGE,
                           "the validation part has %lld tokens; it needs 2",
                           (long long)t->valid.count);
    }
    for (int64_t at = 0; at < rows; at += t->settings.batch) {
        double mean = 0.0;
        int64_t n;

        t->width = batches_next(&t->valid, at, t->settings.batch, t->ids,
                                t->targets, &n);

        STATUS_TRY(run_batch(t, false, 1.0, 0, &mean));
        sum += mean * (double)n;
        counted += n;
    }
    *loss = counted ? sum / (double)counted : 0.0;
    return STATUS_OK;
}

struct status trainer_estimate(struct trainer *t, int which, int batches,
                               double *loss)
{
    const struct batches *b = which ? &t->valid : &t->train;
    double sum = 0.0;

    if (!b->examples && b->count <= b->context) {
        return status_fail(STATUS_BAD_USAGE,
                           "%lld tokens are too few for a window",
                           (long long)b->count);
    }
    for (int i = 0; i < batches; i++) {
        double mean = 0.0;

        t->width = batches_fill(b, VALID_SEED, (uint64_t)i, t->settings.batch,
                                t->ids, t->targets);
        STATUS_TRY(run_batch(t, false, 1.0, 0, &mean));
        sum += mean;
    }
    *loss = sum / batches;
    return STATUS_OK;
}

int64_t trainer_steps_done(const struct trainer *t)
{
    return t->done;
}

void trainer_scale_rate(struct trainer *t, double scale)
{
    t->rate_scale = scale;
}

struct trainer_mark {
    int64_t step;
    double rate_scale;
    struct scaler scaler;
    size_t bytes; /* of one array: values, then the two moments */
    unsigned char array[];
};

static void *array_of(struct trainer *t, int i)
{
    return i == 0 ? params_values(t->model.params)
                  : params_moment(t->model.params, i - 1);
}

struct status trainer_mark(struct trainer *t, struct trainer_mark **out)
{
    const struct params *ps = t->model.params;
    const size_t bytes =
        (size_t)params_total(ps) * tensor_type_bytes(params_device(ps)->real);
    struct trainer_mark *m = malloc(sizeof *m + 3 * bytes);

    *out = NULL;
    if (!m || !array_of(t, 1) || !array_of(t, 2)) {
        free(m);
        return status_fail(STATUS_NO_MEMORY, "no memory to keep a step");
    }
    *m = (struct trainer_mark){t->done, t->rate_scale, t->scaler, bytes};
    for (int i = 0; i < 3; i++)
        memcpy(m->array + (size_t)i * bytes, array_of(t, i), bytes);
    *out = m;
    return STATUS_OK;
}

void trainer_mark_free(struct trainer_mark *m)
{
    free(m);
}

int64_t trainer_mark_step(const struct trainer_mark *m)
{
    return m->step;
}

void trainer_go_back(struct trainer *t, const struct trainer_mark *m)
{
    for (int i = 0; i < 3; i++)
        memcpy(array_of(t, i), m->array + (size_t)i * m->bytes, m->bytes);
    t->done = m->step;
    t->rate_scale = m->rate_scale;
    t->scaler = m->scaler;
    params_touch(t->model.params);
}

struct status trainer_save(struct trainer *t, const char *path,
                           const char *about)
{
    const struct resume_state state = {t->done, t->rate_scale, t->scaler};

    return resume_save(path, about, &state, t->model.params);
}

struct status trainer_load(struct trainer *t, const char *path,
                           const char *about)
{
    struct resume_state state;

    STATUS_TRY(resume_load(path, about, &state, t->model.params));
    t->done = state.step;
    t->rate_scale = state.rate_scale;
    t->scaler = state.scaler;
    return STATUS_OK;
}
