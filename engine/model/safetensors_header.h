#ifndef ENGINE_MODEL_SAFETENSORS_HEADER_H
#define ENGINE_MODEL_SAFETENSORS_HEADER_H

#include "engine/model/safetensors.h"

/* safetensors_header.h - the checks of safetensors_parse(). On failure the
 * caller still closes `s`. */
struct status safetensors_header_read(struct safetensors *s,
                                      const unsigned char *data, size_t bytes);

#endif
