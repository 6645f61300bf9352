#ifndef ENGINE_OPS_OPTABLE_H
#define ENGINE_OPS_OPTABLE_H

#include "engine/core/graph.h"

/*
 * optable.h - the list of all op rows, for whoever asks by name.
 */
int optable_count(void);
const struct op *optable_at(int i);
/* NULL where there is no such op. */
const struct op *optable_find(const char *name);

#endif
