/* bench_ops.c - products, and single ops through the tape, both ways. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/core/halves.h"
#include "engine/core/params.h"
#include "engine/model/bench.h"
#include "engine/ops/attention.h"
#include "engine/ops/norm.h"
#include "engine/ops/reduce.h"
#include "engine/train/optimizer.h"

#define GRAPH_BYTES ((size_t)4 << 30)

static float *numbers(int64_t n)
{
    float *x = malloc((size_t)n * sizeof *x);
    struct rng rng = rng_make(1, 0);

    for (int64_t i = 0; x && i < n; i++)
        x[i] = rng_normal(&rng);
    return x;
}

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for a benchmark");
}

/* y = x W^T: x [rows, inner], W [cols, inner]. */
struct product {
    const struct bench_given *given;
    int64_t rows, cols, inner;
    float *x, *w, *y;
    struct halves *halves; /* NULL: f32 */
    uint16_t *x16, *w16;
};

static struct status multiply(void *work)
{
    const struct product *p = work;
    const struct device *d = p->given->device;
    const struct device_product f32 = {.b_transposed = true,
                                       .rows = p->rows,
                                       .cols = p->cols,
                                       .inner = p->inner,
                                       .a = p->x,
                                       .b = p->w,
                                       .c = p->y,
                                       .a_row = p->inner,
                                       .b_row = p->inner,
                                       .c_row = p->cols,
                                       .batch = 1,
                                       .alpha = 1.0};
    const struct halves_product bf16 = {.b_transposed = true,
                                        .rows = p->rows,
                                        .cols = p->cols,
                                        .inner = p->inner,
                                        .a = p->x16,
                                        .b = p->w16,
                                        .c = p->y,
                                        .a_row = p->inner,
                                        .b_row = p->inner,
                                        .c_row = p->cols};

    if (p->halves)
        return halves_multiply(p->halves, &bf16, &p->given->hook);
    if (d->product(d, &f32, &p->given->hook))
        return status_fail(STATUS_CANCELLED, "stopped inside a product");
    return STATUS_OK;
}

static struct status say_product(struct product *p)
{
    const double each = p->halves ? 2.0 : 4.0;
    struct bench_row row = {
        .mode = p->halves ? GRAPH_BF16 : GRAPH_STRICT,
        .flops = 2.0 * (double)(p->rows * p->cols * p->inner),
        .bytes = each * (double)((p->rows + p->cols) * p->inner) +
                 4.0 * (double)(p->rows * p->cols)};

    snprintf(row.name, sizeof row.name, "matmul %lld x %lld x %lld",
             (long long)p->rows, (long long)p->cols, (long long)p->inner);
    if (p->halves)
        snprintf(row.kernels, sizeof row.kernels, "%s", halves_about());
    else
        bench_kernels(row.kernels, p->given->device);
    STATUS_TRY(bench_time(p->given, multiply, p, &row));
    p->given->say(p->given->user, &row);
    return STATUS_OK;
}

static struct status both_modes(struct product *p)
{
    const struct kernels_f32 *k = p->given->device->f32;

    STATUS_TRY(say_product(p));
    if (halves_lacks())
        return STATUS_OK;
    k->half_to_bf16(p->x16, p->x, (int)(p->rows * p->inner));
    k->half_to_bf16(p->w16, p->w, (int)(p->cols * p->inner));
    STATUS_TRY(halves_new(&p->halves));
    const struct status st = say_product(p);
    halves_free(p->halves);
    p->halves = NULL;
    return st;
}

static struct status run_matmul(const struct bench_given *b)
{
    static const int shape[][3] = {{64, 64, 64},
                                   {256, 768, 768},
                                   {256, 3072, 768},
                                   {256, 768, 3072},
                                   {1024, 1024, 1024}};
    enum { MOST = 3072 * 1024 };
    struct product p = {.given = b,
                        .x = numbers(MOST),
                        .w = numbers(MOST),
                        .y = calloc(MOST, sizeof *p.y),
                        .x16 = calloc(MOST, sizeof *p.x16),
                        .w16 = calloc(MOST, sizeof *p.w16)};
    struct status st = STATUS_OK;

    if (!p.x || !p.w || !p.y || !p.x16 || !p.w16)
        st = no_memory();
    for (size_t i = 0; i < sizeof shape / sizeof *shape && !st.code; i++) {
        p.rows = shape[i][0];
        p.cols = shape[i][1];
        p.inner = shape[i][2];
        st = both_modes(&p);
    }
    free(p.x);
    free(p.w);
    free(p.y);
    free(p.x16);
    free(p.w16);
    return st;
}

/* One op on the tape, timed by the tape itself. */
typedef struct tensor *bench_build(struct graph *g, const float *x);

static struct status one_pass(struct graph *g, bench_build *build,
                              const float *x, const struct op_record **out)
{
    graph_reset(g);
    struct tensor *y = build(g, x);
    struct tensor *loss = reduce_sum(g, y, REDUCE_ALL);

    STATUS_TRY(graph_status(g));
    STATUS_TRY(graph_backward(g, loss));
    *out = graph_record(g, graph_records(g) - 2); /* before the sum */
    return STATUS_OK;
}

