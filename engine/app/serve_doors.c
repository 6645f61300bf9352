#include "engine/app/serve_doors.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

void serve_doors_init(struct serve_doors *d)
{
    memset(d->door, 0, sizeof d->door);
    pthread_mutex_init(&d->lock, NULL);
}

void serve_doors_release(struct serve_doors *d)
{
    pthread_mutex_destroy(&d->lock);
}

/* Its own thread sees the end and closes it. */
static void shut(struct serve_door *door)
{
    door->shut = true;
    shutdown(door->socket, SHUT_RDWR);
}

/* The one that has said nothing for longest. */
static struct serve_door *idlest(struct serve_doors *d)
{
    struct serve_door *found = NULL;

    for (int i = 0; i < SERVE_DOORS; i++) {
        struct serve_door *x = &d->door[i];

        if (x->open && !x->asked && !x->shut &&
            (!found || x->since < found->since))
            found = x;
    }
    return found;
}

static int count_open(const struct serve_doors *d)
{
    int n = 0;

    for (int i = 0; i < SERVE_DOORS; i++)
        n += d->door[i].open && !d->door[i].shut;
    return n;
}

struct serve_door *serve_doors_open(struct serve_doors *d, int socket,
                                    double now)
{
    struct serve_door *found = NULL;

    pthread_mutex_lock(&d->lock);
    struct serve_door *old = idlest(d);
    if (old && count_open(d) >= SERVE_DOORS - SERVE_DOORS_SPARE)
        shut(old);
    for (int i = 0; i < SERVE_DOORS && !found; i++)
        if (!d->door[i].open)
            found = &d->door[i];
    if (found)
        *found =
            (struct serve_door){.socket = socket, .open = true, .since = now};
    pthread_mutex_unlock(&d->lock);
    return found;
}

void serve_doors_close(struct serve_doors *d, struct serve_door *door)
{
    pthread_mutex_lock(&d->lock);
    door->open = false;
    pthread_mutex_unlock(&d->lock);
}

void serve_doors_body(struct serve_doors *d, struct serve_door *door,
                      double now)
{
    pthread_mutex_lock(&d->lock);
    door->since = now;
    pthread_mutex_unlock(&d->lock);
}

bool serve_doors_ask(struct serve_doors *d, struct serve_door *door)
{
    int asked = 0;

    pthread_mutex_lock(&d->lock);
    for (int i = 0; i < SERVE_DOORS; i++)
        asked += d->door[i].open && d->door[i].asked;
    const bool may = asked < SERVE_DOORS_ASKED;
    if (may)
        door->asked = true;
    pthread_mutex_unlock(&d->lock);
    return may;
}

void serve_doors_answered(struct serve_doors *d, struct serve_door *door,
                          double now)
{
    pthread_mutex_lock(&d->lock);
    door->asked = false;
    door->since = now;
    pthread_mutex_unlock(&d->lock);
}

void serve_doors_tick(struct serve_doors *d, double now)
{
    pthread_mutex_lock(&d->lock);
    for (int i = 0; i < SERVE_DOORS; i++) {
        struct serve_door *x = &d->door[i];

        if (x->open && !x->asked && !x->shut &&
            now - x->since > SERVE_DOORS_SECONDS)
            shut(x);
    }
    pthread_mutex_unlock(&d->lock);
}
