#include "engine/base/db.h"

#include <assert.h>
#include <sqlite3.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/savefile.h"

#define PATIENCE_MS 5000 /* for another program that is writing */

static enum status_code code_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return STATUS_BAD_FILE;
    case SQLITE_NOMEM:
        return STATUS_NO_MEMORY;
    default:
        return STATUS_IO;
    }
}

static struct status fault(struct sqlite3 *handle, int rc)
{
    const char *path = handle ? sqlite3_db_filename(handle, "main") : NULL;

    return status_fail(code_of(rc), "cannot use %s: %s",
                       path && path[0] ? path : "the database",
                       handle ? sqlite3_errmsg(handle) : sqlite3_errstr(rc));
}

static struct status make_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct status st = STATUS_OK;

    if (slash && slash != path) {
        struct buf folder;

        buf_init(&folder, 4096);
        buf_add(&folder, path, (size_t)(slash - path));
        st = buf_status(&folder);
        if (!st.code)
            st = savefile_folder(buf_string(&folder));
        buf_release(&folder);
    }
    return st;
}

/* A quick_check reads every page once: few, in a file of answers. */
static struct status check(struct db *d)
{
    struct db_query q = db_query(d, "PRAGMA quick_check(1)");
    char said[200] = "no answer";

    if (db_next(&q))
        strncpy(said, db_text(&q, 0), sizeof(said) - 1);
    STATUS_TRY(db_end(&q));
    if (strcmp(said, "ok") != 0) {
        return status_fail(STATUS_BAD_FILE, "%s is damaged: %s",
                           sqlite3_db_filename(d->handle, "main"), said);
    }
    return STATUS_OK;
}

static struct status prepare(struct db *d, const char *path, bool whole)
{
    sqlite3_busy_timeout(d->handle, PATIENCE_MS);
    sqlite3_db_config(d->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    STATUS_TRY(db_do(d, "PRAGMA trusted_schema = OFF;"
                        "PRAGMA foreign_keys = ON;"
                        "PRAGMA journal_mode = DELETE;"
                        "PRAGMA synchronous = FULL;"));
    if (sqlite3_db_readonly(d->handle, "main"))
        return status_fail(STATUS_IO, "cannot write %s", path);
    return whole ? check(d) : STATUS_OK;
}

static struct status open_file(struct db *d, const char *path, bool whole)
{
    *d = (struct db){0};
    STATUS_TRY(make_folder(path));

    const int rc = sqlite3_open_v2(path, &d->handle,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                                       SQLITE_OPEN_FULLMUTEX,
                                   NULL);
    struct status st;

    if (rc) {
        st = status_fail(code_of(rc), "cannot open %s: %s", path,
                         d->handle ? sqlite3_errmsg(d->handle)
                                   : sqlite3_errstr(rc));
    } else {
        st = prepare(d, path, whole);
    }
    if (st.code)
        db_close(d);
    return st;
}

struct status db_open(struct db *d, const char *path)
{
    return open_file(d, path, true);
}

struct status db_open_large(struct db *d, const char *path)
{
    return open_file(d, path, false);
}

void db_close(struct db *d)
{
    sqlite3_close_v2(d->handle);
    *d = (struct db){0};
}

struct status db_do(struct db *d, const char *sql)
{
    assert(d->handle && "db_open() first");
    const int rc = sqlite3_exec(d->handle, sql, NULL, NULL, NULL);

