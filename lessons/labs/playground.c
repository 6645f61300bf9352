/* playground.c - a model writes on, token by token: its odds, its heads, and
 * the knobs of the draw. A step is one token; `keep` takes some back. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/probe.h"
#include "engine/model/generate.h"
#include "engine/model/session.h"
#include "lessons/labs/labdraws.h"
#include "lessons/labs/labmodel.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/playfound.h"
#include "lessons/labs/playrow.h"

enum {
    MODEL,
    TEXT,
    TEMPERATURE,
    TOP_K,
    TOP_P,
    MIN_P,
    REPEAT,
    TOKENS,
    LAYER,
    KEEP,
    ROW
};

enum { MOST_TOKENS = 100000, SNAPSHOT_BYTES = 64 << 20, NAME_BYTES = 64 };

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "the prompt: what the model goes on from",
              .kind = LAB_TEXT,
              .fallback = "the keys in the box",
              .live = true},
    [TEMPERATURE] = LABDRAWS_KNOBS("0.8", "40"),
    [TOKENS] = {.name = "tokens",
                .help = "writes at most so many",
                .kind = LAB_WHOLE,
                .fallback = "40",
                .low = 1,
                .high = MOST_TOKENS,
                .live = true},
    [LAYER] = {.name = "layer",
               .help = "whose heads are shown, from 0",
               .kind = LAB_WHOLE,
               .fallback = "0",
               .low = 0,
               .high = 1023,
               .live = true},
    [KEEP] = {.name = "keep",
              .help = "takes back all but the first so many written; or all",
              .kind = LAB_TEXT,
              .fallback = "all",
              .live = true},
    [ROW] = {.name = "row",
             .help = "the token whose heads are shown, from 0; -1: the last",
             .kind = LAB_WHOLE,
             .fallback = "-1",
             .low = -1,
             .high = MOST_TOKENS,
             .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"e", "edit the prompt"},
    {"u", "take back the last token"},
    {"t, T", "temperature down, up"},
    {"<, >", "top-k halved, doubled"},
    {"L", "the heads of the next layer"},
    {"comma, dot", "where the token before looks, or the next one"},
    {"arrows", "choose a head and a token"},
    {"Enter", "larger cells with numbers, and back"},
    {"a", "the heads in place of the odds, and back"},
    {"i", "ids below the tokens"},
    {NULL, NULL},
};

struct state {
    struct labmodel model;
    struct session *session;
    struct probe *probe;
    struct sampler *sampler;
    int layer;
    int64_t prompt; /* tokens of it */
    double *bits;   /* [room]: surprise of each token written */
    int64_t room;
    bool ended;
    struct playrow row; /* of another token than the last */
};

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the playground");
}

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        session_free(s->session);
        probe_free(s->probe);
        sampler_free(s->sampler);
        labmodel_release(&s->model);
        free(s->bits);
        playrow_release(&s->row);
    }
    free(s);
    r->state = NULL;
}

static int64_t written(const struct state *s)
{
    return session_count(s->session) - s->prompt;
}

/* Every pass from now on shows the heads of this layer. */
static struct status watch(struct state *s, int layer)
{
    const int64_t layers = decoder_config(s->model.checkpoint.model)->layers;
    char name[NAME_BYTES];
    struct probe *p;

    if (layer >= layers) {
        return status_fail(STATUS_BAD_USAGE,
                           "layer %d: this model has layers 0 to %lld", layer,
                           (long long)layers - 1);
    }
    p = probe_new();
    if (!p)
        return no_memory();
    snprintf(name, sizeof name, "blocks.%d.attn.probs", layer);
    const struct status st = probe_watch(p, name, PROBE_FORWARD);
    if (st.code) {
        probe_free(p);
        return st;
    }
    graph_set_probe(session_graph(s->session), p);
    probe_free(s->probe);
    s->probe = p;
    s->layer = layer;
    s->row.at = -1;
    return STATUS_OK;
}

/* The last token once more: its heads were not looked at, or others. */
static struct status look_again(struct state *s)
{
    const int64_t n = session_count(s->session);
    const int32_t last = session_ids(s->session)[n - 1];

    session_cut(s->session, n - 1);
    return session_read(s->session, &last, 1);
}

/* The prompt in place of all that was read. */
static struct status read_prompt(struct state *s, const char *text)
{
    STATUS_TRY(labmodel_read(&s->model, text));
    session_cut(s->session, 0);
    s->ended = false;
    s->row.at = -1;
    s->prompt = (int64_t)s->model.count;
    return session_read(s->session, s->model.ids, s->prompt);
}

