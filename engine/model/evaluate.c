#include "engine/model/evaluate.h"

#include <math.h>
#include <stdlib.h>

/* The window where nobody says another: longer ones cost more than they tell.
 * Windows are computed together up to so many tokens and so many logits. */
enum { USUAL = 512, TOKENS = 2048, LOGITS = 1 << 25 };

struct reading {
    const struct checkpoint *checkpoint;
    struct graph *graph;
    int32_t *token;  /* [count + context]: behind the text any */
    int64_t count;   /* of the text and what stands before it */
    int64_t context; /* of a window */
    int64_t stride, rows;
    int32_t *targets; /* [rows, context] */
    int32_t *ids;
    double nats;
};

static struct status options_of(struct evaluate_result *r,
                                const struct decoder_config *c,
                                const struct evaluate_options *o)
{
    if (c->headless || !c->causal)
        return status_fail(STATUS_BAD_USAGE,
                           "this model is an encoder: it foretells no token");
    r->context = o->context           ? o->context
                 : c->context < USUAL ? c->context
                                      : USUAL;
    if (r->context < 1 || r->context > c->context) {
        return status_fail(STATUS_BAD_USAGE,
                           "the model reads 1 to %lld tokens at a time, "
                           "not %lld",
                           (long long)c->context, (long long)r->context);
    }
    r->stride = o->stride ? o->stride : (r->context + 1) / 2;
    if (r->stride < 1 || r->stride > r->context) {
        return status_fail(STATUS_BAD_USAGE,
                           "the stride is 1 to the %lld tokens of a window, "
                           "not %lld",
                           (long long)r->context, (long long)r->stride);
    }
    return STATUS_OK;
}

/* Ids of the text, behind the token that texts begin with. `skipped`: bytes
 * of a first token that nothing foretells. */
static struct status read_tokens(struct reading *w, const char *text,
                                 size_t bytes, size_t *skipped)
{
    const struct tokenizer *t = w->checkpoint->tokenizer;
    struct tokenizer_sink sink = {.plain = true};
    const int32_t *before;
    const bool begins = tokenizer_before(t, &before) > 0;
    const size_t room = tokenizer_room(t, bytes);
    const size_t all = room + (size_t)w->context + 1;

    *skipped = 0;
    if (all < room || all > SIZE_MAX / sizeof *sink.span)
        return status_fail(STATUS_TOO_BIG, "the text is too long");
    w->token = calloc(all, sizeof *w->token);
    sink.span = calloc(room + 1, sizeof *sink.span);
    sink.id = w->token + begins;
    sink.room = room;
    struct status st =
        w->token && sink.span
            ? tokenizer_encode_into(t, text, bytes, &sink)
            : status_fail(STATUS_NO_MEMORY, "no memory for the tokens");
    if (!st.code && begins)
        w->token[0] = before[0];
    else if (!st.code && sink.count)
        *skipped = sink.span[0].end;
    w->count = (int64_t)sink.count + begins;
    free(sink.span);
    if (!st.code && w->count < 2)
        st = status_fail(STATUS_BAD_USAGE,
                         "the text is too short: no token to foretell");
    return st;
}

/* Windows up to the one that holds the last target. */
static int64_t windows(const struct reading *w)
{
    const int64_t rest = w->count - 1 - w->context;

    return rest <= 0 ? 1 : 1 + (rest + w->stride - 1) / w->stride;
}

/* Windows at a time. */
static int64_t together(const struct reading *w)
{
    const int64_t vocab = decoder_config(w->checkpoint->model)->vocab;
    const int64_t most = LOGITS / vocab < TOKENS ? LOGITS / vocab : TOKENS;

    return w->context < most ? most / w->context : 1;
}

/* One window as ids and targets; how many count. */
static int64_t fill(const struct reading *w, int64_t window, int64_t row)
{
    const int64_t start = window * w->stride;
    const int64_t known = window ? w->context - w->stride : 0;
    int64_t counted = 0;

    for (int64_t i = 0; i < w->context; i++) {
        const int64_t at = start + i;
        const bool counts = i >= known && at + 1 < w->count;

        w->ids[row * w->context + i] = at < w->count ? w->token[at] : 0;
        w->targets[row * w->context + i] = counts ? w->token[at + 1] : -1;
        counted += counts;
    }
    return counted;
}

/* Windows first .. first + rows - 1. */
static struct status run(struct reading *w, int64_t first, int64_t rows,
                         int64_t *tokens)
{
    const int64_t shape[] = {rows, w->context};
    int64_t counted = 0;

    for (int64_t i = 0; i < rows; i++)
        counted += fill(w, first + i, i);
    graph_reset(w->graph);
    graph_set_gradients(w->graph, false);
    struct tensor *loss = decoder_loss(
        w->checkpoint->model, w->graph, graph_ints(w->graph, 2, shape, w->ids),
        graph_ints(w->graph, 2, shape, w->targets), NULL);
    STATUS_TRY(graph_status(w->graph));
    w->nats += tensor_get(loss, 0) * (double)counted;
    *tokens += counted;
    return STATUS_OK;
}

static void tell(const struct reading *w, struct evaluate_result *r,
                 const struct evaluate_options *o, int64_t done)
{
    if (!o->told || !r->tokens)
        return;
    r->loss = w->nats / (double)r->tokens;
    r->perplexity = exp(r->loss);
    o->told(o->user, r, done);
}

static struct status run_all(struct reading *w, struct evaluate_result *r,
                             const struct evaluate_options *o)
{
    struct status st = STATUS_OK;
    const size_t numbers = (size_t)(w->rows * w->context);

    w->ids = calloc(numbers, sizeof *w->ids);
    w->targets = calloc(numbers, sizeof *w->targets);
    if (!w->ids || !w->targets)
        st = status_fail(STATUS_NO_MEMORY, "no memory for a window");
    r->windows = windows(w);
    for (int64_t i = 0; i < r->windows && !st.code; i += w->rows) {
        const int64_t left = r->windows - i;

        const int64_t rows = left < w->rows ? left : w->rows;

        st = run(w, i, rows, &r->tokens);
        tell(w, r, o, i + rows);
    }
    free(w->ids);
    free(w->targets);
    return st;
}

struct status evaluate_text(struct evaluate_result *r,
                            const struct checkpoint *c, struct graph *g,
                            const char *text, size_t bytes,
                            const struct evaluate_options *o)
{
    struct reading w = {.checkpoint = c, .graph = g};
    size_t skipped;

    *r = (struct evaluate_result){0};
    STATUS_TRY(options_of(r, decoder_config(c->model), o));
    w.context = r->context;
    w.stride = r->stride;
    struct status st = read_tokens(&w, text, bytes, &skipped);
    /* A text shorter than a window is no reason to compute a whole one. */
    if (w.count - 1 < w.context) {
        w.context = st.code ? 1 : w.count - 1;
        w.stride = w.stride < w.context ? w.stride : w.context;
    }
    w.rows = together(&w);
    if (!st.code && windows(&w) < w.rows)
        w.rows = windows(&w);
    if (!st.code)
        st = run_all(&w, r, o);
    free(w.token);
    if (st.code)
        return st;
    r->bytes = (int64_t)(bytes - skipped);
    r->loss = w.nats / (double)r->tokens;
    r->perplexity = exp(r->loss);
    r->bits_per_byte = w.nats / log(2.0) / (double)r->bytes;
    if (!isfinite(r->loss) || !isfinite(r->perplexity)) {
        return status_fail(STATUS_BAD_FILE,
                           "the loss is no number: the model's weights are "
                           "damaged");
    }
    return STATUS_OK;
}
