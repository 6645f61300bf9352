#include "engine/app/fuse.h"

#include <assert.h>
#include <stdlib.h>

static int by_id(const void *a, const void *b)
{
    const struct fuse_hit *x = a, *y = b;

    return (x->id > y->id) - (x->id < y->id);
}

static int by_score(const void *a, const void *b)
{
    const struct fuse_hit *x = a, *y = b;

    if (x->score > y->score || x->score < y->score)
        return x->score < y->score ? 1 : -1;
    return by_id(a, b);
}

struct status fuse_ranks(const struct fuse_list *list, int lists, double calm,
                         struct fuse_hit *out, int room, int *n)
{
    size_t all = 0, kept = 0;

    *n = 0;
    for (int l = 0; l < lists; l++)
        all += (size_t)list[l].n;
    struct fuse_hit *hit = calloc(all + 1, sizeof *hit);
    if (!hit)
        return status_fail(STATUS_NO_MEMORY, "no room for %zu hits", all);
    all = 0;
    for (int l = 0; l < lists; l++)
        for (int i = 0; i < list[l].n; i++)
            hit[all++] = (struct fuse_hit){list[l].hit[i].id,
                                           list[l].weight / (calm + 1 + i)};
    qsort(hit, all, sizeof *hit, by_id);
    for (size_t i = 0; i < all; i++) {
        if (kept && hit[kept - 1].id == hit[i].id)
            hit[kept - 1].score += hit[i].score;
        else
            hit[kept++] = hit[i];
    }
    qsort(hit, kept, sizeof *hit, by_score);
    for (size_t i = 0; i < kept && *n < room; i++)
        out[(*n)++] = hit[i];
    free(hit);
    return STATUS_OK;
}

static double alike(const float *a, const float *b, int width)
{
    double dot = 0.0;

    for (int i = 0; i < width; i++)
        dot += (double)a[i] * (double)b[i];
    return dot;
}

enum { DIVERSE_MOST = 1000 };

void fuse_diverse(struct fuse_hit *hit, const float *const *vector, int n,
                  int width, int k, double keep)
{
    double nearest[DIVERSE_MOST], low = 0.0, high = 0.0;
    const float *of[DIVERSE_MOST];

    assert(n <= DIVERSE_MOST);
    for (int i = 0; i < n; i++) {
        nearest[i] = 0.0;
        of[i] = vector[i];
        low = i == 0 || hit[i].score < low ? hit[i].score : low;
        high = i == 0 || hit[i].score > high ? hit[i].score : high;
    }
    for (int taken = 0; taken < k && taken < n; taken++) {
        int best = taken;
        double most = 0.0;

        for (int i = taken; i < n; i++) {
            const double fits =
                high > low ? (hit[i].score - low) / (high - low) : 1.0;
            const double worth = keep * fits - (1.0 - keep) * nearest[i];

            if (i == taken || worth > most) {
                best = i;
                most = worth;
            }
        }
        const struct fuse_hit h = hit[best];
        const float *v = of[best];
        /* The others keep their order. */
        for (int i = best; i > taken; i--) {
            hit[i] = hit[i - 1];
            of[i] = of[i - 1];
            nearest[i] = nearest[i - 1];
        }
        hit[taken] = h;
        of[taken] = v;
        for (int i = taken + 1; i < n; i++) {
            const double a = alike(v, of[i], width);

            nearest[i] = taken == 0 || a > nearest[i] ? a : nearest[i];
        }
    }
}
