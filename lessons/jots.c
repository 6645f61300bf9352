#include "lessons/jots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"

static const char *const tables[] = {
    "CREATE TABLE jot(lesson TEXT NOT NULL, step TEXT NOT NULL,"
    " text TEXT NOT NULL DEFAULT '', marked INTEGER NOT NULL DEFAULT 0,"
    " at INTEGER NOT NULL, PRIMARY KEY(lesson, step));"};

static struct status ready(struct progress *p)
{
    return db_upgrade(&p->db, "jots", tables,
                      (int)(sizeof tables / sizeof *tables));
}

static struct status put(struct progress *p, const char *sql,
                         const char *const place[2], const char *text,
                         bool marked)
{
    struct db_query q;

    STATUS_TRY(ready(p));
    q = db_query(&p->db, sql);
    db_bind_text(&q, 1, place[0]);
    db_bind_text(&q, 2, place[1]);
    db_bind_text(&q, 3, text);
    db_bind_whole(&q, 4, marked);
    db_bind_whole(&q, 5, clock_unix());
    STATUS_TRY(db_run(&q));
    return db_do(&p->db, "DELETE FROM jot WHERE text = '' AND marked = 0");
}

struct status jots_write(struct progress *p, const char *lesson,
                         const char *step, const char *text)
{
    if (strlen(text) >= PROGRESS_ANSWER) {
        return status_fail(STATUS_TOO_BIG, "a note has at most %d bytes",
                           PROGRESS_ANSWER - 1);
    }
    return put(p,
               "INSERT INTO jot(lesson, step, text, marked, at)"
               " VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(lesson, step)"
               " DO UPDATE SET text = ?3, at = ?5",
               (const char *const[]){lesson, step}, text, false);
}

struct status jots_mark(struct progress *p, const char *lesson,
                        const char *step, bool marked)
{
    return put(p,
               "INSERT INTO jot(lesson, step, text, marked, at)"
               " VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(lesson, step)"
               " DO UPDATE SET marked = ?4, at = ?5",
               (const char *const[]){lesson, step}, "", marked);
}

struct status jots_read(struct progress *p, const char *lesson,
                        const char *step, char out[PROGRESS_ANSWER],
                        bool *marked)
{
    struct db_query q;

    out[0] = '\0';
    *marked = false;
    STATUS_TRY(ready(p));
    q = db_query(&p->db,
                 "SELECT text, marked FROM jot WHERE lesson = ? AND step = ?");
    db_bind_text(&q, 1, lesson);
    db_bind_text(&q, 2, step);
    if (db_next(&q)) {
        snprintf(out, PROGRESS_ANSWER, "%s", db_text(&q, 0));
        *marked = db_whole(&q, 1) != 0;
    }
    return db_end(&q);
}

static struct status take_rows(struct jots_list *l, struct db_query *q)
{
    while (l->count < JOTS_MOST && db_next(q)) {
        struct jots_jot *j = &l->jot[l->count];

        snprintf(j->lesson, sizeof j->lesson, "%s", db_text(q, 0));
        snprintf(j->step, sizeof j->step, "%s", db_text(q, 1));
        j->text = strdup(db_text(q, 2));
        j->marked = db_whole(q, 3) != 0;
        j->at = db_whole(q, 4);
        if (!j->text)
            return status_fail(STATUS_NO_MEMORY, "no memory for the notes");
        l->count++;
    }
    return STATUS_OK;
}

struct status jots_list(struct jots_list *l, struct progress *p)
{
    struct db_query q;
    struct status st, end;

    *l = (struct jots_list){0};
    STATUS_TRY(ready(p));
    l->jot = calloc(JOTS_MOST, sizeof *l->jot);
    if (!l->jot)
        return status_fail(STATUS_NO_MEMORY, "no memory for the notes");
    q = db_query(&p->db, "SELECT lesson, step, text, marked, at FROM jot"
                         " ORDER BY at DESC, lesson, step");
    st = take_rows(l, &q);
    end = db_end(&q);
    if (!st.code)
        st = end;
    if (st.code)
        jots_release(l);
    return st;
}

void jots_release(struct jots_list *l)
{
    for (int i = 0; i < l->count; i++)
        free(l->jot[i].text);
    free(l->jot);
    *l = (struct jots_list){0};
}
