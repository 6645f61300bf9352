#ifndef ENGINE_MODEL_SAFETENSORS_ENTRY_H
#define ENGINE_MODEL_SAFETENSORS_ENTRY_H

#include <jansson.h>

#include "engine/model/safetensors.h"

/* safetensors_entry.h - one tensor of a header, checked by itself. */
#define SAFETENSORS_ENTRY_SHOWN 64 /* bytes of a name in a message */

/* What follows the header. */
struct safetensors_entry_region {
    const unsigned char *data;
    size_t bytes, offset; /* of its start in the file */
};

/* Fills `t`, whose name is set, from its JSON object. */
struct status safetensors_entry_read(struct safetensors_tensor *t,
                                     const json_t *info,
                                     const struct safetensors_entry_region *r);

/* "tensor "x" WHY". */
struct status safetensors_entry_bad(const struct safetensors_tensor *t,
                                    const char *why, ...)
    __attribute__((format(printf, 2, 3)));

/* A name as printable text: one from a file must not reach a terminal as it
 * is. */
const char *safetensors_entry_shown(char out[SAFETENSORS_ENTRY_SHOWN],
                                    const char *name);

#endif
