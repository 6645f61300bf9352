#ifndef LESSONS_LABS_PROBEFIT_H
#define LESSONS_LABS_PROBEFIT_H

#include <stdint.h>

#include "engine/base/status.h"
#include "engine/core/hook.h"

/*
 * probefit.h - a linear probe: what can be read out of vectors by one linear
 * layer, measured on vectors that the layer did not learn from.
 *
 * Source: Alain and Bengio 2016, arXiv:1610.01644.
 */
struct probefit {
    const float *x;       /* [count, width] */
    const int32_t *label; /* [count], 0 .. classes - 1 */
    int count, width, classes;
    int learn; /* the first so many are learned from, the rest judge */
    int steps; /* over all of them */
};

/* `*right`: the share of the judging vectors that it names right. Every column
 * is brought to mean 0 and spread 1 first. Errors: NO_MEMORY, CANCELLED. */
struct status probefit_run(const struct probefit *p, struct hook hook,
                           uint64_t seed, float *right);

/* The same, and the probe itself: class c scores weight[c] . v + bias[c] for a
 * vector v as it is. weight [classes, width], bias [classes]. */
struct status probefit_keep(const struct probefit *p, struct hook hook,
                            uint64_t seed, float *right, float *weight,
                            float *bias);

#endif
