/* What clients of the server get, over a socket. */
#include <jansson.h>
#include <math.h>

#include "engine/core/graph.h"
#include "engine/model/embed.h"
#include "engine/model/sampler.h"
#include "engine/model/session.h"
#include "tests/app/hail.h"

#define PROMPT     "the tide goes out and the"
#define TEXT(more) "{\"model\":\"llama\",\"prompt\":\"" PROMPT "\"" more "}"

static void serve(void)
{
    hail_serve(NULL);
}

TestSuite(serve, .init = serve, .fini = hail_end, .timeout = 120);

static json_t *json_of(const char *path, const char *body, int http)
{
    struct hail_answer a = body ? hail_post(path, body) : hail_get(path);
    json_error_t e;

    cr_assert_eq(a.http, http, "%d: %s%s", a.http, a.head, a.body);
    json_t *o = json_loads(a.body, 0, &e);
    cr_assert(o, "%s: %s", e.text, a.body);
    hail_release(&a);
    return o;
}

/* The value at "choices", 0, "text" and the like; borrowed. */
static json_t *in(json_t *o, const char *key)
{
    json_t *v = json_is_array(o) ? json_array_get(o, (size_t)atoll(key))
                                 : json_object_get(o, key);

    cr_assert(v, "no %s", key);
    return v;
}

static json_t *choice(json_t *o)
{
    return in(in(o, "choices"), "0");
}

static const char *text_of(json_t *o)
{
    return json_string_value(in(choice(o), "text"));
}

/* What the engine writes greedily, asked without a server. */
static const char *greedily(int tokens, double *logprobs)
{
    static char text[4096];
    struct checkpoint c = {0};
    struct sampler_settings k = sampler_plain();
    struct tokenizer_stream stream = {.begun = true};
    struct rng rng = rng_make(0, 0);
    struct session *s;
    struct buf out;
    const float *x;
    int32_t ids[256];
    size_t n;

    buf_init(&out, sizeof text - 1);
    k.temperature = 0.0;
    cr_assert_eq(
        checkpoint_load(&c, HAIL_TWINS "llama", device_find("cpu")).code, 0);
    cr_assert_eq(session_new(&s, c.model, 0).code, 0);
    tokenizer_encode(c.tokenizer, PROMPT, strlen(PROMPT), ids, 256, &n);
    session_read(s, ids, (int64_t)n);
    struct sampler *sampler = sampler_new((int)decoder_config(c.model)->vocab);
    for (int i = 0; i < tokens; i++) {
        session_logits(s, &x);
        const struct sampler_draw d = sampler_draw(
            sampler, x, &k, session_ids(s), session_count(s), &rng);

        logprobs[i] = d.logprob;
        tokenizer_stream_add(c.tokenizer, &stream, d.id, &out);
        session_read(s, &d.id, 1);
    }
    snprintf(text, sizeof text, "%s", buf_string(&out));
    buf_release(&out);
    sampler_free(sampler);
    session_free(s);
    checkpoint_release(&c);
    return text;
}

Test(serve, models_are_listed)
{
    json_t *o = json_of("/v1/models", NULL, 200);

    cr_expect_eq(json_array_size(in(o, "data")), 2);
    cr_expect_str_eq(json_string_value(in(in(in(o, "data"), "0"), "id")),
                     "llama");
    json_decref(o);
    o = json_of("/v1/models/bert", NULL, 200);
    cr_expect_str_eq(json_string_value(in(o, "object")), "model");
    json_decref(o);
    json_decref(json_of("/v1/models/none", NULL, 404));
}

Test(serve, a_completion_is_what_the_engine_writes)
{
    enum { N = 12 };
    double logprob[N];
    const char *want = greedily(N, logprob);
    json_t *o = json_of(
        "/v1/completions",
        TEXT(",\"temperature\":0,\"max_tokens\":12,\"logprobs\":2"), 200);
    json_t *l = in(choice(o), "logprobs");

    cr_expect_str_eq(text_of(o), want);
    cr_expect_str_eq(json_string_value(in(choice(o), "finish_reason")),
                     "length");
    cr_assert_eq(json_array_size(in(l, "tokens")), N);
    for (int i = 0; i < N; i++) {
        json_t *top = json_array_get(in(l, "top_logprobs"), (size_t)i);
        const double p =
            json_real_value(json_array_get(in(l, "token_logprobs"), (size_t)i));
        const char *token =
            json_string_value(json_array_get(in(l, "tokens"), (size_t)i));

        cr_expect_float_eq(p, logprob[i], 1e-6);
        cr_expect_eq(json_object_size(top), 2);
        cr_expect_float_eq(json_real_value(in(top, token)), p, 1e-6,
                           "the likeliest is the one written");
    }
    cr_expect_eq(json_integer_value(in(in(o, "usage"), "completion_tokens")),
                 N);
    json_decref(o);
}

