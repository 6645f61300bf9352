#ifndef EXERCISES_KITCACHE_H
#define EXERCISES_KITCACHE_H

#include <stdbool.h>

#include "engine/base/hash.h"
#include "exercises/scratch.h"
#include "exercises/toolchain.h"

/*
 * kitcache.h - what the compiler made of an exercise's own files, kept under
 * lathe/kits in the cache folder, by a hash of all that went in: the texts, the
 * compiler, this program, the variables that lead a compiler. A change of any
 * is another hash, so nothing kept can be stale; of each exercise the newest
 * stays. A cache that cannot be read or written is none: things are compiled.
 */
struct kitcache {
    char folder[2 * SCRATCH_PATH]; /* "": none */
};

/* Ends `key`, to which the texts were added; NULL: no cache. */
void kitcache_open(struct kitcache *k, const char *name, struct hash *key,
                   const struct toolchain *tool);

/* Adds a file to `key`; one that is not there counts as empty. */
void kitcache_add(struct hash *key, const char *folder, const char *name);

/* Copies a kept file into `room`, where it may be run; false: not kept. */
bool kitcache_get(const struct kitcache *k, const char *file, const char *room);
/* Keeps a file of `room`. */
void kitcache_put(const struct kitcache *k, const char *room, const char *file);

#endif
