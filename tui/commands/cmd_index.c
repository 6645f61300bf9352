#include "tui/commands/cmd_index.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "engine/app/docindex.h"
#include "engine/base/clock.h"
#include "tui/commands/indexfile.h"
#include "tui/commands/vectormaker.h"

static const struct cli_option options[] = {
    {"index", "FILE", "the index, another than your own"},
    {"passage", "BYTES", "of a passage, 800 unless told"},
    {"overlap", "BYTES", "said again by the next, 0 unless told"},
    {"limit", "MIB", "of a file; larger ones are passed over (8)"},
    {"vectors", "KIND",
     "latent, or an encoder such as minilm: search by meaning"},
    {"watch", NULL, "looks again every two seconds, until Ctrl+C"},
    {"verbose", NULL, "names every file that is not taken"},
    {"json", NULL, "one JSON object"},
    {NULL, NULL, NULL},
};

static volatile sig_atomic_t asked_to_stop;

static void stop(int signal)
{
    (void)signal;
    asked_to_stop = 1;
}

static bool stops(void *user)
{
    (void)user;
    return asked_to_stop != 0;
}

struct indexer {
    struct docstore store;
    struct vectormaker vectors;
    struct docindex_settings how;
    bool json, verbose, progress;
    double began;
};

static void say_refused(void *user, struct status why)
{
    const struct indexer *x = user;

    if (x->verbose)
        fprintf(stderr, "%slathe: %s\n", x->progress ? "\r\033[K" : "",
                why.text);
}

static void say_met(void *user, const char *path, int64_t files)
{
    const struct indexer *x = user;

    (void)path;
    if (x->progress && files % 64 == 0)
        fprintf(stderr, "\r%lld files, %.0f a second\033[K", (long long)files,
                (double)files / (clock_seconds() - x->began + 1e-9));
}

static void say(const struct indexer *x, const struct docindex_result *r,
                const struct docstore_count *c, double seconds)
{
    if (x->progress)
        fprintf(stderr, "\r\033[K");
    if (x->json) {
        cli_json(json_pack(
            "{sI sI sI sI sI sI sI sI s{sI sI sI} sf}", "files",
            (json_int_t)r->files, "same", (json_int_t)r->same, "read",
            (json_int_t)r->read, "refused", (json_int_t)r->refused, "gone",
            (json_int_t)r->gone, "links", (json_int_t)r->links, "repaired",
            (json_int_t)r->repaired, "bytes", (json_int_t)r->bytes, "index",
            "files", (json_int_t)c->files, "passages", (json_int_t)c->passages,
            "bytes", (json_int_t)c->bytes, "seconds", seconds));
        return;
    }
    printf("%lld files in %.1f s: %lld read, %lld as before, %lld gone, %lld "
           "not taken, %lld links not followed\n",
           (long long)r->files, seconds, (long long)r->read, (long long)r->same,
           (long long)r->gone, (long long)r->refused, (long long)r->links);
    if (r->repaired)
        printf("%lld files had bytes that are no UTF-8; they were read as "
               "Windows-1252\n",
               (long long)r->repaired);
    if (r->refused && !x->verbose)
        printf("--verbose names those not taken\n");
    printf("the index has %lld passages of %lld files\n",
           (long long)c->passages, (long long)c->files);
}

static struct status open_indexer(const struct cli_given *g, struct indexer *x)
{
    const struct cli_command *c = &cmd_index_row;
    int64_t most, overlap, limit;

    if (g->words != 1)
        return status_fail(STATUS_BAD_USAGE, "index needs one DIR");
    STATUS_TRY(cli_whole("passage", cli_option(c, g, "passage"), PASSAGES_LEAST,
                         1 << 20, 800, &most));
    STATUS_TRY(cli_whole("overlap", cli_option(c, g, "overlap"), 0, most / 2, 0,
                         &overlap));
    STATUS_TRY(
        cli_whole("limit", cli_option(c, g, "limit"), 1, 1024, 8, &limit));
    x->json = cli_option(c, g, "json") != NULL;
    x->verbose = cli_option(c, g, "verbose") != NULL;
    x->progress = !x->json && isatty(STDERR_FILENO);
    x->how.passages =
        (struct passages_settings){PASSAGES_RECURSIVE, (int)most, (int)overlap};
    x->how.limit_bytes = (size_t)limit << 20;
    x->how.refused = say_refused;
    x->how.met = say_met;
    x->how.user = x;
    STATUS_TRY(vectormaker_open(&x->vectors, cli_option(c, g, "vectors")));
    return indexfile_open(&x->store, cli_option(c, g, "index"), false);
}

static struct status index_once(struct indexer *x, const char *folder,
                                bool quiet)
{
    struct docindex_result r;
    struct docstore_count c;
    struct status st;

    x->began = clock_seconds();
    st = docindex_run(&x->store, folder, &x->how, &r);
    if (x->progress && st.code)
        fprintf(stderr, "\r\033[K");
    STATUS_TRY(st);
    STATUS_TRY(docstore_counts(&x->store, &c));
    STATUS_TRY(
        vectormaker_run(&x->vectors, &x->store, x->how.hook, r.read || r.gone));
    if (!quiet || r.read || r.gone)
        say(x, &r, &c, clock_seconds() - x->began);
    fflush(stdout);
    return STATUS_OK;
}

static int cmd_index(const struct cli_given *g)
{
    static const struct hook hook = {.poll = stops};
    struct indexer x = {.how = {.hook = &hook}};
    const bool watch = cli_option(&cmd_index_row, g, "watch") != NULL;
    const struct sigaction on_stop = {.sa_handler = stop};
    struct status st = open_indexer(g, &x);

    asked_to_stop = 0;
    sigaction(SIGINT, &on_stop, NULL);
    sigaction(SIGTERM, &on_stop, NULL);
    for (bool again = false; !st.code; again = true) {
        st = index_once(&x, g->word[0], again);
        if (!watch || st.code)
            break;
        if (sleep(2) && asked_to_stop)
            break;
    }
    if (st.code == STATUS_CANCELLED) {
        fprintf(stderr, "lathe: stopped; what was read is kept\n");
        st = STATUS_OK;
    }
    vectormaker_close(&x.vectors);
    if (x.store.db.handle)
        docstore_close(&x.store);
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_index_row = {
    .name = "index",
    .usage = "DIR [--watch] [--json]",
    .about = "makes the texts of a folder ready for search and ask",
    .more =
        "Text, Markdown, manual pages and source files are cut into passages, "
        "also where\nthey are packed (.gz). A second run reads only what has "
        "changed; one that was\nstopped or killed goes on where it was. "
        "Several "
        "folders may share an index.",
    .options = options,
    .run = cmd_index,
};
