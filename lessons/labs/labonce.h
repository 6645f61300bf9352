#ifndef LESSONS_LABS_LABONCE_H
#define LESSONS_LABS_LABONCE_H

#include "engine/core/graph.h"
#include "lessons/labs/lab.h"

/*
 * labonce.h - a lab that is done as soon as it is open: all it found is one
 * struct without pointers, and every knob may be turned at any time.
 */

/* Fills `found`, which is all zero, with ops on `g`. */
typedef struct status labonce_find(void *found, const struct lab_run *r,
                                   struct graph *g);

/* Computes it on labrun_device(), for open() and for turn(). What was found
 * before stays where this fails. */
struct status labonce_fill(struct lab_run *r, size_t bytes, labonce_find *find);
/* The same on a device by its name, "reference". */
struct status labonce_fill_on(struct lab_run *r, const char *device,
                              size_t bytes, labonce_find *find);
void labonce_close(struct lab_run *r);

/* One element, or element `i` of `t`; 0 where an op failed: ask
 * graph_status() at the end. */
double labonce_at(const struct tensor *t, int64_t i);
/* A tensor of `n` floats. */
struct tensor *labonce_row(struct graph *g, const float *x, int n);
/* The sum of the products of two rows. */
struct tensor *labonce_dot(struct graph *g, struct tensor *a, struct tensor *b);

#endif
