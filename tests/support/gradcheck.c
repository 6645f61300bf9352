#include "tests/support/gradcheck.h"

#include <math.h>
#include <stdlib.h>

#include "engine/base/rng.h"
#include "engine/core/gpu.h"

#define EPSILON       1e-6
#define ABSOLUTE      1e-7
#define RELATIVE      1e-5
#define ROOM_BYTES    ((size_t)256 << 20)
#define WEIGHT_STREAM 99

/* The weight of element `i` of the result, in -1 .. 1. */
static double weight(uint64_t seed, int64_t i)
{
    return (double)rng_at(seed, WEIGHT_STREAM, (uint64_t)i) / 2147483648.0 -
           1.0;
}

static double *f64_at(const struct tensor *t, int64_t index)
{
    int64_t place = 0;

    for (int i = t->dims - 1; i >= 0; i--) {
        place += index % t->shape[i] * t->stride[i];
        index /= t->shape[i];
    }
    return tensor_at(t, place);
}

static void put(struct tensor *t, int64_t index, double value, bool add)
{
    if (t->type == TENSOR_F64) {
        double *at = f64_at(t, index);

        *at = (add ? *at : 0.0) + value;
        return;
    }
    int64_t place = 0;
    for (int i = t->dims - 1; i >= 0; i--) {
        place += index % t->shape[i] * t->stride[i];
        index /= t->shape[i];
    }
    float *at = tensor_at(t, place);
    *at = (add ? *at : 0.0f) + (float)value;
}

/* loss = sum of weight(i) x[i] */
static bool weigh_shape(struct graph *g, struct op_record *r)
{
    (void)g;
    r->out->dims = 1;
    r->out->shape[0] = 1;
    return true;
}

static void weigh_forward(struct graph *g, struct op_record *r)
{
    double sum = 0.0;

    (void)g;
    for (int64_t i = 0; i < tensor_count(r->in[0]); i++)
        sum += weight((uint64_t)r->with.whole[0], i) * tensor_get(r->in[0], i);
    put(r->out, 0, sum, false);
}

static void weigh_backward(struct graph *g, struct op_record *r)
{
    struct tensor *dx = graph_grad_add(g, r->in[0]);
    const double up = tensor_get(r->out->grad, 0);

    for (int64_t i = 0; dx && i < tensor_count(dx); i++)
        put(dx, i, up * weight((uint64_t)r->with.whole[0], i), true);
}

static const struct op weigh = {
    .name = "weigh",
    .formula = "loss = sum of w[i] x[i]",
    .shape = weigh_shape,
    .forward = weigh_forward,
    .backward = weigh_backward,
};

static double drawn(const struct gradcheck_case *c, int input, int64_t i)
{
    const struct gradcheck_input *in = &c->in[input];
    const double unit =
        (double)rng_at(c->seed, (uint64_t)input, (uint64_t)i) / 4294967296.0;
    const bool open = in->low >= in->high;
    const double low = open ? -2.0 : in->low, high = open ? 2.0 : in->high;
    const double value = low + unit * (high - low);

    /* A float, so that both devices start from the same number. */
    return in->whole ? floor(value) : (double)(float)value;
}

static struct tensor *leaf(struct graph *g, const struct gradcheck_case *c,
                           int input)
{
    const struct gradcheck_input *in = &c->in[input];
    struct tensor like = {.dims = in->dims};

    for (int i = 0; i < in->dims; i++)
        like.shape[i] = in->shape[i];
    const int64_t n = tensor_count(&like);
    int32_t *ints = calloc((size_t)n + 1, sizeof *ints);
    struct tensor *t = NULL;

    for (int64_t i = 0; in->whole && i < n; i++)
        ints[i] = (int32_t)drawn(c, input, i);
    t = in->whole ? graph_ints(g, in->dims, in->shape, ints)
                  : graph_real(g, in->dims, in->shape);
    free(ints);
    if (!t || in->whole)
        return t;
    for (int64_t i = 0; i < n; i++)
        put(t, i, drawn(c, input, i), false);
    t->needs_grad = graph_gradients(g);
    graph_keep_grad(g, t);
    return t;
}

