#include "tui/commands/cmd_generate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/model/checkpoint.h"
#include "engine/model/generate.h"
#include "engine/model/sampler.h"
#include "engine/model/session.h"
#include "engine/model/stops.h"
#include "tui/commands/beamprint.h"
#include "tui/mine.h"

enum { MOST_TOPS = 20 };

static const struct cli_option options[] = {
    {"prompt", "TEXT", "what the text begins with"},
    {"tokens", "N", "how many tokens to add at most (200)"},
    {"temperature", "X", "0: always the likeliest; 1: as learned (1)"},
    {"top-k", "N", "only the N likeliest; 0: all (0)"},
    {"top-p", "X", "only the likeliest that sum to X; 1: all (1)"},
    {"min-p", "X", "only those of X times the likeliest's probability (0)"},
    {"repeat", "X", "above 1: less of what was just said (1)"},
    {"repeat-last", "N", "how many of the last tokens count for that (64)"},
    {"stop", "TEXT", "ends where this text appears, which is left out"},
    {"seed", "N", "of the draws (1)"},
    {"beams", "N", "keeps the N likeliest texts at every token; draws none"},
    {"length", "X", "a beam's score counts per token to the power X (0)"},
    {"tree", NULL, "with --beams: also all that was kept on the way"},
    {"logprobs", "N", "with --json: also the N likeliest at every place"},
    {"threads", "N", "threads to compute with"},
    {"device", "NAME", "auto, cpu, cpu:LEVEL or reference"},
    {"with", "PARTS", "your own functions: mine, or kv-cache,sampling"},
    {"json", NULL, "one JSON object instead of text"},
    {NULL, NULL, NULL},
};

struct writer {
    struct checkpoint checkpoint;
    struct mine *mine; /* the learner's functions, or NULL */
    struct session *session;
    struct sampler *sampler;
    struct sampler_settings settings;
    struct rng rng;
    const char *prompt;
    const char *const *stop; /* texts that end it */
    int stops;
    int32_t *ids;                   /* of the prompt */
    size_t *start;                  /* where each token begins in `text` */
    double *logprob;                /* of what was written */
    struct generate_candidate *top; /* [tokens, tops]: the likeliest there */
    int64_t tops, beams;
    double length;
    bool tree;
    size_t prompt_count;
    int64_t tokens, written;
    struct buf text; /* what was written, up to a stop */
    size_t said;     /* bytes of it that are sure, and printed */
    bool json;
    double prefill_s, seconds;
};

static const char *option(const struct cli_given *g, const char *name)
{
    return cli_option(&cmd_generate_row, g, name);
}

static struct status read_knobs(const struct cli_given *g,
                                struct sampler_settings *s)
{
    *s = sampler_plain();
    STATUS_TRY(
        cli_whole("top-k", option(g, "top-k"), 0, 1 << 20, 0, &s->top_k));
    STATUS_TRY(cli_real("temperature", option(g, "temperature"), 0.0, 100.0,
                        1.0, &s->temperature));
    STATUS_TRY(cli_real("top-p", option(g, "top-p"), 0.0, 1.0, 1.0, &s->top_p));
    STATUS_TRY(cli_real("min-p", option(g, "min-p"), 0.0, 1.0, 0.0, &s->min_p));
    STATUS_TRY(
        cli_real("repeat", option(g, "repeat"), 0.01, 100.0, 1.0, &s->repeat));
    STATUS_TRY(cli_whole("repeat-last", option(g, "repeat-last"), 0, 1 << 20,
                         s->repeat_last, &s->repeat_last));
    return sampler_check(s);
}

/* Beams draw nothing, and what they print is not written bit by bit. */
static struct status read_search(const struct cli_given *g, struct writer *w)
{
    static const char *const draws[] = {"temperature", "top-k",   "top-p",
                                        "min-p",       "repeat",  "repeat-last",
                                        "seed",        "logprobs"};

    STATUS_TRY(
        cli_whole("beams", option(g, "beams"), 1, BEAM_MOST, 0, &w->beams));
    STATUS_TRY(
        cli_real("length", option(g, "length"), 0.0, 10.0, 0.0, &w->length));
    STATUS_TRY(cli_whole("logprobs", option(g, "logprobs"), 0, MOST_TOPS, 0,
                         &w->tops));
    w->tree = option(g, "tree") != NULL;
    if (w->tops && !w->json)
        return status_fail(STATUS_BAD_USAGE, "--logprobs needs --json");
    if (!w->beams && (w->tree || option(g, "length")))
        return status_fail(STATUS_BAD_USAGE, "--%s needs --beams",
                           w->tree ? "tree" : "length");
    for (size_t i = 0; w->beams && i < sizeof draws / sizeof *draws; i++)
        if (option(g, draws[i]))
            return status_fail(STATUS_BAD_USAGE,
                               "--beams takes no --%s: it draws nothing",
                               draws[i]);
    if (w->beams && (w->tokens < 1 || w->tokens > BEAM_TOKENS))
        return status_fail(STATUS_BAD_USAGE,
                           "--beams takes --tokens from 1 to %d", BEAM_TOKENS);
    return STATUS_OK;
}

