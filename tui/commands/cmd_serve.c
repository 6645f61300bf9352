#include "tui/commands/cmd_serve.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "engine/app/serve.h"
#include "engine/core/team.h"

enum { TICK_NS = 200000000 };

static const struct cli_option options[] = {
    {"port", "N", "of 127.0.0.1; 0: any that is free (8080)"},
    {"origin", "URL", "a web page that may ask, as http://localhost:3000"},
    {"threads", "N", "threads to compute with"},
    {"device", "NAME", "auto, cpu, cpu:LEVEL or reference"},
    {"quiet", NULL, "no line for each request"},
    {"json", NULL, "address, key and models as one JSON object"},
    {NULL, NULL, NULL},
};

static const char *option(const struct cli_given *g, const char *name)
{
    return cli_option(&cmd_serve_row, g, name);
}

/* One line a request; threads of the server call this. */
static void told(void *user, const struct serve_note *n)
{
    (void)user;
    fprintf(stderr, "%s %s %d, %lld + %lld tokens, %.2f s\n", n->method,
            n->path, n->http, (long long)n->prompt, (long long)n->written,
            n->seconds);
}

static void show(const struct serve *s, bool json)
{
    json_t *names = json_array();
    char address[64];

    snprintf(address, sizeof address, "http://127.0.0.1:%d/v1", serve_port(s));
    for (int i = 0; serve_name(s, i); i++)
        json_array_append_new(names, json_string(serve_name(s, i)));
    if (json) {
        cli_json(json_pack("{ss ss so}", "address", address, "key",
                           serve_key(s), "models", names));
        return;
    }
    for (int i = 0; serve_name(s, i); i++)
        printf("model    %s\n", serve_name(s, i));
    printf("address  %s\nkey      %s\n", address, serve_key(s));
    printf("Ctrl+C ends it.\n");
    fflush(stdout);
    json_decref(names);
}

/* Until a signal asks for the end; it is blocked in every thread, so that it
 * comes here alone. */
static void wait_for_end(struct serve *s, const sigset_t *ends)
{
    const struct timespec tick = {.tv_nsec = TICK_NS};

    while (sigtimedwait(ends, NULL, &tick) < 0)
        serve_tick(s);
}

static struct status read_options(const struct cli_given *g,
                                  struct serve_options *o)
{
    int64_t port;

    if (g->words < 1 || g->words > SERVE_MODELS)
        return status_fail(STATUS_BAD_USAGE, "serve needs one to %d MODELs",
                           SERVE_MODELS);
    STATUS_TRY(cli_whole("port", option(g, "port"), 0, 65535, 8080, &port));
    STATUS_TRY(
        cli_device(option(g, "device"), option(g, "threads"), &o->device));
    o->models = g->word;
    o->count = g->words;
    o->port = (int)port;
    o->threads = team_size();
    o->origin = option(g, "origin");
    o->told = option(g, "quiet") ? NULL : told;
    return STATUS_OK;
}

static int cmd_serve(const struct cli_given *g)
{
    struct serve_options o = {0};
    struct serve *s = NULL;
    sigset_t ends, before;

    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    struct status st = read_options(g, &o);
    if (st.code)
        return cli_fail(st);
    sigprocmask(SIG_BLOCK, &ends, &before);
    st = serve_open(&s, &o);
    if (!st.code) {
        show(s, option(g, "json") != NULL);
        wait_for_end(s, &ends);
        serve_close(s);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_serve_row = {
    .name = "serve",
    .usage = "MODEL... [--port N] [--origin URL] [--quiet] [--json]",
    .about = "models for programs of this machine (OpenAI's interface)",
    .more = "chat/completions, completions, embeddings and models under the "
            "address that it\nprints, for who has the key that it prints; only "
            "this machine can ask. Answers\ncome one after the other; a "
            "client that leaves ends its own. A request with a\nseed gives "
            "the same answer each time. What is not served is refused by "
            "name.\n\nA model is named by the last part of its path. Several "
            "may be served at once: one\nthat writes and one that makes "
            "vectors.",
    .options = options,
    .run = cmd_serve,
};
