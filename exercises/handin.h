#ifndef EXERCISES_HANDIN_H
#define EXERCISES_HANDIN_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/buf.h"
#include "engine/base/status.h"

/*
 * handin.h - a learner's work in one file for the teacher: a zip archive of
 * EXERCISE.c files and handin.json, which names each with its length and hash.
 * The same work makes the same bytes.
 *
 * Reading believes nothing. An archive that somebody zipped by hand is read
 * too: of each entry only the last part of its name counts, nothing is ever
 * written to disk, and links, passwords, ".." in names, two entries for one
 * exercise and sizes past the limits refuse the whole archive.
 */
enum {
    HANDIN_FILES = 200,
    HANDIN_FILE_BYTES = 1 << 20,
    HANDIN_ENTRIES = 2000,           /* with those that are no exercise */
    HANDIN_ARCHIVE_BYTES = 16 << 20, /* packed */
    HANDIN_BYTES = 32 << 20          /* of all files together */
};

#define HANDIN_ENDING ".zip"

struct handin_file {
    const char *exercise; /* "softmax" */
    const char *text;
    size_t bytes;
};

/* Appends the archive to `out`. Errors: NO_MEMORY, TOO_BIG, IO. */
struct status handin_pack(struct buf *out, const struct handin_file *file,
                          int files, const char *learner);

/* Is told of each file of an archive that held in every respect. */
typedef struct status handin_take(void *context,
                                  const struct handin_file *file);

/* Reads one. `known` says whether a name is an exercise; other files are passed
 * over, and counted in *others where they end in .c. Errors: BAD_FILE, TOO_BIG,
 * saying of which entry. */
struct status handin_read(const void *data, size_t bytes,
                          bool (*known)(void *context, const char *exercise),
                          handin_take *take, void *context, int *others);

#endif
