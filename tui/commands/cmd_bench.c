#include "tui/commands/cmd_bench.h"

#include <stdio.h>
#include <string.h>

#include "engine/core/blas.h"
#include "engine/core/halves.h"
#include "engine/core/team.h"
#include "engine/model/bench.h"
#include "tui/commands/profiletable.h"

static const struct cli_option options[] = {
    {"preset", "NAME", "of train-step and decode (shakespeare-char-cpu)"},
    {"set", "KEY=VALUE", "changes one setting of it; may stand several times"},
    {"mode", "MODE", "of train-step: strict, bf16 or f16"},
    {"rounds", "N", "how often each is timed; the median counts (9)"},
    {"threads", "N", "threads to compute with"},
    {"device", "NAME", "auto, cpu or cpu:LEVEL"},
    {"json", NULL, "one JSON object"},
    {NULL, NULL, NULL},
};

struct printing {
    struct roof roof;
    json_t *rows; /* NULL: lines of text */
};

static const char *option(const struct cli_given *g, const char *name)
{
    return cli_option(&cmd_bench_row, g, name);
}

static const char *mode_name(enum graph_mode mode)
{
    static const char *const names[] = {"strict", "bf16", "f16"};

    return names[mode];
}

static void say_json(struct printing *p, const struct bench_row *r)
{
    json_array_append_new(
        p->rows,
        json_pack("{ss sf sf sf sf si ss ss sf sf ss}", "name", r->name, "ms",
                  1e3 * r->seconds, "gflops", 1e-9 * r->flops / r->seconds,
                  "gbps", 1e-9 * r->bytes / r->seconds, "roof_share",
                  bench_share(r, &p->roof), "threads", team_size(), "mode",
                  mode_name(r->mode), "kernels", r->kernels, "best_ms",
                  1e3 * r->best_seconds, "per_s", r->things / r->seconds,
                  "things", r->thing ? r->thing : ""));
}

static void say(void *user, const struct bench_row *r)
{
    struct printing *p = user;

    if (p->rows) {
        say_json(p, r);
        return;
    }
    printf("%-44s %-6s %9.3f %9.3f %8.1f %7.2f %5.0f%%  %s", r->name,
           mode_name(r->mode), 1e3 * r->seconds, 1e3 * r->best_seconds,
           1e-9 * r->flops / r->seconds, 1e-9 * r->bytes / r->seconds,
           100.0 * bench_share(r, &p->roof), r->kernels);
    if (r->thing)
        printf(", %.4g %s/s", r->things / r->seconds, r->thing);
    printf("\n");
    fflush(stdout);
}

static struct status unknown(const char *name)
{
    char list[256];
    size_t used = 0;

    list[0] = '\0';
    for (int i = 0; bench_at(i) && used < sizeof list - 1; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s",
                                 i ? ", " : "", bench_at(i)->name);
    return status_fail(STATUS_BAD_USAGE,
                       "there is no benchmark \"%.80s\"; there are: %s", name,
                       list);
}

static struct status read_options(const struct cli_given *g,
                                  struct bench_given *b)
{
    const char *preset = option(g, "preset"), *mode = option(g, "mode");
    char text[64];
    int64_t rounds;

    for (int i = 0; i < g->words; i++)
        if (!bench_find(g->word[i]))
            return unknown(g->word[i]);
    STATUS_TRY(
        recipe_preset(&b->recipe, preset ? preset : "shakespeare-char-cpu"));
    for (int i = 0; g->set[i]; i++)
        STATUS_TRY(recipe_set(&b->recipe, g->set[i]));
    if (mode) {
        snprintf(text, sizeof text, "mode=%.50s", mode);
        STATUS_TRY(recipe_set(&b->recipe, text));
    }
    STATUS_TRY(
        cli_whole("rounds", option(g, "rounds"), 1, BENCH_ROUNDS, 9, &rounds));
    b->rounds = (int)rounds;
    STATUS_TRY(
        cli_device(option(g, "device"), option(g, "threads"), &b->device));
    if (b->recipe.train.mode == GRAPH_BF16 && halves_lacks())
        return status_fail(STATUS_UNSUPPORTED, "%s", halves_lacks());
    return STATUS_OK;
}

static void print_head(const struct printing *p)
{
    const struct roof *r = &p->roof;

    printf("%s, %d thread%s\nroofs: %.0f GFLOP/s in f32", r->machine,
           r->threads, r->threads > 1 ? "s" : "", 1e-9 * r->f32_flops);
    if (r->bf16_flops > 0.0)
        printf(", %.0f in bf16", 1e-9 * r->bf16_flops);
    printf("; memory %.1f GB/s\n%-44s %-6s %9s %9s %8s %7s %6s  %s\n",
           1e-9 * r->stream_bytes, "benchmark", "mode", "median ms", "best ms",
           "GFLOP/s", "GB/s", "roof", "kernels");
    fflush(stdout);
}

static struct status run_all(const struct cli_given *g, struct bench_given *b)
{
    for (int i = 0; bench_at(i); i++) {
        bool wanted = g->words == 0;

        for (int k = 0; k < g->words; k++)
            wanted = wanted || strcmp(g->word[k], bench_at(i)->name) == 0;
        if (wanted)
            STATUS_TRY(status_within(bench_at(i)->run(b), bench_at(i)->name));
    }
    return STATUS_OK;
}

static int cmd_bench(const struct cli_given *g)
{
    const bool json = option(g, "json") != NULL;
    struct printing p = {.rows = NULL};
    struct bench_given b = {.say = say, .user = &p};
    struct status st = read_options(g, &b);

    if (!st.code)
        st = roof_again(&p.roof, b.device);
    if (st.code)
        return cli_fail(st);
    if (json)
        p.rows = json_array();
    else
        print_head(&p);
    st = run_all(g, &b);
    if (st.code) {
        json_decref(p.rows);
        return cli_fail(st);
    }
    if (json)
        cli_json(json_pack("{so so}", "machine", profiletable_roof(&p.roof),
                           "rows", p.rows));
    return CLI_FINE;
}

const struct cli_command cmd_bench_row = {
    .name = "bench",
    .usage = "[NAME ...] [--json] [--mode MODE] [--preset NAME] ...",
    .about = "how fast the engine is here, beside what the machine allows",
    .more =
        "NAME is train-step, attention, matmul, norm, optimiser, tokenizer "
        "or decode;\nwithout one, all run. A row shows the median and the "
        "best time, the rate of\narithmetic and of memory, and the share of "
        "the machine's measured roof. A rate\nof memory above the roof says "
        "that the data stood in a cache.",
    .options = options,
    .run = cmd_bench,
};
