#ifndef ENGINE_OPS_RECURRENT_BACK_H
#define ENGINE_OPS_RECURRENT_BACK_H

#include "engine/core/graph.h"

/* recurrent_back.h - the way back of recurrent.h, for its rows. */
void recurrent_back(struct graph *g, struct op_record *r);

#endif
