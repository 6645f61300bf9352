#ifndef ENGINE_MODEL_CLUSTERS_H
#define ENGINE_MODEL_CLUSTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"

/*
 * clusters.h - k-means: points fall into groups around k middles, without
 * anybody saying what the groups are; and how well the groups that came out fit
 * labels that somebody has.
 * Source: Lloyd 1982; first middles by Arthur and Vassilvitskii 2007
 * (k-means++); purity as in Manning, Raghavan and Schuetze 2008, section 16.3.
 */
enum { CLUSTERS_MOST = 64 };

/* x [n, width] into group[n] of 0 .. k-1: the best of some starts. The same
 * seed gives the same. Errors: BAD_USAGE (k outside 1 .. CLUSTERS_MOST, fewer
 * points than groups, width below 1), NO_MEMORY. */
struct status clusters_find(const float *x, int n, int64_t width, int k,
                            uint64_t seed, int *group);

/* The share of points whose label is the commonest one of their group: 1 is
 * perfect. group of 0 .. k-1, label of 0 .. labels-1, both up to
 * CLUSTERS_MOST. */
double clusters_purity(const int *group, int k, const int *label, int labels,
                       int n);

#endif
