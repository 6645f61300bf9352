#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/savefile.h"
#include "engine/model/adapter.h"
#include "engine/model/checkpoint.h"
#include "engine/model/safetensors.h"
#include "engine/model/session.h"
#include "engine/nn/lora.h"

/* Fixtures: tests/oracle/peft_fixtures.py. As test_published.c has them: f32
 * sums differ by 1e-5, a wrong place by more than 1e-2. */
#define WITHIN 1e-4
#define HERE   TEST_ROOT "/tests/model/fixtures/"

enum { MANY = 16 };

struct twin {
    struct checkpoint c;
    struct safetensors expect;
    struct graph *graph;
};

static void path_to(char out[512], const char *kind, const char *name)
{
    snprintf(out, 512, HERE "%s/%s", kind, name);
}

static struct twin open_twin(const char *twin, const char *fixture,
                             const struct device *d)
{
    struct twin t = {.graph = graph_new(d, (size_t)1 << 30)};
    char path[512], expect[600];

    path_to(path, "published", twin);
    struct status st = checkpoint_load(&t.c, path, d);
    cr_assert_eq(st.code, 0, "%s", st.text);
    path_to(path, "peft", fixture);
    snprintf(expect, sizeof expect, "%s/expect.safetensors", path);
    st = safetensors_open(&t.expect, expect);
    cr_assert_eq(st.code, 0, "%s", st.text);
    return t;
}

static void close_twin(struct twin *t)
{
    graph_free(t->graph);
    safetensors_close(&t->expect);
    checkpoint_release(&t->c);
}

static int ids_of(const struct twin *t, int32_t ids[MANY])
{
    const struct safetensors_tensor *x = safetensors_find(&t->expect, "ids");

    memcpy(ids, x->data, x->bytes);
    return (int)x->count;
}

static struct tensor *forward(struct twin *t)
{
    int32_t ids[MANY];
    const int n = ids_of(t, ids);

    graph_reset(t->graph);
    struct tensor *y = decoder_forward(
        t->c.model, t->graph,
        graph_ints(t->graph, 2, (const int64_t[]){1, n}, ids), NULL);
    cr_assert_not_null(y, "%s", graph_status(t->graph).text);
    return y;
}

static double *floats(const struct twin *t, const char *name, int64_t *count)
{
    const struct safetensors_tensor *x = safetensors_find(&t->expect, name);

    cr_assert_not_null(x, "%s", name);
    double *out = malloc((size_t)x->count * sizeof *out);
    cr_assert_eq(safetensors_doubles(x, out).code, 0);
    *count = x->count;
    return out;
}

static double worst(const struct tensor *y, const double *want, int64_t n)
{
    double most = 0.0;

    cr_assert_eq(tensor_count(y), n);
    for (int64_t i = 0; i < n; i++)
        most = fmax(most, fabs(tensor_get(y, i) - want[i]));
    return most;
}

static struct adapter *opened(struct twin *t, const char *fixture)
{
    struct adapter *a;
    char path[512];

    path_to(path, "peft", fixture);
    const struct status st = adapter_open(&a, t->c.model, path);
    cr_assert_eq(st.code, 0, "%s", st.text);
    return a;
}

/* PEFT's folder computes here what it computes there, and again after it was
 * written by this program. LATHE_ADAPTERS names a room where those stay, for
 * the oracle. */
