#ifndef LESSONS_PROGRESS_H
#define LESSONS_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/db.h"
#include "engine/base/status.h"

/*
 * progress.h - what a learner has done, in the file lathe.db.
 *
 * Every call is one transaction: what it reports as kept survives a crash.
 * Steps are named by their slug, so that a lesson may gain steps.
 */
struct progress {
    struct db db;
};

enum progress_state { PROGRESS_NEW, PROGRESS_STARTED, PROGRESS_DONE };

enum { PROGRESS_ID = 64, PROGRESS_ANSWER = 4096 };

/* Where the learner was last; `lesson` is "" on the very first start. */
struct progress_place {
    char lesson[PROGRESS_ID], step[PROGRESS_ID];
};

/* The last answer to one question or predict. */
struct progress_answer {
    bool given;
    char text[PROGRESS_ANSWER]; /* as submitted */
    double score;               /* 0..1, below 0 while it is not judged */
    int tries;
    uint64_t seed; /* of the run it was about; 0 for a question */
};

/* `path` NULL: lathe.db in the learner's data folder, made where missing.
 * Errors: IO (cannot be written), BAD_FILE (not a database, damaged). */
struct status progress_open(struct progress *p, const char *path);
void progress_close(struct progress *p);

/* Keeps the place, and that the step was seen; a new lesson is started. */
struct status progress_visit(struct progress *p, const char *lesson,
                             const char *step);
struct status progress_place(struct progress *p, struct progress_place *out);

/* When something was last read, seconds since 1970; 0: never. */
struct status progress_last(struct progress *p, int64_t *at);

/* The step that was last open in `lesson`; `step` is "" where none was. */
struct status progress_resume(struct progress *p, const char *lesson,
                              char step[PROGRESS_ID]);

struct status progress_seen(struct progress *p, const char *lesson,
                            const char *step, bool *seen);
/* How many steps of `lesson` were seen. */
struct status progress_count(struct progress *p, const char *lesson,
                             int *steps);

/* A lesson that is done stays done when it is opened again. */
struct status progress_set_state(struct progress *p, const char *lesson,
                                 enum progress_state state);
struct status progress_get_state(struct progress *p, const char *lesson,
                                 enum progress_state *state);

/* Keeps one more answer to `id`; earlier ones stay in the history. */
struct status progress_add_answer(struct progress *p, const char *lesson,
                                  const char *id, const char *text,
                                  double score, uint64_t seed);
/* Says what the last answer to `id` was worth, once its run is known. */
struct status progress_judge(struct progress *p, const char *id, double score,
                             uint64_t seed);
struct status progress_get_answer(struct progress *p, const char *id,
                                  struct progress_answer *out);

/* The mean score of the judged last answers in `lesson`; below 0: none. */
struct status progress_score(struct progress *p, const char *lesson,
                             double *score);

/* Small facts such as the chosen track: one text under one name. */
struct status progress_set_note(struct progress *p, const char *name,
                                const char *text);
struct status progress_get_note(struct progress *p, const char *name,
                                char out[PROGRESS_ANSWER]);

#endif
