#ifndef ENGINE_MODEL_FETCH_H
#define ENGINE_MODEL_FETCH_H

#include <stdint.h>

#include "engine/base/status.h"

/*
 * fetch.h - the bytes at an address into a file, going on where an earlier
 * call was cut off.
 *
 * libcurl is opened when first needed, so that a program that fetches nothing
 * starts as fast as without it.
 */

/* Told now and then; `done` counts what was there before. May be NULL. */
struct fetch_watch {
    void (*told)(void *user, int64_t done, int64_t all);
    void *user;
};

/* Appends to `path` what it lacks of `bytes` bytes of `url` (https, http,
 * file). A server that cannot begin in the middle is asked from the start.
 * Errors: UNSUPPORTED without libcurl; IO for the network and the disk, the
 * part stays; BAD_FILE where there is more than `bytes`. */
struct status fetch_url(const char *url, const char *path, int64_t bytes,
                        const struct fetch_watch *watch);

/* The version of libcurl; NULL and in *why the reason where it is missing. */
const char *fetch_about(const char **why);

#endif
