/* test_gpu_train.c - a small model trained, and asked, on the CUDA device and
 * on the processor: the same losses, weights and logits, and few copies. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/core/gpu.h"
#include "engine/model/decoder.h"
#include "engine/model/session.h"
#include "engine/train/trainer.h"

enum { VOCAB = 40, CONTEXT = 12, TOKENS = 600, STEPS = 50, ASKED = 100 };

/* Sums in another order; 50 steps carry it on. */
#define CLOSE 1e-4

static int32_t token[TOKENS];

static struct decoder *model(const struct device *d, bool llama)
{
    struct decoder_config c = llama ? decoder_llama() : decoder_gpt2();
    struct decoder *m;

    c.vocab = VOCAB;
    c.context = CONTEXT;
    c.layers = 1;
    c.heads = 4;
    c.groups = llama ? 2 : 4;
    c.width = 24;
    c.hidden = 40;
    const struct status st = decoder_new(&m, &c, d, 7);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_leq(decoder_size(m), 50000);
    for (int i = 0; i < TOKENS; i++)
        token[i] = (i * i / 3 + i % 7) % VOCAB;
    return m;
}

static struct tensor *loss(void *self, struct graph *g, struct tensor *ids,
                           struct tensor *targets, bool training, uint64_t seed,
                           uint64_t step)
{
    const struct decoder_mode mode = {
        .training = training, .seed = seed, .step = step};

    return decoder_loss(self, g, ids, targets, &mode);
}

static struct trainer *trainer(struct decoder *m, const struct device *d)
{
    const struct trainer_settings s = {
        .steps = STEPS,
        .batch = 2,
        .context = CONTEXT,
        .accumulate = 1,
        .warmup = 5,
        .rate = 3e-3,
        .rate_low = 3e-4,
        .clip = 1.0,
        .optimizer = {OPTIMIZER_ADAMW, 0.9, 0.99, 1e-8, 0.1},
        .seed = 3};
    const struct batches row = {.token = token, .count = TOKENS};
    struct trainer *t;
    const struct status st =
        trainer_new(&t, &(struct trainer_model){m, decoder_params(m), loss}, &s,
                    d, &row, &row);

    cr_assert_eq(st.code, 0, "%s", st.text);
    return t;
}

static double step(struct trainer *t)
{
    struct trainer_report r;
    const struct status st = trainer_step(t, &r);

    cr_assert_eq(st.code, 0, "%s", st.text);
    return r.loss;
}

static void equal(double got, double want, const char *what, int at)
{
    cr_assert(fabs(got - want) <= CLOSE * fabs(want), "%s %d: %.8g, cpu %.8g",
              what, at, got, want);
}

/* Length of the difference over the length of b's numbers. */
static double apart(struct decoder *a, struct decoder *b)
{
    const float *x = params_values(decoder_params(a));
    const float *y = params_values(decoder_params(b));
    double difference = 0.0, size = 0.0;

    for (int64_t i = 0; i < params_total(decoder_params(a)); i++) {
        difference += pow((double)x[i] - (double)y[i], 2);
        size += pow((double)y[i], 2);
    }
    return sqrt(difference / size);
}

/* The same 100 tokens, one after the other. */
static void ask(struct decoder *a, struct decoder *b)
{
    struct session *s[2];
    double difference = 0.0, size = 0.0;

    cr_assert_eq(session_new(&s[0], a, 0).code, 0);
    cr_assert_eq(session_new(&s[1], b, 0).code, 0);
    for (int i = 0; i < ASKED; i++) {
        const float *x, *y;

        cr_assert_eq(session_read(s[0], token + i, 1).code, 0);
        cr_assert_eq(session_read(s[1], token + i, 1).code, 0);
        cr_assert_eq(session_logits(s[0], &x).code, 0);
        cr_assert_eq(session_logits(s[1], &y).code, 0);
        for (int k = 0; k < VOCAB; k++) {
            difference += pow((double)x[k] - (double)y[k], 2);
            size += pow((double)y[k], 2);
        }
    }
    /* Keys and values in f16: where a number falls on the other side of a
     * rounding, it is off by 2^-11. */
    cr_expect_lt(sqrt(difference / size), 1e-3);
    session_free(s[0]);
    session_free(s[1]);
}

