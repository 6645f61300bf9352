#include "lessons/data/dotset.h"

#include <math.h>

#include "engine/base/rng.h"

#define PI 3.14159265358979323846

const char *const dotset_names[] = {"xor", "circles", "spirals", "blobs", 0};

static void put(struct dotset *d, int i, double x, double y, int label)
{
    d->at[2 * i] = (float)x;
    d->at[2 * i + 1] = (float)y;
    d->label[i] = label;
}

/* A dot of the upper right corner and its three images. */
static void put_corners(struct dotset *d, int i, const float shift[2])
{
    const double x = 0.55 + (double)shift[0], y = 0.55 + (double)shift[1];

    put(d, i, x, y, 0);
    put(d, i + 1, -x, y, 1);
    put(d, i + 2, -x, -y, 0);
    put(d, i + 3, x, -y, 1);
}

static void put_dot(struct dotset *d, int i, enum dotset_kind kind,
                    const float shift[2], struct rng *rng)
{
    const int label = i % 2;
    const double share = (double)rng_uniform(rng), dx = (double)shift[0],
                 dy = (double)shift[1];

    if (kind == DOTSET_CIRCLES) {
        const double far = label ? 0.8 : 0.35 * sqrt((double)rng_uniform(rng));

        put(d, i, far * cos(2.0 * PI * share) + dx,
            far * sin(2.0 * PI * share) + dy, label);
    } else if (kind == DOTSET_SPIRALS) {
        const double turn = 3.0 * PI * share + PI * label,
                     far = 0.1 + 0.8 * share;

        put(d, i, far * cos(turn) + dx, far * sin(turn) + dy, label);
    } else {
        const double side = label ? 0.45 : -0.45;

        put(d, i, side + 0.15 * (double)rng_normal(rng) + dx,
            side + 0.15 * (double)rng_normal(rng) + dy, label);
    }
}

void dotset_make(struct dotset *d, enum dotset_kind kind, int count,
                 double noise, uint64_t seed, uint64_t stream)
{
    struct rng rng = rng_make(seed, stream);
    const int step = kind == DOTSET_XOR ? 4 : 1;

    d->count = (count > DOTSET_MOST ? DOTSET_MOST : count) / 4 * 4;
    for (int i = 0; i < d->count; i += step) {
        float shift[2];

        shift[0] = (float)noise * rng_normal(&rng);
        shift[1] = (float)noise * rng_normal(&rng);
        if (kind == DOTSET_XOR)
            put_corners(d, i, shift);
        else
            put_dot(d, i, kind, shift, &rng);
    }
}
