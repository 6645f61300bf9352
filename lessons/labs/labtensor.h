#ifndef LESSONS_LABS_LABTENSOR_H
#define LESSONS_LABS_LABTENSOR_H

#include "engine/model/weights/arch.h"

/*
 * labtensor.h - the tensors of a model as they stand in its file, under our
 * names: what the labs that look at weights start from. The model itself is
 * not loaded.
 */
struct labtensor_file {
    struct weights *weights;
    struct arch arch;
    char (*name)[ARCH_NAME]; /* of `count` parts */
    int count;
};

/* `model`: as for checkpoint_load(). Owner: the caller, labtensor_close().
 * Errors: those of weights_open(), arch_read() and arch_check(). */
struct status labtensor_open(struct labtensor_file *f, const char *model);
void labtensor_close(struct labtensor_file *f);

/* The part called `text`, or the only one whose name holds it. Errors:
 * NOT_FOUND; BAD_USAGE for several, naming some. */
struct status labtensor_find(const struct labtensor_file *f, const char *text,
                             int *index);

/* One part and its numbers. */
struct labtensor {
    const char *name, *stored; /* ours, the file's; borrowed from the file */
    enum weights_type type;
    int64_t rows, cols; /* a vector has one row */
    int64_t count, bytes;
    float *x; /* [rows, cols]; owned */
};

/* Owner: the caller, labtensor_release(). */
struct status labtensor_read(struct labtensor *t,
                             const struct labtensor_file *f, int index);
void labtensor_release(struct labtensor *t);

#endif
