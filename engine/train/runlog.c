#include "engine/train/runlog.h"

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
};

static struct status begin(struct runlog *r, const char *command,
                           const char *recipe, const char *data_hash)
{
    STATUS_TRY(db_upgrade(&r->db, "runs", tables,
                          (int)(sizeof tables / sizeof *tables)));
    struct db_query q = db_query(
        &r->db, "INSERT INTO run(started, command, recipe, data_sha256)"
                " VALUES(?, ?, ?, ?) RETURNING number");
    db_bind_whole(&q, 1, clock_unix());
    db_bind_text(&q, 2, command);
    db_bind_text(&q, 3, recipe);
    db_bind_text(&q, 4, data_hash);
    while (db_next(&q))
        r->number = db_whole(&q, 0);
    return db_end(&q);
}

struct status runlog_open(struct runlog **out, const char *path,
                          const char *command, const char *recipe,
                          const char *data_hash)
{
    struct runlog *r = calloc(1, sizeof *r);

    *out = NULL;
    if (!r)
        return status_fail(STATUS_NO_MEMORY, "no memory for a run record");
    struct status st = db_open(&r->db, path);
    if (!st.code)
        st = begin(r, command, recipe, data_hash);
    if (st.code) {
        db_close(&r->db);
        free(r);
        return st;
    }
    *out = r;
    return st;
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
    r->points = 0;
    return db_finish(&r->db, st);
}

struct status runlog_add(struct runlog *r, const struct trainer_report *step,
                         double valid)
{
    r->point[r->points++] = (struct point){*step, valid};
    return r->points == GATHER ? runlog_flush(r) : STATUS_OK;
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
