#include "engine/train/runlog.h"

#include <math.h>
#include <stdlib.h>

#include "engine/base/clock.h"

enum { GATHER = 64 }; /* points per transaction */

struct point {
    struct trainer_report step;
    double valid;
};

struct runlog {
    struct db db;
    int64_t number;
    struct point point[GATHER];
    int points;
};

static const char *const tables[] = {
    "CREATE TABLE run(number INTEGER PRIMARY KEY, started INTEGER NOT NULL,"
    " command TEXT NOT NULL, recipe TEXT NOT NULL, data_sha256 TEXT NOT NULL);"
    "CREATE TABLE run_point(run INTEGER NOT NULL REFERENCES run(number),"
    " step INTEGER NOT NULL, loss REAL, val_loss REAL, lr REAL, grad_norm REAL,"
    " seconds REAL, PRIMARY KEY(run, step));",
    "ALTER TABLE run ADD COLUMN argv TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE run ADD COLUMN mode TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE run ADD COLUMN version TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE run ADD COLUMN seed INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE run ADD COLUMN lab INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE run ADD COLUMN steps INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE run_curve(run INTEGER NOT NULL REFERENCES run(number),"
    " place INTEGER NOT NULL, name TEXT NOT NULL, step REAL NOT NULL,"
    " value REAL, PRIMARY KEY(run, place, step)) WITHOUT ROWID;",
    "ALTER TABLE run ADD COLUMN ended INTEGER NOT NULL DEFAULT 1;"
    "ALTER TABLE run ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;",
};

struct status runlog_tables(struct db *d)
{
    return db_upgrade(d, "runs", tables, (int)(sizeof tables / sizeof *tables));
}

/* It has not ended before somebody says so. */
static struct status begin(struct db *d, const struct runlog_about *a,
                           int64_t *number)
{
    struct db_query q = db_query(
        d, "INSERT INTO run(started, command, recipe, data_sha256, argv, mode,"
           " version, seed, lab, ended) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"
           " RETURNING number");

    db_bind_whole(&q, 1, clock_unix());
    db_bind_text(&q, 2, a->command);
    db_bind_text(&q, 3, a->recipe);
    db_bind_text(&q, 4, a->data_hash);
    db_bind_text(&q, 5, a->argv);
    db_bind_text(&q, 6, a->mode);
    db_bind_text(&q, 7, a->version);
    db_bind_whole(&q, 8, (int64_t)a->seed);
    db_bind_whole(&q, 9, a->lab);
    while (db_next(&q))
        *number = db_whole(&q, 0);
    return db_end(&q);
}

struct status runlog_open(struct runlog **out, const char *path,
                          const struct runlog_about *about)
{
    struct runlog *r = calloc(1, sizeof *r);

    *out = NULL;
    if (!r)
        return status_fail(STATUS_NO_MEMORY, "no memory for a run record");
    struct status st = db_open(&r->db, path);
    if (!st.code)
        st = runlog_tables(&r->db);
    if (!st.code)
        st = begin(&r->db, about, &r->number);
    if (st.code) {
        db_close(&r->db);
        free(r);
        return st;
    }
    *out = r;
    return st;
}

static struct status write_steps(struct db *d, int64_t number, int64_t steps)
{
    struct db_query q =
        db_query(d, "UPDATE run SET steps = ?, touched = ? WHERE number = ?");

    db_bind_whole(&q, 1, steps);
    db_bind_whole(&q, 2, clock_unix());
    db_bind_whole(&q, 3, number);
    return db_run(&q);
}

static struct status write_ended(struct db *d, int64_t number, bool ended)
{
    struct db_query q =
        db_query(d, "UPDATE run SET ended = ? WHERE number = ?");

    db_bind_whole(&q, 1, ended);
    db_bind_whole(&q, 2, number);
    return db_run(&q);
}

static struct status write_point(struct runlog *r, const struct point *p)
{
    struct db_query q = db_query(
        &r->db,
        "INSERT OR REPLACE INTO run_point(run, step, loss, val_loss, lr,"
        " grad_norm, seconds)"
        " VALUES(?, ?, ?, nullif(?, -1.0), ?, ?, ?)");

    db_bind_whole(&q, 1, r->number);
    db_bind_whole(&q, 2, p->step.step);
    db_bind_real(&q, 3, p->step.loss);
    db_bind_real(&q, 4, p->valid < 0.0 ? -1.0 : p->valid);
    db_bind_real(&q, 5, p->step.rate);
    db_bind_real(&q, 6, p->step.grad_norm);
    db_bind_real(&q, 7, p->step.seconds);
    return db_run(&q);
}

struct status runlog_flush(struct runlog *r)
{
    struct status st = r->points ? db_begin(&r->db) : STATUS_OK;

    if (st.code || !r->points)
        return st;
    for (int i = 0; i < r->points && !st.code; i++)
        st = write_point(r, &r->point[i]);
    if (!st.code)
        st = write_steps(&r->db, r->number, r->point[r->points - 1].step.step);
    r->points = 0;
    return db_finish(&r->db, st);
}

struct status runlog_add(struct runlog *r, const struct trainer_report *step,
                         double valid)
{
    r->point[r->points++] = (struct point){*step, valid};
    return r->points == GATHER ? runlog_flush(r) : STATUS_OK;
}

struct status runlog_end(struct runlog *r)
{
    STATUS_TRY(runlog_flush(r));
    return write_ended(&r->db, r->number, true);
}

int64_t runlog_number(const struct runlog *r)
{
    return r->number;
}

void runlog_close(struct runlog *r)
{
    if (!r)
        return;
    const struct status st = runlog_flush(r);
    (void)st; /* whoever must know has flushed before */
    db_close(&r->db);
    free(r);
}

/* A replay needs what a run string says, turned knobs and all. */
static struct status renew(struct db *d, const struct runlog_about *a,
                           int64_t number)
{
    struct db_query q =
        db_query(d, "UPDATE run SET command = ? WHERE number = ?");

    db_bind_text(&q, 1, a->command);
    db_bind_whole(&q, 2, number);
    STATUS_TRY(db_run(&q));
    q = db_query(d, "DELETE FROM run_curve WHERE run = ?");
    db_bind_whole(&q, 1, number);
    return db_run(&q);
}

static struct status write_curve(struct db *d, int64_t number, int place,
                                 const struct runlog_curve *c)
{
    struct status st = STATUS_OK;

    for (int i = 0; i < c->count && !st.code; i++) {
        struct db_query q;

        if (!isfinite(c->value[i]))
            continue;
        q = db_query(d, "INSERT OR REPLACE INTO run_curve(run, place, name,"
                        " step, value) VALUES(?, ?, ?, ?, ?)");
        db_bind_whole(&q, 1, number);
        db_bind_whole(&q, 2, place);
        db_bind_text(&q, 3, c->name);
        db_bind_real(&q, 4, c->step[i]);
        db_bind_real(&q, 5, c->value[i]);
        st = db_run(&q);
    }
    return st;
}

struct status runlog_put(struct db *d, const struct runlog_about *about,
                         int64_t steps, const struct runlog_curve *curve,
                         int curves, int64_t *number)
{
    struct status st;

    STATUS_TRY(runlog_tables(d));
    STATUS_TRY(db_begin(d));
    st = *number ? renew(d, about, *number) : begin(d, about, number);
    if (!st.code)
        st = write_steps(d, *number, steps);
    if (!st.code)
        st = write_ended(d, *number, !about->going);
    for (int i = 0; i < curves && !st.code; i++)
        st = write_curve(d, *number, i, &curve[i]);
    return db_finish(d, st);
}
