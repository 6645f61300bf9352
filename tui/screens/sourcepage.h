#ifndef TUI_SCREENS_SOURCEPAGE_H
#define TUI_SCREENS_SOURCEPAGE_H

#include "tui/shell.h"

/* sourcepage.h - the C sources of what a lab shows, to read; `e` opens the one
 * in sight in the learner's editor. Says so where none is to be had. */
void sourcepage_push(struct shell *s, const struct lab *lab);

#endif
