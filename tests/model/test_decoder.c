#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/decoder.h"
#include "engine/model/generate.h"
#include "engine/model/safetensors.h"
#include "engine/train/optimizer.h"

/* Fixtures: tests/oracle/decoder_fixtures.py. f32 sums of 24 terms through two
 * layers; measured 3e-6, a wrong rotation or mask is off by more than 1e-2. */
#define LOGITS_WITHIN 1e-4
#define F64_WITHIN    1e-6 /* the fixture's logits went through f32 weights */

static void same_gpt2(struct decoder_config *c)
{
    *c = decoder_gpt2();
    c->groups = 4;
}

static void same_llama(struct decoder_config *c)
{
    *c = decoder_llama();
    c->groups = 2;
    c->tied = false;
}

static struct decoder *load(const char *name, const struct device *d,
                            struct safetensors *s)
{
    char path[512];
    struct decoder_config c;
    struct decoder *m;

    if (strcmp(name, "gpt2") == 0)
        same_gpt2(&c);
    else
        same_llama(&c);
    c.vocab = 11;
    c.context = 12;
    c.layers = 2;
    c.heads = 4;
    c.width = 16;
    c.hidden = 24;
    snprintf(path, sizeof path,
             TEST_ROOT "/tests/model/fixtures/decoder_%s.safetensors", name);
    struct status st = safetensors_open(s, path);
    cr_assert_eq(st.code, 0, "%s", st.text);
    st = decoder_new(&m, &c, d, 1);
    cr_assert_eq(st.code, 0, "%s", st.text);
    for (int i = 0; i < params_count(decoder_params(m)); i++) {
        struct param *p = params_at(decoder_params(m), i);
        char key[128];

        snprintf(key, sizeof key, "weight.%s", p->name);
        const struct safetensors_tensor *t = safetensors_find(s, key);
        cr_assert_not_null(t, "%s is missing", key);
        cr_assert_eq(t->count, p->count, "%s", key);
        if (p->value.type == TENSOR_F64)
            safetensors_doubles(t, tensor_at(&p->value, 0));
        else
            safetensors_floats(t, tensor_at(&p->value, 0));
    }
    return m;
}

static int32_t *ints(const struct safetensors *s, const char *name)
{
    const struct safetensors_tensor *t = safetensors_find(s, name);
    int32_t *out = malloc((size_t)t->count * sizeof *out);

    memcpy(out, t->data, t->bytes);
    return out;
}

static double *doubles(const struct safetensors *s, const char *name)
{
    const struct safetensors_tensor *t = safetensors_find(s, name);

    cr_assert_not_null(t, "%s is missing", name);
    double *out = malloc((size_t)t->count * sizeof *out);
    safetensors_doubles(t, out);
    return out;
}

static struct tensor *loss_of(struct decoder *m, struct graph *g,
                              const struct safetensors *s)
{
    const int64_t shape[] = {3, 12};
    int32_t *ids = ints(s, "ids"), *targets = ints(s, "targets");
    struct tensor *loss = decoder_loss(m, g, graph_ints(g, 2, shape, ids),
                                       graph_ints(g, 2, shape, targets), NULL);

    free(ids);
    free(targets);
    return loss;
}

static void check_logits(const char *name, const struct device *d,
                         double within)
{
    const int64_t shape[] = {3, 12};
    struct safetensors s;
    struct decoder *m = load(name, d, &s);
    struct graph *g = graph_new(d, (size_t)1 << 30);
    int32_t *ids = ints(&s, "ids");
    double *want = doubles(&s, "logits");
    struct tensor *y =
        decoder_forward(m, g, graph_ints(g, 2, shape, ids), NULL);

    cr_assert_not_null(y, "%s", graph_status(g).text);
    for (int64_t i = 0; i < tensor_count(y); i++)
        cr_assert_lt(fabs(tensor_get(y, i) - want[i]), within,
                     "logit %lld: %g but PyTorch has %g", (long long)i,
                     tensor_get(y, i), want[i]);
    free(ids);
    free(want);
    graph_free(g);
    decoder_free(m);
    safetensors_close(&s);
}

Test(decoder, gpt2_logits_are_those_of_pytorch)
{
    check_logits("gpt2", device_find("cpu"), LOGITS_WITHIN);
    check_logits("gpt2", device_reference(), F64_WITHIN);
}

Test(decoder, llama_logits_are_those_of_pytorch)
{
    check_logits("llama", device_find("cpu"), LOGITS_WITHIN);
    check_logits("llama", device_reference(), F64_WITHIN);
}

