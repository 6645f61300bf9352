#ifndef ENGINE_NN_WAVETABLE_H
#define ENGINE_NN_WAVETABLE_H

#include <stdint.h>

#include "engine/base/status.h"
#include "engine/kernels/stead.h"

/*
 * wavetable.h - positions as sines and cosines, which nobody trains.
 *
 * Shapes: [rows, width]; number 2j of row t is sin(t / 10000^(2j / width)),
 * number 2j + 1 the cosine. Source: Vaswani et al. 2017, section 3.5.
 */

/* `stead` may compute it, or is NULL. Owner: the caller, free(). Errors:
 * TOO_BIG, NO_MEMORY. */
struct status wavetable_new(float **out, int64_t rows, int64_t width,
                            const struct stead *stead);

/* Steps until the pair that number i is in has gone once round. */
double wavetable_period(int64_t i, int64_t width);

#endif
