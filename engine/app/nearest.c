#include "engine/app/nearest.h"

#include <math.h>

struct nearest nearest_over(struct nearest_hit *hits, int most)
{
    return (struct nearest){hits, 0, most};
}

bool nearest_better(struct nearest_hit a, struct nearest_hit b)
{
    return a.score > b.score || (!(a.score < b.score) && a.id < b.id);
}

static void swap(struct nearest_hit *a, struct nearest_hit *b)
{
    const struct nearest_hit was = *a;

    *a = *b;
    *b = was;
}

/* The hit at `at` goes up while it is worse than the one above it. */
static void rise(struct nearest_hit *hits, int at)
{
    for (int above; at > 0; at = above) {
        above = (at - 1) / 2;
        if (!nearest_better(hits[above], hits[at]))
            return;
        swap(&hits[above], &hits[at]);
    }
}

/* The hit at the top goes down while one below it is worse. */
static void sink(struct nearest_hit *hits, int n)
{
    int at = 0;

    for (int below; (below = 2 * at + 1) < n; at = below) {
        if (below + 1 < n && nearest_better(hits[below], hits[below + 1]))
            below++;
        if (!nearest_better(hits[at], hits[below]))
            return;
        swap(&hits[at], &hits[below]);
    }
}

bool nearest_offer(struct nearest *k, float score, int32_t id)
{
    const struct nearest_hit hit = {score, id};

    if (isnan(score))
        return false;
    if (k->n < k->most) {
        k->hits[k->n] = hit;
        rise(k->hits, k->n++);
        return true;
    }
    if (!nearest_better(hit, k->hits[0]))
        return false;
    k->hits[0] = hit;
    sink(k->hits, k->n);
    return true;
}

struct nearest_hit nearest_drop(struct nearest *k)
{
    const struct nearest_hit worst = k->hits[0];

    k->hits[0] = k->hits[--k->n];
    sink(k->hits, k->n);
    return worst;
}

/* The worst goes to the end, again and again. */
void nearest_sort(struct nearest *k)
{
    for (int left = k->n; left > 1;) {
        swap(&k->hits[0], &k->hits[--left]);
        sink(k->hits, left);
    }
}
