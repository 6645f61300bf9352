#include "engine/model/clusters.h"

#include <assert.h>
#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"

enum { STARTS = 8, ROUNDS = 100, STREAM = 61 };

struct work {
    const float *x;
    int n, k;
    int64_t width;
    double *middle; /* [k, width] */
    double *far;    /* [n]: squared, to the nearest middle */
    int *group;     /* [n] */
};

static double distance(const struct work *w, int i, const double *middle)
{
    const float *x = w->x + i * w->width;
    double sum = 0.0;

    for (int64_t c = 0; c < w->width; c++) {
        const double d = (double)x[c] - middle[c];

        sum += d * d;
    }
    return sum;
}

/* Every point to its nearest middle of the first `k`; the sum of distances. */
static double assign(struct work *w, int k)
{
    double sum = 0.0;

    for (int i = 0; i < w->n; i++) {
        w->far[i] = DBL_MAX;
        for (int g = 0; g < k; g++) {
            const double d = distance(w, i, w->middle + g * w->width);

            if (d < w->far[i]) {
                w->far[i] = d;
                w->group[i] = g;
            }
        }
        sum += w->far[i];
    }
    return sum;
}

static void put_middle(struct work *w, int g, int i)
{
    for (int64_t c = 0; c < w->width; c++)
        w->middle[g * w->width + c] = (double)w->x[i * w->width + c];
}

/* A point is drawn as the next middle the likelier the farther it is from
 * those there are. */
static void start(struct work *w, struct rng *r)
{
    put_middle(w, 0, (int)rng_below(r, (uint32_t)w->n));
    for (int g = 1; g < w->k; g++) {
        double at = (double)rng_uniform(r) * assign(w, g);
        int i = 0;

        while (i < w->n - 1 && (at -= w->far[i]) >= 0.0)
            i++;
        put_middle(w, g, i);
    }
}

/* A group without points keeps its middle. */
static void move(struct work *w)
{
    for (int g = 0; g < w->k; g++) {
        double *middle = w->middle + g * w->width;
        int members = 0;

        for (int i = 0; i < w->n; i++)
            members += w->group[i] == g;
        if (!members)
            continue;
        memset(middle, 0, (size_t)w->width * sizeof *middle);
        for (int i = 0; i < w->n; i++)
            for (int64_t c = 0; w->group[i] == g && c < w->width; c++)
                middle[c] += (double)w->x[i * w->width + c] / members;
    }
}

static double settle(struct work *w)
{
    double sum = assign(w, w->k);

    for (int round = 0; round < ROUNDS; round++) {
        move(w);
        const double next = assign(w, w->k);

        if (!(next < sum))
            break;
        sum = next;
    }
    return sum;
}

static void try_starts(struct work *w, uint64_t seed, int *group)
{
    double best = -1.0;

    for (int s = 0; s < STARTS; s++) {
        struct rng r = rng_make(seed, ((uint64_t)STREAM << 32) + (uint64_t)s);

        start(w, &r);
        const double sum = settle(w);
        if (s == 0 || sum < best) {
            best = sum;
            memcpy(group, w->group, (size_t)w->n * sizeof *group);
        }
    }
}

struct status clusters_find(const float *x, int n, int64_t width, int k,
                            uint64_t seed, int *group)
{
    if (k < 1 || k > CLUSTERS_MOST || n < k || width < 1)
        return status_fail(STATUS_BAD_USAGE,
                           "%d groups of %d points of %lld numbers: groups are "
                           "1 to %d, and no more than points",
                           k, n, (long long)width, CLUSTERS_MOST);
    struct work w = {.x = x,
                     .n = n,
                     .k = k,
                     .width = width,
                     .middle =
                         calloc((size_t)k * (size_t)width, sizeof *w.middle),
                     .far = calloc((size_t)n, sizeof *w.far),
                     .group = calloc((size_t)n, sizeof *w.group)};
    const bool fine = w.middle && w.far && w.group;

    if (fine)
        try_starts(&w, seed, group);
    free(w.middle);
    free(w.far);
    free(w.group);
    return fine ? STATUS_OK
                : status_fail(STATUS_NO_MEMORY, "no memory for groups");
}

double clusters_purity(const int *group, int k, const int *label, int labels,
                       int n)
{
    int right = 0;

    assert(k <= CLUSTERS_MOST && labels <= CLUSTERS_MOST);
    for (int g = 0; g < k; g++) {
        int count[CLUSTERS_MOST] = {0}, most = 0;

        for (int i = 0; i < n; i++)
            if (group[i] == g && ++count[label[i]] > most)
                most = count[label[i]];
        right += most;
    }
    (void)labels;
    return n ? (double)right / n : 1.0;
}
