/*
 * bench_sorter [SEEDS | keep FOLDER] - a model of 3 layers, 3 heads and width
 * 48 learns to sort six of three symbols: the seconds that 2000 steps take, and
 * how many of 5000 held-out inputs it then sorts without one wrong symbol.
 * Promised: all, in under 60 s. Fails where one is wrong. `keep` trains seed 1
 * alone and leaves it in FOLDER, with its card: the house model "sorter", whose
 * symbols are the letters a, b and c.
 *
 * A row is the input, then the sorted output; only the output is learned. Of
 * the 729 inputs a fixed eighth is held out and never trained on.
 * Source: the sorting demonstration that comes with minGPT (sizes, rate,
 * steps).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/rng.h"
#include "engine/base/threads.h"
#include "engine/model/checkpoint.h"
#include "engine/train/optimizer.h"

enum {
    SYMBOLS = 3,
    LENGTH = 6,
    INPUTS = 729, /* SYMBOLS to the power of LENGTH */
    WINDOW = 2 * LENGTH - 1,
    BATCH = 64,
    STEPS = 2000,
    ASKED = 5000,
    ASKED_AT_ONCE = 500,
    MOST_SEEDS = 20
};

/* Streams of the random numbers drawn here; the model's own are names. */
enum { STREAM_SPLIT = 1, STREAM_TRAIN = 2, STREAM_ASK = 3 };

static const double rate = 5e-4, clip = 1.0;
static const struct optimizer_settings optimizer = {OPTIMIZER_ADAMW, 0.9, 0.95,
                                                    1e-8, 0.1};

struct sorter {
    uint64_t seed;
    struct decoder *model;
    struct graph *graph;
};

/* The same split for every seed. */
static bool held_out(uint32_t input)
{
    return rng_at(0, STREAM_SPLIT, input) % 8 == 0;
}

/* An input at random from one of the two parts. */
static uint32_t draw(struct rng *rng, bool held)
{
    uint32_t input;

    do
        input = rng_below(rng, INPUTS);
    while (held_out(input) != held);
    return input;
}

static bool holds_all_symbols(uint32_t input)
{
    unsigned seen = 0;

    for (int i = 0; i < LENGTH; i++, input /= SYMBOLS)
        seen |= 1u << input % SYMBOLS;
    return seen == (1u << SYMBOLS) - 1;
}

/* Rows to train on. Every other one lacks a symbol: such inputs are a quarter
 * of all, and what a model gets wrong that sees no more of them. */
static uint32_t draw_lesson(struct rng *rng, int row)
{
    uint32_t input;

    do
        input = draw(rng, false);
    while (row % 2 && holds_all_symbols(input));
    return input;
}

/* The digits of `input`, then the same in order. */
static void spell(uint32_t input, int32_t row[2 * LENGTH])
{
    int count[SYMBOLS] = {0}, n = LENGTH;

    for (int i = 0; i < LENGTH; i++, input /= SYMBOLS) {
        row[i] = (int32_t)(input % SYMBOLS);
        count[row[i]]++;
    }
    for (int s = 0; s < SYMBOLS; s++)
        while (count[s]-- > 0)
            row[n++] = s;
}

static void must(struct status st)
{
    if (!st.code)
        return;
    fprintf(stderr, "bench_sorter: %s\n", st.text);
    exit(3);
}

static void open_sorter(struct sorter *s, uint64_t seed)
{
    const struct device *d = device_find("auto");
    struct decoder_config c = decoder_gpt2();

    c.vocab = SYMBOLS;
    c.context = WINDOW;
    c.layers = c.heads = c.groups = 3;
    c.width = 48;
    c.hidden = 4 * c.width;
    c.bias = true;
    *s = (struct sorter){.seed = seed, .graph = graph_new(d, (size_t)1 << 30)};
    if (!s->graph)
        must(status_fail(STATUS_NO_MEMORY, "no memory for a graph"));
    must(decoder_new(&s->model, &c, d, seed));
}

static void close_sorter(struct sorter *s)
{
    graph_free(s->graph);
    decoder_free(s->model);
}

/* Targets are the next symbols, -1 within the input. */
static void fill_batch(struct rng *rng, int32_t ids[BATCH * WINDOW],
                       int32_t targets[BATCH * WINDOW])
{
    for (int i = 0; i < BATCH; i++) {
        int32_t row[2 * LENGTH];

        spell(draw_lesson(rng, i), row);
        for (int t = 0; t < WINDOW; t++) {
            ids[i * WINDOW + t] = row[t];
            targets[i * WINDOW + t] = t < LENGTH - 1 ? -1 : row[t + 1];
        }
    }
}

static double train_step(struct sorter *s, struct rng *rng, int step)
{
    static const int64_t shape[] = {BATCH, WINDOW};
    const struct decoder_mode mode = {
        .training = true, .seed = s->seed, .step = (uint64_t)step};
    struct params *ps = decoder_params(s->model);
    struct graph *g = s->graph;
    int32_t ids[BATCH * WINDOW], targets[BATCH * WINDOW];

    fill_batch(rng, ids, targets);
    graph_reset(g);
    params_zero_grads(ps);
    struct tensor *loss =
        decoder_loss(s->model, g, graph_ints(g, 2, shape, ids),
                     graph_ints(g, 2, shape, targets), &mode);
    must(graph_status(g));
    const double mean = tensor_get(loss, 0);
    must(graph_backward(g, loss));
    params_settle_grads(ps);
    const double norm = optimizer_grad_norm(ps);
    must(optimizer_step(ps, &optimizer, rate, norm > clip ? clip / norm : 1.0,
                        step + 1));
    params_touch(ps);
    return mean;
}

