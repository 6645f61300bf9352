#ifndef TUI_PLACEMENT_H
#define TUI_PLACEMENT_H

#include "lessons/course.h"

/*
 * placement.h - who passes the last exercise of a lesson knows it: the record
 * of exercises says so to the course map, which goes on behind it.
 *
 * Reads both records anew. `database` as progress_open() took it.
 */
struct status placement_refresh(struct course *c, struct progress *p,
                                const char *database);

#endif
