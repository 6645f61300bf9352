#include "tui/commands/cmd_progress.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/paths.h"
#include "engine/base/savefile.h"
#include "lessons/progress.h"

static const struct cli_option options[] = {
    {"json", NULL, "what was done as one JSON object"},
    {NULL, NULL, NULL},
};

/* How much a file holds; it must be one of ours. */
struct tally {
    int64_t lessons, answers;
};

static struct status count(struct db *d, const char *sql, int64_t *out)
{
    struct db_query q = db_query(d, sql);

    *out = db_next(&q) ? db_whole(&q, 0) : 0;
    return db_end(&q);
}

static struct status tally_of(struct progress *p, struct tally *t)
{
    STATUS_TRY(count(&p->db, "SELECT count(*) FROM lesson WHERE state > 0",
                     &t->lessons));
    return count(&p->db, "SELECT count(*) FROM answer", &t->answers);
}

/* A whole copy of an open database, in a new file. */
static struct status copy_to(struct progress *p, const char *path)
{
    struct db_query q = db_query(&p->db, "VACUUM INTO ?");

    db_bind_text(&q, 1, path);
    return db_run(&q);
}

static struct status export_to(const char *path, struct tally *t)
{
    struct progress p;

    if (paths_exists(path)) {
        return status_fail(STATUS_BAD_USAGE,
                           "%.300s is there already; another name, or move it "
                           "away",
                           path);
    }
    STATUS_TRY(progress_open(&p, NULL));
    struct status st = tally_of(&p, t);
    if (!st.code)
        st = copy_to(&p, path);
    progress_close(&p);
    return st;
}

/* A file that nobody made here is looked at before anything of it is used. */
static struct status check_file(struct progress *p)
{
    struct db_query q = db_query(&p->db, "PRAGMA integrity_check");
    bool whole = false;

    if (db_next(&q))
        whole = strcmp(db_text(&q, 0), "ok") == 0;
    STATUS_TRY(db_end(&q));
    return whole ? STATUS_OK
                 : status_fail(STATUS_BAD_FILE, "the file is damaged");
}

/* The copy is made beside the old one, which stays under another name. */
static struct status put_in_place(struct progress *from, const char *ours,
                                  struct buf *kept)
{
    struct buf fresh;

    buf_init(&fresh, 4096);
    buf_printf(&fresh, "%s.import-%d", ours, (int)getpid());
    struct status st = copy_to(from, buf_string(&fresh));
    if (!st.code && paths_exists(ours)) {
        buf_printf(kept, "%s.before-%lld", ours, (long long)clock_unix());
        if (rename(ours, buf_string(kept)) != 0)
            st = status_fail(STATUS_IO, "%s: %s", ours, strerror(errno));
    }
    if (!st.code && rename(buf_string(&fresh), ours) != 0)
        st = status_fail(STATUS_IO, "%s: %s", ours, strerror(errno));
    if (st.code)
        unlink(buf_string(&fresh));
    buf_release(&fresh);
    return st;
}

static struct status import_from(const char *path, struct tally *t,
                                 struct buf *kept)
{
    struct progress from, own;
    struct buf ours;

    if (!paths_exists(path))
        return status_fail(STATUS_NOT_FOUND, "there is no %.300s", path);
    buf_init(&ours, 4096);
    struct status st = paths_data(&ours, "lathe.db");
    const bool fresh = !st.code && !paths_exists(buf_string(&ours));
    if (!st.code)
        st = progress_open(&own, NULL); /* makes the folder; ours is whole */
    if (!st.code) {
        progress_close(&own);
        if (fresh)
            unlink(buf_string(&ours)); /* nothing to be kept */
        st = status_within(progress_open(&from, path), path);
    }
    if (!st.code) {
        st = status_within(check_file(&from), path);
        if (!st.code)
            st = tally_of(&from, t);
        if (!st.code)
            st = put_in_place(&from, buf_string(&ours), kept);
        progress_close(&from);
    }
    buf_release(&ours);
    return st;
}

static int say(const struct cli_given *g, bool in, const struct tally *t,
               const char *kept)
{
    if (cli_option(&cmd_progress_row, g, "json")) {
        cli_json(json_pack(
            "{ss ss sI sI ss*}", in ? "imported" : "exported", g->word[1],
            "file", g->word[1], "lessons", (json_int_t)t->lessons, "answers",
            (json_int_t)t->answers, "kept", *kept ? kept : NULL));
        return CLI_FINE;
    }
    printf("%s %s: %lld lessons begun, %lld answers\n", g->word[1],
           in ? "is your progress now" : "holds your progress",
           (long long)t->lessons, (long long)t->answers);
    if (*kept)
        printf("what was here before is kept as %s\n", kept);
    if (!in)
        printf("your code lies in ~/lathe: copy that folder, too\n");
    return CLI_FINE;
}

static int cmd_progress(const struct cli_given *g)
{
    const bool in = g->words == 2 && strcmp(g->word[0], "import") == 0;
    const bool out = g->words == 2 && strcmp(g->word[0], "export") == 0;
    struct tally t = {0, 0};
    struct buf kept;
    int code;

    if (!in && !out) {
        return cli_fail(status_fail(STATUS_BAD_USAGE,
                                    "progress knows \"export FILE\" and "
                                    "\"import FILE\""));
    }
    buf_init(&kept, 4096);
    const struct status st =
        in ? import_from(g->word[1], &t, &kept) : export_to(g->word[1], &t);
    code = st.code ? cli_fail(st) : say(g, in, &t, buf_string(&kept));
    buf_release(&kept);
    return code;
}

const struct cli_command cmd_progress_row = {
    .name = "progress",
    .usage = "export FILE | import FILE [--json]",
    .about = "takes your progress to another machine",
    .more = "The file holds lessons, answers, notes, attempts and runs. What "
            "was there before\nan import is kept under another name.",
    .options = options,
    .run = cmd_progress,
};
