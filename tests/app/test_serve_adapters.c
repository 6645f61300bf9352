/* Adapters of one model, switched from request to request. */
#include <jansson.h>

#include "engine/app/serve_work.h"
#include "engine/model/adapter.h"
#include "tests/app/hail.h"

#define TWIN "tests/model/fixtures/published/llama"
#define PEFT "tests/model/fixtures/peft/"

enum { WORDS = 4, WRITTEN = 8 };

/* The fixtures name their model from the top of the tree. */
static const char *const words[WORDS] = {TWIN, PEFT "lora", PEFT "prefix",
                                         PEFT "soft"};
static const char *const names[WORDS] = {"llama", "lora", "prefix", "soft"};
static const int32_t prompt[] = {3, 17, 41, 8, 22, 60};

enum { ASKED = sizeof prompt / sizeof *prompt };

/* What the engine writes greedily with the word alone. */
static void alone(const char *word, int32_t out[WRITTEN])
{
    struct checkpoint c = {0};
    struct session *s;
    const float *x;

    const struct status st = checkpoint_load(&c, word, device_find("cpu"));
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_eq(session_new(&s, c.model, 0).code, 0);
    cr_assert_eq(session_read(s, prompt, ASKED).code, 0);
    for (int i = 0; i < WRITTEN; i++) {
        cr_assert_eq(session_logits(s, &x).code, 0);
        out[i] = 0;
        for (int32_t k = 1; k < decoder_config(c.model)->vocab; k++)
            out[i] = x[k] > x[out[i]] ? k : out[i];
        cr_assert_eq(session_read(s, &out[i], 1).code, 0);
    }
    session_free(s);
    checkpoint_release(&c);
}

static void served(const char *name, char out[2048])
{
    char body[512];

    snprintf(body, sizeof body,
             "{\"model\":\"%s\",\"prompt\":[3,17,41,8,22,60],"
             "\"temperature\":0,\"max_tokens\":%d}",
             name, WRITTEN);
    struct hail_answer a = hail_post("/v1/completions", body);
    cr_assert_eq(a.http, 200, "%d: %s", a.http, a.body);
    json_t *o = json_loads(a.body, 0, NULL);
    const char *text = json_string_value(json_object_get(
        json_array_get(json_object_get(o, "choices"), 0), "text"));
    cr_assert_not_null(text);
    snprintf(out, 2048, "%s", text);
    json_decref(o);
    hail_release(&a);
}

static void spell(const int32_t id[WRITTEN], char out[2048])
{
    struct checkpoint c = {0};
    struct tokenizer_stream stream = {.begun = true};
    struct buf b;

    buf_init(&b, 2047);
    cr_assert_eq(checkpoint_load(&c, TWIN, device_find("cpu")).code, 0);
    for (int i = 0; i < WRITTEN && !checkpoint_ends(&c, id[i]); i++)
        tokenizer_stream_add(c.tokenizer, &stream, id[i], &b);
    snprintf(out, 2048, "%s", buf_string(&b));
    buf_release(&b);
    checkpoint_release(&c);
}

Test(serve_adapters, each_request_gets_the_one_it_names, .timeout = 120)
{
    const struct serve_options o = {.models = words,
                                    .count = WORDS,
                                    .device = device_find("cpu"),
                                    .threads = 1};
    char want[WORDS][2048], got[2048];
    int32_t id[WRITTEN];

    cr_assert_eq(chdir(TEST_ROOT), 0);
    for (int i = 0; i < WORDS; i++) {
        alone(words[i], id);
        spell(id, want[i]);
        for (int k = 0; k < i; k++)
            cr_assert_str_neq(want[i], want[k], "the fixtures write alike");
    }
    const struct status st = serve_open(&hail_server, &o);
    cr_assert_eq(st.code, 0, "%s", st.text);
    for (int n = 0; n < 3 * WORDS; n++) {
        const int i = n * 3 % WORDS; /* 0 3 2 1 0 3 .. */

        served(names[i], got);
        cr_expect_str_eq(got, want[i], "%s, request %d", names[i], n);
    }
    hail_end();
}

Test(serve_adapters, the_weights_stand_in_memory_once)
{
    struct serve_work_model m[WORDS];

    cr_assert_eq(chdir(TEST_ROOT), 0);
    for (int i = WORDS - 1; i >= 0; i--) { /* the model itself comes last */
        struct serve_work_model *at = &m[WORDS - 1 - i];
        const struct status st =
            serve_work_open(at, words[i], device_find("cpu"), m, WORDS - 1 - i);

        cr_assert_eq(st.code, 0, "%s", st.text);
        cr_expect_eq(at->shares, i < WORDS - 1);
        if (at->shares)
            cr_expect_eq(at->checkpoint.model, m[0].checkpoint.model);
    }
    for (int i = WORDS - 1; i >= 0; i--)
        serve_work_release(&m[i]);
}

Test(serve_adapters, one_for_another_model_brings_its_own)
{
    static const char *const bad[] = {TWIN, PEFT "gpt2"};
    struct serve_work_model m[2];

    cr_assert_eq(chdir(TEST_ROOT), 0);
    cr_assert_eq(serve_work_open(&m[0], bad[0], device_find("cpu"), m, 0).code,
                 0);
    const struct status st =
        serve_work_open(&m[1], bad[1], device_find("cpu"), m, 1);
    cr_expect_eq(st.code, 0, "its own model lies beside it: %s", st.text);
    cr_expect_not(m[1].shares);
    serve_work_release(&m[1]);
    serve_work_release(&m[0]);
}
