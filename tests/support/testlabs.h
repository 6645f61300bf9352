#ifndef TESTS_SUPPORT_TESTLABS_H
#define TESTS_SUPPORT_TESTLABS_H

#include <stdatomic.h>
#include <stdint.h>

#include "lessons/labs/lab.h"

/*
 * testlabs.h - four small labs that take the place of the real table:
 *   count   a step counts up by knob `by` and records every turn
 *   echo    no steps; shows its knob `text`; names two sources
 *   grid    no steps; a map of 4 x 5 cells, each 10 * row + column
 *   heavy   one step takes 5 s and asks its hook every millisecond
 */
struct testlabs_count {
    int64_t sum, steps;
    double by;
    int64_t turned_at[64]; /* the step at which each turn acted */
    int turns;
};

extern atomic_int testlabs_open;      /* labs open now */
extern atomic_int testlabs_snapshots; /* snapshots not forgotten */

#endif
