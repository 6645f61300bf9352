#include "engine/app/serve_reply.h"

#include <string.h>

/* Appends an object and lets it go; an event of a stream or a whole body. */
static void put(struct buf *out, json_t *o, bool event)
{
    const size_t flags = JSON_COMPACT | JSON_REAL_PRECISION(9);
    const size_t bytes = json_dumpb(o, NULL, 0, flags);
    const size_t at = out->bytes + (event ? 6 : 0);

    if (!o || !bytes) {
        out->failed = true;
        return;
    }
    buf_text(out, event ? "data: " : "");
    for (size_t i = 0; i < bytes && !out->failed; i++)
        buf_char(out, ' ');
    if (!out->failed)
        json_dumpb(o, out->data + at, bytes, flags);
    buf_text(out, event ? "\n\n" : "\n");
    json_decref(o);
}

/* A token's text. One that is a part of a character is shown by its bytes. */
static json_t *shown(const struct tokenizer *t, int32_t id)
{
    size_t bytes;
    const char *piece = tokenizer_piece(t, id, &bytes);
    json_t *text = piece ? json_stringn(piece, bytes) : NULL;
    struct buf b;

    if (text)
        return text;
    buf_init(&b, 4096);
    tokenizer_show(t, id, &b);
    text = json_string(buf_string(&b));
    buf_release(&b);
    return text;
}

static json_t *raw(const struct tokenizer *t, int32_t id)
{
    size_t bytes;
    const char *piece = tokenizer_piece(t, id, &bytes);
    json_t *list = json_array();

    for (size_t i = 0; piece && i < bytes; i++)
        json_array_append_new(list, json_integer((unsigned char)piece[i]));
    return list;
}

static json_t *chat_token(const struct tokenizer *t, int32_t id, double logprob)
{
    return json_pack("{so sf so}", "token", shown(t, id), "logprob", logprob,
                     "bytes", raw(t, id));
}

static json_t *chat_logprobs(const struct serve_reply *r,
                             const struct serve_reply_part *p)
{
    json_t *content = json_array();

    for (int i = 0; i < p->tokens; i++) {
        const struct serve_reply_token *k = &p->token[i];
        json_t *one = chat_token(r->tokenizer, k->id, k->logprob);
        json_t *top = json_array();

        for (int j = 0; j < k->tops; j++)
            json_array_append_new(
                top, chat_token(r->tokenizer, k->top[j].id, k->top[j].logprob));
        json_object_set_new(one, "top_logprobs", top);
        json_array_append_new(content, one);
    }
    return json_pack("{so sn}", "content", content, "refusal");
}

static json_t *text_logprobs(const struct serve_reply *r,
                             const struct serve_reply_part *p)
{
    json_t *tokens = json_array(), *logprobs = json_array();
    json_t *tops = json_array(), *offsets = json_array();

    for (int i = 0; i < p->tokens; i++) {
        const struct serve_reply_token *k = &p->token[i];
        json_t *top = json_object();

        for (int j = 0; j < k->tops; j++) {
            json_t *name = shown(r->tokenizer, k->top[j].id);

            json_object_setn_new(top, json_string_value(name),
                                 json_string_length(name),
                                 json_real(k->top[j].logprob));
            json_decref(name);
        }
        json_array_append_new(tokens, shown(r->tokenizer, k->id));
        json_array_append_new(logprobs, json_real(k->logprob));
        json_array_append_new(tops, top);
        json_array_append_new(offsets, json_integer((json_int_t)k->start));
    }
    return json_pack("{so so so so}", "tokens", tokens, "token_logprobs",
                     logprobs, "top_logprobs", tops, "text_offset", offsets);
}

static bool is_chat(const struct serve_reply *r)
{
    return r->ask->kind == SERVE_ASK_CHAT;
}

static json_t *usage(const struct serve_reply *r)
{
    json_t *o = json_pack("{sI sI}", "prompt_tokens", (json_int_t)r->prompt,
                          "total_tokens", (json_int_t)(r->prompt + r->written));

    if (r->ask->kind != SERVE_ASK_EMBED)
        json_object_set_new(o, "completion_tokens",
                            json_integer((json_int_t)r->written));
    return o;
}

/* What all answers of a request begin with; takes the choices. */
static json_t *frame(const struct serve_reply *r, const char *object,
                     json_t *choices)
{
    return json_pack("{ss ss sI ss so}", "id", r->id, "object", object,
                     "created", (json_int_t)r->created, "model", r->ask->model,
                     "choices", choices);
}