static void check_gradients(const char *name)
{
    const struct device *d = device_reference();
    struct safetensors s;
    struct decoder *m = load(name, d, &s);
    struct graph *g = graph_new(d, (size_t)1 << 30);

    params_zero_grads(decoder_params(m));
    struct status st = graph_backward(g, loss_of(m, g, &s));
    cr_assert_eq(st.code, 0, "%s", st.text);
    params_settle_grads(decoder_params(m));
    for (int i = 0; i < params_count(decoder_params(m)); i++) {
        struct param *p = params_at(decoder_params(m), i);
        char key[128];
        double top = 1e-12;

        snprintf(key, sizeof key, "grad.%s", p->name);
        double *want = doubles(&s, key);
        for (int64_t k = 0; k < p->count; k++)
            top = fmax(top, fabs(want[k]));
        for (int64_t k = 0; k < p->count; k++)
            cr_assert_lt(fabs(tensor_get(&p->grad, k) - want[k]), 1e-4 * top,
                         "%s[%lld]", key, (long long)k);
        free(want);
    }
    graph_free(g);
    decoder_free(m);
    safetensors_close(&s);
}

Test(decoder, every_gradient_is_that_of_pytorch)
{
    check_gradients("gpt2");
    check_gradients("llama");
}

static void check_training(const char *name)
{
    const struct optimizer_settings o = {OPTIMIZER_ADAMW, 0.9, 0.99, 1e-8, 0.1};
    const struct device *d = device_reference();
    struct safetensors s;
    struct decoder *m = load(name, d, &s);
    struct params *ps = decoder_params(m);
    struct graph *g = graph_new(d, (size_t)1 << 30);
    double *want = doubles(&s, "losses");

    for (int i = 0; i < 20; i++) {
        graph_reset(g);
        params_zero_grads(ps);
        struct tensor *loss = loss_of(m, g, &s);
        cr_assert_lt(fabs(tensor_get(loss, 0) - want[i]), 1e-4, "step %d", i);
        const struct status st = graph_backward(g, loss);
        cr_assert_eq(st.code, 0, "%s", st.text);
        params_settle_grads(ps);
        const double norm = optimizer_grad_norm(ps);
        optimizer_step(ps, &o, 1e-2, norm > 1.0 ? 1.0 / norm : 1.0, i + 1);
        params_touch(ps);
    }
    free(want);
    graph_free(g);
    decoder_free(m);
    safetensors_close(&s);
}

Test(decoder, twenty_steps_of_adamw_lose_what_pytorch_loses)
{
    check_training("gpt2");
    check_training("llama");
}

Test(decoder, the_future_changes_nothing_before_it)
{
    const struct device *d = device_find("cpu");
    struct safetensors s;
    struct decoder *m = load("gpt2", d, &s);
    struct graph *g = graph_new(d, (size_t)1 << 30);
    const int32_t a[] = {1, 2, 3, 4, 5, 6}, b[] = {1, 2, 3, 9, 0, 7};
    const int64_t shape[] = {1, 6};
    struct tensor *x = decoder_forward(m, g, graph_ints(g, 2, shape, a), NULL);
    struct tensor *y = decoder_forward(m, g, graph_ints(g, 2, shape, b), NULL);

    for (int i = 0; i < 3 * 11; i++)
        cr_assert_eq(tensor_get(x, i), tensor_get(y, i));
    cr_assert_neq(tensor_get(x, 3 * 11), tensor_get(y, 3 * 11));
    graph_free(g);
    decoder_free(m);
    safetensors_close(&s);
}

Test(decoder, what_the_last_block_leaves_says_what_the_model_says)
{
    static const char *const seen[] = {"blocks.1.out", "blocks.0.norm1",
                                       "blocks.1.attn.mix",
                                       "blocks.1.mlp.hidden"};
    const struct device *d = device_find("cpu");
    const int32_t ids[] = {3, 1, 4, 1, 5};
    struct safetensors s;
    struct decoder *m = load("llama", d, &s);
    struct graph *g = graph_new(d, (size_t)1 << 30);
    struct probe *p = probe_new();
    float logits[5 * 11];

    probe_watch(p, "blocks.*", PROBE_FORWARD);
    graph_set_probe(g, p);
    struct tensor *in = graph_ints(g, 2, (const int64_t[]){1, 5}, ids);
    tensor_copy_floats(logits, decoder_forward(m, g, in, NULL));
    graph_set_probe(g, NULL);
    for (int i = 0; i < 4; i++)
        cr_assert_not_null(probe_find(p, seen[i], PROBE_FORWARD), "%s",
                           seen[i]);
    const struct probe_value *v = probe_find(p, seen[0], PROBE_FORWARD);
    const struct tensor *said =
        decoder_say(m, g, graph_floats(g, v->dims, v->shape, v->data));
    cr_assert_not_null(said);
    for (int i = 0; i < 5 * 11; i++)
        cr_assert_float_eq(tensor_get(said, i), logits[i], 1e-6);
    probe_free(p);
    graph_free(g);
    decoder_free(m);
    safetensors_close(&s);
}

Test(decoder, sizes_that_do_not_fit_are_refused_with_the_reason)
{
    struct decoder_config c = decoder_llama();

    c.vocab = c.context = c.layers = 1;
    c.width = 10;
    c.heads = c.groups = 3;
    c.hidden = 8;
    cr_assert_str_eq(decoder_check(&c).text,
                     "width 10 does not split into 3 heads");
    c.heads = c.groups = 2;
    cr_assert_str_eq(decoder_check(&c).text,
                     "rotary positions turn pairs: a head of width 5 is odd");
}

