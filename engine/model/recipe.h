#ifndef ENGINE_MODEL_RECIPE_H
#define ENGINE_MODEL_RECIPE_H

#include "engine/base/buf.h"
#include "engine/model/decoder.h"
#include "engine/model/tokenizer.h"
#include "engine/train/trainer.h"

/*
 * recipe.h - everything that a training run is made of, except the data.
 *
 * Presets are rows; `--set key=value` changes one number of a row.
 */
struct recipe {
    struct decoder_config model; /* vocab is filled in from the data */
    struct trainer_settings train;
    enum tokenizer_kind tokenizer;
    int64_t vocab;       /* of a bpe tokenizer */
    bool recompute;      /* blocks again on the way back, to save memory */
    double valid;        /* share of the text kept for validation, its end */
    int64_t valid_every; /* steps between validations; 0: only at the end */
    int64_t save_every;  /* steps between resume files; 0: only at the end */
};

/* Presets in order; NULL after the last. */
const char *recipe_preset_name(int i);
const char *recipe_preset_about(int i);

/* Errors: NOT_FOUND, naming the presets. */
struct status recipe_preset(struct recipe *r, const char *name);

/* One "key=value". Errors: NOT_FOUND (no such key), BAD_USAGE (not a value). */
struct status recipe_set(struct recipe *r, const char *setting);

/* Key `i` and its value, in a fixed order; false after the last. */
bool recipe_describe(const struct recipe *r, int i, const char **key,
                     char value[32]);

/* "strict", "bf16" or "f16". */
const char *recipe_mode_name(const struct recipe *r);

/* All keys as "key=value" lines: what a resume file is compared with. */
void recipe_text(const struct recipe *r, struct buf *out);

#endif