/* One choice; takes what it says. */
static json_t *choice(const struct serve_reply *r,
                      const struct serve_reply_part *p, const char *key,
                      json_t *said)
{
    json_t *logprobs = !r->ask->logprobs || !p->tokens ? json_null()
                       : is_chat(r)                    ? chat_logprobs(r, p)
                                                       : text_logprobs(r, p);

    return json_pack("[{si so so ss?}]", "index", 0, key, said, "logprobs",
                     logprobs, "finish_reason", p->finish);
}

void serve_reply_whole(struct buf *out, const struct serve_reply *r,
                       const struct serve_reply_part *p)
{
    json_t *text = json_stringn(p->text, p->bytes), *o;

    if (is_chat(r)) {
        json_t *message = json_pack("{ss so sn}", "role", "assistant",
                                    "content", text, "refusal");

        o = frame(r, "chat.completion", choice(r, p, "message", message));
    } else {
        o = frame(r, "text_completion", choice(r, p, "text", text));
    }
    json_object_set_new(o, "usage", usage(r));
    put(out, o, false);
}

static const char *stream_object(const struct serve_reply *r)
{
    return is_chat(r) ? "chat.completion.chunk" : "text_completion";
}

static void event(struct buf *out, const struct serve_reply *r, json_t *choices)
{
    json_t *o = frame(r, stream_object(r), choices);

    if (r->ask->tells_usage)
        json_object_set_new(o, "usage", json_null());
    put(out, o, true);
}

void serve_reply_begin(struct buf *out, const struct serve_reply *r)
{
    const struct serve_reply_part none = {0};

    if (is_chat(r))
        event(out, r,
              choice(r, &none, "delta",
                     json_pack("{ss ss}", "role", "assistant", "content", "")));
}

void serve_reply_part(struct buf *out, const struct serve_reply *r,
                      const struct serve_reply_part *p)
{
    json_t *text = json_stringn(p->text, p->bytes);

    if (!is_chat(r)) {
        event(out, r, choice(r, p, "text", text));
    } else {
        json_t *delta = json_object();

        if (p->bytes)
            json_object_set(delta, "content", text);
        json_decref(text);
        event(out, r, choice(r, p, "delta", delta));
    }
}

void serve_reply_end(struct buf *out, const struct serve_reply *r)
{
    if (r->ask->tells_usage) {
        json_t *o = frame(r, stream_object(r), json_array());

        json_object_set_new(o, "usage", usage(r));
        put(out, o, true);
    }
    buf_text(out, "data: [DONE]\n\n");
}

/* The bytes of floats, low byte first, as base64. */
static json_t *base64(const float *v, int64_t width)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrs"
                                "tuvwxyz0123456789+/";
    const unsigned char *at = (const void *)v;
    size_t left = (size_t)width * sizeof *v;
    struct buf b;

    buf_init(&b, (size_t)1 << 24);
    for (; left; at += 3) {
        const size_t n = left < 3 ? left : 3;
        const unsigned x = (unsigned)at[0] << 16 |
                           (n > 1 ? (unsigned)at[1] << 8 : 0) |
                           (n > 2 ? (unsigned)at[2] : 0);

        buf_char(&b, digit[x >> 18]);
        buf_char(&b, digit[x >> 12 & 63]);
        buf_char(&b, n > 1 ? digit[x >> 6 & 63] : '=');
        buf_char(&b, n > 2 ? digit[x & 63] : '=');
        left -= n;
    }
    json_t *text = json_stringn(buf_string(&b), b.bytes);
    buf_release(&b);
    return text;
}

void serve_reply_vectors(struct buf *out, const struct serve_reply *r,
                         const float *v, int count, int64_t width)
{
    json_t *data = json_array();

    for (int i = 0; i < count; i++, v += width) {
        json_t *list = r->ask->base64 ? base64(v, width) : json_array();

        for (int64_t k = 0; k < width && !r->ask->base64; k++)
            json_array_append_new(list, json_real((double)v[k]));
        json_array_append_new(data,
                              json_pack("{ss si so}", "object", "embedding",
                                        "index", i, "embedding", list));
    }
    put(out,
        json_pack("{ss so ss so}", "object", "list", "data", data, "model",
                  r->ask->model, "usage", usage(r)),
        false);
}

void serve_reply_error(struct buf *out, int http, const char *param,
                       const char *code, const char *message)
{
    const char *type = http == 401                  ? "authentication_error"
                       : http == 403                ? "permission_error"
                       : http == 429 || http == 503 ? "overloaded_error"
                       : http >= 500                ? "server_error"
                                                    : "invalid_request_error";

    put(out,
        json_pack("{s{ss ss ss? ss?}}", "error", "message", message, "type",
                  type, "param", param && *param ? param : NULL, "code",
                  code && *code ? code : NULL),
        false);
}
