#ifndef ENGINE_TRAIN_TRAINER_H
#define ENGINE_TRAIN_TRAINER_H

#include "engine/core/graph.h"
#include "engine/core/params.h"
#include "engine/core/profile.h"
#include "engine/train/batches.h"
#include "engine/train/optimizer.h"

/*
 * trainer.h - the training loop, one step at a time.
 *
 * It knows no model: only parameters and a function that makes a loss. Same
 * settings, data and seed give the same bits at any number of threads.
 */
struct trainer_model {
    void *self;
    struct params *params;
    /* ids and targets are [rows, context]; targets of -1 do not count. */
    struct tensor *(*loss)(void *self, struct graph *g, struct tensor *ids,
                           struct tensor *targets, bool training, uint64_t seed,
                           uint64_t step);
};

struct trainer_settings {
    int64_t steps, batch, context, accumulate, warmup;
    double rate, rate_low; /* see schedule.h */
    double clip;           /* longest gradient, 0 for none */
    struct optimizer_settings optimizer;
    enum graph_mode mode; /* of the steps; f16 scales its loss (scaler.h) */
    uint64_t seed;
};

/* What one step did. */
struct trainer_report {
    int64_t step; /* counted from 1: steps done */
    double loss, rate, grad_norm, seconds;
    int64_t tokens;
    double loss_scale; /* 1 but in f16 */
    bool skipped;      /* a gradient overflowed f16: nothing was moved */
};

struct trainer; /* opaque */

/* `train` and `valid` are borrowed. Errors: BAD_USAGE where a row is too short
 * for one window; UNSUPPORTED where the mode is not available here. */
struct status trainer_new(struct trainer **out, const struct trainer_model *m,
                          const struct trainer_settings *s,
                          const struct device *d, const struct batches *train,
                          const struct batches *valid);
void trainer_free(struct trainer *t);

/* Asked before every op; true stops the step, which then changes nothing. */
void trainer_set_hook(struct trainer *t, struct hook hook);
/* The graph that the steps run on: for probes, profiles and swaps. */
struct graph *trainer_graph(struct trainer *t);
/* Every step from now on adds to `p`, which is borrowed; NULL ends it. */
void trainer_set_profile(struct trainer *t, struct profile *p);
/* Every step from now on fills `of`, one for each parameter, borrowed; NULL
 * ends it. Bits of the training do not change. */
void trainer_set_watch(struct trainer *t, struct optimizer_watch *of);

/* One step. Errors: CANCELLED (do it again later), NO_MEMORY. */
struct status trainer_step(struct trainer *t, struct trainer_report *out);

/* The mean loss over the whole validation row. */
struct status trainer_validate(struct trainer *t, double *loss);
/* The mean loss over `batches` random batches of the training (which = 0) or
 * validation row (1): the quick estimate of the published recipes. */
struct status trainer_estimate(struct trainer *t, int which, int batches,
                               double *loss);

int64_t trainer_steps_done(const struct trainer *t);
/* A knob turned: every rate from now on is `scale` times the schedule's. */
void trainer_scale_rate(struct trainer *t, double scale);

/* The state after the steps done so far, kept in memory; going back to it goes
 * on as if the later steps had never been. Owner: the caller. */
struct trainer_mark;
struct status trainer_mark(struct trainer *t, struct trainer_mark **out);
void trainer_mark_free(struct trainer_mark *m);
int64_t trainer_mark_step(const struct trainer_mark *m);
void trainer_go_back(struct trainer *t, const struct trainer_mark *m);

/* The resume file: everything that the next step depends on. Replaced whole
 * or not at all. `about` is kept with it and must be equal when it is read
 * (the settings and the data's hash).
 * Errors: BAD_FILE (damaged), BAD_USAGE (of another run), IO. */
struct status trainer_save(struct trainer *t, const char *path,
                           const char *about);
struct status trainer_load(struct trainer *t, const char *path,
                           const char *about);

#endif
