#include "engine/train/runs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/size.h"
#include "engine/train/runlog.h"

/* Both kinds of run as lines of (run, place, name, step, value). */
#define LINES                                                             \
    "SELECT run, 0 AS place, 'loss' AS name, step, loss AS value"         \
    " FROM run_point WHERE run = ?1 AND loss IS NOT NULL"                 \
    " UNION ALL SELECT run, 1, 'val_loss', step, val_loss FROM run_point" \
    " WHERE run = ?1 AND val_loss IS NOT NULL"                            \
    " UNION ALL SELECT run, place, name, step, value FROM run_curve"      \
    " WHERE run = ?1 ORDER BY 2, 4"

#define RUNS                                                                  \
    "SELECT number, started, seed, steps, lab, command, argv, mode, version," \
    " data_sha256, ended, touched FROM run"

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the runs");
}

void runs_free(struct runs_run *r)
{
    free(r->command);
    free(r->argv);
    free(r->mode);
    free(r->version);
    free(r->data_hash);
    *r = (struct runs_run){0};
}

static struct status take(struct runs_run *r, struct db_query *q)
{
    *r = (struct runs_run){.number = db_whole(q, 0),
                           .started = db_whole(q, 1),
                           .seed = db_whole(q, 2),
                           .steps = db_whole(q, 3),
                           .lab = db_whole(q, 4) != 0,
                           .ended = db_whole(q, 10) != 0,
                           .touched = db_whole(q, 11),
                           .loss = NAN,
                           .val_loss = NAN};
    r->command = strdup(db_text(q, 5));
    r->argv = strdup(db_text(q, 6));
    r->mode = strdup(db_text(q, 7));
    r->version = strdup(db_text(q, 8));
    r->data_hash = strdup(db_text(q, 9));
    if (r->command && r->argv && r->mode && r->version && r->data_hash)
        return STATUS_OK;
    runs_free(r);
    return no_memory();
}

bool runs_early(const struct runs_run *r, int64_t now)
{
    return !r->ended && now - r->touched > RUNS_QUIET_S;
}

/* The last value of the first line whose name ends so. */
#define LAST(tail, but)                                               \
    "(SELECT value FROM run_curve WHERE run = ?1 AND place = (SELECT" \
    " min(place) FROM run_curve WHERE run = ?1 AND name LIKE '%" tail \
    "' AND name NOT LIKE '%" but "') ORDER BY step DESC LIMIT 1)"

static double real_or_nan(struct db_query *q, int column)
{
    return *db_text(q, column) ? db_real(q, column) : (double)NAN;
}

static struct status last_values(struct runs_run *r, struct db *d)
{
    struct db_query q = db_query(
        d, "SELECT coalesce((SELECT loss FROM run_point WHERE run = ?1 AND"
           " loss IS NOT NULL ORDER BY step DESC LIMIT 1), " LAST(
               "loss", "val_loss") "), coalesce((SELECT val_loss FROM run_point"
                                   " WHERE run = ?1 AND val_loss IS NOT NULL"
                                   " ORDER BY step DESC LIMIT 1), " LAST(
                                       "val_loss",
                                       "-") "),"
                                            " (SELECT max(step) FROM run_point "
                                            "WHERE run = ?1)");

    db_bind_whole(&q, 1, r->number);
    if (db_next(&q)) {
        r->loss = real_or_nan(&q, 0);
        r->val_loss = real_or_nan(&q, 1);
        if (r->steps == 0) /* recorded before steps were */
            r->steps = db_whole(&q, 2);
    }
    return db_end(&q);
}

static struct status add_all(struct runs_list *l, struct db_query *q, int most)
{
    while (l->count < most && db_next(q)) {
        STATUS_TRY(take(&l->run[l->count], q));
        l->count++;
    }
    return STATUS_OK;
}

struct status runs_read(struct runs_list *l, struct db *d, int most)
{
    struct db_query q;
    struct status st, end;

    *l = (struct runs_list){0};
    STATUS_TRY(runlog_tables(d));
    l->run = calloc((size_t)most, sizeof *l->run);
    if (!l->run)
        return no_memory();
    q = db_query(d, RUNS " ORDER BY number DESC LIMIT ?");
    db_bind_whole(&q, 1, most);
    st = add_all(l, &q, most);
    end = db_end(&q);
    if (!st.code)
        st = end;
    for (int i = 0; i < l->count && !st.code; i++)
        st = last_values(&l->run[i], d);
    if (st.code)
        runs_release(l);
    return st;
}

void runs_release(struct runs_list *l)
{
    for (int i = 0; i < l->count; i++)
        runs_free(&l->run[i]);
    free(l->run);
    *l = (struct runs_list){0};
}

