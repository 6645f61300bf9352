/* bench_text.c - what a learner waits for: a training step, a token, a text
 * cut into tokens. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/rng.h"
#include "engine/core/profile.h"
#include "engine/model/bench.h"
#include "engine/model/generate.h"
#include "engine/model/training.h"

enum { WARM = 3, TEXT_BYTES = 1 << 20, LEARN_BYTES = 1 << 16, PIECES = 512 };

/* Made-up words of two to nine letters, each again and again, so that a
 * tokenizer finds something to merge. Ends with a NUL. */
static char *made_text(size_t bytes)
{
    char *text = malloc(bytes + 1), word[64][10];
    struct rng rng = rng_make(5, 0);
    size_t n = 0;

    for (int i = 0; i < 64; i++) {
        const uint32_t letters = 2 + rng_below(&rng, 8);

        for (uint32_t k = 0; k < letters; k++)
            word[i][k] = (char)('a' + rng_below(&rng, 26));
        word[i][letters] = '\0';
    }
    while (text && n < bytes) {
        const char *w = word[rng_below(&rng, 64)];
        const size_t room = bytes - n, all = strlen(w) + 1;

        snprintf(text + n, room + 1, "%s ", w);
        n += all < room ? all : room;
    }
    return text;
}

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for a benchmark");
}

static void add_cost(const struct profile *p, struct bench_row *row)
{
    for (int i = 0; i < p->rows; i++) {
        row->flops += p->row[i].flops / (double)p->steps;
        row->bytes += p->row[i].bytes / (double)p->steps;
    }
}

/* Times first, without a profile; then one step with it, for the cost. */
static struct status time_steps(const struct bench_given *b, struct training *t,
                                struct bench_row *row)
{
    struct profile profile = {.rows = 0};
    double seconds[BENCH_ROUNDS] = {0.0};
    struct trainer_report r = {0};
    bool more;

    for (int i = 0; i < WARM; i++)
        STATUS_TRY(training_step(t, &r, &more));
    for (int i = 0; i < b->rounds; i++) {
        STATUS_TRY(training_step(t, &r, &more));
        seconds[i] = r.seconds;
    }
    trainer_set_profile(training_trainer(t), &profile);
    STATUS_TRY(training_step(t, &r, &more));
    trainer_set_profile(training_trainer(t), NULL);
    add_cost(&profile, row);
    row->things = (double)r.tokens;
    row->thing = "tokens";
    bench_median(row, seconds, b->rounds);
    return STATUS_OK;
}

static struct status run_train(const struct bench_given *b)
{
    struct bench_row row = {.mode = b->recipe.train.mode};
    const struct decoder_config *c = &b->recipe.model;
    struct training *t = NULL;
    char *text = made_text(TEXT_BYTES);
    struct status st = text ? STATUS_OK : no_memory();

    if (!st.code)
        st = training_open(&t, &b->recipe, text, TEXT_BYTES, b->device);
    if (!st.code) {
        training_set_hook(t, b->hook);
        st = time_steps(b, t, &row);
    }
    if (!st.code) {
        snprintf(row.name, sizeof row.name,
                 "train-step %lld layers, width %lld, %lld x %lld",
                 (long long)c->layers, (long long)c->width,
                 (long long)b->recipe.train.batch, (long long)c->context);
        bench_kernels(row.kernels, b->device);
        b->say(b->user, &row);
    }
    training_close(t);
    free(text);
    return st;
}

struct decoding {
    struct decoder *model;
    struct graph *graph;
    int32_t *ids;
    int64_t count;
    float *logits;
};

static struct status decode_one(void *work)
{
    struct decoding *d = work;

    return generate_logits(d->model, d->graph, d->ids, d->count, d->logits);
}

static struct status time_decode(const struct bench_given *b,
                                 struct decoding *d)
{
    const double size = (double)decoder_size(d->model);
    struct bench_row row = {.flops = 2.0 * size * (double)d->count,
                            .bytes = size *
                                     (double)tensor_type_bytes(b->device->real),
                            .things = 1.0,
                            .thing = "tokens"};

    snprintf(row.name, sizeof row.name, "decode, %lld tokens before",
             (long long)d->count);
    bench_kernels(row.kernels, b->device);
    STATUS_TRY(bench_time(b, decode_one, d, &row));
    b->say(b->user, &row);
    return STATUS_OK;
}

static struct status run_decode(const struct bench_given *b)
{
    struct decoder_config c = b->recipe.model;
    struct decoding d = {.count = c.context};

    c.vocab = PIECES;
    struct status st = decoder_new(&d.model, &c, b->device, 1);
    if (!st.code) {
        d.graph = graph_new(b->device, (size_t)16 << 30);
        d.ids = calloc((size_t)c.context, sizeof *d.ids);
        d.logits = calloc((size_t)c.vocab, sizeof *d.logits);
    }
    if (!d.graph || !d.ids || !d.logits) {
        st = st.code ? st : no_memory();
    } else {
        for (int64_t i = 0; i < c.context; i++)
            d.ids[i] = (int32_t)(i * 7 % PIECES);
        graph_set_hook(d.graph, b->hook);
        st = time_decode(b, &d);
    }
    graph_free(d.graph);
    decoder_free(d.model);
    free(d.ids);
    free(d.logits);
    return st;
}

struct encoding {
    struct tokenizer *tokenizer;
    char *text;
    int32_t *ids;
    size_t count;
};

static struct status encode(void *work)
{
    struct encoding *e = work;

    return tokenizer_encode(e->tokenizer, e->text, TEXT_BYTES, e->ids,
                            TEXT_BYTES + 1, &e->count);
}

static struct status run_tokenizer(const struct bench_given *b)
{
    struct bench_row row = {.name = "tokenizer, byte pairs, 1 MiB",
                            .kernels = "plain C",
                            .bytes = TEXT_BYTES,
                            .thing = "tokens"};
    struct encoding e = {.text = made_text(TEXT_BYTES),
                         .ids = calloc(TEXT_BYTES + 1, sizeof *e.ids)};
    struct status st = e.text && e.ids ? STATUS_OK : no_memory();

    if (!st.code)
        st = tokenizer_train_bpe(&e.tokenizer, e.text, LEARN_BYTES, PIECES);
    if (!st.code)
        st = bench_time(b, encode, &e, &row);
    if (!st.code) {
        row.things = (double)e.count;
        b->say(b->user, &row);
    }
    tokenizer_free(e.tokenizer);
    free(e.text);
    free(e.ids);
    return st;
}

const struct bench bench_train = {
    "train-step", "one step of a preset: forward, back, norm, update",
    run_train};
const struct bench bench_decode = {"decode", "the next token of a full window",
                                   run_decode};
const struct bench bench_tokenizer = {"tokenizer", "a text cut into tokens",
                                      run_tokenizer};
