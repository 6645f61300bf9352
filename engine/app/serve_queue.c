#include "engine/app/serve_queue.h"

#include <errno.h>
#include <omp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define OUT_BYTES ((size_t)256 << 20)

struct serve_queue {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t news; /* of any job, and for the engine */
    struct serve_job *first;
    atomic_bool stopping;
    bool started;
    int threads;
};

/* A job and its queue, for what the engine calls back. */
struct turn {
    struct serve_queue *queue;
    struct serve_job *job;
};

static bool gone(void *user)
{
    const struct turn *t = user;

    return atomic_load(&t->job->gone) || atomic_load(&t->queue->stopping);
}

/* Under the lock. A failure inside a stream is an event of it. */
static void add(struct serve_job *j, int http, const char *text, size_t bytes)
{
    const bool late = j->http && http != 200;

    if (!j->http)
        j->http = http;
    if (late && !j->reply.ask->stream)
        return;
    buf_text(&j->out, late ? "data: " : "");
    buf_add(&j->out, text, bytes);
    buf_text(&j->out, late ? "\n" : "");
    if (buf_status(&j->out).code)
        atomic_store(&j->gone, true); /* it would have a hole */
}

static void put(void *user, int http, const char *text, size_t bytes)
{
    const struct turn *t = user;

    pthread_mutex_lock(&t->queue->lock);
    add(t->job, http, text, bytes);
    pthread_cond_broadcast(&t->queue->news);
    pthread_mutex_unlock(&t->queue->lock);
}

static void refuse(struct serve_job *j)
{
    struct buf body;

    buf_init(&body, 1 << 16);
    serve_reply_error(&body, 503, NULL, NULL, "the server is ending");
    add(j, 503, buf_string(&body), body.bytes);
    buf_release(&body);
}

/* Takes the first job, with the lock held; waits for one. */
static struct serve_job *next(struct serve_queue *q)
{
    while (!q->first && !atomic_load(&q->stopping))
        pthread_cond_wait(&q->news, &q->lock);
    struct serve_job *j = q->first;
    if (j)
        q->first = j->next;
    return j;
}

static void *engine_main(void *user)
{
    struct serve_queue *q = user;
    struct serve_job *j;

    omp_set_num_threads(q->threads); /* counts for this thread alone */
    pthread_mutex_lock(&q->lock);
    while ((j = next(q))) {
        struct turn t = {q, j};
        const struct serve_work_out out = {put, gone, &t};

        if (!gone(&t)) {
            pthread_mutex_unlock(&q->lock);
            serve_work_run(j->model, &j->reply, &out);
            pthread_mutex_lock(&q->lock);
        } else {
            refuse(j);
        }
        j->done = true;
        pthread_cond_broadcast(&q->news);
    }
    pthread_mutex_unlock(&q->lock);
    return NULL;
}

static bool start(struct serve_queue *q)
{
    pthread_condattr_t by;

    pthread_mutex_init(&q->lock, NULL);
    pthread_condattr_init(&by);
    pthread_condattr_setclock(&by, CLOCK_MONOTONIC);
    pthread_cond_init(&q->news, &by);
    pthread_condattr_destroy(&by);
    q->started = !pthread_create(&q->thread, NULL, engine_main, q);
    return q->started;
}

struct status serve_queue_new(struct serve_queue **out, int threads)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return status_fail(STATUS_NO_MEMORY, "no memory to serve");
    (*out)->threads = threads;
    if (start(*out))
        return STATUS_OK;
    serve_queue_free(*out);
    *out = NULL;
    return status_fail(STATUS_NO_MEMORY, "no thread for the engine");
}

void serve_queue_stop(struct serve_queue *q)
{
    if (!q->started)
        return;
    pthread_mutex_lock(&q->lock);
    atomic_store(&q->stopping, true);
    pthread_cond_broadcast(&q->news);
    pthread_mutex_unlock(&q->lock);
    pthread_join(q->thread, NULL);
    q->started = false;
}

void serve_queue_free(struct serve_queue *q)
{
    if (!q)
        return;
    serve_queue_stop(q);
    pthread_cond_destroy(&q->news);
    pthread_mutex_destroy(&q->lock);
    free(q);
}

void serve_queue_enter(struct serve_queue *q, struct serve_job *j)
{
    struct serve_job **at = &q->first;

    buf_init(&j->out, OUT_BYTES);
    atomic_init(&j->gone, false);
    pthread_mutex_lock(&q->lock);
    j->entered = true;
    if (atomic_load(&q->stopping)) {
        refuse(j);
        j->done = true;
    } else {
        while (*at)
            at = &(*at)->next;
        *at = j;
        pthread_cond_broadcast(&q->news);
    }
    pthread_mutex_unlock(&q->lock);
}

static struct timespec after(int ms)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_nsec += (long)ms * 1000000;
    t.tv_sec += t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

/* Whether there is something to take. */
static bool ready(const struct serve_job *j)
{
    return j->done || (j->reply.ask->stream && j->out.bytes);
}

bool serve_queue_take(struct serve_queue *q, struct serve_job *j, int ms,
                      struct buf *to)
{
    const struct timespec until = after(ms);

    pthread_mutex_lock(&q->lock);
    while (!ready(j) &&
           pthread_cond_timedwait(&q->news, &q->lock, &until) != ETIMEDOUT)
        continue;
    if (ready(j)) {
        buf_add(to, j->out.data, j->out.bytes);
        buf_clear(&j->out);
    }
    const bool more = !j->done;
    pthread_mutex_unlock(&q->lock);
    return more;
}

void serve_queue_leave(struct serve_queue *q, struct serve_job *j)
{
    struct serve_job **at = &q->first;

    if (!j->entered)
        return;
    pthread_mutex_lock(&q->lock);
    atomic_store(&j->gone, true);
    while (*at && *at != j)
        at = &(*at)->next;
    if (*at) { /* its turn never came */
        *at = j->next;
        j->done = true;
    }
    while (!j->done)
        pthread_cond_wait(&q->news, &q->lock);
    pthread_mutex_unlock(&q->lock);
    buf_release(&j->out);
    j->entered = false;
}
