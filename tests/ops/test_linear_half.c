#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/graph.h"
#include "engine/core/halves.h"
#include "engine/core/params.h"
#include "engine/ops/arith.h"
#include "engine/ops/linear.h"
#include "engine/ops/reduce.h"

/* Odd sizes, more than one piece, and enough work to be worth bf16. */
enum { ROWS = 77, INNER = 131, COLS = 203 };

struct layer {
    struct params *ps;
    struct graph *g;
    float x[ROWS * INNER], c[ROWS * COLS];
    float y[ROWS * COLS], dx[ROWS * INNER], dw[COLS * INNER], db[COLS];
};

static struct layer *layer_new(enum graph_mode mode)
{
    struct layer *l = calloc(1, sizeof *l);

    l->ps = params_new(device_cpu(NULL));
    params_add(l->ps, "w", 2, (const int64_t[]){COLS, INNER}, PARAMS_NORMAL,
               0.1);
    params_add(l->ps, "b", 1, (const int64_t[]){COLS}, PARAMS_NORMAL, 0.1);
    cr_assert(params_build(l->ps, 3).code == STATUS_FINE);
    l->g = graph_new(device_cpu(NULL), (size_t)1 << 30);
    const struct status st = graph_set_mode(l->g, mode);
    cr_assert(st.code == STATUS_FINE, "%s", st.text);
    for (int i = 0; i < ROWS * INNER; i++)
        l->x[i] = (float)sin(0.37 * i);
    for (int i = 0; i < ROWS * COLS; i++)
        l->c[i] = (float)cos(0.11 * i) * 0.01f;
    return l;
}

static void layer_free(struct layer *l)
{
    graph_free(l->g);
    params_free(l->ps);
    free(l);
}

static struct tensor *param(struct layer *l, int i)
{
    return params_tensor(params_at(l->ps, i));
}

/* y = x W^T + b, then back from sum(y c), so that dy is c times `scale`. */
static struct status run(struct layer *l, double scale)
{
    struct graph *g = l->g;

    graph_reset(g);
    params_zero_grads(l->ps);
    struct tensor *x = graph_floats(g, 2, (const int64_t[]){ROWS, INNER}, l->x);
    x->needs_grad = true;
    graph_keep_grad(g, x);
    struct tensor *y = linear_op(g, x, param(l, 0), param(l, 1));
    struct tensor *c = graph_floats(g, 2, (const int64_t[]){ROWS, COLS}, l->c);
    struct tensor *loss =
        reduce_sum(g, arith_scale(g, arith_mul(g, y, c), scale), REDUCE_ALL);
    const struct status st = graph_backward(g, loss);

    if (st.code)
        return st;
    tensor_copy_floats(l->y, y);
    tensor_copy_floats(l->dx, x->grad);
    tensor_copy_floats(l->dw, param(l, 0)->grad);
    tensor_copy_floats(l->db, param(l, 1)->grad);
    return st;
}

static float bf16(float x)
{
    uint16_t h;
    float back;

    kernels_fast(NULL)->half_to_bf16(&h, &x, 1);
    kernels_fast(NULL)->half_of_bf16(&back, &h, 1);
    return back;
}

static float f16(float x)
{
    uint16_t h;
    float back;

    kernels_fast(NULL)->half_to_f16(&h, &x, 1);
    kernels_fast(NULL)->half_of_f16(&back, &h, 1);
    return back;
}

/* What the three products of rounded numbers are, in f64. Sums of f32 err by
 * about n 2^-24 of the sum of sizes. */
static void agrees(struct layer *l, float (*round)(float))
{
    const float *w = tensor_at(param(l, 0), 0), *b = tensor_at(param(l, 1), 0);

    for (int i = 0; i < ROWS; i++)
        for (int j = 0; j < COLS; j++) {
            double want = (double)b[j], size = 0.0;

            for (int k = 0; k < INNER; k++) {
                const double one = (double)round(l->x[i * INNER + k]) *
                                   (double)round(w[j * INNER + k]);
                want += one;
                size += fabs(one);
            }
            const double got = (double)l->y[i * COLS + j];
            cr_assert(fabs(got - want) < 2e-6 * (size + 1.0), "y %d %d: %g %g",
                      i, j, got, want);
        }
    for (int i = 0; i < ROWS; i++)
        for (int k = 0; k < INNER; k++) {
            double want = 0.0, size = 0.0;

            for (int j = 0; j < COLS; j++) {
                const double one = (double)round(l->c[i * COLS + j]) *
                                   (double)round(w[j * INNER + k]);
                want += one;
                size += fabs(one);
            }
            const double got = (double)l->dx[i * INNER + k];
            cr_assert(fabs(got - want) < 2e-6 * size + 1e-9, "dx %d %d: %g %g",
                      i, k, got, want);
        }
    for (int j = 0; j < COLS; j++)
        for (int k = 0; k < INNER; k++) {
            double want = 0.0, size = 0.0;

            for (int i = 0; i < ROWS; i++) {
                const double one = (double)round(l->c[i * COLS + j]) *
                                   (double)round(l->x[i * INNER + k]);
                want += one;
                size += fabs(one);
            }
            const double got = (double)l->dw[j * INNER + k];
            cr_assert(fabs(got - want) < 2e-6 * size + 1e-9, "dw %d %d: %g %g",
                      j, k, got, want);
        }
}

