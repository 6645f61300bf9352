/* What a request may ask for, and what is refused by which name. */
#include <criterion/criterion.h>
#include <string.h>

#include "engine/app/serve_ask.h"

static struct serve_ask ask;

static void read_as(enum serve_ask_kind kind, const char *body)
{
    serve_ask_read(&ask, kind, body, strlen(body));
}

#define CHAT(more)                                                   \
    "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":" \
    "\"hi\"}]" more "}"
#define TEXT(more)  "{\"model\":\"m\",\"prompt\":\"hi\"" more "}"
#define EMBED(more) "{\"model\":\"m\",\"input\":\"hi\"" more "}"

static void fine(enum serve_ask_kind kind, const char *body)
{
    read_as(kind, body);
    cr_expect_eq(ask.json.status.code, 0, "%s: %s", body, ask.json.status.text);
}

/* Refused, and `param` is to blame. */
static void bad(enum serve_ask_kind kind, const char *body, const char *param)
{
    read_as(kind, body);
    cr_expect_eq(ask.json.status.code, STATUS_BAD_USAGE, "%s", body);
    cr_expect_str_eq(ask.json.param, param, "%s: %s", body,
                     ask.json.status.text);
    serve_ask_release(&ask);
}

Test(serve_ask, a_conversation_is_read_in_all_its_forms)
{
    fine(SERVE_ASK_CHAT,
         "{\"model\":\"m\",\"messages\":["
         "{\"role\":\"developer\",\"content\":\"be brief\"},"
         "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
         "{\"type\":\"text\",\"text\":\"b\"}]},"
         "{\"role\":\"assistant\",\"content\":\"c\",\"refusal\":null,"
         "\"tool_calls\":null},"
         "{\"role\":\"user\",\"content\":\"d\"}]}");
    cr_assert_eq(ask.turns, 4);
    cr_expect_eq(ask.turn[0].role, CHAT_SYSTEM);
    cr_expect_str_eq(ask.turn[1].text, "ab");
    cr_expect_eq(ask.turn[2].role, CHAT_ASSISTANT);
    cr_expect_str_eq(ask.turn[3].text, "d");
    serve_ask_release(&ask);
}

Test(serve_ask, what_is_left_out_has_the_value_of_the_interface)
{
    fine(SERVE_ASK_CHAT, CHAT());
    cr_expect_eq(ask.tokens, 0);
    cr_expect_not(ask.stream);
    cr_expect_not(ask.seeded);
    cr_expect_not(ask.logprobs);
    cr_expect_float_eq(ask.knobs.temperature, 1.0, 0.0);
    serve_ask_release(&ask);
    fine(SERVE_ASK_COMPLETION, TEXT());
    cr_expect_eq(ask.tokens, 16);
    serve_ask_release(&ask);
    fine(SERVE_ASK_COMPLETION, TEXT(",\"seed\":null,\"stop\":null,\"n\":1"));
    cr_expect_not(ask.seeded);
    serve_ask_release(&ask);
}

Test(serve_ask, every_setting_reaches_its_place)
{
    fine(SERVE_ASK_COMPLETION,
         TEXT(",\"max_tokens\":7,\"temperature\":0.5,\"top_p\":0.25,"
              "\"min_p\":0.125,\"top_k\":3,\"seed\":-4,\"stop\":[\"x\",\"yy\"],"
              "\"logprobs\":2,\"stream\":true,"
              "\"stream_options\":{\"include_usage\":true}"));
    cr_expect_eq(ask.tokens, 7);
    cr_expect_float_eq(ask.knobs.temperature, 0.5, 0.0);
    cr_expect_float_eq(ask.knobs.top_p, 0.25, 0.0);
    cr_expect_float_eq(ask.knobs.min_p, 0.125, 0.0);
    cr_expect_eq(ask.knobs.top_k, 3);
    cr_expect(ask.seeded && ask.seed == -4);
    cr_expect_eq(ask.stops, 2);
    cr_expect_str_eq(ask.stop[1], "yy");
    cr_expect(ask.logprobs && ask.top == 2);
    cr_expect(ask.stream && ask.tells_usage);
    serve_ask_release(&ask);
    fine(SERVE_ASK_CHAT, CHAT(",\"logprobs\":true,\"top_logprobs\":20,"
                              "\"max_completion_tokens\":9"));
    cr_expect(ask.logprobs && ask.top == 20 && ask.tokens == 9);
    serve_ask_release(&ask);
}

