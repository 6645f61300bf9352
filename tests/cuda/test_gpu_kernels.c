/* test_gpu_kernels.c - kernels of the table that no op's case reaches, or not
 * by all their ways: the device's against the processor's, on the same arrays.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/core/gpu.h"

enum { ARRAYS = 6, ROWS = 37, COLS = 301, N = ROWS * COLS };

/* Sums in another order, squared: NMSE. */
#define F32 1e-11

/* `run` calls one kernel on arrays of n[i] numbers; all are compared after. */
struct kernel_case {
    const char *name;
    void (*run)(const struct kernels_f32 *k, float **a);
    int n[ARRAYS];
    double error;
    bool here; /* the processor computes it: the device has none of its own */
};

static void gemm(const struct kernels_f32 *k, float **a, bool ta, bool tb,
                 double beta)
{
    const struct gemm_args g = {.a_transposed = ta,
                                .b_transposed = tb,
                                .rows = 70,
                                .cols = 66,
                                .inner = 35,
                                .a = a[0],
                                .b = a[1],
                                .c = a[2],
                                .a_row = ta ? 70 : 35,
                                .b_row = tb ? 35 : 66,
                                .c_row = 66,
                                .batch = 2,
                                .a_batch = 70 * 35,
                                .b_batch = 0,
                                .c_batch = 70 * 66,
                                .alpha = 0.5,
                                .beta = beta};

    k->gemm_forward(&g);
}

#define RUN(name, call)                                            \
    static void run_##name(const struct kernels_f32 *k, float **a) \
    {                                                              \
        call;                                                      \
    }

RUN(gemm_nn, gemm(k, a, false, false, 0.0))
RUN(gemm_nt, gemm(k, a, false, true, 1.0))
RUN(gemm_tn, gemm(k, a, true, false, 0.0))
RUN(gemm_tt, gemm(k, a, true, true, 0.25))
RUN(relu, k->activation_relu_forward(a[0], a[1], N))
RUN(gelu, k->activation_gelu_forward(a[0], a[1], N))
RUN(gelu_back, k->activation_gelu_backward(a[0], a[1], a[2], N))
RUN(gelu_tanh, k->activation_gelu_tanh_forward(a[0], a[1], N))
RUN(gelu_tanh_back, k->activation_gelu_tanh_backward(a[0], a[1], a[2], N))
RUN(fill, k->scale_fill(a[0], 0.3, N))
RUN(add, k->scale_add(a[0], a[1], 0.5, a[0], -2.0, N))
RUN(layer, k->norm_layer_forward(a[0], a[1], a[2], a[3], ROWS, COLS, 1e-5))
RUN(rms, k->norm_rms_forward(a[0], a[1], NULL, ROWS, COLS, 1e-5))
RUN(layer_back,
    k->norm_layer_backward(a[0], a[1], a[2], a[3], ROWS, COLS, 1e-5))
RUN(rms_back, k->norm_rms_backward(a[0], a[1], a[2], a[3], ROWS, COLS, 1e-5))
RUN(sumsq, k->optim_sumsq((void *)a[0], a[1], N))
RUN(to_bf16, k->half_to_bf16((void *)a[0], a[1], N))
RUN(of_bf16, k->half_of_bf16(a[0], (void *)a[1], N))
RUN(to_f16, k->half_to_f16((void *)a[0], a[1], N))
RUN(lstm, k->cell_lstm_forward(a[0], a[1], a[2], a[3], COLS))
RUN(rnn, k->cell_rnn_forward(a[0], COLS))

static void run_dots(const struct kernels_f32 *k, float **a)
{
    int32_t *ids = (void *)a[3];

    /* A float's bits are no number of a row. */
    if (gpu_opened()->kernels == k)
        gpu_opened()->memory.home.look(ids, true);
    for (int i = 0; i < 9; i++)
        ids[i] = i * 5 % ROWS;
    k->chosen_dots(a[0], a[1], a[2], ids, 9, COLS);
}

static void run_adamw(const struct kernels_f32 *k, float **a)
{
    const struct kernels_adamw s = {.rate = 0.01,
                                    .beta1 = 0.9,
                                    .beta2 = 0.95,
                                    .epsilon = 1e-8,
                                    .decay = 0.1,
                                    .clip = 0.7,
                                    .step = 3,
                                    .sums = (void *)a[4]};
    /* Second moments are squares; sums begin at 0. */
    k->unary_square_forward(a[3], a[3], N);
    k->scale_fill(a[4], 0.0, 2 * KERNELS_SUMS * 3);
    if (gpu_opened()->kernels == k) {
        k->optim_adamw(a[0], a[1], a[2], a[3], &s, N);
        return;
    }
    for (int at = 0; at < N; at += KERNELS_CHUNK) { /* a call a chunk */
        struct kernels_adamw part = s;

        part.sums += at / KERNELS_CHUNK * KERNELS_SUMS;
        k->optim_adamw(a[0] + at, a[1] + at, a[2] + at, a[3] + at, &part,
                       N - at < KERNELS_CHUNK ? N - at : KERNELS_CHUNK);
    }
}