static void same_on(const char *twin, const char *fixture,
                    const struct device *d)
{
    struct twin t = open_twin(twin, fixture, d);
    struct adapter *a = opened(&t, fixture), *b;
    const char *room = getenv("LATHE_ADAPTERS");
    char folder[600], path[700];
    int64_t n;
    double *want = floats(&t, "logits", &n);
    const double before = worst(forward(&t), want, n);

    adapter_use(a);
    const struct tensor *y = forward(&t);
    cr_assert_lt(worst(y, want, n), WITHIN, "%s on %s", fixture, d->name);
    cr_assert_gt(before, 0.1, "the adapter changes something");
    snprintf(folder, sizeof folder, "%s/%s@%s",
             room ? room : "/tmp/adapter-suite", fixture, twin);
    path_to(path, "published", twin);
    struct status st = adapter_save(a, folder, path);
    cr_assert_eq(st.code, 0, "%s", st.text);
    adapter_free(a);
    st = adapter_open(&b, t.c.model, folder);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_gt(worst(forward(&t), want, n), 0.1, "freed is out of use");
    adapter_use(b);
    y = forward(&t);
    cr_assert_lt(worst(y, want, n), WITHIN, "%s again", fixture);
    if (room && d != device_reference()) {
        const struct safetensors_source s = {
            .name = "logits",
            .from = SAFETENSORS_F32,
            .type = SAFETENSORS_F32,
            .dims = 2,
            .shape = {y->shape[1], y->shape[2]},
            .data = tensor_at(y, 0)};
        char hash[HASH_TEXT];

        snprintf(path, sizeof path, "%s/logits.safetensors", folder);
        cr_assert_eq(safetensors_save(path, &s, 1, NULL, 0, hash).code, 0);
    }
    adapter_free(b);
    free(want);
    close_twin(&t);
}

static void same(const char *twin, const char *fixture)
{
    same_on(twin, fixture, device_find("cpu"));
    same_on(twin, fixture, device_reference());
}

Test(adapter, lora_of_every_layer_is_as_in_peft)
{
    same("llama", "lora");
}

Test(adapter, ranks_and_scales_may_differ_by_module)
{
    same("qwen2", "patterns");
}

Test(adapter, three_layers_that_are_one_module_there)
{
    same("gpt2", "gpt2");
}

Test(adapter, a_prefix_is_as_in_peft)
{
    same("llama", "prefix");
}

Test(adapter, a_soft_prompt_is_as_in_peft)
{
    same("llama", "soft");
    same("gpt2", "soft-gpt2");
}

Test(adapter, a_folder_of_an_adapter_is_opened_as_a_model)
{
    struct twin t = open_twin("llama", "lora", device_find("cpu"));
    struct checkpoint c;
    char path[512];
    int64_t n;
    double *want = floats(&t, "logits", &n);

    cr_assert_eq(chdir(TEST_ROOT), 0); /* what the folder's base counts from */
    path_to(path, "peft", "lora");
    const struct status st = checkpoint_load(&c, path, device_find("cpu"));
    cr_assert_eq(st.code, 0, "%s", st.text);
    checkpoint_release(&t.c);
    t.c = c;
    cr_assert_lt(worst(forward(&t), want, n), WITHIN);
    free(want);
    close_twin(&t);
}

/* Gradients of all A and B, of the loss that PyTorch has too. */
Test(adapter, gradients_of_lora_are_those_of_pytorch)
{
    struct twin t = open_twin("llama", "lora", device_reference());
    struct adapter *a = opened(&t, "lora");
    int32_t ids[MANY], next[MANY];
    const int64_t shape[] = {1, ids_of(&t, ids)};
    const struct graph *g = t.graph;
    int64_t n;
    double *loss = floats(&t, "loss", &n);

    for (int i = 0; i < shape[1]; i++)
        next[i] = i + 1 < shape[1] ? ids[i + 1] : -1;
    adapter_use(a);
    struct tensor *out =
        decoder_loss(t.c.model, t.graph, graph_ints(t.graph, 2, shape, ids),
                     graph_ints(t.graph, 2, shape, next), NULL);
    cr_assert(out && !graph_failed(g), "%s", graph_status(g).text);
    cr_assert_lt(fabs(tensor_get(out, 0) - loss[0]), 1e-5);
    cr_assert_eq(graph_backward(t.graph, out).code, 0);

    const struct lora *l = adapter_pair(a, "blocks.1.mlp.down.weight");
    const char *const name[] = {
        "grad.base_model.model.model.layers.1.mlp.down_proj.lora_A.weight",
        "grad.base_model.model.model.layers.1.mlp.down_proj.lora_B.weight",
        "grad.base_model.model.model.layers.0.self_attn.k_proj.lora_A.weight",
        "grad.base_model.model.model.layers.0.self_attn.k_proj.lora_B.weight"};
    const struct lora *k = adapter_pair(a, "blocks.0.attn.k.weight");
    const int at[] = {l->a, l->b, k->a, k->b};

    for (int i = 0; i < 4; i++) {
        double *want = floats(&t, name[i], &n), size = 0.0;

        for (int64_t j = 0; j < n; j++)
            size = fmax(size, fabs(want[j]));
        cr_assert_lt(worst(&params_at(adapter_params(a), at[i])->grad, want, n),
                     1e-5 * size, "%s", name[i]);
        free(want);
    }
    free(loss);
    adapter_free(a);
    close_twin(&t);
}