Test(serve_ask, prompts_may_be_tokens)
{
    fine(SERVE_ASK_COMPLETION, "{\"model\":\"m\",\"prompt\":[3,1,2]}");
    cr_assert_eq(ask.texts, 1);
    cr_expect_null(ask.text[0].text);
    cr_assert_eq(ask.text[0].ids, 3);
    cr_expect_eq(ask.text[0].id[1], 1);
    serve_ask_release(&ask);
    fine(SERVE_ASK_EMBED, "{\"model\":\"m\",\"input\":[\"a\",\"b\"],"
                          "\"encoding_format\":\"base64\"}");
    cr_expect_eq(ask.texts, 2);
    cr_expect(ask.base64);
    serve_ask_release(&ask);
}

Test(serve_ask, numbers_outside_their_range_are_refused_by_name)
{
    static const struct {
        const char *body, *param;
    } all[] = {
        {TEXT(",\"temperature\":-0.1"), "temperature"},
        {TEXT(",\"temperature\":2.1"), "temperature"},
        {TEXT(",\"temperature\":\"hot\""), "temperature"},
        {TEXT(",\"top_p\":1.5"), "top_p"},
        {TEXT(",\"min_p\":-1"), "min_p"},
        {TEXT(",\"top_k\":-1"), "top_k"},
        {TEXT(",\"top_k\":1.5"), "top_k"},
        {TEXT(",\"max_tokens\":0"), "max_tokens"},
        {TEXT(",\"max_tokens\":-5"), "max_tokens"},
        {TEXT(",\"max_tokens\":9223372036854775807"), "max_tokens"},
        {TEXT(",\"logprobs\":21"), "logprobs"},
        {TEXT(",\"logprobs\":true"), "logprobs"},
        {TEXT(",\"n\":2"), "n"},
        {TEXT(",\"n\":0"), "n"},
        {TEXT(",\"best_of\":3"), "best_of"},
        {TEXT(",\"frequency_penalty\":0.5"), "frequency_penalty"},
        {TEXT(",\"presence_penalty\":-2"), "presence_penalty"},
        {TEXT(",\"seed\":1.5"), "seed"},
        {TEXT(",\"stream\":1"), "stream"},
        {"{\"model\":\"m\",\"prompt\":[-1]}", "prompt"},
        {"{\"model\":\"m\",\"prompt\":[4294967296]}", "prompt"},
        {"{\"model\":\"m\",\"prompt\":[1.5]}", "prompt"},
        {"{\"model\":\"m\",\"prompt\":[]}", "prompt"},
        {"{\"model\":\"m\",\"prompt\":[\"a\",\"b\"]}", "prompt"},
        {"{\"model\":\"m\",\"prompt\":{}}", "prompt"},
        {"{\"model\":\"m\"}", "prompt"},
        {"{\"prompt\":\"hi\"}", "model"},
        {"{\"model\":7,\"prompt\":\"hi\"}", "model"},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        bad(SERVE_ASK_COMPLETION, all[i].body, all[i].param);
    bad(SERVE_ASK_CHAT, CHAT(",\"top_logprobs\":2"), "top_logprobs");
    bad(SERVE_ASK_CHAT, CHAT(",\"logprobs\":true,\"top_logprobs\":21"),
        "top_logprobs");
    bad(SERVE_ASK_EMBED, EMBED(",\"dimensions\":0"), "dimensions");
    bad(SERVE_ASK_EMBED, EMBED(",\"encoding_format\":\"hex\""),
        "encoding_format");
}

Test(serve_ask, what_is_not_served_is_refused_and_not_left_out)
{
    bad(SERVE_ASK_CHAT, CHAT(",\"tools\":[]"), "tools");
    bad(SERVE_ASK_CHAT, CHAT(",\"logit_bias\":{\"1\":5}"), "logit_bias");
    bad(SERVE_ASK_CHAT, CHAT(",\"grammar\":\"root ::= x\""), "grammar");
    bad(SERVE_ASK_CHAT, CHAT(",\"chat_template\":\"{{x}}\""), "chat_template");
    bad(SERVE_ASK_CHAT, CHAT(",\"response_format\":{\"type\":\"json_object\"}"),
        "response_format");
    bad(SERVE_ASK_COMPLETION, TEXT(",\"suffix\":\"x\""), "suffix");
    bad(SERVE_ASK_COMPLETION, TEXT(",\"echo\":true"), "echo");
    bad(SERVE_ASK_COMPLETION, TEXT(",\"temprature\":1"), "temprature");
    bad(SERVE_ASK_COMPLETION, TEXT(",\"model_path\":\"/etc/passwd\""),
        "model_path");
    fine(SERVE_ASK_CHAT, CHAT(",\"tools\":null,\"response_format\":{\"type\":"
                              "\"text\"},\"user\":\"me\",\"metadata\":{}"));
    serve_ask_release(&ask);
}

Test(serve_ask, stops_and_messages_have_limits)
{
    char body[2048], stop[400];

    bad(SERVE_ASK_COMPLETION, TEXT(",\"stop\":\"\""), "stop");
    bad(SERVE_ASK_COMPLETION, TEXT(",\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]"),
        "stop");
    bad(SERVE_ASK_COMPLETION, TEXT(",\"stop\":[7]"), "stop");
    memset(stop, 'a', sizeof stop - 1);
    stop[sizeof stop - 1] = '\0';
    snprintf(body, sizeof body, TEXT(",\"stop\":\"%s\""), stop);
    bad(SERVE_ASK_COMPLETION, body, "stop");
    bad(SERVE_ASK_CHAT, "{\"model\":\"m\",\"messages\":[]}", "messages");
    bad(SERVE_ASK_CHAT, "{\"model\":\"m\",\"messages\":\"hi\"}", "messages");
    bad(SERVE_ASK_CHAT, "{\"model\":\"m\",\"messages\":[7]}", "messages");
    bad(SERVE_ASK_CHAT,
        "{\"model\":\"m\",\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]"
        "}",
        "messages");
    bad(SERVE_ASK_CHAT,
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":"
        "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"file:///x\"}}]}]}",
        "messages");
    bad(SERVE_ASK_CHAT,
        "{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"content\":"
        "\"x\",\"tool_calls\":[{}]}]}",
        "messages");
    bad(SERVE_ASK_COMPLETION, TEXT(",\"stream_options\":{}"), "stream_options");
}

Test(serve_ask, a_body_that_is_no_plain_object_is_refused)
{
    static const char *const all[] = {"",
                                      "[]",
                                      "7",
                                      "null",
                                      "{",
                                      "{\"a\":1,\"a\":2}",
                                      "{\"a\":1}x",
                                      "{\"model\":\"\\u0000\"}",
                                      "{\"model\":\"\xff\"}",
                                      "{\"n\":1e999}",
                                      "{\"n\":99999999999999999999}",
                                      "{'a':1}",
                                      "{\"a\":NaN}",
                                      "{\"model\":\"\\ud800\"}"};
    char deep[5 + SERVE_JSON_DEPTH + 1] = "{\"a\":";

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        bad(SERVE_ASK_CHAT, all[i], "");
    memset(deep + 5, '[', SERVE_JSON_DEPTH);
    read_as(SERVE_ASK_CHAT, deep);
    cr_expect(strstr(ask.json.status.text, "deeper than 32"));
    serve_ask_release(&ask);
    /* Brackets in a string are no depth. */
    fine(SERVE_ASK_COMPLETION,
         "{\"model\":\"m\",\"prompt\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\""
         "[[[[[\"}");
    serve_ask_release(&ask);
}
