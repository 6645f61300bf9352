#ifndef ENGINE_MODEL_TRAINING_H
#define ENGINE_MODEL_TRAINING_H

#include "engine/model/checkpoint.h"
#include "engine/model/recipe.h"

/*
 * training.h - a whole run: text in, checkpoint out. `lathe train` and the
 * training labs drive this same job.
 */
struct training; /* opaque */

/* Makes tokenizer, split, model and trainer from the text, which is copied.
 * Errors: BAD_USAGE (text too short, settings that do not fit), NO_MEMORY. */
struct status training_open(struct training **out, const struct recipe *r,
                            const char *text, size_t bytes,
                            const struct device *d);
void training_close(struct training *t);

void training_set_hook(struct training *t, struct hook hook);
const struct recipe *training_recipe(const struct training *t);
struct trainer *training_trainer(struct training *t);
struct decoder *training_model(struct training *t);
const struct tokenizer *training_tokenizer(const struct training *t);
const char *training_data_hash(const struct training *t); /* 64 digits */

/* One step; `*more` says whether the recipe wants another. */
struct status training_step(struct training *t, struct trainer_report *out,
                            bool *more);

/* Mean loss over the whole validation part; NOT_FOUND where there is none. */
struct status training_validate(struct training *t, double *mean);

/* Text that the model writes now. Does not disturb the training. */
struct status training_sample(struct training *t, const char *prompt,
                              int tokens, double temperature, uint64_t seed,
                              struct buf *out);

/* FOLDER/resume: everything the next step depends on. */
struct status training_save(struct training *t, const char *folder);
/* Goes on from FOLDER/resume; settings and data must be the same. */
struct status training_resume(struct training *t, const char *folder);
/* The checkpoint; `command` made it. Adds the whole-split loss where there is
 * a validation part. Removes FOLDER/resume. */
struct status training_finish(struct training *t, const char *folder,
                              const char *command,
                              enum checkpoint_precision precision);

#endif