/* The events of a stream, put together; `parts` counts those with text. */
static const char *streamed(const char *path, const char *body, bool chat,
                            int *parts, json_t **last)
{
    static char text[8192];
    struct hail_answer a = hail_post(path, body);
    size_t n = 0;

    cr_assert_eq(a.http, 200, "%s", a.body);
    cr_assert(strstr(a.head, "text/event-stream"));
    *parts = 0;
    *last = NULL;
    for (const char *at = a.body; (at = strstr(at, "data: {")); at++) {
        json_t *o = json_loads(at + 6, JSON_DISABLE_EOF_CHECK, NULL);

        cr_assert(o, "%s", at);
        json_decref(*last);
        *last = o;
        json_t *one = json_array_get(in(o, "choices"), 0);
        json_t *v =
            chat ? json_object_get(json_object_get(one, "delta"), "content")
                 : json_object_get(one, "text");
        n += (size_t)snprintf(text + n, sizeof text - n, "%s",
                              v ? json_string_value(v) : "");
        *parts += v && json_string_length(v) > 0;
    }
    cr_expect(strstr(a.body, "data: [DONE]\n\n"), "%s", a.body);
    hail_release(&a);
    return text;
}

Test(serve, a_stream_tells_the_same_in_parts)
{
    json_t *whole =
        json_of("/v1/completions", TEXT(",\"max_tokens\":20,\"seed\":5"), 200);
    int parts;
    json_t *last;
    const char *text = streamed("/v1/completions",
                                TEXT(",\"max_tokens\":20,\"seed\":5,\"stream\":"
                                     "true,\"stream_options\":{\"include_usage"
                                     "\":true}"),
                                false, &parts, &last);

    cr_expect_str_eq(text, text_of(whole));
    cr_expect_gt(parts, 5);
    cr_expect_eq(json_integer_value(in(in(last, "usage"), "completion_tokens")),
                 20);
    cr_expect_eq(json_array_size(in(last, "choices")), 0);
    json_decref(whole);
    json_decref(last);
}

Test(serve, a_seed_repeats_an_answer_whatever_came_before)
{
    static const char *const body[] = {
        TEXT(",\"max_tokens\":20,\"seed\":5"),
        TEXT(",\"max_tokens\":20,\"seed\":6"),
        TEXT(",\"max_tokens\":20"),
    };
    char said[4][2048];

    for (int i = 0; i < 4; i++) {
        json_t *o = json_of("/v1/completions", body[i % 3], 200);

        snprintf(said[i], sizeof said[i], "%s", text_of(o));
        json_decref(o);
    }
    cr_expect_str_eq(said[0], said[3]);
    cr_expect_str_neq(said[0], said[1]);
    cr_expect_str_neq(said[0], said[2]);
}

/* The text up to the stop, in one piece and in parts, and its tokens. */
Test(serve, a_stop_ends_an_answer_and_is_no_part_of_it)
{
    double logprob[24];
    const char *all = greedily(24, logprob);
    char stop[4], body[512];
    int parts;
    json_t *last;

    snprintf(stop, sizeof stop, "%.3s", all + 8);
    const size_t end = (size_t)(strstr(all, stop) - all);
    snprintf(body, sizeof body,
             TEXT(",\"temperature\":0,\"max_tokens\":24,\"logprobs\":0,"
                  "\"stop\":[\"never\",\"%s\"]"),
             stop);
    json_t *o = json_of("/v1/completions", body, 200);
    cr_expect_eq(strlen(text_of(o)), end);
    cr_expect_eq(strncmp(text_of(o), all, end), 0);
    cr_expect_str_eq(json_string_value(in(choice(o), "finish_reason")), "stop");
    json_t *tokens = in(in(choice(o), "logprobs"), "tokens");
    size_t bytes = 0;
    for (size_t i = 0; i < json_array_size(tokens); i++)
        bytes += json_string_length(json_array_get(tokens, i));
    cr_expect_geq(bytes, end);
    cr_expect_lt(bytes, end + 16, "tokens of the text alone");
    json_decref(o);
    body[strlen(body) - 1] = '\0';
    strncat(body, ",\"stream\":true}", sizeof body - strlen(body) - 1);
    const char *text = streamed("/v1/completions", body, false, &parts, &last);
    cr_expect_eq(strlen(text), end);
    cr_expect_eq(strncmp(text, all, end), 0);
    json_decref(last);
}

Test(serve, a_conversation_is_answered)
{
    static const char body[] =
        "{\"model\":\"llama\",\"messages\":[{\"role\":\"system\",\"content\":"
        "\"the sand\"},{\"role\":\"user\",\"content\":\"the boats\"}],"
        "\"max_tokens\":30,\"seed\":2,\"logprobs\":true,\"top_logprobs\":1%s}";
    char asked[512];
    int parts;
    json_t *last;

    snprintf(asked, sizeof asked, body, "");
    json_t *o = json_of("/v1/chat/completions", asked, 200);
    json_t *message = in(choice(o), "message");
    json_t *content = in(in(choice(o), "logprobs"), "content");
    cr_expect_str_eq(json_string_value(in(message, "role")), "assistant");
    cr_expect_eq((json_int_t)json_array_size(content),
                 json_integer_value(in(in(o, "usage"), "completion_tokens")));
    json_t *first = in(content, "0");
    cr_expect_eq(json_array_size(in(first, "bytes")),
                 json_string_length(in(first, "token")));
    cr_expect_eq(json_array_size(in(first, "top_logprobs")), 1);
    snprintf(asked, sizeof asked, body, ",\"stream\":true");
    cr_expect_str_eq(
        streamed("/v1/chat/completions", asked, true, &parts, &last),
        json_string_value(in(message, "content")));
    json_decref(last);
    json_decref(o);
}

