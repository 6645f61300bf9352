#ifndef TESTS_KERNELS_TWIN_H
#define TESTS_KERNELS_TWIN_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/kernels/kernels.h"

/*
 * twin.h - the same numbers as float and as double, so that an f32 kernel can
 * be held against the f64 one.
 *
 * Tolerances, as error energy over signal energy: 1e-10 for kernels whose
 * result is a short formula, 1e-7 for long sums of products.
 */
#define TWIN_CLOSE 1e-10
#define TWIN_SUMS  1e-7

struct twin {
    float *f;
    double *d;
    int n;
};

static inline struct twin twin_new(int n)
{
    /* One guard element, so that n = 0 is an array too. */
    struct twin t = {calloc((size_t)n + 1, sizeof(float)),
                     calloc((size_t)n + 1, sizeof(double)), n};

    cr_assert(t.f && t.d);
    return t;
}

static inline struct twin twin_random(int n, double low, double high,
                                      uint64_t seed)
{
    struct twin t = twin_new(n);
    struct rng r = rng_make(seed, 77);

    for (int i = 0; i < n; i++) {
        t.f[i] = (float)(low + (high - low) * (double)rng_uniform(&r));
        t.d[i] = (double)t.f[i];
    }
    return t;
}

static inline void twin_free(struct twin t)
{
    free(t.f);
    free(t.d);
}

static inline void twin_set(struct twin t, int i, double value)
{
    t.d[i] = value;
    t.f[i] = (float)value;
}

static inline double twin_error(struct twin t)
{
    double error = 0.0, size = 0.0;

    for (int i = 0; i < t.n; i++) {
        const double off = (double)t.f[i] - t.d[i];

        error += off * off;
        size += t.d[i] * t.d[i];
    }
    return size > 0.0 ? error / size : error;
}

/* Fails where the f32 side is further off than `most`; NaN fails too. */
static inline void twin_check(struct twin t, double most, const char *what,
                              const char *level, int n)
{
    const double error = twin_error(t);

    cr_expect(error <= most, "%s, %s, size %d: error %g, most %g", what, level,
              n, error, most);
}

static inline void twin_same_bits(const float *a, const float *b, int n,
                                  const char *what, const char *level)
{
    cr_expect(memcmp(a, b, (size_t)n * sizeof *a) == 0,
              "%s, %s: another split gives other bits", what, level);
}

/* The levels that this processor can run; NULL ends the list. */
static inline const struct kernels_f32 *twin_level(int i)
{
    static const char *const name[] = {"baseline", "avx2", "avx512"};
    int seen = 0;

    for (int j = 0; j < 3; j++)
        if (kernels_fast(name[j]) && seen++ == i)
            return kernels_fast(name[j]);
    return NULL;
}

#define TWIN_SIZES          \
    {                       \
        0, 1, 7, 31, 33, 65 \
    }
enum { TWIN_SIZE_COUNT = 6 };

#endif
