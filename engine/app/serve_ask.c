#include "engine/app/serve_ask.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"

enum { STOP_BYTES = 256 };
#define TEXT_BYTES ((size_t)2 << 20)

/* Read, or of no weight for the answer. */
static const char *const known_chat[] = {"model",
                                         "messages",
                                         "max_tokens",
                                         "max_completion_tokens",
                                         "n",
                                         "stream",
                                         "stream_options",
                                         "temperature",
                                         "top_p",
                                         "top_k",
                                         "min_p",
                                         "seed",
                                         "stop",
                                         "logprobs",
                                         "top_logprobs",
                                         "user",
                                         "metadata",
                                         "response_format",
                                         "frequency_penalty",
                                         "presence_penalty",
                                         NULL};
static const char *const known_completion[] = {"model",
                                               "prompt",
                                               "max_tokens",
                                               "n",
                                               "stream",
                                               "stream_options",
                                               "temperature",
                                               "top_p",
                                               "top_k",
                                               "min_p",
                                               "seed",
                                               "stop",
                                               "logprobs",
                                               "user",
                                               "best_of",
                                               "echo",
                                               "frequency_penalty",
                                               "presence_penalty",
                                               NULL};
static const char *const known_embed[] = {
    "model", "input", "encoding_format", "dimensions", "user", NULL};
static const char *const absent[] = {"tools",
                                     "tool_choice",
                                     "functions",
                                     "function_call",
                                     "logit_bias",
                                     "suffix",
                                     "audio",
                                     "modalities",
                                     "prediction",
                                     "store",
                                     "reasoning_effort",
                                     "parallel_tool_calls",
                                     "grammar",
                                     "json_schema",
                                     "chat_template",
                                     "web_search_options",
                                     NULL};

static void no_memory(struct serve_ask *a)
{
    if (!a->json.status.code)
        a->json.status = status_fail(STATUS_NO_MEMORY, "no memory");
}

/* Content in parts: their texts, one after the other. */
static const char *join(struct serve_ask *a, int at, const json_t *parts)
{
    struct buf text;
    size_t i;
    json_t *part;

    buf_init(&text, TEXT_BYTES);
    json_array_foreach(parts, i, part)
    {
        const char *type = json_string_value(json_object_get(part, "type"));
        const char *said = json_string_value(json_object_get(part, "text"));

        if (!type || strcmp(type, "text") != 0 || !said) {
            serve_json_fail(&a->json, "messages",
                            "messages[%d]: only text is read here", at);
            break;
        }
        buf_text(&text, said);
    }
    if (buf_status(&text).code)
        no_memory(a);
    a->joined[at] = buf_take(&text);
    return a->joined[at] ? a->joined[at] : "";
}

static bool role_of(const char *name, enum chat_role *role)
{
    static const struct {
        const char *name;
        enum chat_role role;
    } all[] = {{"system", CHAT_SYSTEM},
               {"developer", CHAT_SYSTEM},
               {"user", CHAT_USER},
               {"assistant", CHAT_ASSISTANT}};

    for (size_t i = 0; name && i < sizeof all / sizeof *all; i++) {
        *role = all[i].role;
        if (strcmp(all[i].name, name) == 0)
            return true;
    }
    return false;
}

static void read_turn(struct serve_ask *a, int at, const json_t *message)
{
    static const char *const empty[] = {"tool_calls", "function_call", "audio"};
    const json_t *content = json_object_get(message, "content");
    struct chat_turn *t = &a->turn[at];

    for (int i = 0; i < 3; i++) {
        const json_t *v = json_object_get(message, empty[i]);

        if (v && !json_is_null(v))
            serve_json_fail(&a->json, "messages",
                            "messages[%d]: %s is not served here", at,
                            empty[i]);
    }
    if (!role_of(json_string_value(json_object_get(message, "role")), &t->role))
        serve_json_fail(&a->json, "messages",
                        "messages[%d]: role must be system, user or assistant",
                        at);
    if (json_is_string(content))
        t->text = json_string_value(content);
    else if (json_is_array(content))
        t->text = join(a, at, content);
    else
        serve_json_fail(&a->json, "messages", "messages[%d]: no content", at);
}