Test(decoder, a_text_longer_than_the_context_is_refused)
{
    struct safetensors s;
    struct decoder *m = load("gpt2", device_find("cpu"), &s);
    struct graph *g = graph_new(device_find("cpu"), (size_t)1 << 30);
    const int32_t ids[13] = {0};

    cr_assert_null(decoder_forward(
        m, g, graph_ints(g, 2, (const int64_t[]){1, 13}, ids), NULL));
    cr_assert_eq(graph_status(g).code, STATUS_BAD_SHAPE);
    graph_free(g);
    decoder_free(m);
    safetensors_close(&s);
}

Test(decoder, a_run_taken_up_at_a_block_ends_as_the_whole_run)
{
    struct safetensors s;
    struct decoder *m = load("llama", device_find("cpu"), &s);
    struct graph *g = graph_new(device_find("cpu"), (size_t)1 << 30);
    struct probe *p = probe_new();
    const int32_t ids[] = {1, 2, 3, 4, 5, 6};
    const int64_t shape[] = {1, 6}, wide[] = {1, 6, 16};

    probe_watch(p, "blocks.0.out", PROBE_FORWARD);
    graph_set_probe(g, p);
    struct tensor *whole =
        decoder_forward(m, g, graph_ints(g, 2, shape, ids), NULL);
    const struct probe_value *v = probe_find(p, "blocks.0.out", PROBE_FORWARD);
    struct tensor *later =
        decoder_resume(m, g, graph_floats(g, 3, wide, v->data), 1, NULL);

    cr_assert_eq(graph_status(g).code, 0);
    for (int i = 0; i < 6 * 11; i++)
        cr_assert_eq(tensor_get(whole, i), tensor_get(later, i));
    graph_free(g);
    probe_free(p);
    decoder_free(m);
    safetensors_close(&s);
}

/* A small model whose numbers stand a few places apart, and what it says. */
static struct decoder *small_one(bool unscaled, bool skipless)
{
    struct decoder_config c = decoder_gpt2();
    struct decoder *m;

    c.vocab = 11;
    c.context = 6;
    c.layers = 2;
    c.heads = c.groups = 2;
    c.width = 16;
    c.hidden = 24;
    c.init = 0.3;
    c.tied = false;
    c.unscaled = unscaled;
    c.skipless = skipless;
    cr_assert_eq(decoder_new(&m, &c, device_find("cpu"), 1).code, 0);
    return m;
}

static void say(struct decoder *m, float logits[6 * 11])
{
    static const int32_t ids[] = {1, 2, 3, 4, 5, 6};
    struct graph *g = graph_new(device_find("cpu"), (size_t)1 << 30);

    tensor_copy_floats(
        logits,
        decoder_forward(m, g, graph_ints(g, 2, (const int64_t[]){1, 6}, ids),
                        NULL));
    cr_assert_eq(graph_status(g).code, 0);
    graph_free(g);
}

static void scale_all(struct decoder *m, const char *end, float by)
{
    struct params *ps = decoder_params(m);

    for (int i = 0; i < params_count(ps); i++) {
        struct param *p = params_at(ps, i);
        float *x = tensor_at(&p->value, 0);

        if (strncmp(p->name, "blocks.", 7) != 0 || !strstr(p->name, end))
            continue;
        for (int64_t k = 0; k < p->count; k++)
            x[k] *= by;
    }
    params_touch(ps);
}

Test(decoder, unscaled_scores_are_those_of_longer_queries)
{
    struct decoder *scaled = small_one(false, false);
    struct decoder *unscaled = small_one(true, false);
    float a[6 * 11], b[6 * 11], c[6 * 11];

    say(scaled, a);
    say(unscaled, b);
    scale_all(scaled, "attn.q.", sqrtf(8.0f));
    say(scaled, c);
    float apart = 0.0f;
    for (int i = 0; i < 6 * 11; i++) {
        apart = fmaxf(apart, fabsf(a[i] - b[i]));
        cr_assert_float_eq(b[i], c[i], 1e-5);
    }
    cr_assert_gt(apart, 1e-3f, "the scale changes nothing");
    decoder_free(scaled);
    decoder_free(unscaled);
}

/* Blocks that add nothing: with a skip the tokens pass, without one nothing
 * does, and every position says the same. */
Test(decoder, without_a_skip_nothing_passes_a_block_that_answers_nothing)
{
    for (int skipless = 0; skipless < 2; skipless++) {
        struct decoder *m = small_one(false, skipless);
        float logits[6 * 11];
        bool same = true;

        scale_all(m, ".out.", 0.0f);
        scale_all(m, ".down.", 0.0f);
        say(m, logits);
        for (int i = 0; i < 6 * 11; i++)
            same = same && fabsf(logits[i] - logits[i % 11]) < 1e-6f;
        cr_assert_eq(same, skipless);
        decoder_free(m);
    }
}
