#include "engine/train/optimizer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/team.h"
#include "engine/kernels/kernels.h"

enum {
    NORM_SUMS = 512, /* whose order no number of threads changes */
    SPAN = 1 << 30   /* numbers of a call to a device with its own memory */
};

/* One pass over all numbers, in chunks that do not depend on the threads. */
struct pass {
    const struct device *device;
    void *value, *grad, *moment[2];
    int64_t from, count; /* of one run of equal treatment */
    struct kernels_adamw adamw;
    struct kernels_sgd sgd;
    enum optimizer_kind kind;
    double *partial;
    double *sums; /* [chunks, KERNELS_SUMS], or NULL */
};

static int64_t chunks(int64_t count)
{
    return (count + KERNELS_CHUNK - 1) / KERNELS_CHUNK;
}

static double square_of(const struct pass *p, int64_t at, int n)
{
    double sum;

    if (p->device->real == TENSOR_F64) {
        p->device->f64->optim_sumsq(&sum, (const double *)p->grad + at, n);
    } else {
        p->device->f32->optim_sumsq(&sum, (const float *)p->grad + at, n);
    }
    return sum;
}

/* Sums from .. to-1 of NORM_SUMS, each over its share of the chunks. */
static void square_chunks(void *work, int64_t from, int64_t to)
{
    const struct pass *p = work;
    const int64_t n = chunks(p->count);

    for (int64_t s = from; s < to; s++) {
        p->partial[s] = 0.0;
        for (int64_t i = n * s / NORM_SUMS; i < n * (s + 1) / NORM_SUMS; i++) {
            const int64_t at = i * KERNELS_CHUNK, left = p->count - at;

            p->partial[s] += square_of(
                p, at, (int)(left < KERNELS_CHUNK ? left : KERNELS_CHUNK));
        }
    }
}

/* The gradients of `ps` by the kernels of `d`, on this side. */
static double norm_here(struct params *ps, const struct device *d)
{
    double partial[NORM_SUMS], sum = 0.0;
    struct pass p = {.device = d,
                     .grad = params_grads(ps),
                     .count = params_total(ps),
                     .partial = partial};

    team_run(square_chunks, &p, NORM_SUMS, (double)p.count / NORM_SUMS);
    for (int i = 0; i < NORM_SUMS; i++)
        sum += partial[i];
    return sqrt(sum);
}

/* A device's memory: one call a span, and the partial sums come here. */
static double norm_elsewhere(struct params *ps, const struct device *d)
{
    const int64_t count = params_total(ps), n = chunks(count);
    double *partial = d->memory->take((size_t)(n ? n : 1) * sizeof *partial);
    const float *grad = params_place(ps, PARAMS_GRADS);
    double sum = 0.0;

    if (!partial) /* a full card */
        return norm_here(ps, d->host);
    for (int64_t at = 0; at < count; at += SPAN) {
        d->f32->optim_sumsq(partial + at / KERNELS_CHUNK, grad + at,
                            (int)(count - at < SPAN ? count - at : SPAN));
    }
    d->memory->home.look(partial, false);
    for (int64_t i = 0; i < n; i++)
        sum += partial[i];
    d->memory->give(partial);
    return sqrt(sum);
}

double optimizer_grad_norm(struct params *ps)
{
    const struct device *d = params_device(ps);

    return d->memory ? norm_elsewhere(ps, d) : norm_here(ps, d);
}

static void move_f32(const struct pass *p, int64_t at, int n)
{
    const struct kernels_f32 *k = p->device->f32;
    float *value = (float *)p->value + at, *m = (float *)p->moment[0] + at;
    const float *grad = (const float *)p->grad + at;

    if (p->kind == OPTIMIZER_SGD)
        k->optim_sgd(value, grad, NULL, &p->sgd, n);
    else if (p->kind == OPTIMIZER_MOMENTUM)
        k->optim_sgd(value, grad, m, &p->sgd, n);
    else
        k->optim_adamw(value, grad, m, (float *)p->moment[1] + at, &p->adamw,
                       n);
}

static void move_f64(const struct pass *p, int64_t at, int n)
{
    const struct kernels_f64 *k = p->device->f64;
    double *value = (double *)p->value + at, *m = (double *)p->moment[0] + at;
    const double *grad = (const double *)p->grad + at;

    if (p->kind == OPTIMIZER_SGD)
        k->optim_sgd(value, grad, NULL, &p->sgd, n);
    else if (p->kind == OPTIMIZER_MOMENTUM)
        k->optim_sgd(value, grad, m, &p->sgd, n);
    else
        k->optim_adamw(value, grad, m, (double *)p->moment[1] + at, &p->adamw,
                       n);
}

static void move_some(const struct pass *p, int64_t at, int n)
{
    if (p->device->real == TENSOR_F64)
        move_f64(p, at, n);
    else
        move_f32(p, at, n);
}

static void move_chunks(void *work, int64_t from, int64_t to)
{
    const struct pass *p = work;
    const int64_t start = from * KERNELS_CHUNK;
    int64_t end = to * KERNELS_CHUNK;

    if (end > p->count)
        end = p->count;
    move_some(p, p->from + start, (int)(end - start));
}

/* Chunk by chunk, each with sums of its own. */
static void watch_chunks(void *work, int64_t from, int64_t to)
{
    for (int64_t i = from; i < to; i++) {
        struct pass p = *(const struct pass *)work;
        const int64_t at = i * KERNELS_CHUNK, left = p.count - at;

        p.adamw.sums = p.sgd.sums = p.sums + i * KERNELS_SUMS;
        move_some(&p, p.from + at,
                  (int)(left < KERNELS_CHUNK ? left : KERNELS_CHUNK));
    }
}