static struct status not_there(struct db *d, int64_t number)
{
    struct db_query q =
        db_query(d, "SELECT count(*), min(number), max(number) FROM run");
    int64_t count = 0, low = 0, high = 0;

    if (db_next(&q)) {
        count = db_whole(&q, 0);
        low = db_whole(&q, 1);
        high = db_whole(&q, 2);
    }
    STATUS_TRY(db_end(&q));
    if (count == 0) {
        return status_fail(STATUS_NOT_FOUND,
                           "there is no run %lld: none is recorded yet",
                           (long long)number);
    }
    return status_fail(STATUS_NOT_FOUND,
                       "there is no run %lld; %lld to %lld are recorded",
                       (long long)number, (long long)low, (long long)high);
}

struct status runs_find(struct runs_run *r, struct db *d, int64_t number)
{
    struct status st = STATUS_OK;
    struct db_query q;
    bool found;

    *r = (struct runs_run){0};
    STATUS_TRY(runlog_tables(d));
    q = db_query(d, RUNS " WHERE number = ?");
    db_bind_whole(&q, 1, number);
    found = db_next(&q);
    if (found)
        st = take(r, &q);
    const struct status end = db_end(&q);
    if (!st.code)
        st = end;
    if (!st.code)
        st = found ? last_values(r, d) : not_there(d, number);
    if (st.code)
        runs_free(r);
    return st;
}

static struct status grow(struct runs_curve *c)
{
    const size_t room = c->count ? 2 * (size_t)c->count : 64;
    double *step, *value;
    size_t bytes;

    if (c->count && (c->count < 64 || (c->count & (c->count - 1)) != 0))
        return STATUS_OK;
    if (!size_mul(&bytes, room, sizeof(double)))
        return no_memory();
    step = realloc(c->step, bytes);
    if (step)
        c->step = step;
    value = realloc(c->value, bytes);
    if (value)
        c->value = value;
    return step && value ? STATUS_OK : no_memory();
}

static struct status add_points(struct runs_curves *c, struct db_query *q)
{
    int64_t place = -1;

    while (db_next(q)) {
        struct runs_curve *last;

        if (db_whole(q, 1) != place) {
            if (c->count == RUNS_CURVES)
                break;
            place = db_whole(q, 1);
            snprintf(c->curve[c->count++].name, RUNS_NAME_BYTES, "%s",
                     db_text(q, 2));
        }
        last = &c->curve[c->count - 1];
        STATUS_TRY(grow(last));
        last->step[last->count] = db_real(q, 3);
        last->value[last->count++] = db_real(q, 4);
    }
    return STATUS_OK;
}

struct status runs_curves(struct runs_curves *c, struct db *d, int64_t number)
{
    struct db_query q;
    struct status st, end;

    *c = (struct runs_curves){0};
    STATUS_TRY(runlog_tables(d));
    q = db_query(d, LINES);
    db_bind_whole(&q, 1, number);
    st = add_points(c, &q);
    end = db_end(&q);
    if (!st.code)
        st = end;
    if (st.code)
        runs_forget(c);
    return st;
}

void runs_forget(struct runs_curves *c)
{
    for (int i = 0; i < c->count; i++) {
        free(c->curve[i].step);
        free(c->curve[i].value);
    }
    *c = (struct runs_curves){0};
}

static const struct runs_curve *curve_called(const struct runs_curves *c,
                                             const char *name)
{
    for (int i = 0; i < c->count; i++) {
        if (strcmp(c->curve[i].name, name) == 0)
            return &c->curve[i];
    }
    return NULL;
}

/* Value of `c` at `step`; both go forward, so `*from` does as well. */
static double value_at(const struct runs_curve *c, double step, int *from)
{
    while (c && *from < c->count && c->step[*from] < step)
        ++*from;
    return c && *from < c->count && !(c->step[*from] > step) ? c->value[*from]
                                                             : (double)NAN;
}

struct runs_match runs_compare(const struct runs_curves *a,
                               const struct runs_curves *b)
{
    struct runs_match m = {.same = true};

    for (int i = 0; i < a->count && m.same; i++) {
        const struct runs_curve *then = &a->curve[i];
        const struct runs_curve *now = curve_called(b, then->name);
        int at = 0;

        for (int k = 0; k < then->count && m.same; k++) {
            const double value = value_at(now, then->step[k], &at);

            m.compared++;
            m.same = memcmp(&value, &then->value[k], sizeof value) == 0;
            if (!m.same) {
                m.name = then->name;
                m.step = then->step[k];
                m.then = then->value[k];
                m.now = value;
            }
        }
    }
    m.same = m.same && m.compared > 0;
    return m;
}