static void read_turns(struct serve_ask *a)
{
    const json_t *list = serve_json_get(&a->json, "messages");
    const size_t n = json_array_size(list);

    if (!n || n > SERVE_ASK_TURNS) {
        serve_json_fail(&a->json, "messages",
                        "messages must be a list of 1 to %d", SERVE_ASK_TURNS);
        return;
    }
    a->turn = calloc(n, sizeof *a->turn);
    if (!a->turn) {
        no_memory(a);
        return;
    }
    for (size_t i = 0; i < n && !a->json.status.code; i++)
        read_turn(a, a->turns++, json_array_get(list, i));
}

static void read_ids(struct serve_ask *a, const char *key, const json_t *list)
{
    struct serve_ask_text *t = &a->text[a->texts++];
    const size_t n = json_array_size(list);

    t->id = calloc(n + 1, sizeof *t->id);
    if (!t->id)
        no_memory(a);
    for (size_t i = 0; i < n && t->id; i++) {
        const json_t *v = json_array_get(list, i);
        const json_int_t id = json_integer_value(v);

        if (!json_is_integer(v) || id < 0 || id > INT32_MAX)
            serve_json_fail(&a->json, key, "%s: token %zu is no id", key, i);
        t->id[t->ids++] = (int32_t)(id < 0 || id > INT32_MAX ? 0 : id);
    }
    if (!n)
        serve_json_fail(&a->json, key, "%s: no token", key);
}

static void read_text(struct serve_ask *a, const char *key, const json_t *v)
{
    if (json_is_string(v))
        a->text[a->texts++].text = json_string_value(v);
    else if (json_is_array(v))
        read_ids(a, key, v);
    else
        serve_json_fail(&a->json, key,
                        "%s must be a text, a list of texts, or tokens", key);
}

/* A text, ids, or a list of either with at most `most`. */
static void read_texts(struct serve_ask *a, const char *key, int most)
{
    const json_t *v = serve_json_get(&a->json, key);
    const json_t *first = json_array_get(v, 0);
    const bool many = json_is_string(first) || json_is_array(first);
    const size_t n = many ? json_array_size(v) : 1;

    if (!v || n > (size_t)most) {
        serve_json_fail(&a->json, key,
                        v ? "%s: at most %d at a time" : "%s is missing", key,
                        most);
        return;
    }
    a->text = calloc(n, sizeof *a->text);
    if (!a->text) {
        no_memory(a);
        return;
    }
    for (size_t i = 0; i < n && !a->json.status.code; i++)
        read_text(a, key, many ? json_array_get(v, i) : v);
}

static void add_stop(struct serve_ask *a, const json_t *v)
{
    const size_t n = json_string_length(v);

    if (!n || n > STOP_BYTES || a->stops == SERVE_ASK_STOPS)
        serve_json_fail(&a->json, "stop",
                        "stop must be a text or up to %d, of 1 to %d bytes",
                        SERVE_ASK_STOPS, STOP_BYTES);
    else
        a->stop[a->stops++] = json_string_value(v);
}

static void read_stops(struct serve_ask *a)
{
    const json_t *v = serve_json_get(&a->json, "stop");
    size_t i;
    json_t *item;

    if (v && !json_is_array(v))
        add_stop(a, v);
    json_array_foreach(v, i, item) add_stop(a, item);
}

static void read_stream(struct serve_ask *a)
{
    const json_t *o = serve_json_get(&a->json, "stream_options");
    const json_t *v = json_object_get(o, "include_usage");

    a->stream = serve_json_flag(&a->json, "stream", false);
    if (o && (!json_is_object(o) || (v && !json_is_boolean(v))))
        serve_json_fail(&a->json, "stream_options",
                        "stream_options: {\"include_usage\": true or false}");
    else if (o && !a->stream)
        serve_json_fail(&a->json, "stream_options",
                        "stream_options only go with stream");
    a->tells_usage = json_is_true(v);
}

