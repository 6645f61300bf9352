#ifndef ENGINE_TRAIN_RUNS_H
#define ENGINE_TRAIN_RUNS_H

#include "engine/base/db.h"
#include "engine/base/status.h"

/*
 * runs.h - the runs that runlog.h kept, read back: for a list, for a picture
 * of two, for a replay.
 */
enum { RUNS_CURVES = 8, RUNS_NAME_BYTES = 48 };

/* One run. Texts are its own. */
struct runs_run {
    int64_t number, started, seed, steps;
    bool lab; /* then `command` is its run string */
    char *command, *argv, *mode, *version, *data_hash;
    bool ended;      /* all its steps were done */
    int64_t touched; /* when its last step was written; 0: not kept then */
    double loss, val_loss; /* the last ones; NaN: none was measured */
};

/* Owner: the caller, runs_release(). */
struct runs_list {
    struct runs_run *run;
    int count;
};

/* Newest first, at most `most`. */
struct status runs_read(struct runs_list *l, struct db *d, int most);
void runs_release(struct runs_list *l);

/* It was cut off: not all its steps were done, and `now` none was written for
 * a while. */
enum { RUNS_QUIET_S = 120 };
bool runs_early(const struct runs_run *r, int64_t now);

/* One run. Errors: NOT_FOUND, saying which there are. */
struct status runs_find(struct runs_run *r, struct db *d, int64_t number);
void runs_free(struct runs_run *r);

struct runs_curve {
    char name[RUNS_NAME_BYTES]; /* "loss" */
    double *step, *value;
    int count;
};

/* The lines of a run, at most RUNS_CURVES; those past them are left out.
 * Owner: the caller, runs_forget(). */
struct runs_curves {
    struct runs_curve curve[RUNS_CURVES];
    int count;
};
struct status runs_curves(struct runs_curves *c, struct db *d, int64_t number);
void runs_forget(struct runs_curves *c);

/* Are the lines of `b` those of `a`, number by number, at every step that `a`
 * has? */
struct runs_match {
    bool same;
    int compared;           /* numbers looked at */
    const char *name;       /* the line that differs first, of `a`; else NULL */
    double step, then, now; /* there; `now` is NaN where b has none */
};
struct runs_match runs_compare(const struct runs_curves *a,
                               const struct runs_curves *b);

#endif
