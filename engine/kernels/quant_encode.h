#ifndef ENGINE_KERNELS_QUANT_ENCODE_H
#define ENGINE_KERNELS_QUANT_ENCODE_H

#include <stdint.h>

#include "engine/kernels/quant.h"

/* quant_encode.h - what quant_encode.c and quant_encode_k.c share. */

/* `value` in 16 bits, the low byte first. */
static inline void quant_encode_half(unsigned char *at, float value)
{
    const uint16_t half = quant_to_half(value);

    at[0] = (unsigned char)(half & 255);
    at[1] = (unsigned char)(half >> 8);
}

/* One block of 256 numbers, all finite. */
void quant_encode_k4(unsigned char *out, const float *x);
void quant_encode_k5(unsigned char *out, const float *x);
void quant_encode_k6(unsigned char *out, const float *x);

#endif
