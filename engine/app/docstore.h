#ifndef ENGINE_APP_DOCSTORE_H
#define ENGINE_APP_DOCSTORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/app/fuse.h"
#include "engine/app/loader.h"
#include "engine/app/passages.h"
#include "engine/base/db.h"
#include "engine/base/status.h"

/*
 * docstore.h - texts in passages, kept in one SQLite file: which files they
 * came from, their words (FTS5, stems of Porter) and their vectors. What has
 * been committed survives a crash; ":memory:" is kept nowhere.
 */
struct docstore {
    struct db db;
};

/* Errors: those of db_open(); UNSUPPORTED, by a newer program. */
struct status docstore_open(struct docstore *s, const char *path);
void docstore_close(struct docstore *s);

/* A file as it was met. */
struct docstore_file {
    const char *path;
    int64_t bytes, changed_ns;
    enum loader_kind kind;
    const char *cut; /* how passages are made, as text */
};

/* The file's row, 0 for none; *same where it has not changed since. */
struct status docstore_find(struct docstore *s, const struct docstore_file *f,
                            int64_t *id, bool *same);

/* Puts the file in the place of what was there. The passages' titles stand in
 * `text`; a passage without one has the file's name. */
struct status docstore_put(struct docstore *s, const struct docstore_file *f,
                           const char *text, const struct passages *p,
                           int64_t *id);
/* The same for a file with nothing to find, and why. */
struct status docstore_refuse(struct docstore *s, const struct docstore_file *f,
                              const char *why, int64_t *id);
struct status docstore_forget(struct docstore *s, int64_t id);

struct docstore_filter {
    const char *under; /* a folder's path without its last slash, or NULL */
    int kind;          /* of enum loader_kind, or -1 */
};

/* A passage with where it stands. Its texts are its own. */
struct docstore_passage {
    int64_t id, file;
    int64_t from, to; /* bytes of the text as loaded */
    int64_t line;     /* of its first byte, counted from 1 */
    double score;
    char *path, *title, *text;
};

/* How FTS5 makes words of texts here. */
#define DOCSTORE_WORDS "tokenize = 'porter unicode61 remove_diacritics 2'"

/* Best first by BM25; *n says how many, at most `room`. A query of no word
 * finds nothing. Errors: those of db.h, NO_MEMORY. Owner: the caller,
 * docstore_drop() even after a failure. */
struct status docstore_search(struct docstore *s, const char *query,
                              const struct docstore_filter *filter,
                              struct docstore_passage *out, int room, int *n);
/* The same order, as numbers of passages with their scores. */
struct status docstore_rank(struct docstore *s, const char *query,
                            const struct docstore_filter *filter,
                            struct fuse_hit *out, int room, int *n);
/* The passages a filter lets through, by rising number. Owner: the caller,
 * free(). */
struct status docstore_allowed(struct docstore *s,
                               const struct docstore_filter *filter,
                               int64_t **id, int64_t *n);
/* Fills `out` of passage `id`. Errors: NOT_FOUND. */
struct status docstore_get(struct docstore *s, int64_t id,
                           struct docstore_passage *out);
void docstore_drop(struct docstore_passage *p, int n);

struct docstore_count {
    int64_t files, passages, bytes;
};
struct status docstore_counts(struct docstore *s, struct docstore_count *c);

/* Settings kept with the texts; "" for one that is not there. */
struct status docstore_meta(struct docstore *s, const char *name, char *out,
                            size_t room);
struct status docstore_meta_set(struct docstore *s, const char *name,
                                const char *value);

#endif