static struct status open_parts(struct state *s, const struct lab_run *r)
{
    STATUS_TRY(labmodel_open(&s->model, r->value[MODEL].text,
                             r->value[TEXT].text, r->hook));
    STATUS_TRY(labmodel_foretells(&s->model));
    STATUS_TRY(session_new(&s->session, s->model.checkpoint.model, 0));
    session_set_hook(s->session, r->hook);
    s->sampler = sampler_new(tokenizer_size(s->model.checkpoint.tokenizer));
    if (!s->sampler)
        return no_memory();
    STATUS_TRY(watch(s, (int)r->value[LAYER].number));
    return read_prompt(s, r->value[TEXT].text);
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    if (!s)
        return no_memory();
    r->state = s;
    s->row.at = -1;
    const struct status st = open_parts(s, r);
    if (st.code)
        close(r);
    return st;
}

static bool ends(const struct state *s, int32_t id)
{
    for (int i = 0; i < s->model.checkpoint.ends; i++) {
        if (s->model.checkpoint.end[i] == id)
            return true;
    }
    return false;
}

static struct status note_surprise(struct state *s, double logprob)
{
    const int64_t n = written(s);

    if (n >= s->room) {
        const int64_t room = 2 * n + 64;
        double *bits = realloc(s->bits, (size_t)room * sizeof *bits);

        if (!bits)
            return no_memory();
        s->bits = bits;
        s->room = room;
    }
    s->bits[n] = -logprob / log(2.0);
    return STATUS_OK;
}

/* Draw number `steps` of the seed: what was taken back is not drawn again by
 * the same number. */
static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    const struct sampler_settings k = labdraws_settings(&r->value[TEMPERATURE]);
    struct rng rng = rng_make(r->seed, (uint64_t)r->steps);
    const int64_t most = (int64_t)r->value[TOKENS].number;
    const float *logits;

    *more = false;
    if (s->ended || written(s) >= most)
        return STATUS_OK;
    STATUS_TRY(session_logits(s->session, &logits));
    const struct sampler_draw d =
        sampler_draw(s->sampler, logits, &k, session_ids(s->session),
                     session_count(s->session), &rng);
    STATUS_TRY(note_surprise(s, d.logprob));
    STATUS_TRY(session_read(s->session, &d.id, 1));
    s->ended = ends(s, d.id);
    *more = !s->ended && written(s) < most;
    return STATUS_OK;
}

static struct status keep(struct state *s, const char *text)
{
    char *end;
    const long long n = strtoll(text, &end, 10);

    if (strcmp(text, "all") == 0)
        return STATUS_OK;
    if (end == text || *end || n < 0) {
        return status_fail(STATUS_BAD_USAGE,
                           "keep: \"%s\" is no count; 3 is, and all", text);
    }
    if (n >= written(s))
        return STATUS_OK;
    session_cut(s->session, s->prompt + n);
    s->ended = false;
    s->row.at = -1;
    return look_again(s);
}

static struct status turn(struct lab_run *r, int knob)
{
    struct state *s = r->state;
    struct status st = STATUS_OK;

    if (knob == TEXT) {
        st = read_prompt(s, r->value[TEXT].text);
    } else if (knob == KEEP) {
        st = keep(s, r->value[KEEP].text);
    } else if (knob == LAYER) {
        st = watch(s, (int)r->value[LAYER].number);
        if (!st.code)
            st = look_again(s);
    }
    r->again = !s->ended && written(s) < (int64_t)r->value[TOKENS].number;
    return st;
}

static struct status copy_tokens(struct playfound *f, struct state *s)
{
    const int32_t *ids = session_ids(s->session);
    const size_t n = (size_t)session_count(s->session);

    f->tokens = (int)n;
    f->prompt = (int)s->prompt;
    f->token = arena_add(&f->arena, n * sizeof *f->token);
    f->id = arena_add(&f->arena, n * sizeof *f->id);
    if (!f->token || !f->id)
        return no_memory();
    for (size_t i = 0; i < n; i++) {
        f->id[i] = ids[i];
        f->token[i] = labmodel_piece(&s->model, ids[i], &f->arena);
        if (!f->token[i])
            return no_memory();
    }
    return STATUS_OK;
}

