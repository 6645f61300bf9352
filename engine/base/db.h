#ifndef ENGINE_BASE_DB_H
#define ENGINE_BASE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

/*
 * db.h - a thin hand on SQLite: one file, safe on network homes (rollback
 * journal, synchronous FULL) and shared by several programs (5 s of patience).
 *
 * A statement's failure is sticky: bind and read freely, and db_end() tells.
 *     struct db_query q = db_query(d, "SELECT x FROM t WHERE id = ?");
 *     db_bind_text(&q, 1, id);
 *     while (db_next(&q))
 *         use(db_whole(&q, 0));
 *     STATUS_TRY(db_end(&q));
 */
struct sqlite3;
struct sqlite3_stmt;

struct db {
    struct sqlite3 *handle; /* NULL when closed */
};

struct db_query {
    struct sqlite3_stmt *stmt;
    struct status status;
};

/* Makes the file and the folders above it where they are missing.
 * Errors: IO (cannot be read or written), BAD_FILE (no database, damaged). */
struct status db_open(struct db *d, const char *path);
/* The same for a file of gigabytes, whose pages are not all read first: damage
 * is met where it is read. ":memory:" is no file. */
struct status db_open_large(struct db *d, const char *path);
void db_close(struct db *d);

/* Brings the tables of one part of the program up to date: `step[i]` takes
 * them from version i to i + 1. All or nothing. Errors: UNSUPPORTED where the
 * file was written by a newer program. */
struct status db_upgrade(struct db *d, const char *part,
                         const char *const *step, int count);

/* Statements without results or values. */
struct status db_do(struct db *d, const char *sql);

/* A transaction; db_finish() commits where `st` is fine and rolls back where
 * it is not, and answers the failure of either. */
struct status db_begin(struct db *d);
struct status db_finish(struct db *d, struct status st);

struct db_query db_query(struct db *d, const char *sql);
/* Values for the question marks, counted from 1. */
void db_bind_text(struct db_query *q, int at, const char *text);
/* A text with its length; a blob. NULL of 0 bytes is empty, not missing. */
void db_bind_part(struct db_query *q, int at, const char *text, size_t bytes);
void db_bind_bytes(struct db_query *q, int at, const void *data, size_t bytes);
void db_bind_whole(struct db_query *q, int at, int64_t value);
void db_bind_real(struct db_query *q, int at, double value);
/* True while there is a row to read. */
bool db_next(struct db_query *q);
/* Columns of that row, counted from 0; text is "" for a NULL and borrowed
 * until the next call. */
const char *db_text(struct db_query *q, int column);
int64_t db_whole(struct db_query *q, int column);
/* How many bytes the text or blob of a column has, and the blob, borrowed as
 * db_text(). */
size_t db_size(struct db_query *q, int column);
const void *db_bytes(struct db_query *q, int column);
double db_real(struct db_query *q, int column);
/* Always the last call. */
struct status db_end(struct db_query *q);
/* For a statement that gives no rows: runs it and ends it. */
struct status db_run(struct db_query *q);
/* For a statement that will run again: its values are kept until bound. */
void db_again(struct db_query *q);
/* The row number that the last INSERT gave. */
int64_t db_last(struct db *d);

#endif
