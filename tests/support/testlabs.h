#ifndef TESTS_SUPPORT_TESTLABS_H
#define TESTS_SUPPORT_TESTLABS_H

#include <stdatomic.h>
#include <stdint.h>

#include "lessons/labs/lab.h"

/*
 * testlabs.h - three small labs that take the place of the real table:
 *   count   a step counts up by knob `by` and records every turn
 *   echo    no steps; shows its knob `text`; names two sources
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
