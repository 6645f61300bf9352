#ifndef LESSONS_LABS_PLAYROW_H
#define LESSONS_LABS_PLAYROW_H

#include "engine/core/probe.h"
#include "engine/model/session.h"

/*
 * playrow.h - where one token of a text looks, in every head that a probe
 * watches.
 */
struct playrow {
    float *weight; /* [heads, seen]: `seen` tokens up to that one */
    int heads, seen;
    int64_t at; /* the token, while it stands; -1: of the last, or none yet */
};
void playrow_release(struct playrow *r);

/* Of the token that was read last. Errors: UNSUPPORTED, NO_MEMORY. */
struct status playrow_last(struct playrow *r, struct probe *p);
/* Of token `at` before the last: the session reads up to it, then the rest
 * again. Nothing is read where it was looked at before. */
struct status playrow_look(struct playrow *r, struct session *s,
                           struct probe *p, int64_t at);

#endif
