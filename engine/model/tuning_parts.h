#ifndef ENGINE_MODEL_TUNING_PARTS_H
#define ENGINE_MODEL_TUNING_PARTS_H

#include "engine/base/hash.h"
#include "engine/model/tuning.h"

/* tuning_parts.h - what tuning.c and tuning_keep.c share. */
struct tuning_point {
    int64_t step;
    double loss;
};

struct tuning {
    struct tuning_recipe recipe;
    struct tuning_source from;
    char data_hash[HASH_TEXT];
    struct checkpoint base;
    struct adapter *adapter; /* NULL: every weight moves */
    struct examples train, valid;
    struct dialogs_cut cut;
    struct trainer *trainer;
    struct buf points; /* struct tuning_point: validations, by step */
    int64_t size;
};

/* Keeps a validation; *more as tuning_validate() has it. */
struct status tuning_parts_note(struct tuning *t, double loss, bool *more);

#endif
