#ifndef ENGINE_MODEL_TUNING_RECIPE_H
#define ENGINE_MODEL_TUNING_RECIPE_H

#include "engine/base/buf.h"
#include "engine/model/adapter.h"
#include "engine/train/trainer.h"

/*
 * tuning_recipe.h - everything that a fine-tuning is made of, except model and
 * data. A method is a row of defaults; `--set key=value` changes one.
 */
enum tuning_method {
    TUNING_FULL,  /* every weight moves */
    TUNING_LORA,  /* a change of low rank beside the linear layers */
    TUNING_QLORA, /* the same beside weights that stay in blocks of 4 bits */
    TUNING_BIAS,  /* a vector added behind the linear layers */
    TUNING_BOTTLENECK,
    TUNING_PREFIX,
    TUNING_PROMPT /* a soft prompt */
};

struct tuning_recipe {
    enum tuning_method method;
    struct adapter_settings adapter; /* not of FULL */
    struct trainer_settings train;
    bool pack;           /* several conversations in a row of the batch */
    double valid;        /* share of the conversations kept to validate with */
    int64_t valid_every; /* steps between validations; 0: only at the end */
    int64_t save_every;  /* steps between resume files; 0: only at the end */
    int64_t patience;    /* validations without a better one before it ends, and
                            goes back to the best; 0: all steps are done */
};

/* "full", "lora", ..; NULL-terminated. */
extern const char *const tuning_recipe_methods[];

/* Errors: NOT_FOUND, naming the methods. */
struct status tuning_recipe_default(struct tuning_recipe *r,
                                    const char *method);
/* One "key=value". Errors: NOT_FOUND (no such key), BAD_USAGE (not a value). */
struct status tuning_recipe_set(struct tuning_recipe *r, const char *setting);
/* Key `i` and its value; false after the last. */
bool tuning_recipe_describe(const struct tuning_recipe *r, int i,
                            const char **key, char value[32]);
/* All keys as "key=value" lines: what a resume file is compared with. */
void tuning_recipe_text(const struct tuning_recipe *r, struct buf *out);

#endif
