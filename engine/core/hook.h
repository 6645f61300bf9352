#ifndef ENGINE_CORE_HOOK_H
#define ENGINE_CORE_HOOK_H

#include <stdbool.h>

/*
 * hook.h - what the graph asks before every op, and every few milliseconds
 * inside a long one: "go on?".
 *
 * `poll` may do work of its own before it answers (the shell lets a small
 * foreground job run there, between two ops of a training step). It is called
 * on the thread that runs the graph, never inside a parallel region.
 */
struct hook {
    bool (*poll)(void *user); /* true: stop as soon as possible; or NULL */
    void *user;
};

static inline bool hook_stops(const struct hook *h)
{
    return h->poll && h->poll(h->user);
}

#endif
