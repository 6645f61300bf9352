#ifndef ENGINE_APP_SERVE_QUEUE_H
#define ENGINE_APP_SERVE_QUEUE_H

#include <stdatomic.h>

#include "engine/app/serve_work.h"

/*
 * serve_queue.h - requests wait in line for the one engine, whose thread does
 * one after the other. The thread that brought a request takes the answer from
 * it, in parts, as it comes.
 */
struct serve_queue; /* opaque */

struct serve_job {
    struct serve_work_model *model;
    struct serve_reply reply;
    /* Of the queue, under its lock: */
    struct buf out; /* written and not yet taken */
    int http;       /* what the answer is; 0: not known yet */
    bool entered, done;
    atomic_bool gone; /* nobody waits any more */
    struct serve_job *next;
};

/* `threads` to compute with. */
struct status serve_queue_new(struct serve_queue **out, int threads);
/* Breaks off what is being done and what waits: their answers say so. */
void serve_queue_stop(struct serve_queue *q);
void serve_queue_free(struct serve_queue *q);

/* The job is the queue's until serve_queue_leave(). After a stop it is done at
 * once. */
void serve_queue_enter(struct serve_queue *q, struct serve_job *j);

/* Waits up to `ms` for more of the answer - all of it where it is no stream -
 * and moves it to `to`. Answers whether there will be more. */
bool serve_queue_take(struct serve_queue *q, struct serve_job *j, int ms,
                      struct buf *to);

/* Nobody waits any more: returns once the engine is through with it. */
void serve_queue_leave(struct serve_queue *q, struct serve_job *j);

#endif
