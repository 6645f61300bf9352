#ifndef TUI_COMMANDS_WATCHTABLE_H
#define TUI_COMMANDS_WATCHTABLE_H

#include <jansson.h>

#include "engine/core/params.h"
#include "engine/train/optimizer.h"

/*
 * watchtable.h - what the last step did to every parameter, as a table and as
 * JSON: the length of its numbers, of its gradient, and of the step as a share
 * of its length. A share near 0.001 is usual; far less learns nothing, far
 * more jumps.
 */
void watchtable_print(const struct params *ps,
                      const struct optimizer_watch *of);

/* Owner: the caller. */
json_t *watchtable_json(const struct params *ps,
                        const struct optimizer_watch *of);

#endif
