#ifndef LESSONS_LABS_CLINICFOUND_H
#define LESSONS_LABS_CLINICFOUND_H

#include "lessons/labs/clinicase.h"
#include "lessons/labs/lab.h"

/*
 * clinicfound.h - the clinic as it is copied out: what was seen of each model,
 * what the learner said of it, and the picture of both.
 */
struct clinicfound {
    int planned, done;           /* done: models, the healthy one first */
    int fault[CLINICASE_FAULTS]; /* of patients; not to be shown */
    int named[CLINICASE_FAULTS]; /* CLINICASE_FAULTS: not yet */
    int wrong;                   /* diagnoses that were not so */
    int names_knob;
    double letters; /* loss of counting letters */
    struct clinicase of[CLINICASE_FAULTS + 1];
};

void clinicfound_draw(const void *f, const struct lab_view *view,
                      struct canvas *cv);
void clinicfound_words(const void *f, const struct lab_view *view,
                       struct buf *out);
json_t *clinicfound_data(const void *f, const struct lab_view *view);
struct lab_answer clinicfound_key(const void *f, struct lab_view *view,
                                  int key);

#endif
