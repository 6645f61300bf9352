#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/kernels/quant.h"

#define FIXTURES TEST_ROOT "/tests/kernels/fixtures/quant.txt"

/* Whole-number sums are exact; what is left are some 50 float additions. */
#define ROUNDING 1e-5

enum { LEVELS = 3, COLS = 768, ROWS = 5 };

static const struct quant_kernels *level(int i)
{
    static const char *const name[LEVELS] = {"baseline", "avx2", "vnni"};

    return quant_fast(name[i]);
}

static size_t bytes_for(enum quant_type type, int64_t n)
{
    return (size_t)(n / quant_block(type)) * quant_bytes(type);
}

static enum quant_type type_called(const char *name)
{
    for (int t = 0; t < QUANT_TYPES; t++)
        if (strcmp(quant_name((enum quant_type)t), name) == 0)
            return (enum quant_type)t;
    cr_assert_fail("no type %s", name);
    return QUANT_F32;
}

/* Exactly its bytes from the heap: the sanitizer sees one read too many. */
static unsigned char *from_hex(const char *hex, size_t *bytes)
{
    *bytes = strlen(hex) / 2;
    unsigned char *out = malloc(*bytes + 1);

    for (size_t i = 0; i < *bytes; i++) {
        unsigned value = 0;

        cr_assert_eq(sscanf(hex + 2 * i, "%2x", &value), 1);
        out[i] = (unsigned char)value;
    }
    return realloc(out, *bytes);
}

struct fixture {
    char kind[8], type[8];
    unsigned char *blocks, *floats;
    size_t block_bytes, float_bytes;
};

static bool next_fixture(FILE *f, struct fixture *x)
{
    static char blocks[4096], floats[8192];

    if (fscanf(f, "%7s %7s %4095s %8191s", x->kind, x->type, blocks, floats) !=
        4)
        return false;
    x->blocks = from_hex(blocks, &x->block_bytes);
    x->floats = from_hex(floats, &x->float_bytes);
    return true;
}

static int for_each_fixture(const char *kind,
                            void (*check)(const struct fixture *))
{
    FILE *f = fopen(FIXTURES, "r");
    struct fixture x;
    int seen = 0;

    cr_assert_not_null(f);
    while (next_fixture(f, &x)) {
        if (strcmp(x.kind, kind) == 0) {
            check(&x);
            seen++;
        }
        free(x.blocks);
        free(x.floats);
    }
    fclose(f);
    return seen;
}

static void check_decode(const struct fixture *x)
{
    const enum quant_type type = type_called(x->type);
    const int64_t n = (int64_t)(x->float_bytes / sizeof(float));

    cr_assert_eq(bytes_for(type, n), x->block_bytes, "%s", x->type);
    for (int i = 0; i < LEVELS; i++) {
        float *out = malloc(x->float_bytes);

        if (level(i)) {
            level(i)->decode(type, out, x->blocks, n);
            cr_expect(memcmp(out, x->floats, x->float_bytes) == 0, "%s, %s",
                      x->type, level(i)->level);
        }
        free(out);
    }
}

Test(quant, blocks_mean_what_the_reference_says_bit_by_bit)
{
    cr_assert_eq(for_each_fixture("decode", check_decode), 10);
}

static void check_encode(const struct fixture *x)
{
    const enum quant_type type = type_called(x->type);
    unsigned char *out = malloc(x->block_bytes);

    quant_encode(type, out, (const float *)x->floats,
                 (int64_t)(x->float_bytes / sizeof(float)));
    cr_expect(memcmp(out, x->blocks, x->block_bytes) == 0, "%s", x->type);
    free(out);
}

Test(quant, numbers_become_the_blocks_of_the_reference_bit_by_bit)
{
    cr_assert_eq(for_each_fixture("encode", check_encode), 14);
}

