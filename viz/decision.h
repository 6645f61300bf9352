#ifndef VIZ_DECISION_H
#define VIZ_DECISION_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/field.h"
#include "viz/words.h"

/*
 * decision.h - what a classifier of two classes says at every place of the
 * plane, and the points it learned from.
 *
 * The score is below zero for class 0 and above for class 1; the colour is
 * its strength, the line is where it is zero. Without colour, places of class
 * 1 are filled with '+' and those of class 0 with '-'. A point whose class
 * and score disagree is marked as wrong.
 */
struct decision {
    struct field score;
    float full;         /* the score of the strongest colour; 0: as the data */
    const float *point; /* [points, 2] */
    const int *group;   /* [points]: 0 or 1 */
    int points;
    const char *name[2]; /* of the classes, or NULL */
    const char *title, *x_name;
};

void decision_draw(const struct decision *d, struct canvas *cv,
                   struct canvas_rect at);

/* How many points lie on the wrong side. */
int decision_wrong(const struct decision *d);

/* Answers the bytes wanted, as snprintf() does. */
size_t decision_words(const struct decision *d, enum words_depth depth,
                      char *out, size_t size);

#endif
