#ifndef TUI_POST_H
#define TUI_POST_H

#include <pthread.h>
#include <stdatomic.h>

#include "tui/turns.h"
#include "tui/worker.h"

/*
 * post.h - one slot of the worker as the engine's thread serves it: what the
 * screen wishes, what is live, and what was seen of it last.
 *
 * Everything here is called with the office's lock held; it is let go while a
 * lab runs, so the screen never waits for one.
 */
struct post_office;

struct post {
    struct post_office *office;
    enum worker_slot slot;
    struct worker_info info;
    struct labplan plan; /* to be opened; lab is NULL while none waits */
    struct turns turns;
    bool close, play;
    int steps_wanted;
    struct worker_shot *latest;
    int64_t shots;
    atomic_bool stop, news; /* asked by the hook without the lock */

    struct labrun live; /* engine's thread only, as are the next four */
    int live_id;
    int64_t shot_ns, quiet_until_ns;
    bool stepping;
};

struct post_office {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    int fd; /* an eventfd: the screen listens */
    bool quit;
    struct post post[WORKER_SLOTS];
};

/* Does one thing that was asked of `p`; false where nothing was. Engine's
 * thread only. */
bool post_serve(struct post *p);
/* Closes the run that is live. Engine's thread only. */
void post_close(struct post *p);

/* Forgets what was asked for and not begun, and the newest shot. */
void post_clear(struct post *p);
void post_drop(struct worker_shot *shot);

#endif