static bool has_bf16(void)
{
    struct graph *g = graph_new(device_cpu(NULL), (size_t)1 << 20);
    const struct status st = graph_set_mode(g, GRAPH_BF16);

    if (halves_lacks()) {
        cr_assert(st.code == STATUS_UNSUPPORTED);
        cr_assert_str_eq(st.text, halves_lacks());
        cr_assert(graph_mode(g) == GRAPH_STRICT);
    } else {
        cr_assert(graph_mode(g) == GRAPH_BF16);
    }
    graph_free(g);
    return !halves_lacks();
}

Test(linear_half, bf16_is_the_product_of_rounded_numbers_or_is_refused)
{
    if (!has_bf16())
        return;
    struct layer *l = layer_new(GRAPH_BF16);

    cr_assert(run(l, 1.0).code == STATUS_FINE);
    agrees(l, bf16);
    layer_free(l);
}

Test(linear_half, f16_is_the_product_of_rounded_numbers)
{
    struct layer *l = layer_new(GRAPH_F16);

    cr_assert(run(l, 1.0).code == STATUS_FINE);
    agrees(l, f16);
    layer_free(l);
}

Test(linear_half, bf16_has_the_same_bits_at_any_number_of_threads)
{
    if (!has_bf16())
        return;
    struct layer *one = layer_new(GRAPH_BF16), *more = layer_new(GRAPH_BF16);

    omp_set_num_threads(1);
    cr_assert(run(one, 1.0).code == STATUS_FINE);
    for (int threads = 1; threads <= 4; threads++) {
        omp_set_num_threads(threads);
        cr_assert(run(more, 1.0).code == STATUS_FINE);
        cr_expect(memcmp(one->y, more->y, sizeof one->y) == 0);
        cr_expect(memcmp(one->dx, more->dx, sizeof one->dx) == 0);
        cr_expect(memcmp(one->dw, more->dw, sizeof one->dw) == 0);
        cr_expect(memcmp(one->db, more->db, sizeof one->db) == 0);
    }
    layer_free(one);
    layer_free(more);
}

Test(linear_half, a_changed_parameter_is_rounded_anew)
{
    if (!has_bf16())
        return;
    struct layer *l = layer_new(GRAPH_BF16);

    cr_assert(run(l, 1.0).code == STATUS_FINE);
    float *w = tensor_at(param(l, 0), 0);
    for (int i = 0; i < COLS * INNER; i++)
        w[i] = -2.0f * w[i];
    params_touch(l->ps);
    cr_assert(run(l, 1.0).code == STATUS_FINE);
    agrees(l, bf16);
    layer_free(l);
}

Test(linear_half, a_second_run_takes_no_memory_from_the_system)
{
    if (!has_bf16())
        return;
    struct layer *l = layer_new(GRAPH_BF16);

    cr_assert(run(l, 1.0).code == STATUS_FINE);
    const int64_t asked = graph_memory(l->g).system_requests;
    for (int i = 0; i < 3; i++)
        cr_assert(run(l, 1.0).code == STATUS_FINE);
    cr_expect(eq(int, (int)graph_memory(l->g).system_requests, (int)asked));
    layer_free(l);
}

static int zeros(const float *x, int n)
{
    int count = 0;

    for (int i = 0; i < n; i++)
        count += fpclassify(x[i]) == FP_ZERO;
    return count;
}

Test(linear_half, f16_loses_small_gradients_that_a_scale_saves)
{
    struct layer *l = layer_new(GRAPH_F16);

    /* dy is at most 1e-2 x 1e-6: below half of f16's smallest number. */
    cr_assert(run(l, 1e-6).code == STATUS_FINE);
    cr_expect(zeros(l->dw, COLS * INNER) == COLS * INNER);
    cr_assert(run(l, 1e-6 * 65536.0).code == STATUS_FINE);
    cr_expect(zeros(l->dw, COLS * INNER) < COLS);
    cr_assert(run(l, 1e9).code == STATUS_FINE);
    cr_expect(isfinite(l->dw[0]) == 0, "%g", (double)l->dw[0]);
    layer_free(l);
}

Test(linear_half, the_reference_refuses_to_be_anything_but_strict)
{
    struct graph *g = graph_new(device_reference(), (size_t)1 << 20);

    cr_expect(graph_set_mode(g, GRAPH_F16).code == STATUS_UNSUPPORTED);
    cr_expect(graph_set_mode(g, GRAPH_STRICT).code == STATUS_FINE);
    graph_free(g);
}