    return rc ? fault(d->handle, rc) : STATUS_OK;
}

struct status db_begin(struct db *d)
{
    return db_do(d, "BEGIN IMMEDIATE");
}

struct status db_finish(struct db *d, struct status st)
{
    if (!st.code)
        st = db_do(d, "COMMIT");
    /* Some failures have rolled back by themselves. */
    if (st.code && !sqlite3_get_autocommit(d->handle))
        (void)db_do(d, "ROLLBACK");
    return st;
}

static struct status version_of(struct db *d, const char *part,
                                int64_t *version)
{
    struct db_query q = db_query(d, "SELECT version FROM part WHERE name = ?");

    *version = 0;
    db_bind_text(&q, 1, part);
    if (db_next(&q))
        *version = db_whole(&q, 0);
    return db_end(&q);
}

static struct status upgrade(struct db *d, const char *part,
                             const char *const *step, int count)
{
    const char *path = sqlite3_db_filename(d->handle, "main");
    int64_t version;

    STATUS_TRY(db_do(d, "CREATE TABLE IF NOT EXISTS part(name TEXT PRIMARY "
                        "KEY, version INTEGER NOT NULL)"));
    STATUS_TRY(version_of(d, part, &version));
    if (version > count) {
        return status_fail(STATUS_UNSUPPORTED,
                           "%s was written by a newer program: its %s has "
                           "version %lld, this one knows %d",
                           path, part, (long long)version, count);
    }
    if (version < 0) {
        return status_fail(STATUS_BAD_FILE,
                           "%s is damaged: its %s has "
                           "version %lld",
                           path, part, (long long)version);
    }
    if (version == count)
        return STATUS_OK;
    for (int64_t i = version; i < count; i++)
        STATUS_TRY(db_do(d, step[i]));

    struct db_query q = db_query(d, "INSERT OR REPLACE INTO part VALUES(?, ?)");
    db_bind_text(&q, 1, part);
    db_bind_whole(&q, 2, count);
    return db_run(&q);
}

struct status db_upgrade(struct db *d, const char *part,
                         const char *const *step, int count)
{
    STATUS_TRY(db_begin(d));
    return db_finish(d, upgrade(d, part, step, count));
}

static void note(struct db_query *q, int rc)
{
    if (!rc || q->status.code)
        return;
    q->status = fault(q->stmt ? sqlite3_db_handle(q->stmt) : NULL, rc);
}

struct db_query db_query(struct db *d, const char *sql)
{
    struct db_query q = {0};

    assert(d->handle && "db_open() first");
    const int rc = sqlite3_prepare_v2(d->handle, sql, -1, &q.stmt, NULL);
    if (rc)
        q.status = fault(d->handle, rc);
    return q;
}

void db_bind_text(struct db_query *q, int at, const char *text)
{
    if (!q->status.code)
        note(q, sqlite3_bind_text(q->stmt, at, text, -1, SQLITE_TRANSIENT));
}

void db_bind_part(struct db_query *q, int at, const char *text, size_t bytes)
{
    if (!q->status.code)
        note(q, sqlite3_bind_text64(q->stmt, at, text ? text : "", bytes,
                                    SQLITE_TRANSIENT, SQLITE_UTF8));
}

void db_bind_bytes(struct db_query *q, int at, const void *data, size_t bytes)
{
    if (!q->status.code)
        note(q, sqlite3_bind_blob64(q->stmt, at, data ? data : "", bytes,
                                    SQLITE_TRANSIENT));
}

void db_bind_whole(struct db_query *q, int at, int64_t value)
{
    if (!q->status.code)
        note(q, sqlite3_bind_int64(q->stmt, at, value));
}

void db_bind_real(struct db_query *q, int at, double value)
{
    if (!q->status.code)
        note(q, sqlite3_bind_double(q->stmt, at, value));
}

bool db_next(struct db_query *q)
{
    if (q->status.code)
        return false;
    const int rc = sqlite3_step(q->stmt);

    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        note(q, rc);
    return rc == SQLITE_ROW;
}

const char *db_text(struct db_query *q, int column)
{
    const unsigned char *text =
        q->status.code ? NULL : sqlite3_column_text(q->stmt, column);

    return text ? (const char *)text : "";
}

int64_t db_whole(struct db_query *q, int column)
{
    return q->status.code ? 0 : sqlite3_column_int64(q->stmt, column);
}

size_t db_size(struct db_query *q, int column)
{
    return q->status.code ? 0 : (size_t)sqlite3_column_bytes(q->stmt, column);
}

const void *db_bytes(struct db_query *q, int column)
{
    const void *data =
        q->status.code ? NULL : sqlite3_column_blob(q->stmt, column);

    return data ? data : "";
}

double db_real(struct db_query *q, int column)
{
    return q->status.code ? 0.0 : sqlite3_column_double(q->stmt, column);
}

struct status db_end(struct db_query *q)
{
    sqlite3_finalize(q->stmt);
    q->stmt = NULL;
    return q->status;
}

struct status db_run(struct db_query *q)
{
    while (db_next(q))
        ;
    return db_end(q);
}

void db_again(struct db_query *q)
{
    if (!q->status.code)
        sqlite3_reset(q->stmt);
}

int64_t db_last(struct db *d)
{
    return sqlite3_last_insert_rowid(d->handle);
}