/* One pass: the leaves, the result and the loss. */
struct pass {
    struct tensor *in[GRADCHECK_INPUTS], *out, *loss;
};

static struct pass start(struct graph *g, const struct gradcheck_case *c)
{
    struct pass p = {{0}, NULL, NULL};

    for (int i = 0; i < c->inputs; i++)
        p.in[i] = leaf(g, c, i);
    return p;
}

static void finish(struct graph *g, const struct gradcheck_case *c,
                   struct pass *p)
{
    const struct op_numbers with = {.whole = {(int64_t)(c->seed + 7)}};

    p->out = graph_failed(g) ? NULL : c->build(g, p->in, c->user);
    p->loss = p->out ? graph_apply(g, &weigh, &p->out, 1, &with) : NULL;
}

static struct pass forward(struct graph *g, const struct gradcheck_case *c)
{
    struct pass p = start(g, c);

    finish(g, c, &p);
    return p;
}

/* The loss with element `i` of input `input` moved by `by`. */
static double moved(struct graph *g, const struct gradcheck_case *c, int input,
                    int64_t i, double by)
{
    graph_reset(g);
    struct pass p = start(g, c);

    if (p.in[input])
        put(p.in[input], i, by, true);
    finish(g, c, &p);
    return p.loss ? tensor_get(p.loss, 0) : (double)NAN;
}

static double grad_of(const struct tensor *t, int64_t i)
{
    return t->grad && !t->grad_fresh ? tensor_get(t->grad, i) : 0.0;
}

static struct status compare(struct graph *probe, const struct pass *p,
                             const struct gradcheck_case *c, int input)
{
    const struct tensor *t = p->in[input];

    for (int64_t i = 0; i < tensor_count(t); i++) {
        const double up = moved(probe, c, input, i, EPSILON);
        const double down = moved(probe, c, input, i, -EPSILON);
        const double want = (up - down) / (2.0 * EPSILON);
        const double got = grad_of(t, i);

        STATUS_TRY(graph_status(probe));
        if (!(fabs(got - want) <= ABSOLUTE + RELATIVE * fabs(want)))
            return status_fail(STATUS_BAD_USAGE,
                               "input %d, element %lld: gradient is %.9g but "
                               "the difference quotient %.9g",
                               input, (long long)i, got, want);
    }
    return STATUS_OK;
}

struct status gradcheck_run(const struct gradcheck_case *c)
{
    struct graph *g = graph_new(device_reference(), ROOM_BYTES);
    struct graph *probe = graph_new(device_reference(), ROOM_BYTES);
    const struct pass p = forward(g, c);
    struct status st = graph_backward(g, p.loss);

    graph_set_gradients(probe, false);
    for (int i = 0; !st.code && i < c->inputs; i++)
        if (!c->in[i].whole)
            st = compare(probe, &p, c, i);
    graph_free(probe);
    graph_free(g);
    return st;
}

/* Mean square of the difference over the mean square of `want`. */
struct nmse {
    double difference, size;
};

static void gather(struct nmse *e, double got, double want)
{
    if (!isfinite(got) || !isfinite(want)) {
        /* infinities and NaNs must agree in kind and sign */
        if (!(isnan(got) && isnan(want)) && !(got > 0 && want > 0) &&
            !(got < 0 && want < 0))
            e->difference = (double)INFINITY;
        return;
    }
    e->difference += (got - want) * (got - want);
    e->size += want * want;
}

static struct status judge(struct nmse e, double most, const char *what)
{
    const double error = e.size > 0.0 ? e.difference / e.size : e.difference;

    return error <= most ? STATUS_OK
                         : status_fail(STATUS_BAD_USAGE,
                                       "%s: NMSE is %.3g, "
                                       "allowed %.3g",
                                       what, error, most);
}

