#include "tui/worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "tui/post.h"

struct worker {
    pthread_t thread;
    struct post_office office;
};

static void *engine_main(void *user)
{
    struct post_office *o = user;

    pthread_mutex_lock(&o->lock);
    while (!o->quit) {
        const bool front = post_serve(&o->post[WORKER_FRONT]);
        const bool back = post_serve(&o->post[WORKER_BACK]);

        if (!front && !back && !o->quit)
            pthread_cond_wait(&o->wake, &o->lock);
    }
    for (int i = 0; i < WORKER_SLOTS; i++)
        post_close(&o->post[i]);
    pthread_mutex_unlock(&o->lock);
    return NULL;
}

/* Signals are for the screen's thread, but for those that a fault raises. */
static int start_thread(struct worker *w)
{
    sigset_t all, old;
    int failed;

    sigfillset(&all);
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGFPE);
    sigdelset(&all, SIGILL);
    sigdelset(&all, SIGABRT);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    failed = pthread_create(&w->thread, NULL, engine_main, &w->office);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return failed;
}

struct status worker_new(struct worker **out)
{
    struct worker *w = calloc(1, sizeof *w);

    *out = NULL;
    if (!w)
        return status_fail(STATUS_NO_MEMORY, "engine thread: out of memory");
    w->office.fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    for (int i = 0; i < WORKER_SLOTS; i++) {
        w->office.post[i].office = &w->office;
        w->office.post[i].slot = (enum worker_slot)i;
        atomic_init(&w->office.post[i].stop, false);
        atomic_init(&w->office.post[i].news, false);
    }
    pthread_mutex_init(&w->office.lock, NULL);
    pthread_cond_init(&w->office.wake, NULL);
    if (w->office.fd < 0 || start_thread(w)) {
        if (w->office.fd >= 0)
            close(w->office.fd);
        free(w);
        return status_fail(STATUS_IO, "engine thread: cannot start: %s",
                           "no thread or no file descriptor left");
    }
    *out = w;
    return STATUS_OK;
}

void worker_free(struct worker *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->office.lock);
    w->office.quit = true;
    for (int i = 0; i < WORKER_SLOTS; i++)
        atomic_store(&w->office.post[i].stop, true);
    pthread_cond_signal(&w->office.wake);
    pthread_mutex_unlock(&w->office.lock);
    pthread_join(w->thread, NULL);
    for (int i = 0; i < WORKER_SLOTS; i++)
        post_clear(&w->office.post[i]);
    close(w->office.fd);
    pthread_cond_destroy(&w->office.wake);
    pthread_mutex_destroy(&w->office.lock);
    free(w);
}

int worker_fd(const struct worker *w)
{
    return w->office.fd;
}

void worker_heard(struct worker *w)
{
    uint64_t count;

    if (read(w->office.fd, &count, sizeof count) < 0)
        return; /* nothing was new */
}

void worker_poke(struct worker *w)
{
    const uint64_t one = 1;

    if (write(w->office.fd, &one, sizeof one) < 0)
        return; /* it is readable already */
}

static struct post *enter(struct worker *w, enum worker_slot slot)
{
    pthread_mutex_lock(&w->office.lock);
    return &w->office.post[slot];
}

static void leave(struct post *p)
{
    atomic_store(&p->news, true);
    pthread_cond_signal(&p->office->wake);
    pthread_mutex_unlock(&p->office->lock);
}

int worker_open(struct worker *w, enum worker_slot slot, struct labplan *plan,
                bool play)
{
    struct post *p = enter(w, slot);
    int run;

    post_clear(p);
    p->plan = *plan;
    memset(plan, 0, sizeof *plan);
    p->play = play;
    p->close = false;
    run = p->info.run + 1;
    p->info = (struct worker_info){
        .state = WORKER_OPENING, .lab = p->plan.lab, .run = run};
    atomic_store(&p->stop, true); /* what runs now is over */
    leave(p);
    return run;
}

void worker_close(struct worker *w, enum worker_slot slot)
{
    struct post *p = enter(w, slot);

    post_clear(p);
    p->close = true;
    p->info.lab = NULL;
    p->info.state = WORKER_EMPTY;
    atomic_store(&p->stop, true);
    leave(p);
}

void worker_turn(struct worker *w, enum worker_slot slot, int knob,
                 const char *text)
{
    struct post *p = enter(w, slot);

    if (!turns_add(&p->turns, knob, text)) {
        p->info.why =
            status_fail(STATUS_NO_MEMORY, "knob: no room for one more turn");
    }
    leave(p);
}

void worker_play(struct worker *w, enum worker_slot slot, bool on)
{
    struct post *p = enter(w, slot);

    p->play = on;
    leave(p);
}

void worker_step(struct worker *w, enum worker_slot slot)
{
    struct post *p = enter(w, slot);

    p->steps_wanted++;
    leave(p);
}

void worker_stop(struct worker *w, enum worker_slot slot)
{
    struct post *p = enter(w, slot);

    p->play = false;
    p->steps_wanted = 0;
    atomic_store(&p->stop, true);
    leave(p);
}

struct worker_info worker_ask(struct worker *w, enum worker_slot slot)
{
    struct worker_info info;

    pthread_mutex_lock(&w->office.lock);
    info = w->office.post[slot].info;
    info.halting = info.state == WORKER_RUNNING && !w->office.post[slot].play;
    info.starting = info.state == WORKER_PAUSED && w->office.post[slot].play;
    pthread_mutex_unlock(&w->office.lock);
    return info;
}

const struct worker_shot *worker_take(struct worker *w, enum worker_slot slot)
{
    struct worker_shot *s;

    pthread_mutex_lock(&w->office.lock);
    s = w->office.post[slot].latest;
    if (s)
        s->uses++;
    pthread_mutex_unlock(&w->office.lock);
    return s;
}

void worker_drop(struct worker *w, const struct worker_shot *shot)
{
    struct worker_shot *ours;

    if (!shot)
        return;
    memcpy(&ours, &shot, sizeof(void *)); /* it was lent out as const */
    pthread_mutex_lock(&w->office.lock);
    post_drop(ours);
    pthread_mutex_unlock(&w->office.lock);
}
