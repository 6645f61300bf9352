#ifndef TUI_RUNKEEP_H
#define TUI_RUNKEEP_H

#include "tui/labpanel.h"

/*
 * runkeep.h - what a lab that trains did, kept among the runs (engine/train/
 * runs.h) whenever it comes to rest and when it is left.
 */
void runkeep_panel(struct shell *s, struct labpanel *p);

#endif
