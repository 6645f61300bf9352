#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>

#include "engine/core/device.h"

static bool never(void *user)
{
    (void)user;
    return false;
}

static bool count_to_stop(void *user)
{
    return ++*(int *)user == 2;
}

Test(device, names_are_found_and_strangers_are_not)
{
    cr_expect(device_find("cpu") == device_cpu(NULL));
    cr_expect(device_find("auto") == device_cpu(NULL));
    cr_expect(device_find("reference") == device_reference());
    cr_expect(device_find("cpu:baseline") == device_cpu("baseline"));
    cr_expect(device_find("cpu:sse9") == NULL);
    cr_expect(device_find("tpu") == NULL && device_find("") == NULL);
}

Test(device, a_device_has_the_kernels_of_its_type)
{
    const struct device *cpu = device_cpu(NULL), *ref = device_reference();

    cr_assert(cpu != NULL && ref != NULL);
    cr_expect(cpu->real == TENSOR_F32 && cpu->f32 && !cpu->f64);
    cr_expect(ref->real == TENSOR_F64 && ref->f64 && !ref->f32);
    cr_assert_str_eq(device_cpu("baseline")->f32->level, "baseline");
}

enum { ROWS = 5, INNER = 7, COLS = 3, BATCH = 2 };

/* Element (i, j) of a matrix, stored as it is or transposed. */
static double value(int batch, int i, int j)
{
    return sin(1.0 + batch + 3.0 * i + 0.7 * j);
}

static void fill(float *f, double *d, int rows, int cols, bool transposed)
{
    for (int b = 0; b < BATCH; b++)
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < cols; j++) {
                const int at = transposed ? j * rows + i : i * cols + j;

                d[b * rows * cols + at] = value(b, i, j);
                f[b * rows * cols + at] = (float)value(b, i, j);
            }
}

static void check_product(bool a_turned, bool b_turned)
{
    const struct hook hook = {.poll = never};
    float af[BATCH * ROWS * INNER], bf[BATCH * INNER * COLS];
    double ad[BATCH * ROWS * INNER], bd[BATCH * INNER * COLS];
    float cf[BATCH * ROWS * COLS];
    double cd[BATCH * ROWS * COLS];
    struct device_product p = {.a_transposed = a_turned,
                               .b_transposed = b_turned,
                               .rows = ROWS,
                               .cols = COLS,
                               .inner = INNER,
                               .a = ad,
                               .b = bd,
                               .c = cd,
                               .a_row = a_turned ? ROWS : INNER,
                               .b_row = b_turned ? INNER : COLS,
                               .c_row = COLS,
                               .batch = BATCH,
                               .a_batch = ROWS * INNER,
                               .b_batch = INNER * COLS,
                               .c_batch = ROWS * COLS,
                               .alpha = 2.0,
                               .beta = 0.5};
    const struct device *cpu = device_cpu(NULL), *ref = device_reference();

    fill(af, ad, ROWS, INNER, a_turned);
    fill(bf, bd, INNER, COLS, b_turned);
    for (int i = 0; i < BATCH * ROWS * COLS; i++)
        cd[i] = 1.0;
    for (int i = 0; i < BATCH * ROWS * COLS; i++)
        cf[i] = 1.0f;
    cr_expect(eq(int, ref->product(ref, &p, &hook), 0));
    p.a = af;
    p.b = bf;
    p.c = cf;
    cr_expect(eq(int, cpu->product(cpu, &p, &hook), 0));
    for (int i = 0; i < BATCH * ROWS * COLS; i++) {
        double want = 0.0;

        for (int k = 0; k < INNER; k++)
            want += value(i / (ROWS * COLS), i / COLS % ROWS, k) *
                    value(i / (ROWS * COLS), k, i % COLS);
        want = 2.0 * want + 0.5;
        cr_expect(fabs(cd[i] - want) < 1e-12);
        cr_expect(fabs((double)cf[i] - want) < 1e-5);
    }
}

Test(device, products_take_every_transposition_and_a_batch)
{
    check_product(false, false);
    check_product(false, true);
    check_product(true, false);
    check_product(true, true);
}

Test(device, a_long_product_asks_whether_to_go_on)
{
    enum { N = 2048 };
    float *a = calloc((size_t)N * N, sizeof *a);
    float *c = calloc((size_t)N * N, sizeof *c);
    int asked = 0;
    const struct hook hook = {count_to_stop, &asked};
    const struct device_product p = {.rows = N,
                                     .cols = N,
                                     .inner = N,
                                     .a = a,
                                     .b = a,
                                     .c = c,
                                     .a_row = N,
                                     .b_row = N,
                                     .c_row = N,
                                     .batch = 1,
                                     .alpha = 1.0};

    cr_assert(a != NULL && c != NULL);
    cr_expect(device_cpu(NULL)->product(device_cpu(NULL), &p, &hook));
    cr_expect(asked == 2, "%d", asked);
    free(a);
    free(c);
}
