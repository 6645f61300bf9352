#include "engine/train/optimizer.h"

#include <math.h>

#include "engine/core/team.h"
#include "engine/kernels/kernels.h"

enum { NORM_SUMS = 512 }; /* whose order no number of threads changes */

/* One pass over all numbers, in chunks that do not depend on the threads. */
struct pass {
    const struct device *device;
    void *value, *grad, *moment[2];
    int64_t from, count; /* of one run of equal treatment */
    struct kernels_adamw adamw;
    struct kernels_sgd sgd;
    enum optimizer_kind kind;
    double *partial;
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

double optimizer_grad_norm(struct params *ps)
{
    double partial[NORM_SUMS], sum = 0.0;
    struct pass p = {.device = params_device(ps),
                     .grad = params_grads(ps),
                     .count = params_total(ps),
                     .partial = partial};

    team_run(square_chunks, &p, NORM_SUMS, (double)p.count / NORM_SUMS);
    for (int i = 0; i < NORM_SUMS; i++)
        sum += partial[i];
    return sqrt(sum);
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

static void move_chunks(void *work, int64_t from, int64_t to)
{
    const struct pass *p = work;
    const int64_t start = from * KERNELS_CHUNK;
    int64_t end = to * KERNELS_CHUNK;

    if (end > p->count)
        end = p->count;
    if (p->device->real == TENSOR_F64)
        move_f64(p, p->from + start, (int)(end - start));
    else
        move_f32(p, p->from + start, (int)(end - start));
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

struct status optimizer_step(struct params *ps,
                             const struct optimizer_settings *s, double rate,
                             double scale, int64_t step)
{
    struct pass p = {.device = params_device(ps),
                     .value = params_values(ps),
                     .grad = params_grads(ps),
                     .moment = {params_moment(ps, 0), params_moment(ps, 1)},
                     .kind = s->kind};

    if (!p.moment[0] || !p.moment[1])
        return status_fail(STATUS_NO_MEMORY, "no memory for the moments");
    for (int i = 0, end; i < params_count(ps); i = end) {
        const struct param *first = params_at(ps, i);
        end = run_end(ps, i);
        const struct param *last = params_at(ps, end - 1);
        const double decay =
            first->decay && s->kind != OPTIMIZER_ADAM ? s->decay : 0.0;

        if (!first->trainable)
            continue;
        p.from = first->start;
        p.count = last->start + last->count - first->start;
        p.adamw = (struct kernels_adamw){rate,  s->beta1, s->beta2, s->epsilon,
                                         decay, scale,    step};
        p.sgd = (struct kernels_sgd){rate, s->beta1, decay, scale};
        team_run(move_chunks, &p, chunks(p.count), KERNELS_CHUNK * 8.0);
    }
    return STATUS_OK;
}
