#ifndef VIZ_PAGEWORD_H
#define VIZ_PAGEWORD_H

#include "viz/pagelay.h"

/* pageword.h - the runs of a block, wrapped at blanks. `style` is added to
 * each run. */
void pageword_wrap(struct pagelay *l, const struct pageparts_block *block,
                   unsigned style);

#endif
