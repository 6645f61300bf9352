#ifndef ENGINE_APP_FUSE_H
#define ENGINE_APP_FUSE_H

#include <stdint.h>

#include "engine/base/status.h"

/*
 * fuse.h - several orders of the same passages made one, and one order made
 * less repetitive.
 */
struct fuse_hit {
    int64_t id;
    double score;
};

struct fuse_list {
    const struct fuse_hit *hit; /* best first */
    int n;
    double weight; /* 1: as usual */
};

/* Reciprocal rank fusion: an id has weight / (calm + its place, from 1) of
 * every list that names it. Scores of different kinds are never added, only
 * places count. The authors' calm of 60 lets lists of like worth agree; 0 lets
 * the first places of the better list stand. out [room], best first, of equals
 * the lower id; *n says how many. Errors: NO_MEMORY. Source: Cormack, Clarke
 * and Buettcher 2009. */
struct status fuse_ranks(const struct fuse_list *list, int lists, double calm,
                         struct fuse_hit *out, int room, int *n);

/* Maximal marginal relevance: takes k of n hits one at a time, each the one of
 * largest  keep * score - (1 - keep) * its greatest likeness to one taken.
 * Scores are first put on 0 .. 1 by the best and the worst. vector [n, width]
 * belong to the hits in order, of length 1; `hit` is put in the new order and
 * its first k are the answer. keep is 0 .. 1.
 * Source: Carbonell and Goldstein 1998. */
void fuse_diverse(struct fuse_hit *hit, const float *const *vector, int n,
                  int width, int k, double keep);

#endif
