/* A solution computes what the engine's kernel computes: learners rebuild the
 * real thing. The f64 kernels are the measure. */
#include <criterion/criterion.h>
#include <math.h>

#include "engine/base/rng.h"
#include "engine/kernels/kernels.h"
#include "exercises/adamw/adamw.h"
#include "exercises/cross-entropy/cross-entropy.h"
#include "exercises/gelu/gelu.h"
#include "exercises/layer-norm/layer-norm.h"
#include "exercises/softmax/softmax.h"

enum { ROWS = 6, COLS = 37, ALL = ROWS * COLS };

/* f32 against f64 on sums of 37 terms. */
#define CLOSE 2e-5

static void draw(float *x, double *twin, int n, uint64_t stream, float shift)
{
    struct rng rng = rng_make(3, stream);

    for (int i = 0; i < n; i++) {
        x[i] = rng_normal(&rng) + shift;
        twin[i] = (double)x[i];
    }
}

static void expect_close(const float *got, const double *want, int n)
{
    for (int i = 0; i < n; i++)
        cr_assert_leq(fabs((double)got[i] - want[i]),
                      CLOSE * (1.0 + fabs(want[i])), "at %d: %g, not %g", i,
                      (double)got[i], want[i]);
}

Test(ex_kernels, softmax_is_the_engines)
{
    float x[ALL], out[ALL];
    double x64[ALL], out64[ALL];

    draw(x, x64, ALL, 1, 0.0f);
    softmax_forward(out, x, ROWS, COLS);
    kernels_reference()->softmax_forward(out64, x64, ROWS, COLS);
    expect_close(out, out64, ALL);
}

Test(ex_kernels, gelu_is_the_engines)
{
    float x[ALL], dout[ALL], out[ALL], dx[ALL];
    double x64[ALL], dout64[ALL], out64[ALL], dx64[ALL];

    draw(x, x64, ALL, 2, 0.0f);
    draw(dout, dout64, ALL, 3, 0.0f);
    draw(dx, dx64, ALL, 4, 0.0f);
    activation_gelu_forward(out, x, ALL);
    activation_gelu_backward(dx, dout, x, ALL);
    kernels_reference()->activation_gelu_forward(out64, x64, ALL);
    kernels_reference()->activation_gelu_backward(dx64, dout64, x64, ALL);
    expect_close(out, out64, ALL);
    expect_close(dx, dx64, ALL);
}

Test(ex_kernels, layer_norm_is_the_engines)
{
    float x[ALL], dout[ALL], out[ALL], dx[ALL], gain[COLS], bias[COLS];
    double x64[ALL], dout64[ALL], out64[ALL], dx64[ALL], gain64[COLS],
        bias64[COLS];

    draw(x, x64, ALL, 5, 0.5f);
    draw(dout, dout64, ALL, 6, 0.0f);
    draw(dx, dx64, ALL, 7, 0.0f);
    draw(gain, gain64, COLS, 8, 1.0f);
    draw(bias, bias64, COLS, 9, 0.0f);
    norm_layer_forward(out, x, gain, bias, ROWS, COLS, 1e-5);
    norm_layer_backward(dx, dout, x, gain, ROWS, COLS, 1e-5);
    kernels_reference()->norm_layer_forward(out64, x64, gain64, bias64, ROWS,
                                            COLS, 1e-5);
    kernels_reference()->norm_layer_backward(dx64, dout64, x64, gain64, ROWS,
                                             COLS, 1e-5);
    expect_close(out, out64, ALL);
    expect_close(dx, dx64, ALL);
}

Test(ex_kernels, cross_entropy_is_the_engines)
{
    const struct kernels_classes s = {
        .rows = ROWS, .cols = COLS, .ignore = -1, .scale = 0.5};
    float x[ALL], loss[ROWS], lse[ROWS], dx[ALL];
    double x64[ALL], loss64[ROWS], lse64[ROWS], dx64[ALL];
    int32_t target[ROWS];

    draw(x, x64, ALL, 10, 0.0f);
    for (int r = 0; r < ROWS; r++)
        target[r] = 5 * r;
    cross_entropy_forward(loss, lse, x, target, ROWS, COLS);
    cross_entropy_backward(dx, x, lse, target, 0.5f, ROWS, COLS);
    kernels_reference()->cross_entropy_forward(loss64, lse64, x64, target, -1,
                                               ROWS, COLS);
    kernels_reference()->cross_entropy_backward(dx64, x64, lse64, target, &s);
    expect_close(loss, loss64, ROWS);
    expect_close(lse, lse64, ROWS);
    expect_close(dx, dx64, ALL);
}

Test(ex_kernels, adamw_is_the_engines)
{
    const struct adamw mine = {.rate = 0.01,
                               .beta1 = 0.9,
                               .beta2 = 0.99,
                               .epsilon = 1e-6,
                               .decay = 0.1,
                               .step = 3};
    const struct kernels_adamw theirs = {.rate = 0.01,
                                         .beta1 = 0.9,
                                         .beta2 = 0.99,
                                         .epsilon = 1e-6,
                                         .decay = 0.1,
                                         .clip = 1.0,
                                         .step = 3};
    float p[ALL], g[ALL], m[ALL], v[ALL];
    double p64[ALL], g64[ALL], m64[ALL], v64[ALL];

    draw(p, p64, ALL, 11, 0.0f);
    draw(g, g64, ALL, 12, 0.0f);
    draw(m, m64, ALL, 13, 0.0f);
    draw(v, v64, ALL, 14, 0.0f);
    for (int i = 0; i < ALL; i++) {
        v[i] = fabsf(v[i]);
        v64[i] = (double)v[i];
    }
    optim_adamw(p, g, m, v, &mine, ALL);
    kernels_reference()->optim_adamw(p64, g64, m64, v64, &theirs, ALL);
    expect_close(p, p64, ALL);
    expect_close(m, m64, ALL);
    expect_close(v, v64, ALL);
}
