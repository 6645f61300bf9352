#ifndef ENGINE_APP_NEAREST_H
#define ENGINE_APP_NEAREST_H

#include <stdbool.h>
#include <stdint.h>

/*
 * nearest.h - keeps the k best of what it is offered, in any order: a heap
 * whose top is the worst one kept, so that most offers cost one comparison.
 *
 * A score is better when it is greater; of equal ones the lower id is, so the
 * answer does not depend on the order of offers. A NaN is never kept.
 *
 * Cost: an offer is O(1) or, where it is kept, O(log k).
 */
struct nearest_hit {
    float score;
    int32_t id;
};

struct nearest {
    struct nearest_hit *hits; /* the caller's, room for `most` */
    int n, most;
};

/* Nothing kept yet; `hits` has room for `most` >= 1. */
struct nearest nearest_over(struct nearest_hit *hits, int most);

bool nearest_better(struct nearest_hit a, struct nearest_hit b);

/* Would an offer of this score, with any id, be kept for sure not? */
static inline bool nearest_hopeless(const struct nearest *k, float score)
{
    return k->n == k->most && !(score >= k->hits[0].score);
}

/* True where it was kept. */
bool nearest_offer(struct nearest *k, float score, int32_t id);

/* The worst one kept, taken out. k->n >= 1. */
struct nearest_hit nearest_drop(struct nearest *k);

/* Best first. Offers may not follow. */
void nearest_sort(struct nearest *k);

#endif