static double loss_of(struct twin *t, struct graph *g, bool recompute)
{
    int32_t ids[MANY], next[MANY];
    const int64_t shape[] = {1, ids_of(t, ids)};
    const struct decoder_mode mode = {.training = true, .recompute = recompute};

    for (int i = 0; i < shape[1]; i++)
        next[i] = i + 1 < shape[1] ? ids[i + 1] : -1;
    graph_reset(g);
    struct tensor *out =
        decoder_loss(t->c.model, g, graph_ints(g, 2, shape, ids),
                     graph_ints(g, 2, shape, next), &mode);
    cr_assert(out && !graph_failed(g), "%s", graph_status(g).text);
    const double loss = tensor_get(out, 0);
    cr_assert_eq(graph_backward(g, out).code, 0, "%s", graph_status(g).text);
    return loss;
}

/* A step of 1e-5 along all gradients moves the loss by their squared length:
 * every parameter of every kind in two passes. Over a base of 4 or 16 bits the
 * same holds, as it does not move. */
static void gradients_hold(const struct adapter_settings *s, bool recompute)
{
    struct twin t = open_twin("llama", "lora", device_reference());
    struct adapter *a;
    const struct status st = adapter_new(&a, t.c.model, s, 3);
    const double step = 1e-5;
    double length = 0.0, side[2];

    cr_assert_eq(st.code, 0, "%s", st.text);
    struct params *ps = adapter_params(a);
    double *value = params_values(ps), *grad = params_grads(ps);
    const int64_t total = params_total(ps);
    for (int i = 0; i < params_count(ps); i++)
        for (int64_t k = 0; k < params_at(ps, i)->count; k++)
            value[params_at(ps, i)->start + k] += 0.1 * sin((double)(k + i));
    adapter_use(a);
    adapter_train(a, 5, 9);
    params_touch(ps);
    params_zero_grads(ps);
    loss_of(&t, t.graph, recompute);
    params_settle_grads(ps);
    double *way = malloc((size_t)total * sizeof *way);
    memcpy(way, grad, (size_t)total * sizeof *way);
    for (int64_t i = 0; i < total; i++)
        length += way[i] * way[i];
    cr_assert_gt(length, 1e-6, "something is learned");
    for (int k = 0; k < 2; k++) {
        for (int64_t i = 0; i < total; i++)
            value[i] += (k ? 2.0 : -1.0) * step * way[i];
        params_touch(ps);
        side[k] = loss_of(&t, t.graph, recompute);
    }
    cr_assert_float_eq((side[1] - side[0]) / (2.0 * step) / length, 1.0, 1e-4,
                       "%s", adapter_kind_names[s->kind]);
    free(way);
    adapter_free(a);
    close_twin(&t);
}

Test(adapter, gradients_of_every_kind_are_central_differences)
{
    for (int kind = 0; adapter_kind_names[kind]; kind++) {
        const struct adapter_settings s = {.kind = (enum adapter_kind)kind,
                                           .where = ADAPTER_ALL,
                                           .rank = 3,
                                           .alpha = 5.0,
                                           .dropout = 0.2,
                                           .size = 4};

        gradients_hold(&s, false);
        gradients_hold(&s, true);
    }
}

/* The twin with weights of its own, which can be merged into. */
static struct decoder *whole_model(void)
{
    struct decoder_config c = decoder_llama();
    struct decoder *m;

    c.vocab = 64;
    c.context = 32;
    c.layers = 2;
    c.heads = 4;
    c.groups = 2;
    c.width = 32;
    c.hidden = 48;
    c.init = 0.2;
    c.bias = true;
    cr_assert_eq(decoder_new(&m, &c, device_find("cpu"), 4).code, 0);
    return m;
}

static void shake(struct adapter *a)
{
    struct params *ps = adapter_params(a);
    float *value = params_values(ps);

    for (int64_t i = 0; i < params_total(ps); i++)
        value[i] = 0.1f * sinf(3.0f * (float)i);
    params_touch(ps);
}

