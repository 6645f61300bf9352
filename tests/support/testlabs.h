#ifndef TESTS_SUPPORT_TESTLABS_H
#define TESTS_SUPPORT_TESTLABS_H

#include <stdatomic.h>
#include <stdint.h>

#include "lessons/labs/lab.h"

/*
 * testlabs.h - five small labs that take the place of the real table:
 *   count   a step counts up by knob `by` and records every turn
 *   echo    no steps; shows its knob `text`; names two sources
 *   grid    no steps; a map of 4 x 5 cells, each 10 * row + column
 *   learn   counts, and has a loss, so that it is kept among the runs
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
