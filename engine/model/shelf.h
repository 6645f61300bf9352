#ifndef ENGINE_MODEL_SHELF_H
#define ENGINE_MODEL_SHELF_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/hash.h"
#include "engine/base/status.h"

/*
 * shelf.h - the catalogue of models that can be fetched: what files a model
 * consists of, what they must hold, and where they are. The format is told at
 * the top of lessons/models/catalogue.
 */
enum { SHELF_MODELS = 64, SHELF_FILES = 16 };

/* NULL where a file is not to be had that way; texts belong to the shelf. */
struct shelf_file {
    const char *name;
    int64_t bytes;
    const char *sha256;                     /* 64 digits */
    const char *package, *version, *inside; /* of a wheel */
    const char *url;
};

struct shelf_model {
    const char *name, *title, *licence;
    struct shelf_file file[SHELF_FILES];
    int files;
};

struct shelf {
    const char *date;
    struct shelf_model model[SHELF_MODELS];
    int models;
    char *text; /* what all the others point into */
};

/* Errors: those of filemap_open(); BAD_FILE names the line. `s` is to be
 * released after success only. */
struct status shelf_read(struct shelf *s, const char *path);
void shelf_release(struct shelf *s);

/* NULL where there is none of that name. */
const struct shelf_model *shelf_find(const struct shelf *s, const char *name);

/* Of all files together. */
int64_t shelf_bytes(const struct shelf_model *m);

#endif
