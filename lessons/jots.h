#ifndef LESSONS_JOTS_H
#define LESSONS_JOTS_H

#include "lessons/progress.h"

/*
 * jots.h - what a learner writes beside a step, and the steps that are marked
 * to be found again; in lathe.db.
 */
enum { JOTS_MOST = 1000 };

struct jots_jot {
    char lesson[PROGRESS_ID], step[PROGRESS_ID];
    char *text;  /* "" where only marked */
    bool marked; /* a bookmark */
    int64_t at;  /* when it was changed, seconds since 1970 */
};
struct jots_list {
    struct jots_jot *jot; /* newest first */
    int count;
};

/* The note of a step; "" takes it away. Errors: TOO_BIG, IO. */
struct status jots_write(struct progress *p, const char *lesson,
                         const char *step, const char *text);
struct status jots_read(struct progress *p, const char *lesson,
                        const char *step, char out[PROGRESS_ANSWER],
                        bool *marked);
struct status jots_mark(struct progress *p, const char *lesson,
                        const char *step, bool marked);

/* Owner: the caller, jots_release(). */
struct status jots_list(struct jots_list *l, struct progress *p);
void jots_release(struct jots_list *l);

#endif
