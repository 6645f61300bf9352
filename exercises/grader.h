#ifndef EXERCISES_GRADER_H
#define EXERCISES_GRADER_H

#include "exercises/gradebook.h"
#include "exercises/gradelog.h"
#include "exercises/probes.h"

/*
 * grader.h - fills a gradebook: workers, each with a judge of its own, take
 * files of an exercise that their judge has open, so that its kit is compiled
 * once a worker. What the journal knows is not run again.
 *
 * The exercise's own solution is graded first: only where it passes here do
 * the files of learners count. A judge that dies, or reports a failure of ours,
 * is replaced and asked once more; after that the mark is GRADEBOOK_FAULT and
 * is not put into the journal.
 */
struct grader {
    struct gradebook *book;
    struct gradelog *log;
    int jobs;
    /* Told of each file that is done, from any worker, one at a time. */
    void (*tell)(void *context, int done, int all);
    /* Asked before each file, from any worker; true ends the run, CANCELLED.
     * May be NULL. */
    bool (*stop)(void *context);
    void *context;
};

/* Errors: of the journal, NOT_FOUND (no judge, no compiler). */
struct status grader_run(struct grader *g);

/* What the sandbox can do here: asked of a judge once a start of the machine,
 * and kept in the journal. */
struct status grader_probes(struct gradelog *log, struct probes *out);

/* The layers that make `level` here, of all that there are. Errors:
 * UNSUPPORTED where this machine has not enough of them. */
struct status grader_layers(const struct sandbox_have *have,
                            enum sandbox_level level, unsigned *layers);

/* The compiler in one line. Errors: NOT_FOUND. */
struct status grader_compiler(char *room, size_t bytes);

#endif