static void same(bool llama, int steps)
{
    const struct device *gpu = device_find("cuda"), *cpu = device_find("cpu");

    cr_assert(gpu, "%s", gpu_reason());
    struct decoder *a = model(gpu, llama), *b = model(cpu, llama);
    struct trainer *ta = trainer(a, gpu), *tb = trainer(b, cpu);
    for (int i = 0; i < steps; i++)
        equal(step(ta), step(tb), "loss of step", i);
    double va, vb;
    cr_assert_eq(trainer_validate(ta, &va).code, 0);
    cr_assert_eq(trainer_validate(tb, &vb).code, 0);
    equal(va, vb, "validation", 0);
    cr_expect_lt(apart(a, b), 1e-3, "weights are %g apart", apart(a, b));
    ask(a, b);
    trainer_free(ta);
    trainer_free(tb);
    decoder_free(a);
    decoder_free(b);
}

Test(gpu_train, a_gpt_learns_what_it_learns_on_the_processor)
{
    same(false, STEPS);
}

Test(gpu_train, a_llama_learns_what_it_learns_on_the_processor)
{
    same(true, STEPS / 4);
}

/* Over go the ids and the targets, and twice one number: the loss and its
 * gradient. Back come the losses of the rows and the sums of squares. */
Test(gpu_train, a_step_stays_on_the_device)
{
    const struct device *gpu = device_find("cuda");

    cr_assert(gpu, "%s", gpu_reason());
    struct decoder *m = model(gpu, false);
    struct trainer *t = trainer(m, gpu);
    struct gpu_counts before, after;

    step(t);
    step(t);
    gpu_opened()->counts(&before);
    step(t);
    gpu_opened()->counts(&after);
    cr_expect_leq(after.uploads - before.uploads, 3, "%lld uploads",
                  (long long)(after.uploads - before.uploads));
    cr_expect_leq(after.downloads - before.downloads, 2, "%lld downloads",
                  (long long)(after.downloads - before.downloads));
    cr_expect_leq(after.upload_bytes - before.upload_bytes, 4096);
    cr_expect_leq(after.download_bytes - before.download_bytes, 4096);
    cr_expect_eq(after.fallbacks, before.fallbacks, "%lld fallbacks",
                 (long long)(after.fallbacks - before.fallbacks));
    trainer_free(t);
    decoder_free(m);
}

/* A card that is full ends the step with a sentence; the run goes on with the
 * numbers it had. */
Test(gpu_train, no_memory_in_the_middle_loses_nothing)
{
    const struct device *gpu = device_find("cuda");

    cr_assert(gpu, "%s", gpu_reason());
    struct decoder *a = model(gpu, false), *b = model(gpu, false);
    struct trainer *ta = trainer(a, gpu), *tb = trainer(b, gpu);
    struct trainer_report r;
    int failed = 0;

    for (int room = 100000; !gpu_opened()->on_a_gpu; room += 20000) {
        char text[32];

        snprintf(text, sizeof text, "%d", room);
        setenv("EMU_ROOM", text, 1);
        const struct status st = trainer_step(ta, &r);
        if (!st.code)
            break;
        cr_assert_eq(st.code, STATUS_NO_MEMORY, "%d: %s", st.code, st.text);
        failed++;
    }
    unsetenv("EMU_ROOM");
    if (gpu_opened()->on_a_gpu)
        step(ta); /* a card has no such knob */
    else
        cr_expect_gt(failed, 3);
    step(tb);
    for (int i = 0; i < 3; i++)
        equal(step(ta), step(tb), "loss of step", i);
    cr_expect_lt(apart(a, b), 1e-9);
    trainer_free(ta);
    trainer_free(tb);
    decoder_free(a);
    decoder_free(b);
}
