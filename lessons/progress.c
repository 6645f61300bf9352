#include "lessons/progress.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/clock.h"
#include "engine/base/paths.h"

static const char *const tables[] = {
    "CREATE TABLE lesson(id TEXT PRIMARY KEY, state INTEGER NOT NULL,"
    " step TEXT NOT NULL DEFAULT '', changed INTEGER NOT NULL);"
    "CREATE TABLE seen(lesson TEXT NOT NULL, step TEXT NOT NULL,"
    " at INTEGER NOT NULL, PRIMARY KEY(lesson, step));"
    "CREATE TABLE answer(number INTEGER PRIMARY KEY, lesson TEXT NOT NULL,"
    " id TEXT NOT NULL, text TEXT NOT NULL, score REAL NOT NULL,"
    " seed INTEGER NOT NULL, at INTEGER NOT NULL);"
    "CREATE INDEX answer_id ON answer(id, number);"
    "CREATE INDEX answer_lesson ON answer(lesson);"
    "CREATE TABLE note(name TEXT PRIMARY KEY, text TEXT NOT NULL);"};

/* The note that holds the id of the lesson that was open last. */
#define PLACE "place"

struct status progress_open(struct progress *p, const char *path)
{
    struct status st = STATUS_OK;
    struct buf own;

    *p = (struct progress){0};
    buf_init(&own, 4096);
    if (!path) {
        st = paths_data(&own, "lathe.db");
        path = buf_string(&own);
    }
    if (!st.code)
        st = db_open(&p->db, path);
    buf_release(&own);
    if (st.code)
        return st;

    st = db_upgrade(&p->db, "progress", tables,
                    sizeof(tables) / sizeof(tables[0]));
    if (st.code)
        db_close(&p->db);
    return st;
}

void progress_close(struct progress *p)
{
    db_close(&p->db);
}

/* Longer texts are no names of ours; cutting them would mix two up. */
static struct status check_name(const char *name)
{
    if (!name[0] || strlen(name) >= PROGRESS_ID) {
        return status_fail(STATUS_BAD_USAGE, "\"%.80s\" is no name to keep",
                           name);
    }
    return STATUS_OK;
}

static struct status see(struct progress *p, const char *lesson,
                         const char *step)
{
    struct db_query q = db_query(
        &p->db, "INSERT OR IGNORE INTO seen(lesson, step, at) VALUES(?, ?, ?)");

    db_bind_text(&q, 1, lesson);
    db_bind_text(&q, 2, step);
    db_bind_whole(&q, 3, clock_unix());
    STATUS_TRY(db_run(&q));

    q = db_query(&p->db, "INSERT INTO lesson(id, state, step, changed)"
                         " VALUES(?1, 1, ?2, ?3) ON CONFLICT(id) DO UPDATE SET"
                         " step = ?2, changed = ?3, state = max(state, 1)");
    db_bind_text(&q, 1, lesson);
    db_bind_text(&q, 2, step);
    db_bind_whole(&q, 3, clock_unix());
    STATUS_TRY(db_run(&q));
    return progress_set_note(p, PLACE, lesson);
}

struct status progress_visit(struct progress *p, const char *lesson,
                             const char *step)
{
    STATUS_TRY(check_name(lesson));
    STATUS_TRY(check_name(step));
    STATUS_TRY(db_begin(&p->db));
    return db_finish(&p->db, see(p, lesson, step));
}

static void keep(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text);
}

struct status progress_place(struct progress *p, struct progress_place *out)
{
    struct db_query q =
        db_query(&p->db, "SELECT lesson.id, lesson.step FROM note JOIN lesson"
                         " ON lesson.id = note.text WHERE note.name = ?");

    *out = (struct progress_place){0};
    db_bind_text(&q, 1, PLACE);
    if (db_next(&q)) {
        keep(out->lesson, PROGRESS_ID, db_text(&q, 0));
        keep(out->step, PROGRESS_ID, db_text(&q, 1));
    }
    return db_end(&q);
}

struct status progress_last(struct progress *p, int64_t *at)
{
    struct db_query q = db_query(&p->db, "SELECT max(changed) FROM lesson");

    *at = db_next(&q) ? db_whole(&q, 0) : 0;
    return db_end(&q);
}

struct status progress_resume(struct progress *p, const char *lesson,
                              char step[PROGRESS_ID])
{
    struct db_query q =
        db_query(&p->db, "SELECT step FROM lesson WHERE id = ?");

    step[0] = '\0';
    db_bind_text(&q, 1, lesson);
    if (db_next(&q))
        keep(step, PROGRESS_ID, db_text(&q, 0));
    return db_end(&q);
}

struct status progress_seen(struct progress *p, const char *lesson,
                            const char *step, bool *seen)
{
    struct db_query q =
        db_query(&p->db, "SELECT 1 FROM seen WHERE lesson = ? AND step = ?");

    db_bind_text(&q, 1, lesson);
    db_bind_text(&q, 2, step);
    *seen = db_next(&q);
    return db_end(&q);
}