static struct status read_options(const struct cli_given *g, struct writer *w)
{
    int64_t seed;

    if (g->words != 1)
        return status_fail(STATUS_BAD_USAGE, "generate needs one MODEL");
    STATUS_TRY(
        cli_whole("tokens", option(g, "tokens"), 0, 1000000, 200, &w->tokens));
    STATUS_TRY(cli_whole("seed", option(g, "seed"), 0, INT64_MAX, 1, &seed));
    STATUS_TRY(read_knobs(g, &w->settings));
    w->rng = rng_make((uint64_t)seed, 0);
    w->prompt = option(g, "prompt") ? option(g, "prompt") : "\n";
    w->stop = g->stop;
    w->stops = g->stops;
    w->json = option(g, "json") != NULL;
    if (!*w->prompt)
        return status_fail(STATUS_BAD_USAGE, "the prompt is empty");
    return read_search(g, w);
}

/* The prompt, behind the token that texts begin with where the model has been
 * trained so. */
static struct status encode_prompt(struct writer *w)
{
    const struct tokenizer *t = w->checkpoint.tokenizer;
    const size_t bytes = strlen(w->prompt);
    const size_t room = tokenizer_room(t, bytes);
    const int32_t *before;
    const int first = tokenizer_before(t, &before);

    w->ids = malloc((room + (size_t)first) * sizeof *w->ids);
    if (!w->ids)
        return status_fail(STATUS_NO_MEMORY, "no memory for the prompt");
    memcpy(w->ids, before, (size_t)first * sizeof *w->ids);
    STATUS_TRY(
        status_within(tokenizer_encode(t, w->prompt, bytes, w->ids + first,
                                       room, &w->prompt_count),
                      "the prompt"));
    w->prompt_count += (size_t)first;
    return STATUS_OK;
}

/* What does not fit is dropped by the session; whoever waits is told so. */
static void tell_length(const struct writer *w)
{
    const int64_t room = decoder_config(w->checkpoint.model)->context;

    if ((int64_t)w->prompt_count > room) {
        fprintf(stderr,
                "lathe: the prompt has %zu tokens, the model's context %lld: "
                "the beginning is dropped\n",
                w->prompt_count, (long long)room);
    }
}

static struct status open_model(const struct cli_given *g, struct writer *w)
{
    const struct device *device;

    STATUS_TRY(cli_device(option(g, "device"), option(g, "threads"), &device));
    if (option(g, "with")) {
        STATUS_TRY(mine_open(&w->mine, option(g, "with")));
        device = mine_device(w->mine);
        w->settings.stead = device->stead;
    }
    STATUS_TRY(checkpoint_load(&w->checkpoint, g->word[0], device));
    STATUS_TRY(encode_prompt(w));
    tell_length(w);
    if (w->beams)
        return STATUS_OK; /* they have sessions of their own */
    STATUS_TRY(session_new(&w->session, w->checkpoint.model, 0));
    w->sampler = sampler_new((int)decoder_config(w->checkpoint.model)->vocab);
    w->logprob = calloc((size_t)w->tokens + 1, sizeof *w->logprob);
    w->start = calloc((size_t)w->tokens + 1, sizeof *w->start);
    w->top = calloc((size_t)w->tokens * (size_t)w->tops + 1, sizeof *w->top);
    return w->sampler && w->logprob && w->start && w->top
               ? STATUS_OK
               : status_fail(STATUS_NO_MEMORY, "no memory to write with");
}

/* Prints what is sure to stay: all but what may be the start of a stop. */
static void say(struct writer *w, bool last)
{
    const size_t end =
        last ? w->text.bytes : stops_sure(w->stop, w->stops, &w->text);

    if (!w->json && end > w->said) {
        fwrite(buf_string(&w->text) + w->said, 1, end - w->said, stdout);
        fflush(stdout);
    }
    w->said = end;
}

/* Cuts the text where a stop begins, and the tokens of it; true where one
 * does. */
static bool stopped(struct writer *w)
{
    if (!stops_cut(w->stop, w->stops, &w->text, w->said))
        return false;
    w->written = stops_kept(w->start, w->written, w->text.bytes);
    return true;
}

static struct status write_token(struct writer *w,
                                 struct tokenizer_stream *stream, bool *more)
{
    const float *logits;

    STATUS_TRY(session_logits(w->session, &logits));
    STATUS_TRY(w->mine ? mine_status(w->mine) : STATUS_OK);
    const struct sampler_draw d =
        sampler_draw(w->sampler, logits, &w->settings, session_ids(w->session),
                     session_count(w->session), &w->rng);
    *more = !checkpoint_ends(&w->checkpoint, d.id);
    if (!*more)
        return STATUS_OK;
    if (w->tops)
        generate_best(logits, (int)decoder_config(w->checkpoint.model)->vocab,
                      (int)w->tops, w->top + w->written * w->tops);
    w->start[w->written] = w->text.bytes;
    w->logprob[w->written++] = d.logprob;
    STATUS_TRY(
        tokenizer_stream_add(w->checkpoint.tokenizer, stream, d.id, &w->text));
    *more = !stopped(w) && w->written < w->tokens;
    say(w, false);
    return *more ? session_read(w->session, &d.id, 1)
                 : session_note(w->session, d.id);
}

