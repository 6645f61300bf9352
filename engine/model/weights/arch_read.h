#ifndef ENGINE_MODEL_WEIGHTS_ARCH_READ_H
#define ENGINE_MODEL_WEIGHTS_ARCH_READ_H

#include "engine/model/weights/arch.h"

/* arch_read.h - what arch_read.c and arch_kinds.c share. */

/* The column of the table of keys. */
enum arch_read_column {
    ARCH_READ_GGUF,
    ARCH_READ_LLAMA,
    ARCH_READ_GPT2,
    ARCH_READ_BERT,
    ARCH_READ_HOUSE
};

/* A reading of one file. */
struct arch_reading {
    struct arch *a;
    const struct weights *w;
    enum arch_read_column column;
    char key[128];
};

/* `key` with what this file puts before it; good until the next call. */
const char *arch_read_key(struct arch_reading *r, const char *key);

/* The number of a whole key. Errors: as weights_real(). */
struct status arch_read_number(struct arch_reading *r, const char *key,
                               double low, double high, double *out);

/* All numbers that stand in the table, once the column is known. */
struct status arch_read_table(struct arch_reading *r);

struct status arch_read_family(struct arch_reading *r, const char *key,
                               const char *name);
/* What follows from the family alone. */
void arch_read_family_settings(struct arch *a);

/* UNSUPPORTED: the value of a whole key. */
struct status arch_read_unsupported(struct arch_reading *r, const char *key,
                                    const char *value);

/* One kind of file each. */
struct status arch_read_gguf(struct arch_reading *r);
struct status arch_read_huggingface(struct arch_reading *r);
struct status arch_read_house(struct arch_reading *r);

#endif
