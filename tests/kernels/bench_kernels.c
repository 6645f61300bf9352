/* bench_kernels - times the kernels of every level on one thread, best of
 * several runs: bench_kernels [LEVEL]. Numbers in nanoseconds per element, or
 * in billions of operations per second for attention. Start it on an idle
 * machine. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/clock.h"
#include "engine/kernels/kernels.h"

enum { ROWS = 256, COLS = 768, N = ROWS * COLS, RUNS = 15, MOST = 1 << 21 };

static struct arrays {
    float x[MOST], y[MOST], z[MOST], w[MOST];
    int32_t ids[ROWS];
} * all;

typedef void work(const struct kernels_f32 *k);

static void gelu(const struct kernels_f32 *k)
{
    k->activation_gelu_forward(all->y, all->x, N);
}

static void gelu_tanh(const struct kernels_f32 *k)
{
    k->activation_gelu_tanh_forward(all->y, all->x, N);
}

static void gelu_tanh_back(const struct kernels_f32 *k)
{
    k->activation_gelu_tanh_backward(all->y, all->z, all->x, N);
}

static void exponential(const struct kernels_f32 *k)
{
    k->unary_exp_forward(all->y, all->x, N);
}

static void hyperbolic(const struct kernels_f32 *k)
{
    k->unary_tanh_forward(all->y, all->x, N);
}

static void softmax(const struct kernels_f32 *k)
{
    k->softmax_forward(all->y, all->x, ROWS, COLS);
}

static void entropy(const struct kernels_f32 *k)
{
    k->cross_entropy_forward(all->y, all->z, all->x, all->ids, -1, ROWS, COLS);
}

static void layer(const struct kernels_f32 *k)
{
    k->norm_layer_forward(all->y, all->x, all->z, all->w, ROWS, COLS, 1e-5);
}

static void layer_back(const struct kernels_f32 *k)
{
    k->norm_layer_backward(all->y, all->z, all->x, all->w, ROWS, COLS, 1e-5);
}

static void gain_back(const struct kernels_f32 *k)
{
    for (int r = 0; r + KERNELS_RUN <= ROWS; r += KERNELS_RUN)
        k->norm_gain_sums(all->y, all->z + r * COLS, all->x + r * COLS,
                          all->w + 2 * r, KERNELS_RUN, COLS);
}

static void bias_back(const struct kernels_f32 *k)
{
    const struct kernels_columns s = {ROWS, COLS, 0, COLS};

    k->bias_backward(all->y, all->x, &s);
}

static void add(const struct kernels_f32 *k)
{
    const struct kernels_pair s = {2, {ROWS, COLS}, {COLS, 1}, {0, 1}};

    k->arith_add_forward(all->y, all->x, all->z, &s, 0, N);
}

static void multiply_back(const struct kernels_f32 *k)
{
    const struct kernels_pair s = {2, {ROWS, COLS}, {COLS, 1}, {COLS, 1}};

    k->arith_mul_backward(all->y, all->x, all->z, &s, 0, N);
}

static void drop(const struct kernels_f32 *k)
{
    const struct kernels_dropout s = {0.1, 1, 2};

    k->dropout_forward(all->y, all->x, &s, 0, N);
}

static void adamw(const struct kernels_f32 *k)
{
    const struct kernels_adamw s = {1e-4, 0.9, 0.99, 1e-8, 0.1, 1.0, 3, NULL};

    k->optim_adamw(all->y, all->x, all->z, all->w, &s, N);
}

static void turn(const struct kernels_f32 *k)
{
    const struct kernels_rope s = {.t = ROWS,
                                   .heads = 12,
                                   .width = 64,
                                   .base = 1e4,
                                   .x_batch = ROWS * COLS,
                                   .x_row = COLS,
                                   .x_head = 64};

    k->rope_forward(all->y, all->x, all->z, &s, 0, ROWS);
}

static double best_ns(work *f, const struct kernels_f32 *k)
{
    int64_t best = INT64_MAX;

    for (int i = 0; i < RUNS; i++) {
        const int64_t start = clock_ns();

        f(k);
        const int64_t took = clock_ns() - start;
        best = took < best ? took : best;
    }
    return (double)best;
}

static const struct {
    const char *name;
    work *run;
} rows[] = {{"gelu", gelu},
            {"gelu_tanh", gelu_tanh},
            {"gelu_tanh backward", gelu_tanh_back},
            {"exp", exponential},
            {"tanh", hyperbolic},
            {"softmax 768", softmax},
            {"cross-entropy 768", entropy},
            {"layer norm 768", layer},
            {"layer norm backward", layer_back},
            {"gain backward", gain_back},
            {"bias backward", bias_back},
            {"add a repeated row", add},
            {"multiply backward", multiply_back},
            {"dropout", drop},
            {"adamw", adamw},
            {"rope", turn}};

static void attention(const struct kernels_f32 *k, int64_t t)
{
    static const int64_t width = 64, heads = 4;
    const int64_t row = heads * width;
    const struct kernels_attention a = {.batch = 1,
                                        .t = t,
                                        .keys = t,
                                        .heads = heads,
                                        .groups = heads,
                                        .width = width,
                                        .q = all->x,
                                        .k = all->x + t * row,
                                        .v = all->x + 2 * t * row,
                                        .q_row = row,
                                        .k_row = row,
                                        .v_row = row,
                                        .q_head = width,
                                        .k_head = width,
                                        .v_head = width,
                                        .out = all->y,
                                        .lse = all->w,
                                        .dout = all->x,
                                        .dq = all->z,
                                        .dk = all->z + t * row,
                                        .dv = all->z + 2 * t * row,
                                        .scale = 0.125,
                                        .causal = true};
    const double operations = 2.0 * (double)(heads * t * t * width);
    int64_t forward = INT64_MAX, backward = INT64_MAX;

    for (int i = 0; i < RUNS; i++) {
        const int64_t start = clock_ns();
        k->attention_forward(
            &a, 0,
            heads * ((t + KERNELS_QUERY_BLOCK - 1) / KERNELS_QUERY_BLOCK));
        const int64_t middle = clock_ns();
        k->attention_backward(&a, 0, heads);
        const int64_t end = clock_ns();

        forward = middle - start < forward ? middle - start : forward;
        backward = end - middle < backward ? end - middle : backward;
    }
    printf("  %-22s %6.1f forward %6.1f backward (%.3f, %.3f ms)\n",
           t == 64 ? "attention 64" : "attention 512",
           operations / (double)forward, 2.5 * operations / (double)backward,
           (double)forward / 1e6, (double)backward / 1e6);
}

int main(int argc, char **argv)
{
    static const char *const level[] = {"baseline", "avx2", "avx512"};

    all = malloc(sizeof *all);
    if (!all)
        return 1;
    for (int i = 0; i < MOST; i++) {
        all->x[i] = (float)(i % 1999) / 500.0f - 2.0f;
        all->y[i] = all->z[i] = all->w[i] = 0.5f;
    }
    for (int i = 0; i < ROWS; i++)
        all->ids[i] = i;
    for (int l = 0; l < 3; l++) {
        const struct kernels_f32 *k =
            kernels_fast(argc > 1 ? argv[1] : level[l]);

        if (!k)
            continue;
        printf("%s\n", k->level);
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            printf("  %-22s %6.3f\n", rows[i].name,
                   best_ns(rows[i].run, k) / N);
        attention(k, 64);
        attention(k, 512);
        if (argc > 1)
            break;
    }
    free(all);
    return 0;
}
