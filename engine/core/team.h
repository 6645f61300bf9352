#ifndef ENGINE_CORE_TEAM_H
#define ENGINE_CORE_TEAM_H

#include <stdint.h>

/*
 * team.h - splits the items of one op among threads.
 *
 * Every thread gets one run of items. A kernel computes an item in the same
 * way whoever asks, so the result does not depend on the number of threads.
 */
typedef void team_part(void *work, int64_t from, int64_t to);

/* Below this many elementary operations a region costs more than it gains:
 * a fork and join takes about 5 us, an operation about 0.2 ns. */
#define TEAM_WORTH 60000.0

/* Runs part() over items 0..items-1; `cost` is operations per item. */
void team_run(team_part *part, void *work, int64_t items, double cost);

/* Threads a region has now. */
int team_size(void);

/* Flat arrays are split in pieces of this many elements, so that an element
 * stands at the same place of its piece for any number of threads. */
#define TEAM_PIECE 4096

#endif
