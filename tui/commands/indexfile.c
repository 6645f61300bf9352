#include "tui/commands/indexfile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/paths.h"

struct status indexfile_open(struct docstore *s, const char *path, bool must)
{
    struct buf own;
    struct status st = STATUS_OK;

    *s = (struct docstore){0};
    buf_init(&own, 1 << 14);
    if (path)
        buf_text(&own, path);
    else
        st = paths_data(&own, "index.db");
    if (!st.code)
        st = buf_status(&own);
    if (!st.code && must && !paths_exists(own.data))
        st = status_fail(STATUS_NOT_FOUND,
                         "there is no index %s yet; lathe index DIR makes one",
                         own.data);
    if (!st.code)
        st = docstore_open(s, own.data);
    buf_release(&own);
    return st;
}

struct status indexfile_filter(const char *under, const char *kind,
                               struct docstore_filter *out, char **owned)
{
    *out = (struct docstore_filter){NULL, -1};
    *owned = NULL;
    for (int i = 0; kind && i < LOADER_KINDS; i++)
        if (strcmp(kind, loader_name(i)) == 0)
            out->kind = i;
    if (kind && out->kind < 0)
        return status_fail(STATUS_BAD_USAGE,
                           "--kind is \"%s\", but must be text, markdown, "
                           "manual or source",
                           kind);
    if (under) {
        *owned = realpath(under, NULL);
        if (!*owned)
            return status_fail(STATUS_NOT_FOUND, "cannot read %s: %s", under,
                               strerror(errno));
        out->under = *owned;
    }
    return STATUS_OK;
}

json_t *indexfile_citation(const struct docstore_passage *p)
{
    return json_pack("{ss sI sI sI ss ss sf}", "path", p->path, "start",
                     (json_int_t)p->from, "end", (json_int_t)p->to, "line",
                     (json_int_t)p->line, "title", p->title, "text", p->text,
                     "score", p->score);
}

const char *indexfile_stale(struct docstore *s,
                            const struct docstore_passage *p)
{
    struct db_query q =
        db_query(&s->db, "SELECT bytes, changed_ns FROM file WHERE id = ?");
    const char *said = NULL;
    struct stat info;

    db_bind_whole(&q, 1, p->file);
    if (stat(p->path, &info)) {
        said = "gone";
    } else if (db_next(&q)) {
        const int64_t ns =
            (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;

        if (db_whole(&q, 0) != info.st_size || db_whole(&q, 1) != ns)
            said = "changed";
    }
    return db_end(&q).code ? NULL : said;
}
