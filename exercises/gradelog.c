#include "exercises/gradelog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/hash.h"
#include "engine/base/paths.h"

static const char *const tables[] = {
    "CREATE TABLE graded(key TEXT PRIMARY KEY, at INTEGER NOT NULL,"
    " record TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE run(name TEXT PRIMARY KEY, value TEXT NOT NULL)"
    " WITHOUT ROWID;"
    "CREATE TABLE hand(student TEXT NOT NULL, exercise TEXT NOT NULL,"
    " points REAL, remark TEXT NOT NULL, PRIMARY KEY(student, exercise))"
    " WITHOUT ROWID;"};

struct status gradelog_open(struct gradelog *log, const char *path)
{
    *log = (struct gradelog){0};
    STATUS_TRY(db_open(&log->db, path));
    const struct status st = db_upgrade(&log->db, "gradelog", tables,
                                        sizeof tables / sizeof *tables);
    if (st.code)
        db_close(&log->db);
    return st;
}

void gradelog_close(struct gradelog *log)
{
    db_close(&log->db);
}

struct status gradelog_path(struct buf *out, const char *folder)
{
    char *real = realpath(folder, NULL), digits[HASH_TEXT], name[64];

    if (!real)
        return status_fail(STATUS_NOT_FOUND, "there is no folder %.300s",
                           folder);
    hash_bytes(digits, real, strlen(real));
    free(real);
    snprintf(name, sizeof name, "grades/%.16s.db", digits);
    return paths_data(out, name);
}

struct status gradelog_find(struct gradelog *log, const char *key,
                            struct buf *record, bool *found)
{
    struct db_query q =
        db_query(&log->db, "SELECT record FROM graded WHERE key = ?");

    db_bind_text(&q, 1, key);
    *found = db_next(&q);
    if (*found)
        buf_text(record, db_text(&q, 0));
    STATUS_TRY(db_end(&q));
    return buf_status(record);
}

struct status gradelog_add(struct gradelog *log, const char *key,
                           const char *record)
{
    struct db_query q =
        db_query(&log->db, "INSERT OR IGNORE INTO graded(key, at, record)"
                           " VALUES(?, ?, ?)");

    db_bind_text(&q, 1, key);
    db_bind_whole(&q, 2, clock_unix());
    db_bind_text(&q, 3, record);
    return db_run(&q);
}

struct status gradelog_forget(struct gradelog *log)
{
    return db_do(&log->db, "DELETE FROM graded;"
                           "DELETE FROM run WHERE name <> 'probes'");
}

struct status gradelog_get(struct gradelog *log, const char *name,
                           struct buf *value)
{
    struct db_query q =
        db_query(&log->db, "SELECT value FROM run WHERE name = ?");

    db_bind_text(&q, 1, name);
    if (db_next(&q))
        buf_text(value, db_text(&q, 0));
    STATUS_TRY(db_end(&q));
    return buf_status(value);
}

struct status gradelog_put(struct gradelog *log, const char *name,
                           const char *value)
{
    struct db_query q = db_query(
        &log->db, "INSERT OR REPLACE INTO run(name, value) VALUES(?, ?)");

    db_bind_text(&q, 1, name);
    db_bind_text(&q, 2, value);
    return db_run(&q);
}

struct status gradelog_hand(struct gradelog *log, const char *student,
                            const char *exercise, struct gradelog_hand *out)
{
    struct db_query q =
        db_query(&log->db, "SELECT points IS NOT NULL, points, remark FROM hand"
                           " WHERE student = ? AND exercise = ?");

    *out = (struct gradelog_hand){.pointed = false};
    db_bind_text(&q, 1, student);
    db_bind_text(&q, 2, exercise);
    if (db_next(&q)) {
        out->pointed = db_whole(&q, 0) != 0;
        out->points = db_real(&q, 1);
        snprintf(out->remark, sizeof out->remark, "%s", db_text(&q, 2));
    }
    return db_end(&q);
}

struct status gradelog_set_hand(struct gradelog *log, const char *student,
                                const char *exercise,
                                const struct gradelog_hand *hand)
{
    struct db_query q = db_query(
        &log->db, "INSERT OR REPLACE INTO hand(student, exercise, points,"
                  " remark) VALUES(?, ?, ?, ?)");

    db_bind_text(&q, 1, student);
    db_bind_text(&q, 2, exercise);
    if (hand->pointed)
        db_bind_real(&q, 3, hand->points);
    db_bind_text(&q, 4, hand->remark);
    return db_run(&q);
}