static void read_knobs(struct serve_ask *a)
{
    struct serve_json *r = &a->json;

    a->knobs = sampler_plain();
    a->knobs.temperature = serve_json_real(r, "temperature", 0.0, 2.0, 1.0);
    a->knobs.top_p = serve_json_real(r, "top_p", 0.0, 1.0, 1.0);
    a->knobs.min_p = serve_json_real(r, "min_p", 0.0, 1.0, 0.0);
    a->knobs.top_k = serve_json_whole(r, "top_k", 0, 1 << 20, 0);
    a->seeded = serve_json_get(r, "seed") != NULL;
    a->seed = serve_json_whole(r, "seed", INT64_MIN, INT64_MAX, 0);
    serve_json_whole(r, "n", 1, 1, 1);
    serve_json_real(r, "frequency_penalty", 0.0, 0.0, 0.0);
    serve_json_real(r, "presence_penalty", 0.0, 0.0, 0.0);
    read_stream(a);
    read_stops(a);
}

static void read_chat(struct serve_ask *a)
{
    struct serve_json *r = &a->json;
    const json_t *form = serve_json_get(r, "response_format");
    const char *type = json_string_value(json_object_get(form, "type"));

    read_turns(a);
    read_knobs(a);
    a->tokens = serve_json_whole(r, "max_tokens", 1, INT32_MAX, 0);
    a->tokens =
        serve_json_whole(r, "max_completion_tokens", 1, INT32_MAX, a->tokens);
    a->logprobs = serve_json_flag(r, "logprobs", false);
    a->top = (int)serve_json_whole(r, "top_logprobs", 0, SERVE_ASK_TOP, 0);
    if (a->top && !a->logprobs)
        serve_json_fail(r, "top_logprobs", "top_logprobs go with logprobs");
    if (form && (!type || strcmp(type, "text") != 0))
        serve_json_fail(r, "response_format", "only text is written here");
}

static void read_completion(struct serve_ask *a)
{
    struct serve_json *r = &a->json;

    read_texts(a, "prompt", 1);
    read_knobs(a);
    serve_json_whole(r, "best_of", 1, 1, 1);
    if (serve_json_flag(r, "echo", false))
        serve_json_fail(r, "echo", "echo is not served here");
    a->tokens = serve_json_whole(r, "max_tokens", 1, INT32_MAX, 16);
    a->logprobs = serve_json_get(r, "logprobs") != NULL;
    a->top = (int)serve_json_whole(r, "logprobs", 0, SERVE_ASK_TOP, 0);
}

static void read_embed(struct serve_ask *a)
{
    struct serve_json *r = &a->json;
    const json_t *form = serve_json_get(r, "encoding_format");
    const char *name = json_string_value(form);

    read_texts(a, "input", SERVE_ASK_TEXTS);
    a->base64 = name && strcmp(name, "base64") == 0;
    if (form && !a->base64 && (!name || strcmp(name, "float") != 0))
        serve_json_fail(r, "encoding_format",
                        "encoding_format must be float or base64");
    a->width = serve_json_whole(r, "dimensions", 1, INT32_MAX, 0);
}

void serve_ask_read(struct serve_ask *a, enum serve_ask_kind kind,
                    const char *body, size_t bytes)
{
    static const char *const *const known[] = {known_chat, known_completion,
                                               known_embed};

    memset(a, 0, sizeof *a);
    a->kind = kind;
    serve_json_open(&a->json, body, bytes);
    if (a->json.status.code)
        return;
    a->model = json_string_value(serve_json_get(&a->json, "model"));
    if (!a->model)
        serve_json_fail(&a->json, "model", "model must be a name");
    serve_json_only(&a->json, known[kind], absent);
    if (kind == SERVE_ASK_CHAT)
        read_chat(a);
    else if (kind == SERVE_ASK_COMPLETION)
        read_completion(a);
    else
        read_embed(a);
}

void serve_ask_release(struct serve_ask *a)
{
    for (int i = 0; i < a->turns; i++)
        free(a->joined[i]);
    for (int i = 0; i < a->texts; i++)
        free(a->text[i].id);
    free(a->turn);
    free(a->text);
    serve_json_close(&a->json);
    memset(a, 0, sizeof *a);
}
