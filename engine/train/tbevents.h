#ifndef ENGINE_TRAIN_TBEVENTS_H
#define ENGINE_TRAIN_TBEVENTS_H

#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/status.h"
#include "engine/train/runs.h"

/*
 * tbevents.h - the curves of a run as an event file, which TensorBoard shows:
 * a scalar a point, under the curve's name.
 *
 * Source: the TFRecord framing (length, checksum, data, checksum) and the
 * protocol buffers Event and Summary of TensorFlow; CRC-32C of RFC 3720.
 */

/* Adds the whole file to `out`. `started` is in seconds since 1970; steps that
 * are not whole are cut, values that are not finite are left out. */
void tbevents_add(struct buf *out, const struct runs_curves *c,
                  int64_t started);

/* Writes DIR/events.out.tfevents.STARTED.lathe and makes the folders above it.
 * `path` gets its name. Errors: IO, TOO_BIG, NO_MEMORY. */
struct status tbevents_write(const char *dir, const struct runs_curves *c,
                             int64_t started, struct buf *path);

/* The checksum of the frames, before it is masked. */
uint32_t tbevents_crc(const void *data, size_t bytes);

#endif
