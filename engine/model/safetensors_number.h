#ifndef ENGINE_MODEL_SAFETENSORS_NUMBER_H
#define ENGINE_MODEL_SAFETENSORS_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/model/safetensors.h"

/* safetensors_number.h - one number as bytes of any alignment, and back. */

/* false: this program does not convert that type. */
bool safetensors_number_known(enum safetensors_type type);

/* The number of a known type at `at`. */
double safetensors_number_read(enum safetensors_type type,
                               const unsigned char *at);

/* The nearest 16-bit number to `value`, ties to even. */
uint16_t safetensors_number_half(double value);

/* The nearest bfloat16 to `value`, ties to even. */
uint16_t safetensors_number_bf16(double value);

#endif
