#ifndef LESSONS_LABS_LABSOURCE_H
#define LESSONS_LABS_LABSOURCE_H

#include "engine/base/buf.h"
#include "engine/base/status.h"

/*
 * labsource.h - the C source of what a lab shows. A lab names it as a path in
 * the source tree, with the function that counts behind a colon:
 * "engine/ops/softmax.c:softmax_op".
 */
struct labsource {
    struct buf path; /* where it lies here */
    char *text;      /* '\n' after every line */
    int lines;
    int line; /* of the function, from 1; 1 where none is named */
};

/* Looks in the source tree and where it was installed. Errors: NOT_FOUND, with
 * the place that it has in the sources; IO, TOO_BIG, NO_MEMORY. Owner: the
 * caller, labsource_release(), after success only. */
struct status labsource_open(struct labsource *s, const char *source);
void labsource_release(struct labsource *s);

/* Line `i`, from 1, without its end; "" past the last. Borrowed; `*bytes` is
 * its length. */
const char *labsource_line(const struct labsource *s, int i, int *bytes);

#endif