struct status progress_count(struct progress *p, const char *lesson, int *steps)
{
    struct db_query q =
        db_query(&p->db, "SELECT count(*) FROM seen WHERE lesson = ?");

    db_bind_text(&q, 1, lesson);
    *steps = db_next(&q) ? (int)db_whole(&q, 0) : 0;
    return db_end(&q);
}

struct status progress_set_state(struct progress *p, const char *lesson,
                                 enum progress_state state)
{
    struct db_query q;

    STATUS_TRY(check_name(lesson));
    q = db_query(&p->db, "INSERT INTO lesson(id, state, changed)"
                         " VALUES(?1, ?2, ?3) ON CONFLICT(id) DO UPDATE SET"
                         " state = max(state, ?2), changed = ?3");
    db_bind_text(&q, 1, lesson);
    db_bind_whole(&q, 2, state);
    db_bind_whole(&q, 3, clock_unix());
    return db_run(&q);
}

struct status progress_get_state(struct progress *p, const char *lesson,
                                 enum progress_state *state)
{
    struct db_query q =
        db_query(&p->db, "SELECT state FROM lesson WHERE id = ?");
    int64_t found = PROGRESS_NEW;

    db_bind_text(&q, 1, lesson);
    if (db_next(&q))
        found = db_whole(&q, 0);
    *state = found >= PROGRESS_NEW && found <= PROGRESS_DONE
                 ? (enum progress_state)found
                 : PROGRESS_NEW;
    return db_end(&q);
}

struct status progress_add_answer(struct progress *p, const char *lesson,
                                  const char *id, const char *text,
                                  double score, uint64_t seed)
{
    struct db_query q;

    STATUS_TRY(check_name(lesson));
    STATUS_TRY(check_name(id));
    if (strlen(text) >= PROGRESS_ANSWER) {
        return status_fail(STATUS_TOO_BIG,
                           "an answer has at most %d bytes, this one has %zu",
                           PROGRESS_ANSWER - 1, strlen(text));
    }
    q = db_query(&p->db, "INSERT INTO answer(lesson, id, text, score, seed, at)"
                         " VALUES(?, ?, ?, ?, ?, ?)");
    db_bind_text(&q, 1, lesson);
    db_bind_text(&q, 2, id);
    db_bind_text(&q, 3, text);
    db_bind_real(&q, 4, score);
    db_bind_whole(&q, 5, (int64_t)seed);
    db_bind_whole(&q, 6, clock_unix());
    return db_run(&q);
}

struct status progress_judge(struct progress *p, const char *id, double score,
                             uint64_t seed)
{
    struct db_query q = db_query(
        &p->db, "UPDATE answer SET score = ?2, seed = ?3 WHERE number ="
                " (SELECT max(number) FROM answer WHERE id = ?1)");

    db_bind_text(&q, 1, id);
    db_bind_real(&q, 2, score);
    db_bind_whole(&q, 3, (int64_t)seed);
    return db_run(&q);
}

struct status progress_get_answer(struct progress *p, const char *id,
                                  struct progress_answer *out)
{
    struct db_query q = db_query(
        &p->db, "SELECT text, score, seed, (SELECT count(*) FROM answer WHERE"
                " id = ?1) FROM answer WHERE id = ?1 ORDER BY number DESC"
                " LIMIT 1");

    *out = (struct progress_answer){.score = -1.0};
    db_bind_text(&q, 1, id);
    if (db_next(&q)) {
        out->given = true;
        keep(out->text, PROGRESS_ANSWER, db_text(&q, 0));
        out->score = db_real(&q, 1);
        out->seed = (uint64_t)db_whole(&q, 2);
        out->tries = (int)db_whole(&q, 3);
    }
    return db_end(&q);
}

struct status progress_score(struct progress *p, const char *lesson,
                             double *score)
{
    struct db_query q = db_query(
        &p->db, "SELECT avg(score), count(*) FROM answer WHERE number IN"
                " (SELECT max(number) FROM answer WHERE lesson = ? AND"
                " score >= 0 GROUP BY id)");

    *score = -1.0;
    db_bind_text(&q, 1, lesson);
    if (db_next(&q) && db_whole(&q, 1) > 0)
        *score = db_real(&q, 0);
    return db_end(&q);
}

struct status progress_set_note(struct progress *p, const char *name,
                                const char *text)
{
    struct db_query q =
        db_query(&p->db, "INSERT OR REPLACE INTO note VALUES(?, ?)");

    if (strlen(text) >= PROGRESS_ANSWER && !q.status.code) {
        q.status =
            status_fail(STATUS_TOO_BIG, "the note %.60s is too long", name);
    }
    db_bind_text(&q, 1, name);
    db_bind_text(&q, 2, text);
    return db_run(&q);
}

struct status progress_get_note(struct progress *p, const char *name,
                                char out[PROGRESS_ANSWER])
{
    struct db_query q =
        db_query(&p->db, "SELECT text FROM note WHERE name = ?");

    out[0] = '\0';
    db_bind_text(&q, 1, name);
    if (db_next(&q))
        keep(out, PROGRESS_ANSWER, db_text(&q, 0));
    return db_end(&q);
}