Test(quant, every_number_of_16_bits_survives_the_way_there_and_back)
{
    for (unsigned h = 0; h < 65536; h++) {
        const float value = quant_from_half((uint16_t)h);

        if (isnan(value)) {
            cr_assert(isnan(quant_from_half(quant_to_half(value))));
            continue;
        }
        cr_assert_eq(quant_to_half(value), h, "%x became %x", h,
                     quant_to_half(value));
        for (int i = 0; i < LEVELS; i++) {
            float out;

            if (!level(i))
                continue;
            level(i)->decode(QUANT_F16, &out, (const uint16_t[]){h}, 1);
            cr_assert_eq(memcmp(&out, &value, sizeof out), 0, "%x", h);
        }
    }
}

Test(quant, halves_round_to_the_nearest_with_ties_to_even)
{
    cr_assert_eq(quant_to_half(1.0f), 0x3C00);
    cr_assert_eq(quant_to_half(1.0f + 0x1p-11f), 0x3C00, "a tie");
    cr_assert_eq(quant_to_half(1.0f + 0x1.8p-10f), 0x3C02, "a tie");
    cr_assert_eq(quant_to_half(1.0f + 0x1.002p-11f), 0x3C01);
    cr_assert_eq(quant_to_half(65519.0f), 0x7BFF);
    cr_assert_eq(quant_to_half(65520.0f), 0x7C00);
    cr_assert_eq(quant_to_half(-INFINITY), 0xFC00);
    cr_assert_eq(quant_to_half(0x1p-25f), 0, "a tie, to zero");
    cr_assert_eq(quant_to_half(0x1.8p-24f), 2, "a tie, to even");
    cr_assert_eq(quant_to_half(-0.0f), 0x8000);
    cr_assert_eq(quant_to_bf16(1.0f + 0x1p-8f), 0x3F80, "a tie");
    cr_assert_eq(quant_to_bf16(1.0f + 0x1.8p-7f), 0x3F82, "a tie");
}

static float *normal(int64_t n, uint64_t seed)
{
    struct rng r = rng_make(seed, 1);
    float *x = malloc((size_t)n * sizeof *x + 1);

    for (int64_t i = 0; i < n; i++) {
        float sum = -6.0f;

        for (int k = 0; k < 12; k++)
            sum += rng_uniform(&r);
        x[i] = sum;
    }
    return x;
}

/* Root of mean squared error over that of the numbers. */
static double error_of(enum quant_type type, const float *x, int64_t n)
{
    unsigned char *blocks = malloc(bytes_for(type, n));
    float *back = malloc((size_t)n * sizeof *back);
    double off = 0, all = 0;

    quant_encode(type, blocks, x, n);
    quant_fast(NULL)->decode(type, back, blocks, n);
    for (int64_t i = 0; i < n; i++) {
        off += pow((double)back[i] - (double)x[i], 2);
        all += pow((double)x[i], 2);
    }
    free(blocks);
    free(back);
    return sqrt(off / all);
}

/* A step of a block of 32 normal numbers is about 2 x 2.1 / levels, and the
 * error of rounding is step / sqrt(12). */
Test(quant, more_bits_err_less_and_no_type_errs_more_than_its_step)
{
    static const struct {
        enum quant_type type;
        double most;
    } cases[] = {{QUANT_Q8_0, 0.006}, {QUANT_Q6_K, 0.021}, {QUANT_Q5_K, 0.042},
                 {QUANT_Q5_1, 0.042}, {QUANT_Q5_0, 0.047}, {QUANT_Q4_K, 0.080},
                 {QUANT_Q4_1, 0.085}, {QUANT_Q4_0, 0.094}, {QUANT_F16, 3e-4},
                 {QUANT_BF16, 3e-3},  {QUANT_F32, 0}};
    float *x = normal(64 * 256, 5);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double error = error_of(cases[i].type, x, 64 * 256);

        cr_expect(error <= cases[i].most, "%s: %g", quant_name(cases[i].type),
                  error);
    }
    cr_assert_lt(error_of(QUANT_Q4_K, x, 64 * 256),
                 error_of(QUANT_Q4_1, x, 64 * 256), "a search is worth it");
    free(x);
}

