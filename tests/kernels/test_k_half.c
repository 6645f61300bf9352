#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "engine/kernels/kernels.h"

static const char *const levels[] = {"baseline", "avx2", "avx512"};

/* The definition: fraction and exponent of an f16 by arithmetic. */
static double meant_by_f16(uint16_t h)
{
    const int exponent = h >> 10 & 31, fraction = h & 1023;
    double x =
        exponent ? ldexp(1024 + fraction, exponent - 25) : ldexp(fraction, -24);

    if (exponent == 31)
        x = fraction ? (double)NAN : HUGE_VAL;
    return h & 0x8000 ? -x : x;
}

Test(k_half, every_f16_goes_to_f32_and_back_at_every_level)
{
    static uint16_t all[65536], back[65536];
    static float x[65536];

    for (int i = 0; i < 65536; i++)
        all[i] = (uint16_t)i;
    for (int l = 0; l < 3; l++) {
        const struct kernels_f32 *k = kernels_fast(levels[l]);

        if (!k)
            continue;
        k->half_of_f16(x, all, 65536);
        k->half_to_f16(back, x, 65536);
        for (int i = 0; i < 65536; i++) {
            const double want = meant_by_f16((uint16_t)i);

            if (isnan(want)) {
                cr_assert(isnan(x[i]) && (back[i] & 0x7fff) > 0x7c00);
                continue;
            }
            cr_assert(want == (double)x[i], "%04x is %g", i, (double)x[i]);
            cr_assert(back[i] == i, "%04x came back as %04x", i, back[i]);
        }
    }
}

Test(k_half, every_bf16_goes_to_f32_and_back)
{
    static uint16_t all[65536], back[65536];
    static float x[65536];
    const struct kernels_f32 *k = kernels_fast(NULL);

    for (int i = 0; i < 65536; i++)
        all[i] = (uint16_t)i;
    k->half_of_bf16(x, all, 65536);
    k->half_to_bf16(back, x, 65536);
    for (int i = 0; i < 65536; i++)
        cr_assert(isnan(x[i]) ? (back[i] & 0x7fff) > 0x7f80 : back[i] == i);
}

/* Numbers, those halfway between two 16-bit ones, and their neighbours. */
static int fill(float *x, uint16_t low, uint16_t high, bool f16)
{
    const struct kernels_f32 *k = kernels_fast("baseline");
    const uint16_t pair[2] = {low, high};
    float end[2];

    if (f16) {
        k->half_of_f16(end, pair, 2);
    } else {
        k->half_of_bf16(end, pair, 2);
    }
    const float half = 0.5f * end[0] + 0.5f * end[1];
    x[0] = end[0];
    x[1] = nextafterf(half, end[0]);
    x[2] = half;
    x[3] = nextafterf(half, end[1]);
    return 4;
}

static void rounds(uint16_t low, bool f16)
{
    const struct kernels_f32 *k = kernels_fast(NULL);
    const uint16_t high = (uint16_t)(low + 1), even = low & 1 ? high : low;
    const uint16_t want[] = {low, low, even, high};
    float x[4], minus[4];
    uint16_t h[4], m[4];
    const int n = fill(x, low, high, f16);

    for (int i = 0; i < n; i++)
        minus[i] = -x[i];
    (f16 ? k->half_to_f16 : k->half_to_bf16)(h, x, n);
    (f16 ? k->half_to_f16 : k->half_to_bf16)(m, minus, n);
    for (int i = 0; i < n; i++) {
        cr_assert(h[i] == want[i], "%g gives %04x, not %04x", (double)x[i],
                  h[i], want[i]);
        cr_assert(m[i] == (want[i] | 0x8000));
    }
}

Test(k_half, rounding_is_to_the_nearest_and_ties_go_to_even)
{
    for (int h = 0; h < 0x7bff; h++)
        rounds((uint16_t)h, true);
    for (int h = 0x0080; h < 0x7f7f; h++)
        rounds((uint16_t)h, false);
}

Test(k_half, what_is_too_large_becomes_infinite_and_nan_stays_nan)
{
    const float x[] = {65504.0f, 65519.0f, 65520.0f, -1e9f,   FLT_MAX,
                       INFINITY, 1e-9f,    2e-8f,    3.0e-8f, -NAN};
    const uint16_t f16[] = {0x7bff, 0x7bff, 0x7c00, 0xfc00, 0x7c00,
                            0x7c00, 0x0000, 0x0000, 0x0001};
    uint16_t h[10], b[10];

    kernels_fast(NULL)->half_to_f16(h, x, 10);
    kernels_fast(NULL)->half_to_bf16(b, x, 10);
    for (int i = 0; i < 9; i++)
        cr_expect(h[i] == f16[i], "%g gives %04x", (double)x[i], h[i]);
    cr_expect(isnan(x[9]) && (h[9] & 0x7fff) > 0x7c00);
    cr_expect(isnan(x[9]) && (b[9] & 0x7fff) > 0x7f80);
    cr_expect(b[4] == 0x7f80, "FLT_MAX gives %04x", b[4]);
    cr_expect(b[5] == 0x7f80);
}

Test(k_half, all_levels_and_lengths_agree)
{
    enum { N = 67 };
    float x[N];
    uint16_t want[N], h[N];

    for (int i = 0; i < N; i++)
        x[i] = ldexpf((float)sin(i), i % 40 - 25);
    for (int l = 0; l < 3; l++) {
        const struct kernels_f32 *k = kernels_fast(levels[l]);

        for (int n = 0; k && n <= N; n++) {
            kernels_fast("baseline")->half_to_f16(want, x, n);
            k->half_to_f16(h, x, n);
            cr_assert(memcmp(h, want, (size_t)n * sizeof *h) == 0);
            kernels_fast("baseline")->half_to_bf16(want, x, n);
            k->half_to_bf16(h, x, n);
            cr_assert(memcmp(h, want, (size_t)n * sizeof *h) == 0);
        }
    }
}