/* Whole numbers, whose sums are exact: C + A^T B over 20000. */
Test(linear_half, a_long_inner_side_is_summed_to_the_bit)
{
    enum { ROWS_ = 40, COLS_ = 48, LONG = 20000 };
    const struct hook hook = {NULL, NULL};
    struct halves *h;

    if (!has_bf16())
        return;
    uint16_t *a = malloc(LONG * ROWS_ * sizeof *a);
    uint16_t *b = malloc(LONG * COLS_ * sizeof *b);
    float c[ROWS_ * COLS_], x;
    cr_assert(a != NULL && b != NULL);
    for (int i = 0; i < LONG * ROWS_; i++) {
        x = (float)(i % 7 - 3);
        kernels_fast(NULL)->half_to_bf16(&a[i], &x, 1);
    }
    for (int i = 0; i < LONG * COLS_; i++) {
        x = (float)(i % 5 - 2);
        kernels_fast(NULL)->half_to_bf16(&b[i], &x, 1);
    }
    for (int i = 0; i < ROWS_ * COLS_; i++)
        c[i] = 5.0f;
    const struct halves_product p = {.a_transposed = true,
                                     .adds = true,
                                     .rows = ROWS_,
                                     .cols = COLS_,
                                     .inner = LONG,
                                     .a = a,
                                     .b = b,
                                     .c = c,
                                     .a_row = ROWS_,
                                     .b_row = COLS_,
                                     .c_row = COLS_};
    cr_assert(halves_new(&h).code == STATUS_FINE);
    cr_assert(halves_multiply(h, &p, &hook).code == STATUS_FINE);
    for (int i = 0; i < ROWS_; i++)
        for (int j = 0; j < COLS_; j++) {
            int want = 5;

            for (int k = 0; k < LONG; k++)
                want += ((k * ROWS_ + i) % 7 - 3) * ((k * COLS_ + j) % 5 - 2);
            cr_assert(fabsf(c[i * COLS_ + j] - (float)want) < 0.5f,
                      "%d %d: %g and %d", i, j, (double)c[i * COLS_ + j], want);
        }
    halves_free(h);
    free(a);
    free(b);
}

static bool stop(void *user)
{
    return ++*(int *)user > 3; /* once the tape has begun */
}

Test(linear_half, a_long_product_in_bf16_asks_whether_to_go_on)
{
    enum { N = 4096 };
    int asked = 0;
    struct halves *h;

    if (!has_bf16())
        return;
    const struct hook hook = {stop, &asked};
    uint16_t *a = calloc((size_t)N * N, sizeof *a);
    float *c = calloc((size_t)N * N, sizeof *c);
    cr_assert(a != NULL && c != NULL);
    cr_assert(halves_new(&h).code == STATUS_FINE);
    const struct halves_product p = {.rows = N,
                                     .cols = N,
                                     .inner = N,
                                     .a = a,
                                     .b = a,
                                     .c = c,
                                     .a_row = N,
                                     .b_row = N,
                                     .c_row = N};
    cr_expect(halves_multiply(h, &p, &hook).code == STATUS_CANCELLED);
    halves_free(h);
    free(a);
    free(c);
}

/* Bytes that layer after layer keeps of one x, or of one each. */
static size_t kept_bytes(struct layer *l, bool same, float *dx)
{
    struct graph *g = l->g;
    struct tensor *x[3], *y[3];

    graph_reset(g);
    params_zero_grads(l->ps);
    for (int i = 0; i < 3; i++) {
        x[i] = same && i
                   ? x[0]
                   : graph_floats(g, 2, (const int64_t[]){ROWS, INNER}, l->x);
        x[i]->needs_grad = true;
        graph_keep_grad(g, x[i]);
    }
    const size_t before = graph_memory(g).live_bytes;
    for (int i = 0; i < 3; i++)
        y[i] = linear_op(g, x[i], param(l, 0), param(l, 1));
    const size_t kept = graph_memory(g).live_bytes - before;
    struct tensor *loss =
        reduce_sum(g, arith_add(g, y[0], arith_add(g, y[1], y[2])), REDUCE_ALL);
    cr_assert(graph_backward(g, loss).code == STATUS_FINE);
    tensor_copy_floats(dx, x[0]->grad);
    return kept;
}

Test(linear_half, layers_that_read_one_x_round_it_once)
{
    if (!has_bf16())
        return;
    struct layer *l = layer_new(GRAPH_BF16);
    static float one[ROWS * INNER], each[ROWS * INNER];
    const size_t apart = kept_bytes(l, false, each);
    const size_t shared = kept_bytes(l, true, one);

    cr_assert(apart - shared >= 2 * sizeof(uint16_t) * ROWS * INNER,
              "%zu and %zu bytes", apart, shared);
    for (int i = 0; i < ROWS * INNER; i++)
        cr_assert(fabsf(one[i] - 3.0f * each[i]) <= 1e-5f * fabsf(one[i]));
    layer_free(l);
}