Test(quant, numbers_that_are_all_alike_or_not_finite_do_no_harm)
{
    static const float values[] = {0.0f, 1.0f, -3.0f, 1e-30f, 0x1p-140f, 1e4f};
    float x[256], back[256];
    unsigned char blocks[1024];

    for (int t = 0; t < QUANT_TYPES; t++) {
        const enum quant_type type = (enum quant_type)t;

        for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
            for (int i = 0; i < 256; i++)
                x[i] = values[v];
            quant_encode(type, blocks, x, 256);
            quant_fast("baseline")->decode(type, back, blocks, 256);
            for (int i = 0; i < 256; i++)
                cr_assert_float_eq(back[i], x[i], fabsf(x[i]) / 64 + 1e-7f,
                                   "%s: %g became %g", quant_name(type),
                                   (double)x[i], (double)back[i]);
        }
        if (quant_block(type) == 1)
            continue;
        x[3] = NAN;
        x[77] = INFINITY;
        quant_encode(type, blocks, x, 256);
        quant_fast("baseline")->decode(type, back, blocks, 256);
        for (int i = 0; i < 256; i++)
            cr_assert(isfinite(back[i]), "%s", quant_name(type));
    }
}

static struct quant_vector vector_of(const float *x, int64_t cols)
{
    const size_t room = (size_t)(cols + QUANT_PART - 1) / QUANT_PART;

    return (struct quant_vector){x, cols, malloc(room * QUANT_PART),
                                 malloc(room * sizeof(float)),
                                 malloc(room * sizeof(float))};
}

static void drop_vector(struct quant_vector v)
{
    free(v.q);
    free(v.scale);
    free(v.sum);
}

Test(quant, a_packed_vector_is_near_and_knows_its_sums)
{
    enum { N = 100 }; /* no whole number of parts */
    float *x = normal(N, 9);

    for (int i = 0; i < LEVELS; i++) {
        struct quant_vector v = vector_of(x, N);

        if (level(i)) {
            level(i)->pack(&v);
            for (int p = 0; p < (N + 31) / 32; p++) {
                int sum = 0;

                for (int k = 0; k < 32; k++) {
                    const float want = p * 32 + k < N ? x[p * 32 + k] : 0.0f;

                    sum += v.q[p * 32 + k];
                    cr_expect_float_eq(v.scale[p] * (float)v.q[p * 32 + k],
                                       want, v.scale[p] * 0.5001f);
                }
                cr_expect_float_eq(v.sum[p], v.scale[p] * (float)sum, 1e-5f);
            }
        }
        drop_vector(v);
    }
    free(x);
}

/* Blocks whose every bit is drawn, with scales of ordinary size: all whole
 * numbers occur, -128 too. */
static unsigned char *any_blocks(enum quant_type type, int64_t n)
{
    const size_t bytes = bytes_for(type, n), each = quant_bytes(type);
    struct rng r = rng_make(3, (uint64_t)type);
    unsigned char *b = malloc(bytes);
    const uint16_t d = quant_to_half(0.01f), m = quant_to_half(-0.02f);

    for (size_t i = 0; i < bytes; i++)
        b[i] = (unsigned char)rng_next(&r);
    for (size_t at = 0; quant_block(type) > 1 && at < bytes; at += each) {
        memcpy(b + at + (type == QUANT_Q6_K ? 208 : 0), &d, sizeof d);
        if (type != QUANT_Q6_K && type != QUANT_Q8_0 && type != QUANT_Q4_0 &&
            type != QUANT_Q5_0)
            memcpy(b + at + 2, &m, sizeof m);
    }
    if (quant_block(type) == 1) {
        float *x = normal(n, 11);

        quant_encode(type, b, x, n);
        free(x);
    }
    return b;
}

/* What row `r` has to give: from the packed vector, or from x itself. */
static double defined(const float *w, const struct quant_vector *v, bool packed,
                      double *size)
{
    double sum = 0;

    *size = 0;
    for (int64_t i = 0; i < v->cols; i++) {
        const double x =
            packed ? (double)v->scale[i / QUANT_PART] * (double)v->q[i]
                   : (double)v->x[i];

        sum += (double)w[i] * x;
        *size += fabs((double)w[i] * x);
    }
    return sum;
}

