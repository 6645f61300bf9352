#ifndef LESSONS_LABS_CLINICSIGNS_H
#define LESSONS_LABS_CLINICSIGNS_H

#include "lessons/labs/clinicase.h"

/*
 * clinicsigns.h - what a fault would look like, and what is seen instead: the
 * reason for and against a diagnosis, in the numbers that were measured.
 */
struct clinicsigns {
    const struct clinicase *patient, *twin; /* both examined */
    double letters; /* loss of whoever knows how often each letter comes */
};

/* The sign of `fault` in this patient, as one sentence or two. */
void clinicsigns_tell(const struct clinicsigns *s, int fault, struct buf *out);

/* The greatest loss behind the first eighth of the steps. */
double clinicsigns_peak(const struct clinicase *c);
/* The mean loss of the last eighth. */
double clinicsigns_end(const struct clinicase *c);

#endif
