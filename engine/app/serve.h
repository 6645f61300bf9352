#ifndef ENGINE_APP_SERVE_H
#define ENGINE_APP_SERVE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/core/device.h"

/*
 * serve.h - models on a port of this machine, for programs that speak the
 * OpenAI interface: chat/completions, completions, embeddings, models.
 *
 * Only this machine can reach it, and only who has the key; see
 * serve_guard.h. One request is computed at a time, in the order of arrival.
 */
enum { SERVE_MODELS = 8 };

/* One request that was answered. */
struct serve_note {
    const char *method, *path; /* "?" for one that is not served */
    int http;
    int64_t prompt, written; /* tokens */
    double seconds;
};

struct serve_options {
    const char *const *models; /* words that checkpoint_load() knows; adapters
                                  of one model share it */
    int count;                 /* 1 to SERVE_MODELS */
    const struct device *device;
    int threads;
    int port;           /* 0: any that is free */
    const char *origin; /* of a web page that may ask, or NULL */
    /* Called on threads of the server; or NULL. */
    void (*told)(void *user, const struct serve_note *n);
    void *user;
};

struct serve; /* opaque */

/* Opens the models and answers from now on. Errors: those of
 * checkpoint_load(); IO for a port that is taken; UNSUPPORTED without
 * libmicrohttpd; BAD_USAGE for two models of one name. */
struct status serve_open(struct serve **out, const struct serve_options *o);
/* Ends the answers that are being written and closes all. */
void serve_close(struct serve *s);

int serve_port(const struct serve *s);
const char *serve_key(const struct serve *s);
/* What model i is called; NULL behind the last. */
const char *serve_name(const struct serve *s, int i);

/* Shuts connections that are too slow; call it some times a second. */
void serve_tick(struct serve *s);

/* The library's version, or NULL; *why says what that means. */
const char *serve_about(const char **why);

#endif
