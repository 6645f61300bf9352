#ifndef EXERCISES_WINNOW_H
#define EXERCISES_WINNOW_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

/*
 * winnow.h - fingerprints of a C source that stay when it is renamed,
 * reformatted, commented, or its functions change places.
 *
 * The source becomes tokens: every name is the same one, so is every number and
 * every type; comments, directives, braces and qualifiers are gone. Of all runs
 * of WINNOW_RUN tokens the one with the least hash of each window is kept, so
 * that any passage that two sources share over WINNOW_SURE tokens leaves the
 * same print in both.
 * Source: Schleimer, Wilkerson and Aiken 2003, "Winnowing: Local Algorithms for
 * Document Fingerprinting"; the lengths are those of compare50.
 */
enum { WINNOW_RUN = 25, WINNOW_SURE = 35, WINNOW_TOKENS = 1 << 18 };

struct winnow_print {
    uint64_t hash;
    int first, last; /* lines, from 1 */
};

struct winnow {
    struct winnow_print *print; /* in the order of the text */
    int prints;
    int tokens;
};

/* Errors: NO_MEMORY. A text without WINNOW_RUN tokens has no print; what
 * follows WINNOW_TOKENS is not looked at. */
struct status winnow_init(struct winnow *w, const char *text, size_t bytes);
/* Every run, not only the least: for what is to be subtracted. */
struct status winnow_init_all(struct winnow *w, const char *text, size_t bytes);
void winnow_release(struct winnow *w);

#endif
