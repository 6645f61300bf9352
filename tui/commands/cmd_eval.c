#include "tui/commands/cmd_eval.h"

#include <stdio.h>

#include "engine/base/clock.h"
#include "engine/base/filemap.h"
#include "engine/model/evaluate.h"
#include "tui/commands/evalprogress.h"

#define TEXT_BYTES  ((size_t)256 << 20)
#define GRAPH_BYTES ((size_t)16 << 30)

static const struct cli_option options[] = {
    {"data", "FILE", "the text"},
    {"context", "N", "tokens of a window (the model's, at most 512)"},
    {"stride", "N", "tokens from window to window (half of one)"},
    {"threads", "N", "threads to compute with"},
    {"device", "NAME", "auto, cpu, cpu:LEVEL or reference"},
    {"json", NULL, "one JSON object"},
    {NULL, NULL, NULL},
};

static const char *option(const struct cli_given *g, const char *name)
{
    return cli_option(&cmd_eval_row, g, name);
}

static struct status evaluate(const struct cli_given *g, const char *data,
                              struct evaluate_result *r)
{
    struct evaluate_options o = {0};
    struct evalprogress progress;
    struct checkpoint c = {0};
    struct filemap text = {0};
    const struct device *device;

    STATUS_TRY(
        cli_whole("context", option(g, "context"), 1, 1 << 20, 0, &o.context));
    STATUS_TRY(
        cli_whole("stride", option(g, "stride"), 1, 1 << 20, 0, &o.stride));
    STATUS_TRY(cli_device(option(g, "device"), option(g, "threads"), &device));
    STATUS_TRY(filemap_open(&text, data, TEXT_BYTES));
    struct graph *graph = graph_new(device, GRAPH_BYTES);
    struct status st = graph ? checkpoint_load(&c, g->word[0], device)
                             : status_fail(STATUS_NO_MEMORY, "no memory");
    if (!st.code) {
        evalprogress_start(&progress, &o);
        st = status_within(evaluate_text(r, &c, graph, (const char *)text.data,
                                         text.bytes, &o),
                           data);
        evalprogress_end(&progress);
    }
    checkpoint_release(&c);
    graph_free(graph);
    filemap_close(&text);
    return st;
}

static void print(const struct evaluate_result *r, double seconds, bool json)
{
    if (json) {
        cli_json(json_pack(
            "{sf sf sf sI sI sI sI sI sf}", "loss", r->loss, "perplexity",
            r->perplexity, "bits_per_byte", r->bits_per_byte, "tokens",
            (json_int_t)r->tokens, "bytes", (json_int_t)r->bytes, "context",
            (json_int_t)r->context, "stride", (json_int_t)r->stride, "windows",
            (json_int_t)r->windows, "seconds", seconds));
    } else {
        printf("loss %.4f, perplexity %.3f, %.4f bits per byte: %lld tokens in "
               "windows of %lld, %lld apart, %.1f s\n",
               r->loss, r->perplexity, r->bits_per_byte, (long long)r->tokens,
               (long long)r->context, (long long)r->stride, seconds);
    }
}

static int cmd_eval(const struct cli_given *g)
{
    const char *data = option(g, "data");
    const double start = clock_seconds();
    struct evaluate_result r;

    if (g->words != 1 || !data)
        return cli_fail(status_fail(STATUS_BAD_USAGE,
                                    "eval needs one MODEL and --data FILE"));
    const struct status st = evaluate(g, data, &r);
    if (st.code)
        return cli_fail(st);
    print(&r, clock_seconds() - start, option(g, "json") != NULL);
    return CLI_FINE;
}

const struct cli_command cmd_eval_row = {
    .name = "eval",
    .usage = "MODEL --data FILE [--context N] [--stride N] [--json]",
    .about = "how well a model foretells a text",
    .more = "The text is read in windows that begin a stride apart; each token "
            "counts once,\nwith at least context - stride tokens before it. "
            "Bits per byte compare models\nwhose tokens differ.",
    .options = options,
    .run = cmd_eval,
};
