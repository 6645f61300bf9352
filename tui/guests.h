#ifndef TUI_GUESTS_H
#define TUI_GUESTS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/buf.h"
#include "engine/base/status.h"

/*
 * guests.h - who watches a presentation from another terminal: a local socket
 * in the presenter's own folder. Guests are told things, whole messages at a
 * time; whatever they say after their first word is not listened to.
 */
enum guests_kind { GUESTS_NOTES, GUESTS_FOLLOW, GUESTS_KINDS };
enum { GUESTS_MOST = 32, GUESTS_BYTES = 1 << 17 };

struct guests {
    int fd; /* readable when somebody comes; -1: closed */
    char path[108];
    int guest[GUESTS_MOST];
    enum guests_kind kind[GUESTS_MOST];
    bool named[GUESTS_MOST]; /* it has said what it wants */
    int count;
};

/* The socket of a presentation of lesson `id`. Errors: TOO_BIG, NOT_FOUND. */
struct status guests_path(char out[108], const char *id);

/* Errors: IO; BAD_USAGE where this lesson is presented already. */
struct status guests_open(struct guests *g, const char *id);
void guests_close(struct guests *g);

/* Lets in who waits, hears what they want. Answers whether anybody is new. */
bool guests_hear(struct guests *g);
/* One message to all of that kind. Who cannot take it just now misses it; who
 * has gone is forgotten. */
void guests_tell(struct guests *g, enum guests_kind kind, const char *text,
                 size_t bytes);

/* The other side: joins, then reads one message; 0 bytes: it is over. Errors:
 * NOT_FOUND where nobody presents this lesson. */
struct status guests_join(int *fd, const char *id, enum guests_kind kind);

#endif
