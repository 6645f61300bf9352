#ifndef ENGINE_APP_ENDPOINT_H
#define ENGINE_APP_ENDPOINT_H

#include <stdbool.h>

#include "engine/base/buf.h"
#include "engine/base/status.h"
#include "engine/core/hook.h"

/*
 * endpoint.h - asks a server that speaks as OpenAI's does, `lathe serve` among
 * them, and hears the answer as it is written.
 *
 * The key comes from the environment alone ($LATHE_API_KEY, else
 * $OPENAI_API_KEY): a command line can be read by others, and is kept.
 */
struct endpoint {
    const char *url;         /* "http://127.0.0.1:8000/v1" */
    const char *model;       /* its name there; NULL: "default" */
    int tokens;              /* of the answer, at most */
    int patience_s;          /* without a byte */
    const struct hook *hook; /* or NULL */
    /* Told each piece; may be NULL. */
    void (*piece)(void *user, const char *text, size_t bytes);
    void *user;
};

enum { ENDPOINT_BYTES = 1 << 20 }; /* of an answer; more is cut off */

/* Appends the answer to `out`. Errors: UNSUPPORTED without libcurl or for an
 * address that is not http or https; IO where it cannot be reached, is silent
 * for too long, or refuses, with its reason; BAD_FILE for what is no answer;
 * CANCELLED; TOO_BIG. What came before is in `out`. */
struct status endpoint_ask(const struct endpoint *e, const char *prompt,
                           struct buf *out);

/* The part that needs no network: takes bytes as they come, lines of events or
 * one JSON object. */
struct endpoint_reply {
    struct buf line, whole, *out;
    bool events, ended; /* it sent events; it said that it is done */
    struct status status;
    const struct endpoint *asked;
};
void endpoint_reply_open(struct endpoint_reply *r, const struct endpoint *e,
                         struct buf *out);
void endpoint_reply_take(struct endpoint_reply *r, const char *data,
                         size_t bytes);
/* At the end of what came: `http` is the server's code. */
struct status endpoint_reply_close(struct endpoint_reply *r, long http);

#endif