static struct status rounds_of(const struct bench_given *b, struct graph *g,
                               bench_build *build, const float *x,
                               struct bench_row row[2])
{
    double seconds[2][BENCH_ROUNDS];
    const struct op_record *r;

    STATUS_TRY(one_pass(g, build, x, &r));
    STATUS_TRY(one_pass(g, build, x, &r)); /* two to get warm */
    for (int i = 0; i < b->rounds; i++) {
        STATUS_TRY(one_pass(g, build, x, &r));
        seconds[0][i] = 1e-9 * (double)r->forward_ns;
        seconds[1][i] = 1e-9 * (double)r->backward_ns;
    }
    const struct op_cost cost[] = {r->op->forward_cost(r),
                                   r->op->backward_cost(r)};
    for (int way = 0; way < 2; way++) {
        row[way].flops = cost[way].flops;
        row[way].bytes = cost[way].bytes;
        bench_kernels(row[way].kernels, b->device);
        bench_median(&row[way], seconds[way], b->rounds);
        b->say(b->user, &row[way]);
    }
    return STATUS_OK;
}

static struct status time_op(const struct bench_given *b, const char *name,
                             bench_build *build, int64_t count)
{
    struct bench_row row[2] = {{.things = 0.0}, {.things = 0.0}};
    struct graph *g = graph_new(b->device, GRAPH_BYTES);
    float *x = numbers(count);
    struct status st = STATUS_OK;

    snprintf(row[0].name, sizeof row[0].name, "%s", name);
    snprintf(row[1].name, sizeof row[1].name, "%s, back", name);
    if (!g || !x)
        st = no_memory();
    if (!st.code) {
        graph_set_profile(g, true);
        graph_set_hook(g, b->hook);
        st = rounds_of(b, g, build, x, row);
    }
    graph_free(g);
    free(x);
    return st;
}

enum { BATCH = 4, HEADS = 12, TIME = 256, HEAD = 64, ROWS = 1024, WIDTH = 768 };

static struct tensor *wants(struct tensor *t)
{
    if (t)
        t->needs_grad = true;
    return t;
}

static struct tensor *build_attention(struct graph *g, const float *x)
{
    const int64_t shape[] = {BATCH, TIME, HEADS, HEAD};
    struct tensor *q = wants(graph_floats(g, 4, shape, x));
    struct tensor *k = wants(graph_floats(g, 4, shape, x + 64));
    struct tensor *v = wants(graph_floats(g, 4, shape, x + 128));

    return attention_op(g, q, k, v, 1.0 / sqrt(HEAD), true, NULL);
}

static struct status run_attention(const struct bench_given *b)
{
    return time_op(b, "attention 4 x 12 heads x 256 x 64", build_attention,
                   (int64_t)BATCH * TIME * HEADS * HEAD + 128);
}

static struct tensor *build_norm(struct graph *g, const float *x)
{
    const int64_t shape[] = {ROWS, WIDTH}, width = WIDTH;
    struct tensor *gain = wants(graph_floats(g, 1, &width, x));
    struct tensor *bias = wants(graph_floats(g, 1, &width, x + WIDTH));

    return norm_layer(g, wants(graph_floats(g, 2, shape, x)), gain, bias, 1e-5);
}

static struct status run_norm(const struct bench_given *b)
{
    return time_op(b, "layer norm 1024 x 768", build_norm,
                   (int64_t)ROWS * WIDTH);
}

struct moving {
    struct params *params;
    struct optimizer_settings settings;
    int64_t step;
};

static struct status move(void *work)
{
    struct moving *m = work;

    return optimizer_step(m->params, &m->settings, 1e-6, 1.0, ++m->step);
}

static struct status run_optimiser(const struct bench_given *b)
{
    enum { SIDE = 4096 };
    const double n = (double)SIDE * SIDE;
    const double each = (double)tensor_type_bytes(b->device->real);
    struct moving m = {.params = params_new(b->device),
                       .settings = b->recipe.train.optimizer};
    struct bench_row row = {.name = "AdamW 16.8 million",
                            .flops = 15.0 * n,
                            .bytes = 7.0 * each * n,
                            .things = n,
                            .thing = "parameters"};
    struct status st = m.params ? STATUS_OK : no_memory();

    m.settings.kind = OPTIMIZER_ADAMW;
    bench_kernels(row.kernels, b->device);
    if (!st.code) {
        params_add(m.params, "weight", 2, (const int64_t[]){SIDE, SIDE},
                   PARAMS_ONE, 1.0);
        st = params_build(m.params, 1);
    }
    if (!st.code)
        st = bench_time(b, move, &m, &row);
    if (!st.code)
        b->say(b->user, &row);
    params_free(m.params);
    return st;
}

const struct bench bench_matmul = {
    "matmul", "products y = x W^T in f32, and in bf16 where there is any",
    run_matmul};
const struct bench bench_attention = {
    "attention", "fused causal attention, forward and back", run_attention};
const struct bench bench_norm = {"norm", "layer norm, forward and back",
                                 run_norm};
const struct bench bench_optimiser = {"optimiser", "one AdamW update",
                                      run_optimiser};
