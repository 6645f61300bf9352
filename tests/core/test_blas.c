#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/core/blas.h"
#include "engine/core/device.h"

static const char *version(void)
{
    return "one that errs";
}

/* Right but for one thing each, as real releases have been. */
static void errs_in_a_turned_right_side(const struct blas_call *s)
{
    struct blas_call c = *s;

    if (c.b_transposed && c.cols > 32)
        c.cols--; /* one column is left as it was */
    blas_loaded()->sgemm(&c);
}

static void errs_in_beta(const struct blas_call *s)
{
    struct blas_call c = *s;

    if (c.beta > 0.0f && c.beta < 1.0f)
        c.beta = 1.0f;
    blas_loaded()->sgemm(&c);
}

static void errs_in_a_long_inner_side(const struct blas_call *s)
{
    struct blas_call c = *s;

    if (c.inner > 512)
        c.inner--;
    blas_loaded()->sgemm(&c);
}

static void errs_by_one_bit(const struct blas_call *s)
{
    blas_loaded()->sgemm(s);
    s->c[0] = nextafterf(s->c[0], INFINITY);
}

static void writes_behind_the_row(const struct blas_call *s)
{
    blas_loaded()->sgemm(s);
    if (s->rows > 60 && s->c_row > s->cols)
        s->c[s->cols] = 1.0f;
}

static void reads_what_beta_hides(const struct blas_call *s)
{
    if (s->beta > 0.0f) {
        blas_loaded()->sgemm(s);
        return;
    }
    for (int i = 0; i < s->rows; i++)
        for (int j = 0; j < s->cols; j++)
            s->c[i * s->c_row + j] *= 0.0f;
    struct blas_call c = *s;
    c.beta = 1.0f;
    blas_loaded()->sgemm(&c);
}

static const struct blas wrong[] = {
    {version, errs_in_a_turned_right_side}, {version, errs_in_beta},
    {version, errs_in_a_long_inner_side},   {version, errs_by_one_bit},
    {version, writes_behind_the_row},       {version, reads_what_beta_hides}};

enum { WRONG = sizeof wrong / sizeof *wrong };

Test(blas, the_loaded_one_passes_in_twenty_milliseconds)
{
    double best = 1.0;

    for (int i = 0; i < 5; i++) {
        const double start = clock_seconds();
        const struct status st = blas_check(blas_loaded());

        cr_assert(st.code == STATUS_FINE, "%s", st.text);
        best = fmin(best, clock_seconds() - start);
    }
#ifdef __OPTIMIZE__
    cr_expect(best < 0.020, "%.1f ms", 1e3 * best);
#endif
    cr_expect(blas_trusted() == blas_loaded());
    cr_expect(blas_refused() == false);
}

Test(blas, every_way_to_be_wrong_is_found_and_named)
{
    for (int i = 0; i < WRONG; i++) {
        const struct status st = blas_check(&wrong[i]);

        cr_expect(eq(int, st.code, STATUS_UNSUPPORTED), "way %d passed", i);
        cr_expect(strstr(st.text, "one that errs") != NULL, "%s", st.text);
    }
}

/* a [40, 600] times b^T, b [50, 600], on the device that multiplies with it. */
static void multiply(float *c)
{
    static float a[40 * 600], b[50 * 600];
    const struct hook hook = {NULL, NULL};
    const struct device *d = device_cpu("baseline");
    const struct device_product p = {.b_transposed = true,
                                     .rows = 40,
                                     .cols = 50,
                                     .inner = 600,
                                     .a = a,
                                     .b = b,
                                     .c = c,
                                     .a_row = 600,
                                     .b_row = 600,
                                     .c_row = 50,
                                     .batch = 1,
                                     .alpha = 1.0};

    for (int i = 0; i < 40 * 600; i++)
        a[i] = (float)sin(i);
    for (int i = 0; i < 50 * 600; i++)
        b[i] = (float)cos(i);
    cr_assert(d->product(d, &p, &hook) == false);
}

Test(blas, a_wrong_one_is_not_used_and_the_products_are_right)
{
    static float sure[40 * 50], c[40 * 50];

    multiply(sure);
    for (int i = 0; i < WRONG; i++) {
        blas_replace(&wrong[i]);
        multiply(c);
        cr_expect(blas_refused() && !blas_trusted());
        for (int j = 0; j < 40 * 50; j++)
            cr_assert(fabsf(c[j] - sure[j]) < 1e-5f * fabsf(sure[j]) + 1e-4f,
                      "%d: %g and %g", i, (double)c[j], (double)sure[j]);
    }
    blas_replace(NULL);
    multiply(c);
    cr_expect(blas_trusted() == blas_loaded() && !blas_refused());
    cr_expect(memcmp(c, sure, sizeof c) == 0);
}