static void ask(struct decoder *m, float out[64])
{
    const int32_t ids[] = {5, 9, 40, 22, 7};
    struct graph *g = graph_new(params_device(decoder_params(m)), 1 << 26);
    const struct tensor *y = decoder_forward(
        m, g, graph_ints(g, 2, (const int64_t[]){1, 5}, ids), NULL);

    cr_assert_not_null(y);
    for (int i = 0; i < 64; i++)
        out[i] = (float)tensor_get(y, 4 * 64 + i);
    graph_free(g);
}

static float distance(const float a[64], const float b[64])
{
    float most = 0.0f;

    for (int i = 0; i < 64; i++)
        most = fmaxf(most, fabsf(a[i] - b[i]));
    return most;
}

Test(adapter, merged_equals_unmerged)
{
    for (int kind = ADAPTER_LORA; kind <= ADAPTER_BIAS; kind++) {
        struct decoder *m = whole_model();
        const struct adapter_settings s = {.kind = (enum adapter_kind)kind,
                                           .where = ADAPTER_ALL,
                                           .rank = 4,
                                           .alpha = 8.0};
        struct adapter *a;
        float plain[64], beside[64], merged[64], back[64];

        ask(m, plain);
        cr_assert_eq(adapter_new(&a, m, &s, 1).code, 0);
        adapter_use(a);
        ask(m, beside);
        cr_assert_lt(distance(plain, beside), 1e-6f, "a new one is nothing");
        shake(a);
        ask(m, beside);
        cr_assert_gt(distance(plain, beside), 1e-2f);
        cr_assert_eq(adapter_merge(a).code, 0);
        cr_assert(!adapter_used(a));
        ask(m, merged);
        cr_assert_lt(distance(merged, beside), 1e-4f);
        cr_assert_eq(adapter_merge(a).code, STATUS_BAD_USAGE);
        cr_assert_eq(adapter_unmerge(a).code, 0);
        ask(m, back);
        cr_assert_lt(distance(plain, back), 1e-5f);
        adapter_free(a);
        decoder_free(m);
    }
}

Test(adapter, several_are_switched_for_each_request)
{
    struct decoder *m = whole_model();
    const struct adapter_settings s[] = {
        {.kind = ADAPTER_LORA, .rank = 2, .alpha = 4.0},
        {.kind = ADAPTER_BOTTLENECK, .size = 3},
        {.kind = ADAPTER_PREFIX, .size = 2}};
    struct adapter *a[3];
    float plain[64], first[3][64], again[64];

    ask(m, plain);
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(adapter_new(&a[i], m, &s[i], 7).code, 0);
        shake(a[i]);
        adapter_use(a[i]);
        ask(m, first[i]);
        cr_assert_gt(distance(plain, first[i]), 1e-3f, "%d", i);
    }
    for (int i = 0; i < 3; i++) {
        adapter_use(a[i]);
        ask(m, again);
        cr_assert_float_eq(distance(first[i], again), 0.0f, 0.0f);
    }
    adapter_rest(m);
    ask(m, again);
    cr_assert_float_eq(distance(plain, again), 0.0f, 0.0f);
    for (int i = 0; i < 3; i++)
        adapter_free(a[i]);
    decoder_free(m);
}

/* Reading bit by bit goes through a cache of f16. */
Test(adapter, a_session_reads_what_one_pass_reads)
{
    const int32_t ids[] = {5, 9, 40, 22, 7};

    for (int kind = 0; adapter_kind_names[kind]; kind++) {
        struct decoder *m = whole_model();
        const struct adapter_settings s = {.kind = (enum adapter_kind)kind,
                                           .where = ADAPTER_ALL,
                                           .rank = 2,
                                           .alpha = 4.0,
                                           .size = 3};
        struct adapter *a;
        struct session *read;
        const float *logits;
        float want[64];

        cr_assert_eq(adapter_new(&a, m, &s, 7).code, 0);
        shake(a);
        adapter_use(a);
        ask(m, want);
        cr_assert_eq(session_new(&read, m, 0).code, 0);
        for (int round = 0; round < 2; round++) {
            cr_assert_eq(session_read(read, ids, 2).code, 0);
            for (int i = 2; i < 5; i++)
                cr_assert_eq(session_read(read, ids + i, 1).code, 0);
            cr_assert_eq(session_logits(read, &logits).code, 0);
            cr_assert_lt(distance(logits, want), 2e-2f, "%s",
                         adapter_kind_names[kind]);
            cr_assert_eq(session_seen(read), 5);
            session_cut(read, 0);
        }
        session_free(read);
        adapter_free(a);
        decoder_free(m);
    }
}

