#include "exercises/attempts.h"

#include "engine/base/clock.h"
#include "engine/base/paths.h"

static const char *const tables[] = {
    "CREATE TABLE attempt(number INTEGER PRIMARY KEY, exercise TEXT NOT NULL,"
    " at INTEGER NOT NULL, passed INTEGER NOT NULL, verdict TEXT NOT NULL,"
    " good INTEGER NOT NULL, cases INTEGER NOT NULL, known TEXT NOT NULL,"
    " level TEXT NOT NULL, seconds REAL NOT NULL, text TEXT);"
    "CREATE INDEX attempt_exercise ON attempt(exercise, number);"
    "CREATE TABLE exercise(name TEXT PRIMARY KEY, hints INTEGER NOT NULL"
    " DEFAULT 0, peeked INTEGER NOT NULL DEFAULT 0);"};

struct status attempts_open(struct attempts *a, const char *path)
{
    struct status st = STATUS_OK;
    struct buf own;

    *a = (struct attempts){0};
    buf_init(&own, 8192);
    if (!path) {
        st = paths_data(&own, "lathe.db");
        path = buf_string(&own);
    }
    if (!st.code)
        st = db_open(&a->db, path);
    buf_release(&own);
    if (st.code)
        return st;
    st = db_upgrade(&a->db, "attempts", tables, sizeof tables / sizeof *tables);
    if (st.code)
        db_close(&a->db);
    return st;
}

void attempts_close(struct attempts *a)
{
    db_close(&a->db);
}

struct status attempts_add(struct attempts *a, const struct report *r,
                           const char *text)
{
    struct db_query q = db_query(
        &a->db, "INSERT INTO attempt(exercise, at, passed, verdict, good,"
                " cases, known, level, seconds, text)"
                " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    int good = 0;

    for (int i = 0; i < r->cases; i++)
        good += r->list[i].verdict == REPORT_PASS;
    db_bind_text(&q, 1, r->exercise);
    db_bind_whole(&q, 2, clock_unix());
    db_bind_whole(&q, 3, r->passed);
    db_bind_text(&q, 4, report_verdict_name(r->verdict));
    db_bind_whole(&q, 5, good);
    db_bind_whole(&q, 6, r->cases);
    db_bind_text(&q, 7, r->known);
    db_bind_text(&q, 8, sandbox_level_name(r->level));
    db_bind_real(&q, 9, r->seconds);
    if (r->passed)
        db_bind_text(&q, 10, text);
    return db_run(&q);
}

/* A round without a text: what a program gets cannot come of it. */
struct status attempts_add_task(struct attempts *a, const char *exercise,
                                double score, int parts, bool passed)
{
    struct db_query q = db_query(
        &a->db, "INSERT INTO attempt(exercise, at, passed, verdict, good,"
                " cases, known, level, seconds)"
                " VALUES(?, ?, ?, 'task', ?, ?, '', '', 0)");

    db_bind_text(&q, 1, exercise);
    db_bind_whole(&q, 2, clock_unix());
    db_bind_whole(&q, 3, passed);
    db_bind_whole(&q, 4, (int64_t)score);
    db_bind_whole(&q, 5, parts);
    return db_run(&q);
}

struct status attempts_state(struct attempts *a, const char *exercise,
                             struct attempts_state *out)
{
    struct db_query q =
        db_query(&a->db, "SELECT count(*), coalesce(max(passed), 0),"
                         " coalesce(max(passed AND text IS NOT NULL), 0)"
                         " FROM attempt WHERE exercise = ?");

    *out = (struct attempts_state){0};
    db_bind_text(&q, 1, exercise);
    if (db_next(&q)) {
        out->tries = (int)db_whole(&q, 0);
        out->passed = db_whole(&q, 1) != 0;
        out->coded = db_whole(&q, 2) != 0;
    }
    STATUS_TRY(db_end(&q));
    q = db_query(&a->db, "SELECT hints, peeked FROM exercise WHERE name = ?");
    db_bind_text(&q, 1, exercise);
    if (db_next(&q)) {
        out->hints = (int)db_whole(&q, 0);
        out->peeked = db_whole(&q, 1) != 0;
    }
    return db_end(&q);
}

struct status attempts_set_hints(struct attempts *a, const char *exercise,
                                 int hints)
{
    struct db_query q = db_query(
        &a->db, "INSERT INTO exercise(name, hints) VALUES(?1, ?2)"
                " ON CONFLICT(name) DO UPDATE SET hints = max(hints, ?2)");

    db_bind_text(&q, 1, exercise);
    db_bind_whole(&q, 2, hints);
    return db_run(&q);
}

struct status attempts_peek(struct attempts *a, const char *exercise)
{
    struct db_query q =
        db_query(&a->db, "INSERT INTO exercise(name, peeked) VALUES(?, 1)"
                         " ON CONFLICT(name) DO UPDATE SET peeked = 1");

    db_bind_text(&q, 1, exercise);
    return db_run(&q);
}

struct status attempts_last_pass(struct attempts *a, const char *exercise,
                                 struct buf *out)
{
    struct db_query q = db_query(
        &a->db,
        "SELECT text FROM attempt WHERE exercise = ? AND"
        " passed = 1 AND text IS NOT NULL ORDER BY number DESC LIMIT 1");

    db_bind_text(&q, 1, exercise);
    if (db_next(&q))
        buf_text(out, db_text(&q, 0));
    STATUS_TRY(db_end(&q));
    return buf_status(out);
}
