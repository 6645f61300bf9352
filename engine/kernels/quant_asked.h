#ifndef ENGINE_KERNELS_QUANT_ASKED_H
#define ENGINE_KERNELS_QUANT_ASKED_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/kernels/stead.h"

/*
 * quant_asked.h - blocks of Q8_0 by a learner's functions, which have the scale
 * as a float and the numbers as ints.
 */

/* As quant_encode() and decode() of QUANT_Q8_0; `n` is a multiple of 32. False:
 * there is none, or it failed, and nothing is written. */
bool quant_asked_encode(const struct stead *s, void *out, const float *x,
                        int64_t n);
bool quant_asked_decode(const struct stead *s, float *out, const void *blocks,
                        int64_t n);

#endif
