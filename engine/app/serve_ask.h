#ifndef ENGINE_APP_SERVE_ASK_H
#define ENGINE_APP_SERVE_ASK_H

#include "engine/app/serve_json.h"
#include "engine/model/chat.h"
#include "engine/model/sampler.h"

/*
 * serve_ask.h - what a request asks for, checked as far as that goes without
 * a model. What is not served is refused by its name, never left out.
 */
enum serve_ask_kind { SERVE_ASK_CHAT, SERVE_ASK_COMPLETION, SERVE_ASK_EMBED };

enum {
    SERVE_ASK_TURNS = 1024,
    SERVE_ASK_TEXTS = 256, /* that one request turns into vectors */
    SERVE_ASK_STOPS = 4,
    SERVE_ASK_TOP = 20 /* other tokens that each token is shown with */
};

/* A text, or the ids of one. */
struct serve_ask_text {
    const char *text; /* NULL: ids */
    int32_t *id;
    int64_t ids;
};

struct serve_ask {
    enum serve_ask_kind kind;
    const char *model;
    struct chat_turn *turn; /* CHAT */
    int turns;
    struct serve_ask_text *text; /* COMPLETION: one; EMBED */
    int texts;
    bool base64;    /* EMBED */
    int64_t width;  /* EMBED: asked for; 0: any */
    int64_t tokens; /* to write at most; 0: what the context has room for */
    bool stream, tells_usage;
    bool logprobs;
    int top;
    const char *stop[SERVE_ASK_STOPS];
    int stops;
    struct sampler_settings knobs;
    bool seeded;
    int64_t seed;
    struct serve_json json; /* owns the texts; its status is the answer */
    char *joined[SERVE_ASK_TURNS]; /* contents that came in parts */
};

/* On failure json.status and json.param say why. Release it in any case. */
void serve_ask_read(struct serve_ask *a, enum serve_ask_kind kind,
                    const char *body, size_t bytes);
void serve_ask_release(struct serve_ask *a);

#endif