/* Result and all gradients of two passes, `factor` times those of `b`. */
static struct status same(const struct pass *a, const struct pass *b,
                          int inputs, double factor, double most)
{
    struct nmse e = {0.0, 0.0};

    if (!tensor_same_shape(a->out, b->out))
        return status_fail(STATUS_BAD_SHAPE, "the results differ in shape");
    for (int64_t i = 0; i < tensor_count(a->out); i++)
        gather(&e, tensor_get(a->out, i), factor * tensor_get(b->out, i));
    STATUS_TRY(judge(e, most, "result"));
    for (int n = 0; n < inputs; n++) {
        char what[32] = "gradient of input 0";

        what[18] = (char)('0' + n);
        e = (struct nmse){0.0, 0.0};
        for (int64_t i = 0; i < tensor_count(a->in[n]); i++)
            gather(&e, grad_of(a->in[n], i), factor * grad_of(b->in[n], i));
        STATUS_TRY(judge(e, most, what));
    }
    return STATUS_OK;
}

static struct status both(const struct device *da,
                          const struct gradcheck_case *ca,
                          const struct gradcheck_case *cb, double factor,
                          double most)
{
    struct graph *ga = graph_new(da, ROOM_BYTES);
    struct graph *gb = graph_new(device_reference(), ROOM_BYTES);
    const struct pass a = forward(ga, ca), b = forward(gb, cb);
    struct status st = graph_backward(ga, a.loss);

    if (!st.code)
        st = graph_backward(gb, b.loss);
    if (!st.code)
        st = same(&a, &b, ca->inputs, factor, most);
    graph_free(ga);
    graph_free(gb);
    return st;
}

/* A device that somebody asks about, in the place of those of the processor. */
static const char *asked(void)
{
    return getenv("GRADCHECK_DEVICE");
}

static struct status on_asked(const struct gradcheck_case *c, double most)
{
    const struct device *d = device_find(asked());

    if (!d)
        return status_fail(STATUS_NOT_FOUND, "no device \"%s\": %s", asked(),
                           gpu_reason());
    return status_within(both(d, c, c, 1.0, most), d->name);
}

struct status gradcheck_devices(const struct gradcheck_case *c)
{
    const double most = c->f32_error > 0.0 ? c->f32_error : 1e-10;

    if (asked())
        return on_asked(c, most);
    const char *level[] = {"baseline", "avx2", "avx512"};

    for (int i = 0; i < 3; i++)
        if (device_cpu(level[i]))
            STATUS_TRY(status_within(
                both(device_cpu(level[i]), c, c, 1.0, most), level[i]));
    return STATUS_OK;
}

struct status gradcheck_twins(const struct gradcheck_case *a,
                              const struct gradcheck_case *b, double error)
{
    return both(device_reference(), a, b, 1.0, error);
}

/* y + y by hand: the sum of two runs of the op on the same inputs. */
static bool sum_shape(struct graph *g, struct op_record *r)
{
    (void)g;
    r->out->dims = r->in[0]->dims;
    for (int i = 0; i < r->out->dims; i++)
        r->out->shape[i] = r->in[0]->shape[i];
    return true;
}

static void sum_forward(struct graph *g, struct op_record *r)
{
    (void)g;
    for (int64_t i = 0; i < tensor_count(r->out); i++)
        put(r->out, i, tensor_get(r->in[0], i) + tensor_get(r->in[1], i),
            false);
}

static void sum_backward(struct graph *g, struct op_record *r)
{
    for (int n = 0; n < 2; n++) {
        struct tensor *dx = graph_grad_add(g, r->in[n]);

        for (int64_t i = 0; dx && i < tensor_count(dx); i++)
            put(dx, i, tensor_get(r->out->grad, i), true);
    }
}

static const struct op sum = {.name = "sum of two",
                              .formula = "y = a + b",
                              .shape = sum_shape,
                              .forward = sum_forward,
                              .backward = sum_backward};

static struct tensor *twice(struct graph *g, struct tensor *const *in,
                            const void *user)
{
    const struct gradcheck_case *c = user;
    struct tensor *y[] = {c->build(g, in, c->user), c->build(g, in, c->user)};

    return y[0] && y[1] ? graph_apply(g, &sum, y, 2, NULL) : NULL;
}

