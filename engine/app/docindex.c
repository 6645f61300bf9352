#include "engine/app/docindex.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BATCH_FILES = 256, BATCH_BYTES = 16 << 20, DEEP = 64 };

struct walk {
    struct docstore *s;
    const struct docindex_settings *how;
    struct docindex_result *out;
    struct buf path;
    char cut[64];
    int64_t batch_files, batch_bytes;
    int depth;
};

static void refuse(struct walk *w, struct status why)
{
    w->out->refused++;
    if (w->how->refused)
        w->how->refused(w->how->user, why);
}

static struct status next_batch(struct walk *w)
{
    w->batch_files = w->batch_bytes = 0;
    STATUS_TRY(db_finish(&w->s->db, STATUS_OK));
    return db_begin(&w->s->db);
}

static struct status mark_seen(struct walk *w, int64_t id)
{
    struct db_query q =
        db_query(&w->s->db, "INSERT OR IGNORE INTO temp.seen VALUES(?)");

    db_bind_whole(&q, 1, id);
    return db_run(&q);
}

/* Text and manual pages are cut by their headings where they have some. */
static struct status put(struct walk *w, struct docstore_file *f,
                         const struct loader_text *t, int64_t *id)
{
    struct passages_settings how = w->how->passages;
    struct passages p;
    struct status st;

    if (t->kind == LOADER_MARKDOWN || t->kind == LOADER_MANUAL)
        how.by = PASSAGES_SECTION;
    STATUS_TRY(passages_cut(&p, t->text.data, t->text.bytes, &how));
    f->kind = t->kind;
    st = docstore_put(w->s, f, t->text.data, &p, id);
    passages_release(&p);
    w->out->read++;
    w->out->repaired += t->repaired > 0;
    w->out->bytes += (int64_t)t->text.bytes;
    w->batch_bytes += (int64_t)t->text.bytes;
    return st;
}

/* What ends the run, and not only this file. */
static bool ends_run(const struct status *st)
{
    return st->code == STATUS_NO_MEMORY || st->code == STATUS_CANCELLED;
}

static struct status take(struct walk *w, struct docstore_file *f, int64_t old,
                          int64_t *id)
{
    struct loader_text t;
    struct status st = loader_read(&t, f->path, w->how->limit_bytes);

    if (!st.code) {
        st = put(w, f, &t, id);
        loader_release(&t);
        return st;
    }
    if (ends_run(&st))
        return st;
    refuse(w, st);
    /* What cannot be read now may be readable next time. */
    if (st.code != STATUS_IO && st.code != STATUS_NOT_FOUND)
        return docstore_refuse(w->s, f, st.text, id);
    return old ? docstore_forget(w->s, old) : STATUS_OK;
}

static struct status one_file(struct walk *w, const struct stat *info)
{
    struct docstore_file f = {
        .path = buf_string(&w->path),
        .bytes = info->st_size,
        .changed_ns =
            (int64_t)info->st_mtim.tv_sec * 1000000000 + info->st_mtim.tv_nsec,
        .cut = w->cut,
    };
    int64_t id;
    bool same;

    if (w->how->hook && hook_stops(w->how->hook))
        return status_fail(STATUS_CANCELLED, "index: stopped");
    STATUS_TRY(docstore_find(w->s, &f, &id, &same));
    w->out->files++;
    if (same)
        w->out->same++;
    else
        STATUS_TRY(take(w, &f, id, &id));
    if (id)
        STATUS_TRY(mark_seen(w, id));
    if (w->how->met)
        w->how->met(w->how->user, f.path, w->out->files);
    if (++w->batch_files >= BATCH_FILES || w->batch_bytes >= BATCH_BYTES)
        return next_batch(w);
    return STATUS_OK;
}

static int visible(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

static struct status one_place(struct walk *w);

static struct status one_folder(struct walk *w)
{
    struct dirent **entry;
    const size_t bytes = w->path.bytes;
    struct status st = STATUS_OK;

    if (w->depth == DEEP) {
        refuse(w, status_fail(STATUS_TOO_BIG, "%s lies more than %d deep",
                              buf_string(&w->path), DEEP));
        return STATUS_OK;
    }
    const int n = scandir(buf_string(&w->path), &entry, visible, alphasort);
    if (n < 0) {
        refuse(w, status_fail(STATUS_IO, "cannot read %s: %s",
                              buf_string(&w->path), strerror(errno)));
        return STATUS_OK;
    }
    w->depth++;
    for (int i = 0; i < n; i++) {
        if (!st.code) {
            buf_char(&w->path, '/');
            buf_text(&w->path, entry[i]->d_name);
            st = one_place(w);
            buf_cut(&w->path, bytes);
        }
        free(entry[i]);
    }
    free(entry);
    w->depth--;
    return st;
}

static struct status one_place(struct walk *w)
{
    struct stat info;

    STATUS_TRY(status_within(buf_status(&w->path), "a path"));
    if (lstat(buf_string(&w->path), &info)) {
        refuse(w, status_fail(STATUS_IO, "cannot read %s: %s",
                              buf_string(&w->path), strerror(errno)));
        return STATUS_OK;
    }
    if (S_ISDIR(info.st_mode))
        return one_folder(w);
    if (S_ISREG(info.st_mode))
        return one_file(w, &info);
    w->out->links += S_ISLNK(info.st_mode);
    return STATUS_OK;
}

/* Files under the folder that were not met are forgotten, one a step: the list
 * may not change while it is read. */
static struct status forget_gone(struct walk *w)
{
    for (;;) {
        struct db_query q = db_query(
            &w->s->db, "SELECT id FROM file WHERE (path = ?1 OR (path >= ?1 || "
                       "'/' AND path < ?1 || '0')) AND id NOT IN temp.seen "
                       "LIMIT 1");
        int64_t id = 0;

        db_bind_text(&q, 1, buf_string(&w->path));
        if (db_next(&q))
            id = db_whole(&q, 0);
        STATUS_TRY(db_end(&q));
        if (!id)
            return STATUS_OK;
        STATUS_TRY(docstore_forget(w->s, id));
        w->out->gone++;
    }
}

static struct status run(struct walk *w)
{
    STATUS_TRY(db_do(&w->s->db,
                     "CREATE TEMP TABLE IF NOT EXISTS seen(id INTEGER PRIMARY "
                     "KEY); DELETE FROM temp.seen"));
    STATUS_TRY(db_begin(&w->s->db));
    struct status st = one_place(w);
    if (!st.code)
        st = forget_gone(w);
    /* Told to stop: what is done is kept. */
    if (st.code == STATUS_CANCELLED) {
        const struct status kept = db_finish(&w->s->db, STATUS_OK);

        return kept.code ? kept : st;
    }
    return db_finish(&w->s->db, st);
}

struct status docindex_run(struct docstore *s, const char *folder,
                           const struct docindex_settings *how,
                           struct docindex_result *out)
{
    struct walk w = {.s = s, .how = how, .out = out};
    char *real = realpath(folder, NULL);

    *out = (struct docindex_result){0};
    if (!real)
        return status_fail(errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO,
                           "cannot read %s: %s", folder, strerror(errno));
    snprintf(w.cut, sizeof w.cut, "%d:%d:%d", (int)how->passages.by,
             how->passages.most, how->passages.overlap);
    buf_init(&w.path, 1 << 14);
    buf_text(&w.path, strcmp(real, "/") == 0 ? "" : real);
    free(real);
    const struct status st = run(&w);
    buf_release(&w.path);
    return st;
}
