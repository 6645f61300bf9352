#include "engine/kernels/quant_asked.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/kernels/quant_encode.h"

enum { BLOCK = 32, BYTES = 34 };

/* Numbers of some blocks, as the exercise has them. */
struct loose {
    int32_t *q;
    float *scale, *x;
};

static bool loose_open(struct loose *l, int64_t n)
{
    *l = (struct loose){.q = malloc((size_t)n * sizeof *l->q),
                        .scale = malloc((size_t)(n / BLOCK) * sizeof *l->scale),
                        .x = malloc((size_t)n * sizeof *l->x)};
    return l->q && l->scale && l->x;
}

static void loose_close(struct loose *l)
{
    free(l->q);
    free(l->scale);
    free(l->x);
}

/* A byte has no room for what is no whole number of -127 .. 127. */
static unsigned char in_byte(int32_t q)
{
    return (unsigned char)(int8_t)(q < -127 ? -127 : q > 127 ? 127 : q);
}

static void put(unsigned char *out, const struct loose *l, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        unsigned char *block = out + i / BLOCK * BYTES;

        if (i % BLOCK == 0)
            quant_encode_half(block, l->scale[i / BLOCK]);
        block[2 + i % BLOCK] = in_byte(l->q[i]);
    }
}

static void get(struct loose *l, const unsigned char *blocks, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        const unsigned char *block = blocks + i / BLOCK * BYTES;
        uint16_t half;

        memcpy(&half, block, sizeof half);
        l->scale[i / BLOCK] = quant_from_half(half);
        l->q[i] = (int8_t)block[2 + i % BLOCK];
    }
}

bool quant_asked_encode(const struct stead *s, void *out, const float *x,
                        int64_t n)
{
    struct loose l;

    if (!s || !s->quantise || n < 1 || n > INT32_MAX)
        return false;
    bool good = loose_open(&l, n);
    for (int64_t i = 0; i < n && good; i++) /* as ours has them */
        l.x[i] = isfinite(x[i]) ? x[i] : 0.0f;
    good = good && s->quantise(l.q, l.scale, l.x, (int)n);
    if (good)
        put(out, &l, n);
    loose_close(&l);
    return good;
}

bool quant_asked_decode(const struct stead *s, float *out, const void *blocks,
                        int64_t n)
{
    struct loose l;

    if (!s || !s->restore || n < 1 || n > INT32_MAX)
        return false;
    bool good = loose_open(&l, n);
    if (good) {
        get(&l, blocks, n);
        good = s->restore(l.x, l.q, l.scale, (int)n);
    }
    if (good)
        memcpy(out, l.x, (size_t)n * sizeof *out);
    loose_close(&l);
    return good;
}
