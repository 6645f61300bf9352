/* What a server answers, as it comes: lines "data: {...}" of events, or one
 * JSON object. Nothing of it is believed before it has been looked at. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "engine/app/endpoint.h"
#include "engine/base/cursor.h"

void endpoint_reply_open(struct endpoint_reply *r, const struct endpoint *e,
                         struct buf *out)
{
    *r = (struct endpoint_reply){.out = out, .asked = e};
    buf_init(&r->line, ENDPOINT_BYTES);
    buf_init(&r->whole, 2 * ENDPOINT_BYTES);
}

static void fail(struct endpoint_reply *r, struct status st)
{
    if (!r->status.code)
        r->status = st;
}

static void give(struct endpoint_reply *r, const json_t *text)
{
    const size_t bytes = json_string_length(text);

    if (!json_is_string(text) || !bytes)
        return;
    buf_add(r->out, json_string_value(text), bytes);
    if (r->out->failed)
        fail(r, status_fail(STATUS_TOO_BIG, "the answer is too long"));
    else if (r->asked->piece)
        r->asked->piece(r->asked->user, json_string_value(text), bytes);
}

/* "error": {"message": ...}, or "error": "..." */
static void refused(struct endpoint_reply *r, const json_t *error)
{
    const json_t *text =
        json_is_string(error) ? error : json_object_get(error, "message");
    char said[200] = "no reason";

    if (json_is_string(text))
        cursor_show(said, sizeof said, json_string_value(text),
                    json_string_length(text));
    fail(r, status_fail(STATUS_IO, "%s refuses: %s", r->asked->url, said));
}

/* choices[0].delta.content of an event, .message.content of a whole one. */
static bool take_object(struct endpoint_reply *r, const json_t *o)
{
    const json_t *choice = json_array_get(json_object_get(o, "choices"), 0);
    const json_t *error = json_object_get(o, "error");

    if (error && !json_is_null(error)) {
        refused(r, error);
        return true;
    }
    if (!json_is_object(choice))
        return false;
    give(r, json_object_get(json_object_get(choice, "delta"), "content"));
    give(r, json_object_get(json_object_get(choice, "message"), "content"));
    return true;
}

static void take_line(struct endpoint_reply *r)
{
    const char *at = buf_string(&r->line);

    if (strncmp(at, "data:", 5) != 0)
        return;
    at += 5;
    at += strspn(at, " ");
    r->events = true;
    if (strncmp(at, "[DONE]", 6) == 0) {
        r->ended = true;
        return;
    }
    json_t *o = json_loads(at, 0, NULL);
    /* The last event of some counts tokens and has no choice. */
    if (!o)
        fail(r, status_fail(STATUS_BAD_FILE,
                            "%s sends an event that is no "
                            "JSON",
                            r->asked->url));
    else
        (void)take_object(r, o);
    json_decref(o);
}

void endpoint_reply_take(struct endpoint_reply *r, const char *data,
                         size_t bytes)
{
    if (!r->events)
        buf_add(&r->whole, data, bytes);
    for (size_t i = 0; i < bytes; i++) {
        if (data[i] != '\n') {
            if (data[i] != '\r')
                buf_char(&r->line, data[i]);
            continue;
        }
        take_line(r);
        buf_clear(&r->line);
    }
    if (r->line.failed || r->whole.failed)
        fail(r, status_fail(STATUS_TOO_BIG, "%s sends more than %d bytes",
                            r->asked->url, ENDPOINT_BYTES));
}

static void take_whole(struct endpoint_reply *r, long http)
{
    json_t *o = json_loads(buf_string(&r->whole), 0, NULL);
    char said[100];

    if (!take_object(r, o)) {
        cursor_show(said, sizeof said, buf_string(&r->whole), r->whole.bytes);
        if (http >= 400)
            fail(r, status_fail(STATUS_IO, "%s answers %ld: %s", r->asked->url,
                                http, said));
        else
            fail(r, status_fail(STATUS_BAD_FILE, "%s sends no answer but: %s",
                                r->asked->url, said));
    }
    json_decref(o);
}

struct status endpoint_reply_close(struct endpoint_reply *r, long http)
{
    take_line(r);
    if (!r->events && !r->status.code)
        take_whole(r, http);
    if (!r->status.code && r->events && !r->ended && !r->out->bytes)
        fail(r, status_fail(STATUS_BAD_FILE, "%s ends without an answer",
                            r->asked->url));
    buf_release(&r->line);
    buf_release(&r->whole);
    return r->status;
}
