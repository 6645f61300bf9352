#ifndef ENGINE_MODEL_WEIGHTS_WEIGHTS_SAVE_H
#define ENGINE_MODEL_WEIGHTS_WEIGHTS_SAVE_H

#include "engine/model/weights/weights.h"
#include "engine/model/weights/weights_notes.h"

/*
 * weights_save.h - writes weight files: GGUF, safetensors, .npz, .npy.
 *
 * A file replaces the one before it whole or not at all, and no tensor need
 * fit in memory.
 */

/* One tensor. `fill` gives some rows of the innermost extent as floats, which
 * become `type`; where it is NULL, `data` has the bytes as they are. */
struct weights_source {
    const char *name;
    enum weights_type type;
    int dims;
    int64_t shape[WEIGHTS_DIMS];
    const void *data;
    struct status (*fill)(void *user, int64_t row, int64_t rows, float *out);
    void *user;
};

/* Errors: BAD_USAGE for a type that the format lacks or a row that blocks do
 * not fill, naming the tensor; IO. */
struct status weights_save_gguf(const char *path,
                                const struct weights_source *sources, int count,
                                const struct weights_notes *notes);

/* "format": "pt" and `texts`, key and value in turn, NULL-terminated. */
struct status weights_save_safetensors(const char *path,
                                       const struct weights_source *sources,
                                       int count, const char *const *texts);

/* At most 2 GiB in all. */
struct status weights_save_npz(const char *path,
                               const struct weights_source *sources, int count);

/* One array alone, its name left out. */
struct status weights_save_npy(const char *path,
                               const struct weights_source *source);

#endif