/* Neighbours that are treated alike are moved in one pass. */
static int run_end(struct params *ps, int i)
{
    const struct param *first = params_at(ps, i);
    int end = i + 1;

    while (end < params_count(ps) &&
           params_at(ps, end)->decay == first->decay &&
           params_at(ps, end)->trainable == first->trainable)
        end++;
    return end;
}

/* Room for the sums of the largest parameter. */
static double *room_for_sums(struct params *ps)
{
    int64_t most = 1;

    for (int i = 0; i < params_count(ps); i++)
        if (params_at(ps, i)->count > most)
            most = params_at(ps, i)->count;
    const size_t bytes = (size_t)(chunks(most) * KERNELS_SUMS) * sizeof(double);
    const struct device_memory *m = params_device(ps)->memory;
    return m ? m->take(bytes) : malloc(bytes);
}

/* Sums of all chunks are left where each chunk's own would be. */
static void move_elsewhere(const struct pass *p)
{
    for (int64_t at = 0; at < p->count; at += SPAN) {
        struct pass part = *p;

        if (p->sums)
            part.adamw.sums = part.sgd.sums =
                p->sums + at / KERNELS_CHUNK * KERNELS_SUMS;
        move_some(&part, p->from + at,
                  (int)(p->count - at < SPAN ? p->count - at : SPAN));
    }
}

static void move_watched(struct pass *p, struct optimizer_watch *of)
{
    const int64_t n = chunks(p->count);
    double sum[KERNELS_SUMS] = {0.0};

    const struct device_memory *m = p->device->memory;

    if (m) {
        m->clear(p->sums, (size_t)(n * KERNELS_SUMS) * sizeof *p->sums);
        move_elsewhere(p);
        m->home.look(p->sums, false);
    } else {
        memset(p->sums, 0, (size_t)(n * KERNELS_SUMS) * sizeof *p->sums);
        team_run(watch_chunks, p, n, KERNELS_CHUNK * 12.0);
    }
    for (int64_t i = 0; i < n * KERNELS_SUMS; i++)
        sum[i % KERNELS_SUMS] += p->sums[i];
    *of = (struct optimizer_watch){.grad = sqrt(sum[KERNELS_OF_GRAD]),
                                   .value = sqrt(sum[KERNELS_OF_VALUE]),
                                   .move = sqrt(sum[KERNELS_OF_MOVE])};
}

/* The run of parameters i .. end-1, all treated alike. */
static void move_run(struct params *ps, struct pass *p, int i, int end,
                     struct optimizer_watch *of)
{
    const struct param *first = params_at(ps, i),
                       *last = params_at(ps, end - 1);

    if (!first->trainable)
        return;
    p->from = first->start;
    p->count = last->start + last->count - first->start;
    if (of)
        move_watched(p, of + i);
    else if (p->device->memory)
        move_elsewhere(p);
    else
        team_run(move_chunks, p, chunks(p->count), KERNELS_CHUNK * 8.0);
}

static struct status step_all(struct params *ps,
                              const struct optimizer_settings *s,
                              struct pass *p, struct optimizer_watch *of)
{
    p->device = params_device(ps);
    p->value = params_place(ps, PARAMS_VALUES);
    p->grad = params_place(ps, PARAMS_GRADS);
    p->moment[0] = params_place(ps, PARAMS_MOMENT_0);
    p->moment[1] = params_place(ps, PARAMS_MOMENT_1);
    p->kind = s->kind;
    if (!p->moment[0] || !p->moment[1])
        return status_fail(STATUS_NO_MEMORY, "no memory for the moments");
    for (int i = 0, end; i < params_count(ps); i = end) {
        const bool decays =
            params_at(ps, i)->decay && s->kind != OPTIMIZER_ADAM;

        end = of ? i + 1 : run_end(ps, i);
        p->adamw.decay = p->sgd.decay = decays ? s->decay : 0.0;
        move_run(ps, p, i, end, of);
    }
    return STATUS_OK;
}

static struct pass pass_of(const struct optimizer_settings *s, double rate,
                           double scale, int64_t step)
{
    return (struct pass){
        .adamw = {.rate = rate,
                  .beta1 = s->beta1,
                  .beta2 = s->beta2,
                  .epsilon = s->epsilon,
                  .clip = scale,
                  .step = step},
        .sgd = {.rate = rate, .momentum = s->beta1, .clip = scale}};
}

struct status optimizer_step(struct params *ps,
                             const struct optimizer_settings *s, double rate,
                             double scale, int64_t step)
{
    struct pass p = pass_of(s, rate, scale, step);

    return step_all(ps, s, &p, NULL);
}

struct status optimizer_step_watched(struct params *ps,
                                     const struct optimizer_settings *s,
                                     double rate, double scale, int64_t step,
                                     struct optimizer_watch *of)
{
    struct pass p = pass_of(s, rate, scale, step);

    memset(of, 0, (size_t)params_count(ps) * sizeof *of);
    p.sums = room_for_sums(ps);
    if (!p.sums)
        return status_fail(STATUS_NO_MEMORY, "no memory for statistics");
    const struct status st = step_all(ps, s, &p, of);
    if (params_device(ps)->memory)
        params_device(ps)->memory->give(p.sums);
    else
        free(p.sums);
    return st;
}

double optimizer_clip(struct params *ps, double most)
{
    const double norm = optimizer_grad_norm(ps);

    return norm > most ? most / norm : 1.0;
}