struct status gradcheck_adds(const struct gradcheck_case *c)
{
    struct gradcheck_case two = *c;

    two.build = twice;
    two.user = c;
    return both(device_reference(), &two, c, 2.0, 1e-24);
}

struct status gradcheck_starve(const struct gradcheck_case *c)
{
    bool starved = false;

    for (size_t limit = 256; limit <= ROOM_BYTES; limit += limit / 16) {
        struct graph *g = graph_new(device_reference(), limit);
        const struct pass p = forward(g, c);
        const struct status st =
            p.loss ? graph_backward(g, p.loss) : graph_status(g);

        graph_free(g);
        if (!st.code)
            return starved ? STATUS_OK
                           : status_fail(STATUS_BAD_USAGE, "never starved");
        if (st.code != STATUS_NO_MEMORY)
            return st;
        starved = true;
    }
    return status_fail(STATUS_BAD_USAGE, "no limit was enough");
}

struct status gradcheck_all(const struct gradcheck_case *c)
{
    if (asked())
        return gradcheck_devices(c);
    STATUS_TRY(status_within(gradcheck_run(c), "gradient"));
    STATUS_TRY(status_within(gradcheck_adds(c), "adds"));
    STATUS_TRY(status_within(gradcheck_devices(c), "f32"));
    return status_within(gradcheck_starve(c), "starved");
}

struct tensor *gradcheck_leaf(struct graph *g, int dims, const int64_t *shape,
                              const double *value)
{
    struct tensor *t = graph_real(g, dims, shape);

    for (int64_t i = 0; t && i < tensor_count(t); i++)
        put(t, i, value[i], false);
    if (t)
        t->needs_grad = graph_gradients(g);
    graph_keep_grad(g, t);
    return t;
}

/* loss = sum of in[1][i] in[0][i], the second one without a gradient. */
static void dot_forward(struct graph *g, struct op_record *r)
{
    double sum_of = 0.0;

    (void)g;
    for (int64_t i = 0; i < tensor_count(r->in[0]); i++)
        sum_of += tensor_get(r->in[0], i) * tensor_get(r->in[1], i);
    put(r->out, 0, sum_of, false);
}

static void dot_backward(struct graph *g, struct op_record *r)
{
    struct tensor *dx = graph_grad_add(g, r->in[0]);

    for (int64_t i = 0; dx && i < tensor_count(dx); i++)
        put(dx, i, tensor_get(r->in[1], i) * tensor_get(r->out->grad, 0), true);
}

static const struct op dot = {.name = "dot",
                              .formula = "loss = sum of w[i] x[i]",
                              .shape = weigh_shape,
                              .forward = dot_forward,
                              .backward = dot_backward};

struct status gradcheck_backward(struct graph *g, struct tensor *y,
                                 const double *weight)
{
    if (!y)
        return graph_status(g);
    struct tensor *w = gradcheck_leaf(g, y->dims, y->shape, weight);
    if (!w)
        return graph_status(g);
    w->needs_grad = false;
    struct tensor *in[] = {y, w};
    return graph_backward(g, graph_apply(g, &dot, in, 2, NULL));
}

struct status gradcheck_holds(const struct tensor *t, const double *want,
                              int64_t n, double error)
{
    if (!t)
        return status_fail(STATUS_BAD_USAGE, "there is no tensor");
    if (tensor_count(t) != n)
        return status_fail(STATUS_BAD_SHAPE, "%lld elements, not %lld",
                           (long long)tensor_count(t), (long long)n);
    for (int64_t i = 0; i < n; i++) {
        const double got = tensor_get(t, i);

        if (isfinite(want[i]) ? !(fabs(got - want[i]) <= error)
                              : !(got > 0 ? want[i] > 0 && isinf(got)
                                          : want[i] < 0 && isinf(got)))
            return status_fail(STATUS_BAD_USAGE,
                               "element %lld is %.9g, not %.9g", (long long)i,
                               got, want[i]);
    }
    return STATUS_OK;
}
