#include "tui/commands/cmd_generate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/model/checkpoint.h"
#include "engine/model/sampler.h"
#include "engine/model/session.h"
#include "engine/model/stops.h"

static const struct cli_option options[] = {
    {"prompt", "TEXT", "what the text begins with"},
    {"tokens", "N", "how many tokens to add at most (200)"},
    {"temperature", "X", "0: always the likeliest; 1: as learned (1)"},
    {"top-k", "N", "only the N likeliest; 0: all (0)"},
    {"top-p", "X", "only the likeliest that sum to X; 1: all (1)"},
    {"min-p", "X", "only those of X times the likeliest's probability (0)"},
    {"repeat", "X", "above 1: less of what was just said (1)"},
    {"stop", "TEXT", "ends where this text appears, which is left out"},
    {"seed", "N", "of the draws (1)"},
    {"threads", "N", "threads to compute with"},
    {"device", "NAME", "auto, cpu, cpu:LEVEL or reference"},
    {"json", NULL, "one JSON object instead of text"},
    {NULL, NULL, NULL},
};

struct writer {
    struct checkpoint checkpoint;
    struct session *session;
    struct sampler *sampler;
    struct sampler_settings settings;
    struct rng rng;
    const char *prompt, *stop;
    double *logprob; /* of what was written */
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
    return sampler_check(s);
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
    w->stop = option(g, "stop");
    w->json = option(g, "json") != NULL;
    if (!*w->prompt)
        return status_fail(STATUS_BAD_USAGE, "the prompt is empty");
    if (w->stop && !*w->stop)
        return status_fail(STATUS_BAD_USAGE, "stop: no text");
    return STATUS_OK;
}

/* The prompt, behind the token that texts begin with where the model has been
 * trained so. */
static struct status read_prompt(struct writer *w)
{
    const struct tokenizer *t = w->checkpoint.tokenizer;
    const size_t bytes = strlen(w->prompt);
    const size_t room = tokenizer_room(t, bytes);
    const int32_t *before;
    const int first = tokenizer_before(t, &before);
    int32_t *ids = malloc((room + (size_t)first) * sizeof *ids);

    if (!ids)
        return status_fail(STATUS_NO_MEMORY, "no memory for the prompt");
    memcpy(ids, before, (size_t)first * sizeof *ids);
    struct status st =
        status_within(tokenizer_encode(t, w->prompt, bytes, ids + first, room,
                                       &w->prompt_count),
                      "the prompt");
    w->prompt_count += (size_t)first;
    if (!st.code)
        st = session_read(w->session, ids, (int64_t)w->prompt_count);
    free(ids);
    return st;
}

static struct status open_model(const struct cli_given *g, struct writer *w)
{
    const struct device *device;

    STATUS_TRY(cli_device(option(g, "device"), option(g, "threads"), &device));
    STATUS_TRY(checkpoint_load(&w->checkpoint, g->word[0], device));
    STATUS_TRY(session_new(&w->session, w->checkpoint.model, 0));
    w->sampler = sampler_new((int)decoder_config(w->checkpoint.model)->vocab);
    w->logprob = calloc((size_t)w->tokens + 1, sizeof *w->logprob);
    return w->sampler && w->logprob
               ? STATUS_OK
               : status_fail(STATUS_NO_MEMORY, "no memory to write with");
}

/* Prints what is sure to stay: all but what may be the start of the stop. */
static void say(struct writer *w, bool last)
{
    const size_t end =
        last || !w->stop ? w->text.bytes : stops_sure(&w->stop, 1, &w->text);

    if (!w->json && end > w->said) {
        fwrite(buf_string(&w->text) + w->said, 1, end - w->said, stdout);
        fflush(stdout);
    }
    w->said = end;
}

/* Cuts the text where the stop begins; true where it does. */
static bool stopped(struct writer *w)
{
    return w->stop && stops_cut(&w->stop, 1, &w->text, w->said);
}

static struct status write_token(struct writer *w,
                                 struct tokenizer_stream *stream, bool *more)
{
    const float *logits;

    STATUS_TRY(session_logits(w->session, &logits));
    const struct sampler_draw d =
        sampler_draw(w->sampler, logits, &w->settings, session_ids(w->session),
                     session_count(w->session), &w->rng);
    *more = !checkpoint_ends(&w->checkpoint, d.id);
    if (!*more)
        return STATUS_OK;
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

    STATUS_TRY(read_prompt(w));
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

static void print_json(struct writer *w)
{
    json_t *ids = json_array(), *logprobs = json_array();
    const int32_t *written = session_ids(w->session) + w->prompt_count;
    const double later = w->seconds - w->prefill_s;

    for (int64_t i = 0; i < w->written; i++) {
        json_array_append_new(ids, json_integer(written[i]));
        json_array_append_new(logprobs, json_real(w->logprob[i]));
    }
    cli_json(json_pack(
        "{ss ss so so sf sf}", "prompt", w->prompt, "text",
        buf_string(&w->text), "ids", ids, "logprobs", logprobs, "tokens_per_s",
        w->written > 0 && later > 0.0 ? (double)w->written / later : 0.0,
        "prefill_tokens_per_s",
        w->prefill_s > 0.0 ? (double)w->prompt_count / w->prefill_s : 0.0));
}

static int cmd_generate(const struct cli_given *g)
{
    struct writer w = {0};

    buf_init(&w.text, (size_t)1 << 30);
    struct status st = read_options(g, &w);
    if (!st.code)
        st = open_model(g, &w);
    if (!st.code)
        st = write_text(&w);
    if (!st.code && w.json)
        print_json(&w);
    session_free(w.session);
    sampler_free(w.sampler);
    checkpoint_release(&w.checkpoint);
    buf_release(&w.text);
    free(w.logprob);
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_generate_row = {
    .name = "generate",
    .usage = "MODEL [--prompt TEXT] [--tokens N] [--seed N] ...",
    .about = "lets a model write, token by token",
    .more = "MODEL is a house model, a checkpoint folder, a .safetensors or "
            ".gguf file, or a\nHugging Face folder. The same model, prompt, "
            "knobs and seed give the same bytes.",
    .options = options,
    .run = cmd_generate,
};