static void refused(struct decoder *m, struct adapter_settings s,
                    enum status_code code, const char *why)
{
    struct adapter *a;
    const struct status st = adapter_new(&a, m, &s, 1);

    cr_assert_eq(st.code, code, "%s", st.text);
    cr_assert(strstr(st.text, why) && !a, "%s", st.text);
}

Test(adapter, settings_that_make_no_sense_are_refused)
{
    struct decoder *m = whole_model();

    refused(m, (struct adapter_settings){.kind = ADAPTER_LORA},
            STATUS_BAD_USAGE, "rank is 0");
    refused(m, (struct adapter_settings){.kind = ADAPTER_PREFIX},
            STATUS_BAD_USAGE, "size is 0");
    refused(m, (struct adapter_settings){.kind = ADAPTER_SOFT, .size = 32},
            STATUS_BAD_USAGE, "no room");
    decoder_free(m);
}

Test(adapter, one_of_another_model_is_refused_by_name)
{
    struct decoder *m = whole_model();
    struct adapter *a;
    char path[512];

    path_to(path, "peft", "gpt2");
    struct status st = adapter_open(&a, m, path);
    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert(strstr(st.text, "another model") &&
                  strstr(st.text, "adapter_model.safetensors"),
              "%s", st.text);
    decoder_free(m);
    struct decoder_config c = decoder_llama();
    c.vocab = 64;
    c.context = 32;
    c.layers = 2;
    c.heads = c.groups = 4;
    c.width = 64;
    c.hidden = 48;
    cr_assert_eq(decoder_new(&m, &c, device_find("cpu"), 4).code, 0);
    path_to(path, "peft", "lora");
    st = adapter_open(&a, m, path);
    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert(strstr(st.text, "another model") && strstr(st.text, "q_proj"),
              "%s", st.text);
    decoder_free(m);
}

Test(adapter, a_config_that_is_not_understood_is_refused_by_field)
{
    static const char *const bad[][2] = {
        {"{", "line 1"},
        {"{}", "peft_type"},
        {"{\"peft_type\": \"IA3\"}", "IA3"},
        {"{\"peft_type\": \"LORA\", \"r\": 0, \"lora_alpha\": 1}", "\"r\""},
        {"{\"peft_type\": \"LORA\", \"r\": 2}", "lora_alpha"},
        {"{\"peft_type\": \"LORA\", \"use_dora\": true}", "use_dora"},
        {"{\"peft_type\": \"PREFIX_TUNING\", \"prefix_projection\": true}",
         "prefix_projection"}};
    struct decoder *m = whole_model();

    cr_assert_eq(savefile_folder("/tmp/adapter-suite/bad").code, 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct adapter *a;

        cr_assert_eq(
            savefile_replace("/tmp/adapter-suite/bad/adapter_config.json",
                             bad[i][0], strlen(bad[i][0]))
                .code,
            0);
        const struct status st = adapter_open(&a, m, "/tmp/adapter-suite/bad");
        cr_assert(st.code && !a && strstr(st.text, bad[i][1]) &&
                      strstr(st.text, "adapter_config.json"),
                  "%s: %s", bad[i][0], st.text);
    }
    decoder_free(m);
}

Test(adapter, weights_that_stand_in_a_file_cannot_be_merged_into)
{
    struct twin t = open_twin("llama", "lora", device_find("cpu"));
    struct adapter *a = opened(&t, "lora");
    const struct status st = adapter_merge(a);

    cr_assert_eq(st.code, STATUS_UNSUPPORTED);
    cr_assert_not_null(strstr(st.text, "stands in a file"), "%s", st.text);
    adapter_free(a);
    close_twin(&t);
}
