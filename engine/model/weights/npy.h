#ifndef ENGINE_MODEL_WEIGHTS_NPY_H
#define ENGINE_MODEL_WEIGHTS_NPY_H

#include "engine/base/buf.h"
#include "engine/model/weights/weights.h"

/*
 * npy.h - one array as NumPy stores it: a magic, a head that is a Python
 * dictionary in text, the numbers.
 * Source: numpy.lib.format, "Format Version 1.0" to "3.0".
 */

/* Reads a whole file: type, shape, count, bytes, data and offset of `t`; its
 * name stays. Errors: BAD_FILE; UNSUPPORTED for big-endian numbers, columns
 * first, and types other than whole numbers and floats. */
struct status npy_read(struct weights_tensor *t, const void *data,
                       size_t bytes);

/* Whether NumPy has that type. */
bool npy_has(enum weights_type type);

/* Appends the head of an array, after which its numbers start at a multiple
 * of 64. */
void npy_head(struct buf *b, enum weights_type type, int dims,
              const int64_t *shape);

#endif