static void run_sgd(const struct kernels_f32 *k, float **a)
{
    const struct kernels_sgd s = {
        .rate = 0.1, .momentum = 0.9, .decay = 0.01, .clip = 1.0};

    k->optim_sgd(a[0], a[1], a[2], &s, N);
    k->optim_sgd(a[0], a[1], NULL, &s, N);
}

#define CASE(stem, ...)                                                    \
    {                                                                      \
        .name = #stem, .run = run_##stem, .n = {__VA_ARGS__}, .error = F32 \
    }
#define EXACT(stem, ...)                                                   \
    {                                                                      \
        .name = #stem, .run = run_##stem, .n = {__VA_ARGS__}, .error = 0.0 \
    }
#define HERE(stem, ...)                                                     \
    {                                                                       \
        .name = #stem, .run = run_##stem, .n = {__VA_ARGS__}, .error = 0.0, \
        .here = true                                                        \
    }

static const struct kernel_case cases[] = {
    CASE(gemm_nn, 4900, 2310, 9240),
    CASE(gemm_nt, 4900, 2310, 9240),
    CASE(gemm_tn, 4900, 2310, 9240),
    CASE(gemm_tt, 4900, 2310, 9240),
    EXACT(relu, N, N),
    CASE(gelu, N, N),
    CASE(gelu_back, N, N, N),
    CASE(gelu_tanh, N, N),
    CASE(gelu_tanh_back, N, N, N),
    EXACT(fill, N),
    CASE(add, N, N),
    CASE(layer, N, N, COLS, COLS),
    CASE(rms, N, N),
    CASE(layer_back, N, N, N, COLS),
    CASE(rms_back, N, N, N, COLS),
    CASE(sumsq, 8, N),
    EXACT(to_bf16, N, N),
    EXACT(of_bf16, N, N),
    EXACT(to_f16, N, N),
    CASE(dots, 9, N, COLS, 9),
    CASE(adamw, N, N, N, N, 2 * KERNELS_SUMS * 3),
    CASE(sgd, N, N, N),
    HERE(lstm, COLS, COLS, 4 * COLS, COLS),
    HERE(rnn, COLS),
};

static double number(int array, int i)
{
    return (double)rng_at(5, (uint64_t)array, (uint64_t)i) / 1073741824.0 - 2.0;
}

/* As numbers; or where not a bit may differ, 0 or infinity. */
static double apart(const float *x, const float *y, int n, bool exact)
{
    double difference = 0.0, size = 0.0;

    if (exact)
        return memcmp(x, y, (size_t)n * sizeof *x) ? (double)INFINITY : 0.0;
    for (int i = 0; i < n; i++) {
        difference += pow((double)x[i] - (double)y[i], 2);
        size += pow((double)y[i], 2);
    }
    return size > 0.0 ? difference / size : difference;
}

/* Of doubles, which stand in a float array. */
static double apart_sums(const float *x, const float *y, int n)
{
    const double *p = (const void *)x, *q = (const void *)y;
    double difference = 0.0, size = 0.0;

    for (int i = 0; i < n / 2; i++) {
        difference += (p[i] - q[i]) * (p[i] - q[i]);
        size += q[i] * q[i];
    }
    return difference / size;
}

static void compare(const struct kernel_case *c, float **a, float **b)
{
    for (int i = 0; i < ARRAYS && c->n[i]; i++) {
        const bool sums =
            (c->run == run_sumsq && i == 0) || (c->run == run_adamw && i == 4);
        gpu_opened()->memory.home.look(a[i], false);
        const double e =
            sums ? apart_sums(a[i], b[i], c->run == run_sumsq ? 6 : c->n[i])
                 : apart(a[i], b[i], c->n[i], c->error <= 0.0);

        cr_expect(e <= c->error, "%s: array %d is off by %g, allowed %g",
                  c->name, i, e, c->error);
    }
}

static void run(const struct kernel_case *c)
{
    const struct gpu_module *m = gpu_opened();
    float *a[ARRAYS] = {NULL}, *b[ARRAYS] = {NULL};
    struct gpu_counts before, after;

    for (int i = 0; i < ARRAYS && c->n[i]; i++) {
        const size_t bytes = ((size_t)c->n[i] + 1) * sizeof **a;

        a[i] = m->memory.take(bytes);
        b[i] = malloc(bytes);
        cr_assert(a[i] && b[i]);
        for (int k = 0; k < c->n[i]; k++)
            b[i][k] = (float)number(i, k);
        m->memory.home.look(a[i], true);
        memcpy(a[i], b[i], bytes - sizeof **a);
    }
    m->counts(&before);
    c->run(m->kernels, a);
    m->counts(&after);
    cr_expect(c->here == (after.fallbacks > before.fallbacks),
              "%s: %lld fallbacks", c->name,
              (long long)(after.fallbacks - before.fallbacks));
    /* What falls back runs on the level that this processor has. */
    c->run(device_cpu(c->here ? NULL : "baseline")->f32, b);
    compare(c, a, b);
    for (int i = 0; i < ARRAYS && c->n[i]; i++) {
        m->memory.give(a[i]);
        free(b[i]);
    }
}

Test(gpu_kernels, every_case_is_that_of_the_processor)
{
    cr_assert(device_find("cuda"), "%s", gpu_reason());
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        run(&cases[i]);
    cr_expect_null(gpu_opened()->memory.trouble());
}
