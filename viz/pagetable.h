#ifndef VIZ_PAGETABLE_H
#define VIZ_PAGETABLE_H

#include "viz/pagelay.h"

/*
 * pagetable.h - the table that begins with block `first`. Where its columns do
 * not fit side by side, each row becomes a list of "name: cell".
 * Answers the block after it.
 */
size_t pagetable_lay(struct pagelay *l, size_t first);

#endif
