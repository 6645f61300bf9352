#ifndef ENGINE_APP_SERVE_DOORS_H
#define ENGINE_APP_SERVE_DOORS_H

#include <pthread.h>
#include <stdbool.h>

/*
 * serve_doors.h - the connections there are. One that does not say in time
 * what it wants is shut, the oldest first where they become many, so that slow
 * clients keep nobody out; of those that have asked, few are answered at once.
 */
enum {
    SERVE_DOORS = 32,      /* connections that are open */
    SERVE_DOORS_ASKED = 8, /* that wait for an answer */
    SERVE_DOORS_SPARE = 8  /* kept free of those that have not asked */
};
#define SERVE_DOORS_SECONDS 10.0 /* for a head, and again for a body */

struct serve_doors {
    pthread_mutex_t lock;
    struct serve_door {
        int socket;
        bool open, asked, shut;
        double since; /* it may be shut this long after */
    } door[SERVE_DOORS];
};

void serve_doors_init(struct serve_doors *d);
void serve_doors_release(struct serve_doors *d);

/* A connection came; NULL: one too many. `now` is in seconds. */
struct serve_door *serve_doors_open(struct serve_doors *d, int socket,
                                    double now);
/* It goes, and its socket is closed after this. */
void serve_doors_close(struct serve_doors *d, struct serve_door *door);

/* A head is there and a body may follow: the time begins again. */
void serve_doors_body(struct serve_doors *d, struct serve_door *door,
                      double now);
/* All is asked. false: SERVE_DOORS_ASKED others wait already. */
bool serve_doors_ask(struct serve_doors *d, struct serve_door *door);
/* Answered; it may ask again. */
void serve_doors_answered(struct serve_doors *d, struct serve_door *door,
                          double now);

/* Shuts those whose time is over. Call it often. */
void serve_doors_tick(struct serve_doors *d, double now);

#endif
