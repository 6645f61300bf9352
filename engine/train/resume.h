#ifndef ENGINE_TRAIN_RESUME_H
#define ENGINE_TRAIN_RESUME_H

#include "engine/core/params.h"
#include "engine/train/scaler.h"

/*
 * resume.h - the file from which an interrupted run goes on, bit for bit.
 *
 * Layout: a line of magic; then sections, each a 16-byte name, its length as
 * 8 little-endian bytes, 64 hex digits of SHA-256, and the bytes: "about",
 * "state", "values", "moment0", "moment1". All sections are read and checked
 * before anything is changed.
 */
struct resume_state {
    int64_t step; /* steps done */
    double rate_scale;
    struct scaler scaler; /* of f16 */
};

struct status resume_save(const char *path, const char *about,
                          const struct resume_state *state, struct params *ps);

/* Errors: NOT_FOUND; BAD_FILE for a damaged one; BAD_USAGE where `about`
 * differs: it is of another run. */
struct status resume_load(const char *path, const char *about,
                          struct resume_state *state, struct params *ps);

#endif
