#ifndef EXERCISES_GRADELOG_H
#define EXERCISES_GRADELOG_H

#include <stdbool.h>

#include "engine/base/buf.h"
#include "engine/base/db.h"
#include "engine/base/status.h"

/*
 * gradelog.h - the journal of grading one folder: a record for each finished
 * file, in a transaction of its own, so that a run that was killed goes on
 * where it was. Beside it what a teacher adds: remarks and points by hand.
 *
 * A record is found by a key of everything that its verdict depends on; the
 * same key is the same result.
 */
struct gradelog {
    struct db db;
};

struct status gradelog_open(struct gradelog *log, const char *path);
void gradelog_close(struct gradelog *log);

/* Appends the journal's own path for a folder: $XDG_DATA_HOME/lathe/grades.
 * Errors: NOT_FOUND (no such folder). */
struct status gradelog_path(struct buf *out, const char *folder);

/* Appends the record of `key` where there is one. */
struct status gradelog_find(struct gradelog *log, const char *key,
                            struct buf *record, bool *found);
/* The first record of a key stays. */
struct status gradelog_add(struct gradelog *log, const char *key,
                           const char *record);
/* Forgets the records; remarks and what is known of the machine stay. */
struct status gradelog_forget(struct gradelog *log);

/* Values of the run, by name; "" where there is none. */
struct status gradelog_get(struct gradelog *log, const char *name,
                           struct buf *value);
struct status gradelog_put(struct gradelog *log, const char *name,
                           const char *value);

/* --- by hand ----------------------------------------------------------------
 */

enum { GRADELOG_REMARK = 1000 };

struct gradelog_hand {
    bool pointed; /* points were given */
    double points;
    char remark[GRADELOG_REMARK];
};

struct status gradelog_hand(struct gradelog *log, const char *student,
                            const char *exercise, struct gradelog_hand *out);
struct status gradelog_set_hand(struct gradelog *log, const char *student,
                                const char *exercise,
                                const struct gradelog_hand *hand);

#endif
