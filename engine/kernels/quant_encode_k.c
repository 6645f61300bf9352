/*
 * quant_encode_k.c - blocks of 256 numbers in parts.
 *
 * For each part some scales near the obvious one are tried: numbers are
 * rounded, then scale and offset that fit those whole numbers best (least
 * squares) are worked out, and the pair of the smallest error stays. The
 * scales of all parts are then rounded to the few bits that they get, and the
 * numbers are rounded again under what the reader will see.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "engine/kernels/quant_encode.h"

enum { BLOCK = 256, PART = 32, PARTS = 8, SIXTEEN = 16, TRIES = 10 };

static int clamp(float x, int low, int high)
{
    return (int)fminf(fmaxf(rintf(x), (float)low), (float)high);
}

/* x is about scale q - offset, both at least 0. */
struct fit {
    float scale, offset;
    double error;
};

/* Rounds under `f`, then fits it to the whole numbers. */
static struct fit refit(const float *x, struct fit f, int most)
{
    double q1 = 0, q2 = 0, x1 = 0, xq = 0;
    int q[PART];

    for (int i = 0; i < PART; i++) {
        q[i] = clamp((x[i] + f.offset) / f.scale, 0, most);
        q1 += q[i];
        q2 += (double)q[i] * q[i];
        x1 += (double)x[i];
        xq += (double)x[i] * q[i];
    }
    const double by = PART * q2 - q1 * q1;
    double scale = by > 0 ? (PART * xq - x1 * q1) / by : (double)f.scale;
    double offset = (scale * q1 - x1) / PART;
    if (offset < 0) { /* an offset has no sign */
        offset = 0;
        scale = q2 > 0 ? xq / q2 : (double)f.scale;
    }
    f = (struct fit){(float)fmax(scale, 0), (float)offset, 0};
    for (int i = 0; i < PART; i++) {
        const double off = scale * q[i] - offset - (double)x[i];

        f.error += off * off;
    }
    return f;
}

static struct fit best_fit(const float *x, int most)
{
    float low = 0.0f, high = x[0];

    for (int i = 0; i < PART; i++) {
        low = fminf(low, x[i]);
        high = fmaxf(high, x[i]);
    }
    struct fit best = {0.0f, -low, (double)INFINITY};
    for (int t = -TRIES; t <= TRIES; t++) {
        const float span = (float)most + 0.1f * (float)t;
        const struct fit start = {(high - low) / span, -low, 0};

        if (!(start.scale > 0x1p-100f))
            return best;
        const struct fit now = refit(x, start, most);
        if (now.error < best.error)
            best = now;
    }
    return best;
}

/* Six bits each for eight scales and offsets, in twelve bytes. */
static void put_scales(unsigned char *out, const int *scale, const int *offset)
{
    for (int j = 0; j < 4; j++) {
        out[j] = (unsigned char)(scale[j] | (scale[j + 4] >> 4) << 6);
        out[j + 4] = (unsigned char)(offset[j] | (offset[j + 4] >> 4) << 6);
        out[j + 8] =
            (unsigned char)((scale[j + 4] & 15) | (offset[j + 4] & 15) << 4);
    }
}

/* Writes the head of a block and gives the whole numbers of all 256. */
static void parts(unsigned char *out, const float *x, int most, int q[BLOCK])
{
    struct fit fit[PARTS];
    float scale = 0.0f, offset = 0.0f;
    int scales[PARTS], offsets[PARTS];

    for (int j = 0; j < PARTS; j++) {
        fit[j] = best_fit(x + (size_t)j * PART, most);
        scale = fmaxf(scale, fit[j].scale);
        offset = fmaxf(offset, fit[j].offset);
    }
    quant_encode_half(out, scale / 63.0f);
    quant_encode_half(out + 2, offset / 63.0f);
    const float d = quant_from_half(quant_to_half(scale / 63.0f));
    const float least = quant_from_half(quant_to_half(offset / 63.0f));
    for (int j = 0; j < PARTS; j++) {
        scales[j] = d > 0.0f ? clamp(fit[j].scale / d, 0, 63) : 0;
        offsets[j] = least > 0.0f ? clamp(fit[j].offset / least, 0, 63) : 0;
        const float by = d * (float)scales[j];
        const float off = least * (float)offsets[j];

        for (int i = j * PART; i < (j + 1) * PART; i++)
            q[i] = by > 0.0f ? clamp((x[i] + off) / by, 0, most) : 0;
    }
    put_scales(out + 4, scales, offsets);
}

