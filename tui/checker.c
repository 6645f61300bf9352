#include "tui/checker.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/clock.h"
#include "exercises/judge.h"
#include "exercises/workplace.h"

enum { LOOK_MS = 120 };

/* What is asked for; the thread takes it over. */
struct order {
    char *text, *program; /* NULL: nothing */
    size_t bytes, program_bytes;
    uint64_t seed;
    int number;
};

struct checker {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    void (*poke)(void *context);
    void *context;
    char folder[JUDGE_PATH], path[JUDGE_PATH];
    bool moved; /* to another exercise */
    bool quit, stopped;
    struct order order;
    struct checker_info info;
    struct report *report; /* the newest */
    struct workplace_mark saved;
    struct judge judge; /* opened and closed under the lock */
};

static void forget(struct order *o)
{
    free(o->text);
    free(o->program);
    *o = (struct order){.text = NULL};
}

static void close_judge(struct checker *c)
{
    struct judge old;

    pthread_mutex_lock(&c->lock);
    old = c->judge;
    c->judge.channel = -1;
    c->judge.pid = -1;
    pthread_mutex_unlock(&c->lock);
    judge_close(&old);
}

/* A judge for the exercise of now. */
static struct status ready(struct checker *c)
{
    char folder[JUDGE_PATH];
    struct judge fresh;

    pthread_mutex_lock(&c->lock);
    const bool moved = c->moved || c->judge.channel < 0;
    c->moved = false;
    snprintf(folder, sizeof folder, "%s", c->folder);
    pthread_mutex_unlock(&c->lock);
    if (!moved)
        return STATUS_OK;
    close_judge(c);
    STATUS_TRY(judge_open(&fresh));
    pthread_mutex_lock(&c->lock);
    c->judge = fresh;
    const bool over = c->stopped || c->quit;
    pthread_mutex_unlock(&c->lock);
    return over ? status_fail(STATUS_CANCELLED, "stopped")
                : judge_exercise(&c->judge, folder, SANDBOX_ALL);
}

static struct status serve(struct checker *c, const struct order *o,
                           struct report *r)
{
    const struct exam_file file = {.text = o->text,
                                   .bytes = o->bytes,
                                   .flags = EXAM_KNOWN,
                                   .seed = o->seed};

    STATUS_TRY(ready(c));
    return o->program
               ? judge_try(&c->judge, &file, o->program, o->program_bytes, r)
               : judge_check(&c->judge, &file, r);
}

/* The lock is held on the way in and out, not meanwhile. */
static void work(struct checker *c)
{
    struct order mine = c->order;
    struct report *r = calloc(1, sizeof *r);

    c->order = (struct order){.text = NULL};
    c->stopped = false;
    pthread_mutex_unlock(&c->lock);
    struct status st =
        r ? serve(c, &mine, r) : status_fail(STATUS_NO_MEMORY, "no memory");
    if (!st.code && r->verdict == REPORT_FAULT)
        st = status_fail(STATUS_IO, "%s", r->say);
    if (st.code)
        close_judge(c); /* whatever it was in the middle of */
    pthread_mutex_lock(&c->lock);
    if (c->stopped) {
        st = status_fail(STATUS_CANCELLED, "stopped: no verdict");
        c->moved = true; /* the judge may be dead: a new one */
    }
    if (!c->order.text) {
        c->info.state = st.code ? CHECKER_FAILED : CHECKER_DONE;
        c->info.why = st;
        if (!st.code) {
            free(c->report);
            c->report = r;
            r = NULL;
        }
    }
    free(r);
    forget(&mine);
}

/* Opens the exercise before anything is asked, so that the first verdict need
 * not wait for that. A failure is told when something is asked. */
static void warm_up(struct checker *c)
{
    c->stopped = false;
    pthread_mutex_unlock(&c->lock);
    const struct status st = ready(c);
    if (st.code)
        close_judge(c);
    pthread_mutex_lock(&c->lock);
    if (c->stopped)
        c->moved = true;
}

/* Was the file saved since it was looked at last? */
static bool look(struct checker *c)
{
    return c->path[0] && workplace_saved(c->path, &c->saved);
}

static void rest(struct checker *c)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += LOOK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_cond_timedwait(&c->wake, &c->lock, &until);
}

static void *check_main(void *user)
{
    struct checker *c = user;

    pthread_mutex_lock(&c->lock);
    while (!c->quit) {
        bool news = false;

        if (c->order.text) {
            work(c);
            news = true;
        } else if (c->moved) {
            warm_up(c);
        }
        if (look(c)) {
            c->info.saves++;
            news = true;
        }
        if (news)
            c->poke(c->context);
        if (!c->order.text && !c->quit)
            rest(c);
    }
    pthread_mutex_unlock(&c->lock);
    close_judge(c);
    return NULL;
}

