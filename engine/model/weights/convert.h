#ifndef ENGINE_MODEL_WEIGHTS_CONVERT_H
#define ENGINE_MODEL_WEIGHTS_CONVERT_H

#include "engine/model/weights/arch.h"
#include "engine/model/weights/weights_notes.h"

/*
 * convert.h - the weights of one file as another: of another format, of other
 * types.
 *
 * Where the architecture is known, names and layouts become those of the
 * target, so that its own programs read it, and vectors, norms and positions of
 * a GGUF become F32; else names stay. Quantising leaves
 * vectors, norms and positions as they are in F32 and gives the head (or the
 * embedding that is tied to it) more bits: Q6_K.
 */
struct convert_options {
    bool changes;           /* false: every tensor keeps its type */
    enum weights_type type; /* of matrices */
    bool pure;              /* of the head too */
    /* The keys of a vocabulary for a GGUF made of anything else; NULL: it says
     * that it has none. */
    const struct weights_notes *words;
};

/* What became of one tensor. */
struct convert_result {
    const char *name;
    enum weights_type from, to;
    bool fallback; /* rows did not fit the type asked for */
    int64_t count;
    size_t bytes;
    double error; /* root of mean squared error over that of the numbers */
};

/* Writes `path`: .gguf, .safetensors or .npz, else a folder with
 * model.safetensors and config.json. Errors: as the readers and writers;
 * BAD_USAGE for a type that the format lacks. */
struct status convert_file(const struct weights *in, const char *path,
                           const struct convert_options *o);

/* How many tensors of `in` have no place in `path`, because its architecture
 * has no such part, and the name of the first, borrowed from `in`. */
struct status convert_left_out(const struct weights *in, const char *path,
                               int *count, const char **first);

/* Reads both and tells of each tensor, in the order of the new file. */
struct status
convert_compare(const struct weights *in, const struct weights *out,
                const struct convert_options *o,
                void (*told)(void *user, const struct convert_result *r),
                void *user);

#endif
