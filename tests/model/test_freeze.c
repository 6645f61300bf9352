/* What a training moves, and a published model that may be trained. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/freeze.h"
#include "engine/model/checkpoint.h"
#include "engine/train/trainer.h"

#define TWINS TEST_ROOT "/tests/model/fixtures/published/"

enum { ROWS = 2, WIDTH = 8, TOKENS = 200 };

static struct tensor *loss(void *self, struct graph *g, struct tensor *ids,
                           struct tensor *targets, bool training, uint64_t seed,
                           uint64_t step)
{
    const struct decoder_mode mode = {
        .training = training, .seed = seed, .step = step};

    return decoder_loss(self, g, ids, targets, &mode);
}

static void train(struct decoder *m, int steps, double *first, double *last)
{
    static int32_t token[TOKENS];
    struct trainer_report report;
    const struct batches text = {.token = token, .count = TOKENS};
    const struct trainer_model model = {m, decoder_params(m), loss};
    const struct trainer_settings s = {.steps = steps,
                                       .batch = ROWS,
                                       .context = WIDTH,
                                       .accumulate = 1,
                                       .rate = 1e-2,
                                       .rate_low = 1e-2,
                                       .optimizer = {.kind = OPTIMIZER_ADAMW,
                                                     .beta1 = 0.9,
                                                     .beta2 = 0.999,
                                                     .epsilon = 1e-8},
                                       .seed = 1};
    struct trainer *t;

    for (int i = 0; i < TOKENS; i++)
        token[i] = i % 7;
    cr_assert_eq(
        trainer_new(&t, &model, &s, device_find("cpu"), &text, &text).code, 0);
    for (int i = 0; i < steps; i++) {
        const struct status st = trainer_step(t, &report);

        cr_assert_eq(st.code, 0, "%s", st.text);
        if (i == 0)
            *first = report.loss;
    }
    *last = report.loss;
    trainer_free(t);
}

static struct decoder *small(void)
{
    struct decoder_config c = decoder_gpt2();
    struct decoder *m;

    c.vocab = 16;
    c.context = WIDTH;
    c.layers = 2;
    c.heads = c.groups = 2;
    c.width = 16;
    c.hidden = 32;
    cr_assert_eq(decoder_new(&m, &c, device_find("cpu"), 3).code, 0);
    return m;
}

/* A step moves the biases, all of them, and no other bit. */
Test(freeze, biases_alone_move)
{
    struct decoder *m = small();
    struct params *ps = decoder_params(m);
    const size_t bytes = (size_t)params_total(ps) * sizeof(float);
    float *before = malloc(bytes);
    int64_t numbers, biases = 0;
    double first, last;

    memcpy(before, params_values(ps), bytes);
    cr_assert_eq(freeze_all_but(ps, "*.bias", &numbers).code, 0);
    train(m, 2, &first, &last);
    for (int i = 0; i < params_count(ps); i++) {
        const struct param *p = params_at(ps, i);
        const size_t n = strlen(p->name);
        const bool bias = n > 5 && strcmp(p->name + n - 5, ".bias") == 0;
        const bool same = memcmp(before + p->start, tensor_at(&p->value, 0),
                                 (size_t)p->count * sizeof(float)) == 0;

        biases += bias ? p->count : 0;
        cr_expect_eq(same, !bias, "%s", p->name);
    }
    cr_expect_eq(numbers, biases);
    cr_expect_gt(biases, 0);
    free(before);
    decoder_free(m);
}

Test(freeze, a_list_joins_what_its_patterns_match)
{
    struct decoder *m = small();
    struct params *ps = decoder_params(m);
    int64_t numbers;

    cr_assert_eq(freeze_all_but(ps, "blocks.1.*,norm.*", &numbers).code, 0);
    for (int i = 0; i < params_count(ps); i++) {
        const struct param *p = params_at(ps, i);

        cr_expect_eq(p->trainable,
                     strncmp(p->name, "blocks.1.", 9) == 0 ||
                         strncmp(p->name, "norm.", 5) == 0,
                     "%s", p->name);
    }
    cr_assert_eq(freeze_all_but(ps, "*", &numbers).code, 0);
    cr_expect_eq(numbers, params_total(ps));
    decoder_free(m);
}

Test(freeze, a_pattern_without_a_match_changes_nothing)
{
    struct decoder *m = small();
    struct params *ps = decoder_params(m);
    int64_t numbers;
    const struct status st = freeze_all_but(ps, "*.bias,layers.*", &numbers);

    cr_expect_eq(st.code, STATUS_NOT_FOUND);
    cr_expect(strstr(st.text, "\"layers.*\""), "%s", st.text);
    cr_expect_eq(freeze_all_but(ps, "", &numbers).code, STATUS_BAD_USAGE);
    cr_expect_eq(freeze_all_but(ps, ",", &numbers).code, STATUS_NOT_FOUND);
    for (int i = 0; i < params_count(ps); i++)
        cr_expect(params_at(ps, i)->trainable);
    decoder_free(m);
}

static void logits(struct checkpoint *c, float *out, int n)
{
    const int32_t ids[] = {5, 9, 3, 1, 7, 2};
    struct graph *g = graph_new(device_find("cpu"), (size_t)1 << 28);

    graph_set_gradients(g, false);
    const struct tensor *y = decoder_forward(
        c->model, g, graph_ints(g, 2, (const int64_t[]){1, 6}, ids), NULL);
    cr_assert_not_null(y, "%s", graph_status(g).text);
    for (int i = 0; i < n; i++)
        out[i] = (float)tensor_get(y, 5 * tensor_cols(y) + i);
    graph_free(g);
}

/* The copy says what the file says, to the bit order of a sum, and learns; the
 * file's own matrices cannot. Rows of more than four tokens are decoded either
 * way, so blocks make no difference. */
Test(freeze, a_published_model_is_copied_and_learns)
{
    static const char *const twin[] = {TWINS "gpt2", TWINS "llama-tied",
                                       TWINS "llama.gguf", TWINS "qwen3"};
    const double within = 1e-4;

    for (size_t i = 0; i < sizeof twin / sizeof *twin; i++) {
        struct checkpoint file, copy;
        float a[32], b[32];
        double first, last;
        int64_t numbers;

        struct status st = checkpoint_load(&file, twin[i], device_find("cpu"));
        cr_assert_eq(st.code, 0, "%s", st.text);
        st = checkpoint_load_whole(&copy, twin[i], device_find("cpu"));
        cr_assert_eq(st.code, 0, "%s", st.text);
        logits(&file, a, 32);
        logits(&copy, b, 32);
        for (int k = 0; k < 32; k++)
            cr_expect_float_eq(a[k], b[k], within, "%s", twin[i]);
        struct params *ps = decoder_params(copy.model);
        cr_assert_eq(freeze_all_but(ps, "*", &numbers).code, 0);
        cr_expect_eq(numbers, decoder_size(copy.model));
        train(copy.model, 20, &first, &last);
        cr_expect_lt(last, 0.5 * first, "%s: %g, then %g", twin[i], first,
                     last);
        checkpoint_release(&file);
        checkpoint_release(&copy);
    }
}

Test(freeze, the_folder_of_an_adapter_is_no_model_to_copy)
{
    struct checkpoint c;

    cr_expect_eq(
        checkpoint_load_whole(&c, TEST_ROOT "/tests/model/fixtures/peft/lora",
                              device_find("cpu"))
            .code,
        STATUS_BAD_USAGE);
}