/* Signals are for the screen's thread. */
static int start(struct checker *c)
{
    pthread_condattr_t attr;
    sigset_t all, old;

    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&c->wake, &attr);
    pthread_condattr_destroy(&attr);
    pthread_mutex_init(&c->lock, NULL);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    const int failed = pthread_create(&c->thread, NULL, check_main, c);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return failed;
}

struct status checker_new(struct checker **out, void (*poke)(void *context),
                          void *context)
{
    struct checker *c = calloc(1, sizeof *c);

    *out = NULL;
    if (!c)
        return status_fail(STATUS_NO_MEMORY, "no memory for checks");
    c->judge.channel = c->judge.pid = -1;
    c->poke = poke;
    c->context = context;
    if (start(c)) {
        free(c);
        return status_fail(STATUS_IO, "cannot start a thread for checks");
    }
    *out = c;
    return STATUS_OK;
}

/* The judge answers no more; the call that waits for it ends. */
static void break_off(struct checker *c)
{
    c->stopped = true;
    if (c->judge.pid > 0)
        kill(c->judge.pid, SIGKILL);
}

void checker_free(struct checker *c)
{
    if (!c)
        return;
    pthread_mutex_lock(&c->lock);
    c->quit = true;
    break_off(c); /* also one that is only being opened */
    forget(&c->order);
    pthread_cond_signal(&c->wake);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    pthread_cond_destroy(&c->wake);
    pthread_mutex_destroy(&c->lock);
    free(c->report);
    free(c);
}

bool checker_about(struct checker *c, const char *folder, const char *path)
{
    if (strcmp(c->folder, folder) == 0 && strcmp(c->path, path) == 0)
        return false; /* only this thread writes them */
    pthread_mutex_lock(&c->lock);
    break_off(c);
    forget(&c->order);
    c->moved = true;
    snprintf(c->folder, sizeof c->folder, "%s", folder);
    snprintf(c->path, sizeof c->path, "%s", path);
    (void)look(c);
    free(c->report);
    c->report = NULL;
    c->info = (struct checker_info){.number = c->info.number};
    pthread_mutex_unlock(&c->lock);
    return true;
}

static struct status ask(struct checker *c, struct order o)
{
    if (!o.text || (o.program_bytes && !o.program)) {
        forget(&o);
        return status_fail(STATUS_NO_MEMORY, "no memory for a check");
    }
    pthread_mutex_lock(&c->lock);
    if (c->info.state == CHECKER_BUSY && !c->order.text)
        break_off(c);
    forget(&c->order);
    o.number = ++c->info.number;
    c->order = o;
    c->info.state = CHECKER_BUSY;
    c->info.wish = o.program ? CHECKER_TRY : CHECKER_JUDGE;
    c->info.since_ns = clock_ns();
    pthread_cond_signal(&c->wake);
    pthread_mutex_unlock(&c->lock);
    return STATUS_OK;
}

static char *copy(const char *text, size_t bytes)
{
    char *out = malloc(bytes + 1);

    if (out) {
        memcpy(out, text, bytes);
        out[bytes] = '\0';
    }
    return out;
}

struct status checker_judge(struct checker *c, uint64_t seed, const char *text,
                            size_t bytes)
{
    return ask(c, (struct order){
                      .text = copy(text, bytes), .bytes = bytes, .seed = seed});
}

struct status checker_try(struct checker *c, const char *text, size_t bytes,
                          const char *program, size_t program_bytes)
{
    return ask(c, (struct order){.text = copy(text, bytes),
                                 .bytes = bytes,
                                 .program = copy(program, program_bytes),
                                 .program_bytes = program_bytes});
}

void checker_stop(struct checker *c)
{
    bool waits = false;

    pthread_mutex_lock(&c->lock);
    if (c->info.state == CHECKER_BUSY) {
        break_off(c);
        waits = c->order.text != NULL; /* it had not begun */
    }
    if (waits) {
        forget(&c->order);
        c->info.state = CHECKER_FAILED;
        c->info.why = status_fail(STATUS_CANCELLED, "stopped: no verdict");
    }
    pthread_mutex_unlock(&c->lock);
    if (waits)
        c->poke(c->context);
}

struct checker_info checker_ask(struct checker *c)
{
    pthread_mutex_lock(&c->lock);
    const struct checker_info info = c->info;
    pthread_mutex_unlock(&c->lock);
    return info;
}

bool checker_report(struct checker *c, struct report *out)
{
    pthread_mutex_lock(&c->lock);
    const bool any = c->report != NULL;
    if (any)
        *out = *c->report;
    pthread_mutex_unlock(&c->lock);
    return any;
}
