#include "tui/commands/cmd_generate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/model/checkpoint.h"
#include "engine/model/generate.h"

static const struct cli_option options[] = {
    {"prompt", "TEXT", "what the text begins with"},
    {"tokens", "N", "how many tokens to add (200)"},
    {"temperature", "X", "0: always the likeliest; 1: as learned (1)"},
    {"top-k", "N", "only the N likeliest; 0: all (0)"},
    {"top-p", "X", "only the likeliest that sum to X; 1: all (1)"},
    {"seed", "N", "of the draws (1)"},
    {"threads", "N", "threads to compute with"},
    {"device", "NAME", "auto, cpu, cpu:LEVEL or reference"},
    {"json", NULL, "one JSON object instead of text"},
    {NULL, NULL, NULL},
};

struct writer {
    struct checkpoint checkpoint;
    struct graph *graph;
    struct generate_settings settings;
    struct rng rng;
    const char *prompt;
    int32_t *ids;
    double *logprob;
    size_t prompt_count;
    int64_t tokens;
    bool json;
    double prefill_s, seconds;
};

static const char *option(const struct cli_given *g, const char *name)
{
    return cli_option(&cmd_generate_row, g, name);
}

static struct status read_options(const struct cli_given *g, struct writer *w)
{
    int64_t top_k, seed;

    if (g->words != 1)
        return status_fail(STATUS_BAD_USAGE, "generate needs one MODEL");
    STATUS_TRY(
        cli_whole("tokens", option(g, "tokens"), 0, 1000000, 200, &w->tokens));
    STATUS_TRY(cli_whole("top-k", option(g, "top-k"), 0, 1 << 20, 0, &top_k));
    STATUS_TRY(cli_whole("seed", option(g, "seed"), 0, INT64_MAX, 1, &seed));
    STATUS_TRY(cli_real("temperature", option(g, "temperature"), 0.0, 100.0,
                        1.0, &w->settings.temperature));
    STATUS_TRY(cli_real("top-p", option(g, "top-p"), 0.0, 1.0, 1.0,
                        &w->settings.top_p));
    w->settings.top_k = (int)top_k;
    w->rng = rng_make((uint64_t)seed, 0);
    w->prompt = option(g, "prompt") ? option(g, "prompt") : "\n";
    w->json = option(g, "json") != NULL;
    if (!*w->prompt)
        return status_fail(STATUS_BAD_USAGE, "the prompt is empty");
    return STATUS_OK;
}

static struct status open_model(const struct cli_given *g, struct writer *w)
{
    const size_t bytes = strlen(w->prompt);
    const struct device *device;

    STATUS_TRY(cli_device(option(g, "device"), option(g, "threads"), &device));
    STATUS_TRY(checkpoint_load(&w->checkpoint, g->word[0], device));
    const size_t room = bytes + 1 + (size_t)w->tokens;
    w->graph = graph_new(device, (size_t)16 << 30);
    w->ids = calloc(room, sizeof *w->ids);
    w->logprob = calloc(room, sizeof *w->logprob);
    if (!w->graph || !w->ids || !w->logprob)
        return status_fail(STATUS_NO_MEMORY, "no memory to write with");
    return status_within(tokenizer_encode(w->checkpoint.tokenizer, w->prompt,
                                          bytes, w->ids, bytes + 1,
                                          &w->prompt_count),
                         "the prompt");
}

static void say(const struct writer *w, int32_t id)
{
    size_t bytes;
    const char *piece = tokenizer_piece(w->checkpoint.tokenizer, id, &bytes);

    if (!w->json && piece) {
        fwrite(piece, 1, bytes, stdout);
        fflush(stdout);
    }
}

static struct status write_text(struct writer *w)
{
    const int vocab = tokenizer_size(w->checkpoint.tokenizer);
    float *logits = malloc((size_t)vocab * sizeof *logits);
    struct generate_candidate *c = malloc((size_t)vocab * sizeof *c);
    const double start = clock_seconds();
    size_t n = w->prompt_count;
    struct status st = STATUS_OK;

    if (!logits || !c)
        st = status_fail(STATUS_NO_MEMORY, "no memory to write with");
    for (size_t i = 0; i < n && !st.code; i++)
        say(w, w->ids[i]);
    for (int64_t i = 0; i < w->tokens && !st.code; i++) {
        st = generate_logits(w->checkpoint.model, w->graph, w->ids, (int64_t)n,
                             logits);
        if (st.code)
            break;
        if (i == 0)
            w->prefill_s = clock_seconds() - start;
        w->ids[n] =
            generate_pick(c, generate_rank(logits, vocab, &w->settings, c),
                          &w->rng)
                ->id;
        w->logprob[n] = generate_logprob(logits, vocab, w->ids[n]);
        say(w, w->ids[n++]);
    }
    w->seconds = clock_seconds() - start;
    if (!w->json && !st.code)
        putchar('\n');
    free(logits);
    free(c);
    return st;
}

static struct status print_json(struct writer *w)
{
    json_t *ids = json_array(), *logprobs = json_array();
    struct buf text;

    buf_init(&text, (size_t)1 << 30);
    for (int64_t i = 0; i < w->tokens; i++) {
        const size_t at = w->prompt_count + (size_t)i;

        json_array_append_new(ids, json_integer(w->ids[at]));
        json_array_append_new(logprobs, json_real(w->logprob[at]));
        tokenizer_show(w->checkpoint.tokenizer, w->ids[at], &text);
    }
    const double later = w->seconds - w->prefill_s;
    cli_json(json_pack(
        "{ss ss so so sf sf}", "prompt", w->prompt, "text", buf_string(&text),
        "ids", ids, "logprobs", logprobs, "tokens_per_s",
        w->tokens > 1 ? (double)(w->tokens - 1) / later : 0.0,
        "prefill_tokens_per_s",
        w->tokens ? (double)w->prompt_count / w->prefill_s : 0.0));
    const struct status st = buf_status(&text);
    buf_release(&text);
    return st;
}

static int cmd_generate(const struct cli_given *g)
{
    struct writer w = {0};
    struct status st = read_options(g, &w);

    if (!st.code)
        st = open_model(g, &w);
    if (!st.code)
        st = write_text(&w);
    if (!st.code && w.json)
        st = print_json(&w);
    checkpoint_release(&w.checkpoint);
    graph_free(w.graph);
    free(w.ids);
    free(w.logprob);
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_generate_row = {
    .name = "generate",
    .usage = "MODEL [--prompt TEXT] [--tokens N] [--seed N] ...",
    .about = "lets a model write, token by token",
    .more = "MODEL is a house model, a checkpoint folder or a .safetensors "
            "file. The same\nmodel, prompt, knobs and seed give the same "
            "bytes.",
    .options = options,
    .run = cmd_generate,
};