/* Parts 2 j and 2 j + 1 share bytes. */
static void put_low(unsigned char *out, const int *q)
{
    for (int i = 0; i < BLOCK / 2; i++) {
        const int *at = q + (size_t)(i / PART) * 2 * PART + i % PART;

        out[i] = (unsigned char)((at[0] & 15) | (at[PART] & 15) << 4);
    }
}

void quant_encode_k4(unsigned char *out, const float *x)
{
    int q[BLOCK];

    parts(out, x, 15, q);
    put_low(out + 16, q);
}

void quant_encode_k5(unsigned char *out, const float *x)
{
    int q[BLOCK];

    parts(out, x, 31, q);
    memset(out + 16, 0, PART);
    for (int i = 0; i < BLOCK; i++)
        out[16 + i % PART] |= (unsigned char)((q[i] >> 4) << i / PART);
    put_low(out + 48, q);
}

/* The scale under which 16 numbers, rounded to -32 .. 31, err least. */
static float best_scale(const float *x)
{
    float far = 0.0f, best = 0.0f;
    double least = (double)INFINITY;

    for (int i = 0; i < SIXTEEN; i++)
        far = fabsf(x[i]) > fabsf(far) ? x[i] : far;
    if (!(fabsf(far) > 0x1p-100f))
        return 0.0f;
    for (int t = -TRIES; t <= TRIES; t++) {
        const float by = -(32.0f + 0.1f * (float)t) / far;
        double qq = 0, xq = 0, xx = 0;

        for (int i = 0; i < SIXTEEN; i++) {
            const int q = clamp(x[i] * by, -32, 31);

            qq += (double)q * q;
            xq += (double)x[i] * q;
            xx += (double)x[i] * (double)x[i];
        }
        if (qq > 0 && xx - xq * xq / qq < least) {
            least = xx - xq * xq / qq;
            best = (float)(xq / qq);
        }
    }
    return best;
}

static void put_sixes(unsigned char *out, const int *q)
{
    for (int i = 0; i < BLOCK; i++) {
        const int half = i / 128, j = i % 128 / PART, k = i % PART;
        const int v = q[i] + 32;

        out[half * 64 + j % 2 * PART + k] |=
            (unsigned char)((v & 15) << j / 2 * 4);
        out[128 + half * PART + k] |= (unsigned char)((v >> 4) << 2 * j);
    }
}

void quant_encode_k6(unsigned char *out, const float *x)
{
    float scale[SIXTEEN], far = 0.0f;
    int q[BLOCK];

    for (int j = 0; j < SIXTEEN; j++) {
        scale[j] = best_scale(x + (size_t)j * SIXTEEN);
        far = fabsf(scale[j]) > fabsf(far) ? scale[j] : far;
    }
    /* -128 has no opposite: the furthest scale gets it. */
    const float d = quant_from_half(quant_to_half(far / -128.0f));
    memset(out, 0, 192);
    quant_encode_half(out + 208, d);
    for (int j = 0; j < SIXTEEN; j++) {
        const bool some = d < 0.0f || d > 0.0f;
        const int s = some ? clamp(scale[j] / d, -128, 127) : 0;
        const float by = d * (float)s;

        out[192 + j] = (unsigned char)(int8_t)s;
        for (int i = j * SIXTEEN; i < (j + 1) * SIXTEEN; i++)
            q[i] = s && some ? clamp(x[i] / by, -32, 31) : 0;
    }
    put_sixes(out, q);
}