static struct status write_text(struct writer *w)
{
    struct tokenizer_stream stream = {0};
    const double start = clock_seconds();
    bool more = w->tokens > 0;

    STATUS_TRY(session_read(w->session, w->ids, (int64_t)w->prompt_count));
    w->prefill_s = clock_seconds() - start;
    if (!w->json)
        fputs(w->prompt, stdout);
    while (more)
        STATUS_TRY(write_token(w, &stream, &more));
    tokenizer_stream_end(&stream, &w->text);
    w->seconds = clock_seconds() - start;
    stopped(w);
    say(w, true);
    if (!w->json)
        putchar('\n');
    return buf_status(&w->text);
}

/* The likeliest tokens at place `at` of what was written. */
static json_t *top_json(const struct writer *w, int64_t at)
{
    json_t *out = json_array();

    for (int64_t i = 0; i < w->tops; i++) {
        const struct generate_candidate *c = &w->top[at * w->tops + i];
        struct buf text;

        buf_init(&text, 4096);
        tokenizer_show(w->checkpoint.tokenizer, c->id, &text);
        json_array_append_new(
            out, json_pack("{ss si sf}", "token", buf_string(&text), "id",
                           (int)c->id, "logprob", log(c->probability)));
        buf_release(&text);
    }
    return out;
}

static void print_json(struct writer *w)
{
    json_t *ids = json_array(), *logprobs = json_array();
    const int32_t *written = session_ids(w->session) + w->prompt_count;
    const double later = w->seconds - w->prefill_s;
    const int64_t read = session_count(w->session) - (int64_t)w->prompt_count;

    for (int64_t i = 0; i < w->written; i++) {
        json_array_append_new(ids, json_integer(written[i]));
        json_array_append_new(logprobs, json_real(w->logprob[i]));
    }
    json_t *out = json_pack(
        "{ss ss so so sf sf}", "prompt", w->prompt, "text",
        buf_string(&w->text), "ids", ids, "logprobs", logprobs, "tokens_per_s",
        later > 0.0 ? (double)read / later : 0.0, "prefill_tokens_per_s",
        w->prefill_s > 0.0 ? (double)w->prompt_count / w->prefill_s : 0.0);
    json_t *tops = w->tops ? json_array() : NULL;

    for (int64_t i = 0; tops && i < w->written; i++)
        json_array_append_new(tops, top_json(w, i));
    if (out && tops)
        json_object_set_new(out, "top_logprobs", tops);
    cli_json(out);
}

static struct status search(const struct writer *w)
{
    const struct beamprint p = {.checkpoint = &w->checkpoint,
                                .prompt = w->prompt,
                                .stop = w->stop,
                                .stops = w->stops,
                                .ids = w->ids,
                                .count = (int64_t)w->prompt_count,
                                .settings = {.width = (int)w->beams,
                                             .tokens = w->tokens,
                                             .length = w->length,
                                             .end = w->checkpoint.end,
                                             .ends = w->checkpoint.ends},
                                .tree = w->tree,
                                .json = w->json};

    return beamprint_run(&p);
}

static void say_mine(const struct writer *w)
{
    struct buf words;

    buf_init(&words, 4096);
    mine_words(w->mine, &words);
    fprintf(stderr, "%s", buf_string(&words));
    buf_release(&words);
}

static int cmd_generate(const struct cli_given *g)
{
    struct writer w = {0};

    buf_init(&w.text, (size_t)1 << 30);
    struct status st = read_options(g, &w);
    if (!st.code)
        st = open_model(g, &w);
    if (!st.code)
        st = w.beams ? search(&w) : write_text(&w);
    if (!st.code && w.mine)
        st = mine_status(w.mine);
    if (!st.code && w.json && !w.beams)
        print_json(&w);
    if (!st.code && w.mine)
        say_mine(&w);
    session_free(w.session);
    sampler_free(w.sampler);
    checkpoint_release(&w.checkpoint);
    mine_close(w.mine);
    buf_release(&w.text);
    free(w.logprob);
    free(w.start);
    free(w.ids);
    free(w.top);
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_generate_row = {
    .name = "generate",
    .usage = "MODEL [--prompt TEXT] [--tokens N] [--seed N] ...",
    .about = "lets a model write, token by token",
    .more =
        "MODEL is a house model, a checkpoint folder, a .safetensors or "
        ".gguf file, or a\nHugging Face folder. The same model, prompt, "
        "knobs and seed give the same bytes.\n--stop may stand several times; "
        "the text that it finds is left out. --beams N\nsearches for a likely "
        "text in place of drawing one.",
    .options = options,
    .run = cmd_generate,
};
