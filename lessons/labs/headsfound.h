#ifndef LESSONS_LABS_HEADSFOUND_H
#define LESSONS_LABS_HEADSFOUND_H

#include <jansson.h>

#include "lessons/labs/headlabels.h"
#include "lessons/labs/headoff.h"

/*
 * headsfound.h - what the lab `heads-grid` has found, and how it is told: each
 * head's habit, and the loss that is added without it.
 */
enum { HEADSFOUND_HEADS = HEADOFF_LAYERS * HEADOFF_HEADS };

/* Plain numbers: copy it whole. */
struct headsfound {
    struct headoff off;
    struct headoff_set set;
    bool measured; /* the loss without that set */
    double loss;
    int repeat; /* random tokens that were read twice; 0: a text */
    struct headlabels label[HEADSFOUND_HEADS]; /* [layers, heads] */
};

const struct headlabels *headsfound_label(const struct headsfound *f, int layer,
                                          int head);
float headsfound_damage(const struct headsfound *f, int layer, int head);
/* Is the damage of this layer's heads known, from one text at least? */
bool headsfound_known(const struct headsfound *f, int layer);
/* The score that earned the label; -1 for one without. */
double headsfound_score(const struct headlabels *h);

/* All scores of one head, and what it is worth, in a line. */
void headsfound_detail(const struct headsfound *f, int layer, int head,
                       char *out, size_t bytes);
void headsfound_words(const struct headsfound *f, const struct lab_view *view,
                      struct buf *out);
/* Owner: the caller. */
json_t *headsfound_data(const struct headsfound *f,
                        const struct lab_view *view);

#endif
