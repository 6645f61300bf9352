#ifndef ENGINE_MODEL_TUNING_H
#define ENGINE_MODEL_TUNING_H

#include "engine/model/checkpoint.h"
#include "engine/model/dialogs.h"
#include "engine/model/tuning_recipe.h"

/*
 * tuning.h - a whole fine-tuning: a model and conversations in, the tuned
 * model or an adapter for it out. It keeps what it needs to go on in the
 * folder that the result goes to:
 *
 *     resume   the state of the last save
 *     valid    the validations so far, a line each: step and loss
 *     best     the state of the best of them, with patience
 */
struct tuning; /* opaque */

struct tuning_source {
    const char *model, *data; /* a name as checkpoint_load() takes it; a file */
    const char *only;   /* of FULL: what moves, as freeze.h has it; or NULL */
    const char *folder; /* where the result goes; made where missing */
    enum checkpoint_precision precision; /* of FULL's weights there */
};

/* The texts are borrowed. Errors: those of loading the model and of
 * dialogs.h; BAD_USAGE for settings that do not fit, and for QLORA where the
 * model's matrices are not in blocks of 4 bits. */
struct status tuning_open(struct tuning **out, const struct tuning_recipe *r,
                          const struct tuning_source *s,
                          const struct device *d);
void tuning_close(struct tuning *t);

const struct tuning_recipe *tuning_recipe(const struct tuning *t);
struct trainer *tuning_trainer(struct tuning *t);
struct checkpoint *tuning_checkpoint(struct tuning *t);
const char *tuning_data_hash(const struct tuning *t); /* 64 digits */
int64_t tuning_size(const struct tuning *t);          /* numbers that move */
int64_t tuning_count(const struct tuning *t, bool valid); /* rows */
const struct dialogs_cut *tuning_cut(const struct tuning *t);

/* One step; `*more` says whether there is another. */
struct status tuning_step(struct tuning *t, struct trainer_report *out,
                          bool *more);
/* Mean loss of the answers that are kept apart; NOT_FOUND where there are
 * none. */
struct status tuning_mean(struct tuning *t, double *mean);
/* The same, and it counts for patience: *more is false where that has run out
 * or all steps are done. */
struct status tuning_validate(struct tuning *t, double *mean, bool *more);

/* The loss of a text that the tuning is not about, with the model as it is now;
 * `before`: as it was given. For FULL that is the same thing. */
struct status tuning_elsewhere(struct tuning *t, const char *text, size_t bytes,
                               bool before, double *loss);

struct status tuning_save(struct tuning *t);
/* Goes on from the folder's resume file. `*more` is false where nothing is left
 * to do but tuning_finish(). Errors: also those of trainer_load(). */
struct status tuning_resume(struct tuning *t, bool *more);
/* Writes the result, of the best validation where there is patience; its step
 * in `*step`. Removes what was needed to go on. */
struct status tuning_finish(struct tuning *t, const char *command,
                            int64_t *step);

#endif
