#ifndef LESSONS_LABS_HANDNET_H
#define LESSONS_LABS_HANDNET_H

#include "lessons/labs/smallnet.h"

/*
 * handnet.h - a smallnet written by hand: plain loops over doubles, the way
 * back derived on paper, no tape and no ops. It is what the engine is held
 * against, and what a framework saves.
 */
struct handnet; /* opaque */

/* The same parts and the same numbers as `n`. Owner: handnet_free(). NULL: no
 * memory. */
struct handnet *handnet_new(const struct smallnet *n);
void handnet_free(struct handnet *h);

/* One step of plain gradient descent over all dots; answers the loss before it:
 * the mean surprise at the labels. The net has two outputs. */
double handnet_learn(struct handnet *h, const struct dotset *dots, double rate);

#endif
