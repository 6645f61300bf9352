#ifndef LESSONS_LABS_LABCELLS_H
#define LESSONS_LABS_LABCELLS_H

#include "lessons/labs/lab.h"

/*
 * labcells.h - the arrows and Enter of a lab whose picture has [rows, cols]
 * cells, of which one may be chosen.
 */

/* Is the view's cell one of them? */
bool labcells_has(const struct lab_view *view, int rows, int cols);

/* Arrows move the cell, from `start` where there is none; Enter chooses it.
 * Any other key is IGNORED. */
struct lab_answer labcells_key(struct lab_view *view, int rows, int cols,
                               const int start[2], int key);

/* Turns a LAB_CHOICE knob to the choice behind `now`, or to the first one. */
struct lab_answer labcells_next(const struct lab_knob *knobs, int knob,
                                int now);

/* Turns a whole number to the one behind `now` of 0 .. count-1, round and
 * round. */
struct lab_answer labcells_number(int knob, int now, int count);

#endif