static void check_product(const struct quant_kernels *k, enum quant_type type)
{
    unsigned char *rows = any_blocks(type, ROWS * COLS);
    float *w = malloc(ROWS * COLS * sizeof *w), *x = normal(COLS, 21);
    float out[ROWS], alone[ROWS];
    struct quant_vector v = vector_of(x, COLS);
    const bool packed = quant_block(type) > 1;

    quant_fast("baseline")->decode(type, w, rows, ROWS * COLS);
    k->pack(&v);
    const struct quant_product p = {type, rows, &v, out},
                               q = {type, rows, &v, alone};
    k->multiply(&p, 0, ROWS);
    for (int r = 0; r < ROWS; r++) {
        double size;
        const double want = defined(w + r * COLS, &v, packed, &size);

        k->multiply(&q, r, r + 1);
        cr_expect(fabs((double)out[r] - want) <= ROUNDING * size,
                  "%s, %s, row %d: %g, not %g", k->level, quant_name(type), r,
                  (double)out[r], want);
    }
    cr_expect_eq(memcmp(out, alone, sizeof out), 0, "another range");
    drop_vector(v);
    free(rows);
    free(w);
    free(x);
}

Test(quant, a_product_is_the_definition_at_every_level)
{
    int levels = 0;

    for (int i = 0; i < LEVELS; i++) {
        if (!level(i))
            continue;
        levels++;
        for (int t = 0; t < QUANT_TYPES; t++)
            check_product(level(i), (enum quant_type)t);
    }
    cr_assert_geq(levels, 1);
}

Test(quant, eight_bits_of_the_vector_cost_less_than_a_hundredth)
{
    unsigned char *rows = any_blocks(QUANT_Q8_0, COLS);
    float *x = normal(COLS, 2), w[COLS], out;
    struct quant_vector v = vector_of(x, COLS);
    const struct quant_product p = {QUANT_Q8_0, rows, &v, &out};
    double size = 0, energy = 0;

    quant_fast(NULL)->decode(QUANT_Q8_0, w, rows, COLS);
    quant_fast(NULL)->pack(&v);
    quant_fast(NULL)->multiply(&p, 0, 1);
    for (int i = 0; i < COLS; i++)
        energy += pow((double)w[i] * (double)x[i], 2);
    cr_assert_leq(fabs((double)out - defined(w, &v, false, &size)),
                  0.01 * sqrt(energy));
    drop_vector(v);
    free(rows);
    free(x);
}

Test(quant, what_is_not_finite_in_the_vector_reaches_every_row)
{
    for (int i = 0; i < LEVELS; i++) {
        for (int t = 0; level(i) && t < QUANT_TYPES; t++) {
            unsigned char *rows = any_blocks((enum quant_type)t, COLS);
            float *x = normal(COLS, 2), out = 0.0f;
            struct quant_vector v = vector_of(x, COLS);
            const struct quant_product p = {(enum quant_type)t, rows, &v, &out};

            x[40] = t % 2 ? NAN : INFINITY;
            level(i)->pack(&v);
            level(i)->multiply(&p, 0, 1);
            cr_expect_not(isfinite(out), "%s, %s", level(i)->level,
                          quant_name((enum quant_type)t));
            drop_vector(v);
            free(rows);
            free(x);
        }
    }
}

Test(quant, rows_that_no_block_fits_fall_back_to_the_next_type)
{
    cr_assert_eq(quant_fitting(QUANT_Q4_K, 576), QUANT_Q5_0);
    cr_assert_eq(quant_fitting(QUANT_Q5_K, 576), QUANT_Q5_1);
    cr_assert_eq(quant_fitting(QUANT_Q6_K, 576), QUANT_Q8_0);
    cr_assert_eq(quant_fitting(QUANT_Q4_K, 768), QUANT_Q4_K);
    cr_assert_eq(quant_fitting(QUANT_Q4_0, 576), QUANT_Q4_0);
    cr_assert_eq(quant_fitting(QUANT_Q4_0, 33), QUANT_F16);
    cr_assert_eq(quant_fitting(QUANT_Q6_K, 31), QUANT_F16);
    cr_assert_eq(quant_fitting(QUANT_F32, 31), QUANT_F32);
}
