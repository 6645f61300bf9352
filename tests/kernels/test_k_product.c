#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/kernels/kernels.h"

/* Odd sizes: tiles, vectors and runs of the inner extent that do not fit. */
static const int sizes[][3] = {{1, 1, 1},   {7, 33, 5},    {12, 32, 256},
                               {13, 31, 1}, {65, 97, 300}, {100, 301, 517},
                               {3, 300, 64}};
static const char *const levels[] = {"baseline", "avx2", "avx512"};

enum { SIZES = sizeof sizes / sizeof *sizes, MOST = 101 * 520 + 520 * 302 };

struct fixture {
    float a[MOST], b[MOST], c[MOST], bias[512];
    double ad[MOST], bd[MOST], cd[MOST];
};

static void fill(struct fixture *f)
{
    for (int i = 0; i < MOST; i++) {
        f->ad[i] = (double)(f->a[i] = sinf(0.37f * (float)i));
        f->bd[i] = (double)(f->b[i] = cosf(0.11f * (float)i));
        f->cd[i] = (double)(f->c[i] = 0.5f * sinf((float)i));
    }
    for (int i = 0; i < 512; i++)
        f->bias[i] = 0.1f * (float)i;
}

static struct gemm_args call(const int size[3], int way, double beta)
{
    const int rows = size[0], cols = size[1], inner = size[2];
    const bool a_turned = way & 1, b_turned = way & 2;

    /* Rows are padded, so that a stride is not a width. */
    return (struct gemm_args){.a_transposed = a_turned,
                              .b_transposed = b_turned,
                              .rows = rows,
                              .cols = cols,
                              .inner = inner,
                              .a_row = (a_turned ? rows : inner) + 1,
                              .b_row = (b_turned ? inner : cols) + 2,
                              .c_row = cols + 1,
                              .batch = 1,
                              .alpha = 1.5,
                              .beta = beta};
}

static void check(const struct kernels_f32 *k, struct fixture *f,
                  const struct gemm_args *shape)
{
    struct gemm_args g = *shape;
    double error = 0.0, size = 1e-30;

    fill(f);
    g.a = f->ad, g.b = f->bd, g.c = f->cd;
    kernels_reference()->gemm_forward(&g);
    g.a = f->a, g.b = f->b, g.c = f->c;
    k->product_forward(&g);
    for (int64_t i = 0; i < g.rows; i++) {
        for (int64_t j = 0; j < g.cols; j++) {
            const int64_t at = i * g.c_row + j;

            error += pow((double)f->c[at] - f->cd[at], 2.0);
            size += f->cd[at] * f->cd[at];
        }
        /* What lies between two rows stays. */
        cr_assert(f->c[i * g.c_row + g.cols] ==
                  0.5f * sinf((float)(i * g.c_row + g.cols)));
    }
    /* f32 sums of up to 517 terms that mostly cancel. */
    cr_assert(error / size < 1e-10, "%s %lld %lld %lld: %g", k->level,
              (long long)g.rows, (long long)g.cols, (long long)g.inner,
              error / size);
}

Test(k_product, every_level_is_near_the_definition_for_odd_sizes_and_strides)
{
    struct fixture *f = malloc(sizeof *f);

    cr_assert(f != NULL);
    for (int l = 0; l < 3; l++) {
        const struct kernels_f32 *k = kernels_fast(levels[l]);

        for (int i = 0; k && i < SIZES; i++)
            for (int way = 0; way < 4; way++) {
                const struct gemm_args plain = call(sizes[i], way, 0.0);
                const struct gemm_args adds = call(sizes[i], way, 0.5);

                check(k, f, &plain);
                check(k, f, &adds);
            }
    }
    free(f);
}

Test(k_product, an_element_has_the_same_bits_wherever_c_is_cut)
{
    const int size[] = {100, 301, 517};
    struct fixture *f = malloc(sizeof *f), *cut = malloc(sizeof *cut);
    const struct kernels_f32 *k = kernels_fast(NULL);

    cr_assert(f != NULL && cut != NULL);
    for (int way = 0; way < 4; way++) {
        struct gemm_args g = call(size, way, 0.0);

        fill(f);
        fill(cut);
        g.a = f->a, g.b = f->b, g.c = f->c;
        k->product_forward(&g);
        /* Rows 17.. and columns 45.. alone. */
        struct gemm_args part = g;
        part.a = f->a + 17 * (g.a_transposed ? 1 : g.a_row);
        part.b = f->b + 45 * (g.b_transposed ? g.b_row : 1);
        part.c = cut->c + 17 * g.c_row + 45;
        part.rows -= 17;
        part.cols -= 45;
        k->product_forward(&part);
        for (int64_t i = 17; i < g.rows; i++)
            cr_assert(memcmp(f->c + i * g.c_row + 45, cut->c + i * g.c_row + 45,
                             (size_t)(g.cols - 45) * sizeof(float)) == 0);
    }
    free(f);
    free(cut);
}

Test(k_product, a_bias_is_what_every_row_begins_with)
{
    const int size[] = {13, 70, 300};
    struct fixture *f = malloc(sizeof *f), *with = malloc(sizeof *with);
    const struct kernels_f32 *k = kernels_fast(NULL);

    cr_assert(f != NULL && with != NULL);
    for (int inner = 0; inner <= 300; inner += 300) {
        struct gemm_args g = call(size, 2, 0.0);

        g.inner = inner;
        fill(f);
        fill(with);
        g.a = f->a, g.b = f->b, g.c = f->c;
        k->product_forward(&g);
        g.c = with->c;
        g.bias = f->bias;
        k->product_forward(&g);
        for (int64_t at = 0; at < 70; at++)
            cr_assert(fabsf(with->c[5 * 71 + at] -
                            (f->c[5 * 71 + at] + f->bias[at])) < 1e-3f);
    }
    free(f);
    free(with);
}

Test(k_product, nan_and_infinity_go_through)
{
    const struct kernels_f32 *k = kernels_fast(NULL);
    const float a[] = {NAN, 1.0f, INFINITY, 2.0f};
    const float b[] = {1.0f, 0.0f, 0.0f, 1.0f};
    float c[4];
    const struct gemm_args g = {.rows = 2,
                                .cols = 2,
                                .inner = 2,
                                .a = a,
                                .b = b,
                                .c = c,
                                .a_row = 2,
                                .b_row = 2,
                                .c_row = 2,
                                .batch = 1,
                                .alpha = 1.0};

    k->product_forward(&g);
    cr_expect(isnan(c[0]) && isnan(c[1]) && isinf(c[2]) && isnan(c[3]));
}