static double entropy_of(const float *logits, int vocab)
{
    double top = -INFINITY, total = 0.0, mean = 0.0;

    for (int i = 0; i < vocab; i++)
        top = fmax(top, (double)logits[i]);
    for (int i = 0; i < vocab; i++) {
        const double x = (double)logits[i] - top, e = exp(x);

        total += e;
        mean += e * x;
    }
    return (log(total) - mean / total) / log(2.0);
}

static struct status copy_odds(struct playfound *f, struct state *s)
{
    struct sampler_odds odds[PLAYFOUND_ROWS];
    const float *logits;

    STATUS_TRY(session_logits(s->session, &logits));
    f->vocab = tokenizer_size(s->model.checkpoint.tokenizer);
    f->kept =
        sampler_odds(s->sampler, logits, &f->knobs, session_ids(s->session),
                     session_count(s->session), odds, PLAYFOUND_ROWS);
    f->rows = f->kept < PLAYFOUND_ROWS ? f->kept : PLAYFOUND_ROWS;
    f->entropy_bits = entropy_of(logits, f->vocab);
    for (int i = 0; i < f->rows; i++) {
        f->row_id[i] = odds[i].id;
        f->logit[i] = (double)logits[odds[i].id];
        f->plain[i] = exp(generate_logprob(logits, f->vocab, odds[i].id));
        f->row[i].value = (float)odds[i].probability;
        f->row[i].label = labmodel_piece(&s->model, odds[i].id, &f->arena);
        if (!f->row[i].label)
            return no_memory();
    }
    return STATUS_OK;
}

static struct status copy_heads(struct playfound *f, struct state *s,
                                int64_t row)
{
    const int64_t last = session_count(s->session) - 1;
    const bool other = row >= 0 && row < last;

    f->layer = s->layer;
    f->layers = (int)decoder_config(s->model.checkpoint.model)->layers;
    f->row_at = (int)(other ? row : last);
    if (other)
        STATUS_TRY(playrow_look(&s->row, s->session, s->probe, row));
    else
        STATUS_TRY(playrow_last(&s->row, s->probe));
    f->heads = s->row.heads;
    f->seen = s->row.seen;
    const size_t bytes = (size_t)f->heads * (size_t)f->seen * sizeof *f->weight;

    f->weight = arena_add(&f->arena, bytes);
    if (!f->weight)
        return no_memory();
    memcpy(f->weight, s->row.weight, bytes);
    return STATUS_OK;
}

static struct status copy(struct playfound *f, const struct lab_run *r)
{
    struct state *s = r->state;

    f->knobs = labdraws_settings(&r->value[TEMPERATURE]);
    f->seed = r->seed;
    f->written = (int)written(s);
    f->most = (int)r->value[TOKENS].number;
    f->ended = s->ended;
    f->surprise_bits = (double)NAN;
    for (int i = 0; i < f->written; i++)
        f->surprise_bits = (i ? f->surprise_bits : 0.0) + s->bits[i];
    f->surprise_bits /= f->written;
    f->knob[PLAYFOUND_TEMPERATURE] = TEMPERATURE;
    f->knob[PLAYFOUND_TOP_K] = TOP_K;
    f->knob[PLAYFOUND_LAYER] = LAYER;
    f->knob[PLAYFOUND_KEEP] = KEEP;
    f->knob[PLAYFOUND_TEXT] = TEXT;
    STATUS_TRY(copy_tokens(f, s));
    f->knob[PLAYFOUND_ROW] = ROW;
    STATUS_TRY(copy_heads(f, s, (int64_t)r->value[ROW].number));
    return copy_odds(f, s);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    struct playfound *f = calloc(1, sizeof *f);

    *out = NULL;
    if (!f)
        return no_memory();
    arena_init(&f->arena, SNAPSHOT_BYTES);
    const struct status st = copy(f, r);
    if (st.code)
        playfound_free(f);
    else
        *out = f;
    return st;
}

const struct lab playground_lab = {
    .name = "playground",
    .question = "What does it write next, and why that?",
    .about = "A model goes on from your prompt, one token a step. The odds of "
             "the next token stand beside the heads of one layer: where the "
             "last token looks. Knobs of the draw act at once, and a token can "
             "be taken back.",
    .sources =
        (const char *const[]){"engine/model/sampler.c:sampler_draw",
                              "engine/model/session.c:session_read", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .turn = turn,
    .snapshot = snapshot,
    .forget = playfound_free,
    .close = close,
    .draw = playfound_draw,
    .words = playfound_words,
    .data = playfound_data,
    .key = playfound_key,
};