/* Writes the most likely next symbol behind each row of `t` symbols. */
static void write_next(struct sorter *s, int32_t *rows, int64_t t)
{
    static const struct decoder_mode mode = {.last_only = true};
    const int64_t shape[] = {ASKED_AT_ONCE, t};
    struct graph *g = s->graph;
    int32_t ids[ASKED_AT_ONCE * WINDOW];

    for (int64_t i = 0; i < ASKED_AT_ONCE; i++)
        memcpy(ids + i * t, rows + i * 2 * LENGTH, (size_t)t * sizeof *ids);
    graph_reset(g);
    const struct tensor *y =
        decoder_forward(s->model, g, graph_ints(g, 2, shape, ids), &mode);
    must(graph_status(g));
    for (int64_t i = 0; i < ASKED_AT_ONCE; i++) {
        int32_t best = 0;

        for (int32_t c = 1; c < SYMBOLS; c++)
            if (tensor_get(y, i * SYMBOLS + c) >
                tensor_get(y, i * SYMBOLS + best))
                best = c;
        rows[i * 2 * LENGTH + t] = best;
    }
}

/* How many of ASKED held-out inputs come out sorted. */
static int exact(struct sorter *s)
{
    struct rng rng = rng_make(s->seed, STREAM_ASK);
    int right = 0;

    graph_set_gradients(s->graph, false);
    for (int from = 0; from < ASKED; from += ASKED_AT_ONCE) {
        int32_t want[ASKED_AT_ONCE][2 * LENGTH], got[ASKED_AT_ONCE][2 * LENGTH];

        for (int i = 0; i < ASKED_AT_ONCE; i++) {
            spell(draw(&rng, true), want[i]);
            memcpy(got[i], want[i], LENGTH * sizeof **want);
        }
        for (int t = LENGTH; t < 2 * LENGTH; t++)
            write_next(s, *got, t);
        for (int i = 0; i < ASKED_AT_ONCE; i++)
            right += memcmp(got[i], want[i], sizeof want[i]) == 0;
    }
    graph_set_gradients(s->graph, true);
    return right;
}

/* In f32, so that what was examined is what is kept, bit for bit. */
static void keep(const struct sorter *s, const char *folder, int right)
{
    static const char letters[] = "abc";
    struct tokenizer *t = NULL;
    struct card *card = card_new();

    must(tokenizer_train_char(&t, letters, SYMBOLS));
    if (!card)
        must(status_fail(STATUS_NO_MEMORY, "no memory for a card"));
    card_set_text(card, CARD_TRAINING, "command", "./dev train-sorter");
    card_set_text(card, CARD_TRAINING, "data",
                  "six of a, b, c, then the same in order; an eighth of the "
                  "729 inputs held out");
    card_set_int(card, CARD_TRAINING, "seed", (int64_t)s->seed);
    card_set_int(card, CARD_TRAINING, "steps", STEPS);
    card_set_int(card, CARD_TRAINING, "batch", BATCH);
    card_set_real(card, CARD_TRAINING, "lr", rate);
    card_set_text(card, CARD_TRAINING, "optimizer", "adamw");
    card_set_int(card, CARD_SCORES, "held_out_asked", ASKED);
    card_set_int(card, CARD_SCORES, "held_out_sorted", right);
    must(checkpoint_save(folder, s->model, t, card, CHECKPOINT_F32));
    card_free(card);
    tokenizer_free(t);
}

/* `folder`: where the model is kept once it has learned, or NULL. */
static bool learns(uint64_t seed, const char *folder)
{
    struct sorter s;
    double loss = 0.0;

    open_sorter(&s, seed);
    const int before = exact(&s);
    struct rng rng = rng_make(seed, STREAM_TRAIN);
    const double start = clock_seconds();
    for (int i = 0; i < STEPS; i++)
        loss = train_step(&s, &rng, i);
    const double seconds = clock_seconds() - start;
    const int after = exact(&s);
    printf("sorter: seed %d, %d steps in %.2f s, %d threads, loss %.4f, %d of "
           "%d held-out inputs sorted (%d before)\n",
           (int)seed, STEPS, seconds, threads_available(), loss, after, ASKED,
           before);
    const bool learned = after == ASKED && before < ASKED / 2;
    if (learned && folder)
        keep(&s, folder, after);
    close_sorter(&s);
    return learned;
}

int main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "keep") == 0)
        return !learns(1, argv[2]);
    const int asked = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 3;
    const int seeds = asked < 1 ? 1 : asked > MOST_SEEDS ? MOST_SEEDS : asked;
    int failed = 0;

    for (int seed = 1; seed <= seeds; seed++)
        failed += !learns((uint64_t)seed, NULL);
    return failed > 0;
}
