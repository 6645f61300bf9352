#ifndef LESSONS_LABS_QUANTMAP_H
#define LESSONS_LABS_QUANTMAP_H

#include "lessons/labs/labgrid.h"
#include "lessons/labs/labmodel.h"
#include "viz/histogram.h"

/*
 * quantmap.h - one matrix of a model rounded to blocks of few bits, and what
 * the model then says: all else stays as it is.
 *
 * Rounded weights are used as f32, so what is seen comes from rounding them
 * and from nothing else.
 */
enum { QUANTMAP_TYPES = 8, QUANTMAP_TEXT = 24, QUANTMAP_NAME = 64 };

extern const enum quant_type quantmap_types[QUANTMAP_TYPES];

/* What one type does to the matrix. */
struct quantmap_row {
    bool fits; /* rows are whole blocks; else the rest is 0 */
    bool done;
    double bits;             /* a weight, scales included */
    double relative;         /* length of the error by length of the matrix */
    double largest;          /* error of one weight */
    double divergence;       /* of the odds behind each token, mean, nats */
    double likely;           /* probability of what was likeliest before */
    char now[QUANTMAP_TEXT]; /* likeliest token afterwards */
};

/* Plain numbers and text: copy it whole. */
struct quantmap_found {
    char name[QUANTMAP_NAME];
    int64_t rows, cols;
    int tokens;
    char likeliest[QUANTMAP_TEXT]; /* with the matrix as it is */
    double likely;                 /* its probability */
    struct quantmap_row row[QUANTMAP_TYPES];
    int chosen;                     /* row of the two pictures */
    struct labgrid map;             /* relative error of the blocks */
    struct histogram_counts errors; /* of single weights */
};

struct quantmap; /* opaque */

/* The matrix called `name` of `m`, borrowed, which has read a text. Owner: the
 * caller. Errors: NOT_FOUND; BAD_USAGE for one whose rows are no whole blocks
 * of 32; those of labmodel_pass(). */
struct status quantmap_new(struct quantmap **out, struct labmodel *m,
                           const char *name);
void quantmap_free(struct quantmap *q);

/* Rounds to type `row` of the table and runs the text. */
struct status quantmap_measure(struct quantmap *q, int row);
/* Makes the pictures of type `row`. Errors: BAD_USAGE where it does not fit. */
struct status quantmap_show(struct quantmap *q, int row);

const struct quantmap_found *quantmap_found(const struct quantmap *q);

#endif
