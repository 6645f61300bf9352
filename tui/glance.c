#define _GNU_SOURCE 1
#include "tui/glance.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "exercises/workplace.h"

/* A look takes less than 20 ms, so a change is told within 100. */
enum { LOOK_MS = 40 };

struct glance {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    void (*poke)(void *context);
    void *context;
    char tool[SYNTAX_PATH], path[SYNTAX_PATH];
    bool quit, moved;
    struct workplace_mark mark;
    struct glance_seen seen;
};

static void rest(struct glance *g)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += LOOK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_cond_timedwait(&g->wake, &g->lock, &until);
}

/* The lock is held on the way in and out, not meanwhile. */
static void look(struct glance *g)
{
    char path[SYNTAX_PATH];
    struct syntax found;

    snprintf(path, sizeof path, "%s", g->path);
    g->moved = false;
    pthread_mutex_unlock(&g->lock);
    const struct status st = syntax_look(&found, g->tool, path);
    pthread_mutex_lock(&g->lock);
    if (st.code || g->moved)
        return; /* no word is better than a wrong one */
    g->seen.number++;
    g->seen.found = found;
    g->poke(g->context);
}

static void *glance_main(void *user)
{
    struct glance *g = user;

    pthread_mutex_lock(&g->lock);
    while (!g->quit) {
        if (g->path[0] && (workplace_saved(g->path, &g->mark) || g->moved))
            look(g);
        if (!g->quit && !g->moved)
            rest(g);
    }
    pthread_mutex_unlock(&g->lock);
    return NULL;
}

/* Signals are for the screen's thread. */
static int start(struct glance *g)
{
    pthread_condattr_t attr;
    sigset_t all, old;

    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&g->wake, &attr);
    pthread_condattr_destroy(&attr);
    pthread_mutex_init(&g->lock, NULL);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    const int failed = pthread_create(&g->thread, NULL, glance_main, g);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return failed;
}

struct status glance_new(struct glance **out, void (*poke)(void *context),
                         void *context)
{
    char tool[SYNTAX_PATH];
    struct glance *g;

    *out = NULL;
    if (!syntax_tool(tool))
        return STATUS_OK;
    g = calloc(1, sizeof *g);
    if (!g)
        return status_fail(STATUS_NO_MEMORY, "no memory to look at a file");
    snprintf(g->tool, sizeof g->tool, "%s", tool);
    g->poke = poke;
    g->context = context;
    if (start(g)) {
        free(g);
        return status_fail(STATUS_IO, "cannot start a thread to look");
    }
    *out = g;
    return STATUS_OK;
}

void glance_free(struct glance *g)
{
    if (!g)
        return;
    pthread_mutex_lock(&g->lock);
    g->quit = true;
    pthread_cond_signal(&g->wake);
    pthread_mutex_unlock(&g->lock);
    pthread_join(g->thread, NULL);
    pthread_cond_destroy(&g->wake);
    pthread_mutex_destroy(&g->lock);
    free(g);
}

void glance_about(struct glance *g, const char *path)
{
    pthread_mutex_lock(&g->lock);
    snprintf(g->path, sizeof g->path, "%s", path);
    g->moved = true;
    g->seen = (struct glance_seen){.number = 0};
    pthread_cond_signal(&g->wake);
    pthread_mutex_unlock(&g->lock);
}

struct glance_seen glance_ask(struct glance *g)
{
    pthread_mutex_lock(&g->lock);
    const struct glance_seen seen = g->seen;
    pthread_mutex_unlock(&g->lock);
    return seen;
}
