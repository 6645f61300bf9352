#ifndef ENGINE_MODEL_WEIGHTS_WEIGHTS_STATS_H
#define ENGINE_MODEL_WEIGHTS_WEIGHTS_STATS_H

#include "engine/model/weights/weights.h"

/* weights_stats.h - how the numbers of a tensor are spread. */
enum { WEIGHTS_STATS_BINS = 64 };

struct weights_stats {
    int64_t count, finite, zeros;
    double low, high, mean, deviation; /* of the finite ones; 0 for none */
    int bins;
    int64_t bin[WEIGHTS_STATS_BINS]; /* equal parts of low .. high */
};

/* 1 to WEIGHTS_STATS_BINS bins. Errors: as weights_floats(). */
struct status weights_stats(const struct weights_tensor *t, int bins,
                            struct weights_stats *out);

#endif
