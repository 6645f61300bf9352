#ifndef TUI_SCREENS_READSHELF_H
#define TUI_SCREENS_READSHELF_H

#include "tui/shell.h"

/* readshelf.h - what all written lessons give to read, lesson by lesson. The
 * replies to its questions stay in the lessons. */
void readshelf_push(struct shell *s);

#endif
