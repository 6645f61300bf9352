#ifndef ENGINE_OPS_EMBEDDING_H
#define ENGINE_OPS_EMBEDDING_H

#include "engine/core/graph.h"

/*
 * embedding.h - picks row ids[i] of a table.
 *
 * Shapes: table [rows, width], ids integers [..]; the result [.., width].
 * Errors: BAD_USAGE for an id outside the table. The gradient is added row by
 * row in the order of ids, whatever the number of threads.
 */
extern const struct op embedding_row;

struct tensor *embedding_op(struct graph *g, struct tensor *table,
                            struct tensor *ids);

#endif
