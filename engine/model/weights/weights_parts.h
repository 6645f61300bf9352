#ifndef ENGINE_MODEL_WEIGHTS_WEIGHTS_PARTS_H
#define ENGINE_MODEL_WEIGHTS_WEIGHTS_PARTS_H

#include <jansson.h>

#include "engine/base/arena.h"
#include "engine/base/filemap.h"
#include "engine/model/safetensors.h"
#include "engine/model/weights/weights.h"

/*
 * weights_parts.h - how the reader of a format fills a `struct weights`. On
 * failure it leaves what it made: weights_free() takes it all.
 */
#define WEIGHTS_SHOWN 64 /* bytes of a name in a message, and '\0' */

struct weights {
    const char *format;
    struct weights_tensor *tensor;
    const struct weights_tensor **by_name;
    int count, room;
    struct weights_value *value;
    const struct weights_value **by_key;
    int value_count, value_room;
    struct arena text; /* names, keys, texts */
    struct filemap *map;
    int maps;
    struct safetensors *shard;
    int shards;
    json_t *json[2]; /* whose lists are values */
    void **piece;    /* of unpacked archives */
    int pieces;
};

/* `bytes` of text with '\0' behind, kept as long as `w`. */
struct status weights_keep(struct weights *w, const void *text, size_t bytes,
                           const char **out);

/* A new tensor or value, all zero but its name or key and where the file tells
 * of it (0: not known). Errors: TOO_BIG past the limit, BAD_FILE for a name of
 * 0 bytes or with a '\0' in it. */
struct status weights_add(struct weights *w, size_t at, const void *name,
                          size_t bytes, struct weights_tensor **out);
struct status weights_add_value(struct weights *w, size_t at, const void *key,
                                size_t bytes, struct weights_value **out);

/* Computes count and bytes from type and shape. Errors: BAD_FILE where they
 * overflow, or a row is not whole blocks. */
struct status weights_measure(struct weights_tensor *t);

/* Sorts by name, when all is read. Errors: BAD_FILE for one that stands
 * twice. */
struct status weights_finish(struct weights *w);

/* BAD_FILE: tensor "NAME" at byte N WHY, where WHY may hold numbers. */
struct status weights_bad(const struct weights_tensor *t, const char *why, ...)
    __attribute__((format(printf, 2, 3)));

/* BAD_FILE: "KEY" at byte N WHY. */
struct status weights_bad_value(const struct weights_value *v, const char *why,
                                ...) __attribute__((format(printf, 2, 3)));

/* Maps a file that stays open as long as `w`. */
struct status weights_map(struct weights *w, const char *path,
                          struct filemap *out);

/* The readers. `name` stands in messages. */
struct status weights_gguf(struct weights *w, const void *data, size_t bytes);
struct status weights_safetensors(struct weights *w, const void *data,
                                  size_t bytes);
struct status weights_npy(struct weights *w, const void *data, size_t bytes);
struct status weights_npz(struct weights *w, const void *data, size_t bytes);
struct status weights_folder(struct weights *w, const char *path);

/* Adds the scalars and lists of a JSON object as PREFIX.KEY. */
struct status weights_json(struct weights *w, const char *prefix, json_t *root);

/* weights_next() for lists of one form. */
enum weights_form { WEIGHTS_FORM_JSON, WEIGHTS_FORM_GGUF };
bool weights_gguf_next(struct weights_items *it, struct weights_value *item);
bool weights_json_next(struct weights_items *it, struct weights_value *item);

#endif
