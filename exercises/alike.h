#ifndef EXERCISES_ALIKE_H
#define EXERCISES_ALIKE_H

#include "engine/base/buf.h"
#include "engine/base/status.h"
#include "exercises/gradebook.h"

/*
 * alike.h - pairs of files of one exercise that share passages which few others
 * have: "similar, please look", for a teacher's eyes. It is no verdict, is
 * never scored, and never goes into what a student reads.
 *
 * What the course itself shows is subtracted: starters, solution, accepted
 * variants and known mistakes. A print counts the more the fewer students have
 * it, so that the one obvious way to write a loop counts for little.
 */
enum { ALIKE_PAIRS = 50, ALIKE_SPANS = 6 };

struct alike_span {
    int a_first, a_last, b_first, b_last; /* lines, from 1 */
};

struct alike_pair {
    int exercise, a, b; /* students, a < b */
    double share;       /* of the smaller file's own prints, by weight: 0..1 */
    double weight;
    struct alike_span span[ALIKE_SPANS];
    int spans;
};

struct alike {
    struct alike_pair pair[ALIKE_PAIRS]; /* the most telling first */
    int pairs;
};

/* Errors: NO_MEMORY. */
struct status alike_find(struct alike *out, const struct gradebook *b);

/* Whether one of the pairs is about this file. */
bool alike_about(const struct alike *a, int student, int exercise);

struct status alike_text(struct buf *out, const struct alike *a,
                         const struct gradebook *b);

#endif
