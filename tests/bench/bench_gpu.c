/*
 * bench_gpu [short] - kernels of the CUDA device: time, and what of the card's
 * bandwidth or arithmetic that is. Says so and does nothing without a card.
 *
 * GB/s counts every number once as read and once as written where it is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/core/gpu.h"

enum { ARRAYS = 4, TIMES = 20 };

struct bench {
    const struct gpu_module *m;
    float *a[ARRAYS];
    int64_t n; /* numbers of each array */
};

typedef void bench_run(const struct bench *b);

static void affine(const struct bench *b)
{
    b->m->kernels->scale_affine(b->a[0], b->a[1], 1.5, 0.5, (int)b->n);
}

static void gelu(const struct bench *b)
{
    b->m->kernels->activation_gelu_both(b->a[0], b->a[1], b->a[2], (int)b->n);
}

static void softmax(const struct bench *b)
{
    b->m->kernels->softmax_forward(b->a[0], b->a[1], (int)(b->n / 4096), 4096);
}

static void norm(const struct bench *b)
{
    b->m->kernels->norm_layer_forward(b->a[0], b->a[1], NULL, NULL,
                                      (int)(b->n / 1024), 1024, 1e-5);
}

static void norm_back(const struct bench *b)
{
    b->m->kernels->norm_layer_backward(b->a[0], b->a[1], b->a[2], NULL,
                                       (int)(b->n / 1024), 1024, 1e-5);
}

static void adamw(const struct bench *b)
{
    const struct kernels_adamw s = {.rate = 1e-3,
                                    .beta1 = 0.9,
                                    .beta2 = 0.99,
                                    .epsilon = 1e-8,
                                    .clip = 1.0,
                                    .step = 10};

    b->m->kernels->optim_adamw(b->a[0], b->a[1], b->a[2], b->a[3], &s,
                               (int)b->n);
}

static void turned(const struct bench *b)
{
    const struct kernels_copy s = {.dims = 2,
                                   .shape = {4096, b->n / 4096},
                                   .out_stride = {1, 4096},
                                   .x_stride = {b->n / 4096, 1}};

    b->m->kernels->copy_forward(b->a[0], b->a[1], &s, 0, b->n / 4096 * 4096);
}

static void square(const struct bench *b, int64_t n)
{
    const struct gemm_args g = {.rows = n,
                                .cols = n,
                                .inner = n,
                                .a = b->a[0],
                                .b = b->a[1],
                                .c = b->a[2],
                                .a_row = n,
                                .b_row = n,
                                .c_row = n,
                                .batch = 1,
                                .alpha = 1.0};

    b->m->product(&g);
}

static void product_1024(const struct bench *b)
{
    square(b, 1024);
}

static void product_4096(const struct bench *b)
{
    square(b, 4096);
}

enum { BATCH = 4, T = 1024, HEADS = 12, WIDTH = 64 };

static struct kernels_attention attention_of(const struct bench *b)
{
    const int64_t row = HEADS * WIDTH, all = BATCH * T * row;

    return (struct kernels_attention){.batch = BATCH,
                                      .t = T,
                                      .keys = T,
                                      .heads = HEADS,
                                      .groups = HEADS,
                                      .width = WIDTH,
                                      .q = b->a[0],
                                      .k = b->a[0] + all,
                                      .v = b->a[0] + 2 * all,
                                      .q_batch = T * row,
                                      .q_row = row,
                                      .q_head = WIDTH,
                                      .k_batch = T * row,
                                      .k_row = row,
                                      .k_head = WIDTH,
                                      .v_batch = T * row,
                                      .v_row = row,
                                      .v_head = WIDTH,
                                      .out = b->a[1],
                                      .lse = b->a[1] + all,
                                      .dout = b->a[2],
                                      .dq = b->a[3],
                                      .dk = b->a[3] + all,
                                      .dv = b->a[3] + 2 * all,
                                      .scale = 0.125,
                                      .causal = true};
}

static void attention(const struct bench *b)
{
    const struct kernels_attention a = attention_of(b);

    b->m->kernels->attention_forward(&a, 0, 1);
}

static void attention_back(const struct bench *b)
{
    const struct kernels_attention a = attention_of(b);

    b->m->kernels->attention_backward(&a, 0, 1);
}

/* `bytes` and `flops` per number of an array, or of the call where negative. */
static const struct row {
    const char *name;
    bench_run *run;
    double bytes, flops;
} rows[] = {
    {"affine", affine, 8, 2},
    {"gelu, both", gelu, 12, 20},
    {"softmax of 4096", softmax, 8, 10},
    {"layer norm of 1024", norm, 8, 8},
    {"layer norm back", norm_back, 16, 20},
    {"adamw", adamw, 28, 15},
    {"turned copy", turned, 8, 0},
    {"product 1024", product_1024, 0, -2.0 * 1024 * 1024 * 1024},
    {"product 4096", product_4096, 0, -2.0 * 4096.0 * 4096 * 4096},
    {"attention", attention, 0, -4.0 * BATCH *HEADS *WIDTH *T *(T / 2.0)},
    {"attention back", attention_back, 0,
     -10.0 * BATCH *HEADS *WIDTH *T *(T / 2.0)},
};

static double seconds_of(const struct bench *b, const struct row *r, int times)
{
    r->run(b);
    b->m->wait();
    const double start = clock_seconds();
    for (int i = 0; i < times; i++)
        r->run(b);
    b->m->wait();
    return (clock_seconds() - start) / times;
}

static double amount(double each, int64_t n)
{
    return each < 0.0 ? -each : each * (double)n;
}

int main(int argc, char **argv)
{
    const bool brief = argc > 1 && strcmp(argv[1], "short") == 0;
    const struct device *d = device_find("cuda");
    struct bench b = {.m = gpu_opened(), .n = (int64_t)1 << 25};

    if (!d || !b.m->on_a_gpu) {
        printf("bench_gpu: no card: %s\n", d ? d->about : gpu_reason());
        return 0;
    }
    printf("%s, %lld numbers an array\n", d->about, (long long)b.n);
    for (int i = 0; i < ARRAYS; i++) {
        b.a[i] = d->memory->take((size_t)b.n * sizeof(float));
        if (!b.a[i])
            return 3;
        d->f32->scale_fill(b.a[i], 0.01 * (i + 1), (int)b.n);
    }
    printf("%-20s %10s %9s %9s\n", "kernel", "us", "GB/s", "GFLOP/s");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const double s = seconds_of(&b, &rows[i], brief ? 1 : TIMES);

        printf("%-20s %10.1f %9.0f %9.0f\n", rows[i].name, s * 1e6,
               amount(rows[i].bytes, b.n) / s * 1e-9,
               amount(rows[i].flops, b.n) / s * 1e-9);
    }
    for (int i = 0; i < ARRAYS; i++)
        d->memory->give(b.a[i]);
    if (d->memory->trouble())
        printf("bench_gpu: %s\n", d->memory->trouble());
    return d->memory->trouble() ? 3 : 0;
}
