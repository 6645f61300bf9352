#ifndef VIZ_NETGRAPH_H
#define VIZ_NETGRAPH_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * netgraph.h - a computation as boxes and wires, from left to right: what is
 * computed from what, with the shape on the wire.
 *
 * A graph larger than its place is seen in part, around the chosen node, else
 * around the current one; the edges tell where more of it lies.
 */
enum { NETGRAPH_MOST = 96 }; /* nodes drawn; words tell all */

struct netgraph_node {
    const char *name;
    const char *shape; /* of what it gives, on its wire; or NULL */
    const char *value; /* shown for the chosen node; or NULL */
};

struct netgraph_edge {
    int from, to; /* nodes; from != to, no circles */
};

/* All zero is a valid start but for `current`; every pointer is borrowed. */
struct netgraph {
    const struct netgraph_node *node;
    int nodes;
    const struct netgraph_edge *edge;
    int edges;
    const char *title;
    bool walking; /* `current` is at work; those before it are done */
    int current;
    bool cursor;
    int chosen;
};

void netgraph_draw(const struct netgraph *g, struct canvas *cv,
                   struct canvas_rect at);

/* Answers the bytes wanted, as snprintf() does. */
size_t netgraph_words(const struct netgraph *g, enum words_depth depth,
                      char *out, size_t size);

#endif
