#include "engine/base/paths.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_DATA_DIRS "/usr/local/share:/usr/share"
#define MAX_TRIED_BYTES   1024

enum { PATH_BYTES = 4096 };

bool paths_exists(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0;
}

/* The XDG rules say that a value that is not absolute is to be ignored. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);

    return value && value[0] == '/' ? value : NULL;
}

static struct status below(struct buf *out, const char *name, const char *root,
                           const char *at_home)
{
    if (root) {
        buf_printf(out, "%s/%s", root, name);
        return buf_status(out);
    }

    const char *home = variable("HOME");
    if (!home) {
        return status_fail(STATUS_NOT_FOUND, "no place for %s: HOME is not set",
                           name);
    }
    buf_printf(out, "%s/%s/%s", home, at_home, name);
    return buf_status(out);
}

static struct status below_xdg(struct buf *out, const char *name,
                               const char *xdg, const char *at_home)
{
    const char *root = variable(xdg);

    if (!root)
        return below(out, name, NULL, at_home);
    buf_printf(out, "%s/lathe/%s", root, name);
    return buf_status(out);
}

struct status paths_data(struct buf *out, const char *name)
{
    return below_xdg(out, name, "XDG_DATA_HOME", ".local/share/lathe");
}

struct status paths_config(struct buf *out, const char *name)
{
    return below_xdg(out, name, "XDG_CONFIG_HOME", ".config/lathe");
}

struct status paths_cache(struct buf *out, const char *name)
{
    return below_xdg(out, name, "XDG_CACHE_HOME", ".cache/lathe");
}

struct status paths_home(struct buf *out, const char *name)
{
    return below(out, name, variable("LATHE_HOME"), "lathe");
}

/* A search: the first ROOT/MIDDLE/NAME that exists, and what was tried. */
struct search {
    struct buf path, tried;
    const char *name;
    bool found;
};

static void try_root(struct search *s, const char *root, size_t bytes,
                     const char *middle)
{
    if (s->found || !bytes)
        return;
    buf_clear(&s->path);
    buf_add(&s->path, root, bytes);
    buf_text(&s->path, middle);
    if (s->tried.bytes < MAX_TRIED_BYTES / 2) {
        buf_printf(&s->tried, "%s%.200s", s->tried.bytes ? ", " : "",
                   buf_string(&s->path));
    }
    buf_printf(&s->path, "/%s", s->name);
    s->found = !buf_status(&s->path).code && paths_exists(buf_string(&s->path));
}

/* Every folder of a list separated by colons. */
static void try_list(struct search *s, const char *list, const char *middle)
{
    while (list && *list) {
        const size_t bytes = strcspn(list, ":");

        try_root(s, list, bytes, middle);
        list += bytes + (list[bytes] == ':');
    }
}

/* As with variable(): an entry that is not absolute does not count. */
static void try_data_dirs(struct search *s, const char *middle)
{
    const char *dirs = getenv("XDG_DATA_DIRS");

    for (dirs = dirs && dirs[0] ? dirs : DEFAULT_DATA_DIRS; *dirs;) {
        const size_t bytes = strcspn(dirs, ":");

        if (dirs[0] == '/')
            try_root(s, dirs, bytes, middle);
        dirs += bytes + (dirs[bytes] == ':');
    }
}

static void search_init(struct search *s, const char *name)
{
    *s = (struct search){.name = name};
    buf_init(&s->path, 4096);
    buf_init(&s->tried, MAX_TRIED_BYTES);
}

static struct status search_end(struct search *s, struct buf *out)
{
    struct status st;

    if (s->found) {
        buf_text(out, buf_string(&s->path));
        st = buf_status(out);
    } else {
        st = status_fail(STATUS_NOT_FOUND, "no %.100s in any of %.300s",
                         s->name, buf_string(&s->tried));
    }
    buf_release(&s->path);
    buf_release(&s->tried);
    return st;
}

/* Where the program was installed: PREFIX/bin and PREFIX/share. */
static void try_beside(struct search *s, const char *folder)
{
    char self[PATH_BYTES];
    const ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    struct buf share;
    char *slash;

    self[n > 0 ? n : 0] = '\0';
    slash = strrchr(self, '/');
    if (!slash || n + 1 >= (ssize_t)sizeof self)
        return;
    buf_init(&share, 2 * PATH_BYTES);
    buf_printf(&share, "%.*s/../share/lathe", (int)(slash - self), self);
    if (paths_exists(buf_string(&share)))
        try_root(s, buf_string(&share), share.bytes, folder);
    buf_release(&share);
}

static void try_shipped(struct search *s, const char *folder)
{
    struct buf middle;

    buf_init(&middle, 256);
    buf_printf(&middle, "/lathe%s", folder);
    try_list(s, getenv("LATHE_SHARE"), folder);
    try_beside(s, folder);
    try_data_dirs(s, buf_string(&middle));
    try_root(s, PATHS_SOURCE, strlen(PATHS_SOURCE), folder);
    buf_release(&middle);
}

struct status paths_shipped(struct buf *out, const char *name)
{
    struct search s;

    search_init(&s, name);
    try_shipped(&s, "");
    return search_end(&s, out);
}

struct status paths_model(struct buf *out, const char *name)
{
    struct search s;
    struct buf own;

    if (!name[0])
        return status_fail(STATUS_NOT_FOUND, "a model without a name");
    if (strchr(name, '/') || paths_exists(name)) {
        if (!paths_exists(name))
            return status_fail(STATUS_NOT_FOUND, "no model %.300s", name);
        buf_text(out, name);
        return buf_status(out);
    }

    search_init(&s, name);
    buf_init(&own, 4096);
    if (!paths_data(&own, "models").code)
        try_root(&s, buf_string(&own), own.bytes, "");
    try_list(&s, getenv("LATHE_MODELS"), "");
    try_data_dirs(&s, "/lathe/models");
    try_shipped(&s, "/lessons/models");
    buf_release(&own);
    return search_end(&s, out);
}
