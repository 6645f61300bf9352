#ifndef TUI_GLANCE_H
#define TUI_GLANCE_H

#include "exercises/syntax.h"

/*
 * glance.h - looks after one file and says, some milliseconds after each
 * change of it, whether it reads as C: exercises/syntax.h on a thread of its
 * own, because the checker's may be waiting for a verdict. Calls are for one
 * thread, the screen's.
 */
struct glance;

struct glance_seen {
    int number; /* counts looks; 0: none was made */
    struct syntax found;
};

/* NULL in *out where there is no tool to look with. After each news it calls
 * `poke`, on its own thread. Errors: NO_MEMORY, IO. */
struct status glance_new(struct glance **out, void (*poke)(void *context),
                         void *context);
void glance_free(struct glance *g);

/* From now on about the file at `path`; it is looked at once at once. */
void glance_about(struct glance *g, const char *path);
struct glance_seen glance_ask(struct glance *g);

#endif
