#ifndef ENGINE_APP_SERVE_WORK_H
#define ENGINE_APP_SERVE_WORK_H

#include "engine/app/serve_ask.h"
#include "engine/app/serve_reply.h"
#include "engine/model/checkpoint.h"
#include "engine/model/session.h"

/*
 * serve_work.h - one model, and what it does for one request at a time.
 *
 * Between requests it keeps what it has read. A request without a seed goes on
 * from there where its prompt begins alike; one with a seed is read anew, so
 * that it always gives the same answer.
 *
 * An adapter whose model is there already, by itself or below another adapter,
 * uses its weights: they stand in memory once, and each request says which
 * adapter they are used with.
 */
enum { SERVE_WORK_NAME = 64 };

struct serve_work_model {
    char name[SERVE_WORK_NAME]; /* the last part of what was asked for */
    struct buf path;            /* of the model, below an adapter or not */
    bool shares; /* all of `checkpoint` but its adapter is another's */
    struct checkpoint checkpoint;
    struct session *session; /* of a model that writes */
    struct sampler *sampler;
    struct graph *graph; /* of an encoder */
};

/* `others`: the `n` that are open. Errors: those of checkpoint_load(),
 * adapter_open() and session_new(). Release it in any case, and before those
 * that were open. */
struct status serve_work_open(struct serve_work_model *m, const char *word,
                              const struct device *d,
                              const struct serve_work_model *others, int n);
void serve_work_release(struct serve_work_model *m);

/* Where an answer goes. */
struct serve_work_out {
    /* The next bytes of it; the first come with what the answer is. */
    void (*put)(void *user, int http, const char *text, size_t bytes);
    bool (*gone)(void *user); /* true: nobody waits any more */
    void *user;
};

/* Does what `r->ask` asks for and counts tokens in `r`. A failure is an answer
 * too; where nobody waits, it is broken off. */
void serve_work_run(struct serve_work_model *m, struct serve_reply *r,
                    const struct serve_work_out *out);

#endif