Test(serve, a_prompt_may_be_tokens_and_must_fit)
{
    char body[2048] = "{\"model\":\"llama\",\"prompt\":[5";

    json_t *o = json_of("/v1/completions",
                        "{\"model\":\"llama\",\"prompt\":[5,6,7]}", 200);
    cr_expect_eq(json_integer_value(in(in(o, "usage"), "prompt_tokens")), 3);
    json_decref(o);
    o = json_of("/v1/completions", "{\"model\":\"llama\",\"prompt\":[64]}",
                400);
    cr_expect_str_eq(json_string_value(in(in(o, "error"), "param")), "prompt");
    json_decref(o);
    for (int i = 0; i < 126; i++)
        strncat(body, ",5", sizeof body - strlen(body) - 1);
    const size_t n = strlen(body);
    snprintf(body + n, sizeof body - n, "],\"max_tokens\":50,\"seed\":1}");
    o = json_of("/v1/completions", body, 200);
    cr_expect_eq(json_integer_value(in(in(o, "usage"), "total_tokens")), 128,
                 "it ends with the context");
    json_decref(o);
    snprintf(body + n, sizeof body - n, ",5]}");
    o = json_of("/v1/completions", body, 400);
    cr_expect_str_eq(json_string_value(in(in(o, "error"), "code")),
                     "context_length_exceeded");
    json_decref(o);
}

/* Four base64 digits to three bytes. */
static size_t unpack(const char *text, unsigned char *out)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrs"
                                "tuvwxyz0123456789+/";
    size_t n = 0;
    unsigned bits = 0;
    int have = 0;

    for (; *text && *text != '='; text++) {
        bits = bits << 6 | (unsigned)(strchr(digit, *text) - digit);
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[n++] = (unsigned char)(bits >> have);
        }
    }
    return n;
}

Test(serve, vectors_are_those_of_the_engine_in_both_forms)
{
    static const char *const text[] = {"the boats", "rain"};
    struct checkpoint c = {0};
    float want[32], packed[64];
    struct graph *g = graph_new(device_find("cpu"), (size_t)1 << 28);
    json_t *o = json_of("/v1/embeddings",
                        "{\"model\":\"bert\",\"input\":[\"the boats\","
                        "\"rain\"],\"dimensions\":32}",
                        200);
    json_t *b = json_of("/v1/embeddings",
                        "{\"model\":\"bert\",\"input\":[\"the boats\","
                        "\"rain\"],\"encoding_format\":\"base64\"}",
                        200);

    cr_assert_eq(
        checkpoint_load(&c, HAIL_TWINS "bert", device_find("cpu")).code, 0);
    for (size_t i = 0; i < 2; i++) {
        json_t *list = in(json_array_get(in(o, "data"), i), "embedding");
        const char *digits = json_string_value(
            in(json_array_get(in(b, "data"), i), "embedding"));

        embed_text(want, &c, g, text[i], strlen(text[i]), NULL);
        cr_assert_eq(json_array_size(list), 32);
        cr_assert_eq(unpack(digits, (void *)packed), sizeof want);
        for (size_t k = 0; k < 32; k++) {
            cr_expect_float_eq(json_real_value(json_array_get(list, k)),
                               want[k], 1e-7);
            cr_expect_float_eq(packed[k], want[k], 0.0f);
        }
    }
    graph_free(g);
    checkpoint_release(&c);
    json_decref(o);
    json_decref(b);
}

Test(serve, what_a_model_cannot_do_is_said)
{
    static const struct {
        const char *path, *body;
        int http;
        const char *says;
    } all[] = {
        {"/v1/embeddings", "{\"model\":\"llama\",\"input\":\"x\"}", 400,
         "no encoder"},
        {"/v1/completions", "{\"model\":\"bert\",\"prompt\":\"x\"}", 400,
         "encoder"},
        {"/v1/embeddings",
         "{\"model\":\"bert\",\"input\":\"x\",\"dimensions\":7}", 400,
         "32 numbers"},
        {"/v1/embeddings", "{\"model\":\"bert\",\"input\":[1,2]}", 400,
         "texts only"},
        {"/v1/completions", "{\"model\":\"../llama\",\"prompt\":\"x\"}", 404,
         "no model"},
        {"/v1/chat/completions",
         "{\"model\":\"llama\",\"messages\":[{\"role\":\"assistant\","
         "\"content\":\"x\"}]}",
         400, "last turn"},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        json_t *o = json_of(all[i].path, all[i].body, all[i].http);
        const char *said = json_string_value(in(in(o, "error"), "message"));

        cr_expect(strstr(said, all[i].says), "%s: %s", all[i].body, said);
        cr_expect_not(strstr(said, HAIL_TWINS), "no path leaves: %s", said);
        json_decref(o);
    }
}
