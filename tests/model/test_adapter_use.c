/* Adapters of a model that is in memory: merged, switched, read through kept
 * keys, and what is refused. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/savefile.h"
#include "engine/model/adapter.h"
#include "engine/model/session.h"

#define PEFT TEST_ROOT "/tests/model/fixtures/peft/"

/* Its weights are in memory, where they can be merged into. */
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

Test(adapter_use, merged_equals_unmerged)
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

Test(adapter_use, several_are_switched_for_each_request)
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
Test(adapter_use, a_session_reads_what_one_pass_reads)
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

Test(adapter_use, settings_that_make_no_sense_are_refused)
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

Test(adapter_use, one_of_another_model_is_refused_by_name)
{
    struct decoder *m = whole_model();
    struct adapter *a;

    struct status st = adapter_open(&a, m, PEFT "gpt2");
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
    st = adapter_open(&a, m, PEFT "lora");
    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert(strstr(st.text, "another model") && strstr(st.text, "q_proj"),
              "%s", st.text);
    decoder_free(m);
}

Test(adapter_use, a_config_that_is_not_understood_is_refused_by_field)
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
    char folder[] = "/tmp/lathe-adapter-XXXXXX", path[64], command[64];

    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/adapter_config.json", folder);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct adapter *a;

        cr_assert_eq(savefile_replace(path, bad[i][0], strlen(bad[i][0])).code,
                     0);
        const struct status st = adapter_open(&a, m, folder);
        cr_assert(st.code && !a && strstr(st.text, bad[i][1]) &&
                      strstr(st.text, "adapter_config.json"),
                  "%s: %s", bad[i][0], st.text);
    }
    decoder_free(m);
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    cr_assert_eq(system(command), 0);
}
