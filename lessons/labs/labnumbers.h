#ifndef LESSONS_LABS_LABNUMBERS_H
#define LESSONS_LABS_LABNUMBERS_H

#include <jansson.h>
#include <stddef.h>

#include "engine/base/status.h"

/*
 * labnumbers.h - rows of numbers on their way through a lab: from a knob's
 * text, into a snapshot, out as JSON.
 */

/* Exactly `n` numbers with commas between. Errors: BAD_USAGE, naming `what`. */
struct status labnumbers_read(const char *text, const char *what, int n,
                              float *out);
/* From 1 to `most` whole numbers from `low` to `high`; *n says how many. */
struct status labnumbers_read_whole(const char *text, const char *what,
                                    const int range[2], int most, int *out,
                                    int *n);

/* A copy of `bytes` bytes that hold no pointer. Owner: caller, free(). */
struct status labnumbers_copy(const void *from, size_t bytes, void **out);

/* [x0, x1, ...] and [[..], [..]] of a row-major table. Owner: caller. */
json_t *labnumbers_row(const float *x, int n);
json_t *labnumbers_table(const float *x, int rows, int cols);

#endif
