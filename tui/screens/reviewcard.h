#ifndef TUI_SCREENS_REVIEWCARD_H
#define TUI_SCREENS_REVIEWCARD_H

#include "tui/shell.h"

/*
 * reviewcard.h - at most three questions of earlier lessons that are due, one
 * after another, beside their labs where they have one. One key leaves it.
 */

/* Opens what is due, or says that nothing is. `now`: seconds since 1970. */
struct status reviewcard_push(struct shell *s, int64_t now);

/* At the start of the workbench: opens it where something is due, once a day.
 * Answers whether it did. */
bool reviewcard_offer(struct shell *s, int64_t now);

#endif
