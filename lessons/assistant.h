#ifndef LESSONS_ASSISTANT_H
#define LESSONS_ASSISTANT_H

#include "engine/app/docvectors.h"
#include "lessons/course.h"

/*
 * assistant.h - the course as a store that can be searched: every step of the
 * written lessons is one passage, its path is "L16 mixture", its title the
 * lesson's and the step's.
 */
struct assistant {
    struct docstore store;
    struct docvectors vectors; /* fitted on the course */
};

/* Nothing is written anywhere. Errors: those of db.h, NO_MEMORY. */
struct status assistant_open(struct assistant *a, const struct course *c);
void assistant_close(struct assistant *a);

/* As docvectors_search(), over the whole course. */
struct status assistant_search(struct assistant *a, const char *question,
                               enum docvectors_by by,
                               struct docstore_passage *out, int room, int *n);

#endif
