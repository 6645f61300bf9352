#ifndef VIZ_NETPLAN_H
#define VIZ_NETPLAN_H

#include "viz/netgraph.h"

/*
 * netplan.h - where the nodes of a graph stand.
 *
 * A node stands one layer to the right of the last of its inputs. A wire that
 * passes a layer gets a slot there, so that it runs between the boxes and not
 * through them. Within a layer slots are ordered by the middle of their
 * neighbours, which untangles most crossings.
 */
enum { NETPLAN_SLOTS = 320, NETPLAN_WIRES = 512, NETPLAN_LAYERS = 97 };

struct netplan_slot {
    int node;   /* or -1: a wire passes */
    int source; /* the node that its wires come from */
    int layer, order;
    int row; /* the middle one */
    float wish;
};

/* Between two slots of neighbouring layers. */
struct netplan_wire {
    int from, to;
};

struct netplan {
    struct netplan_slot slot[NETPLAN_SLOTS];
    int slots; /* the first ones are the nodes */
    struct netplan_wire wire[NETPLAN_WIRES];
    int wires;
    int layers;
    int col[NETPLAN_LAYERS];  /* where a layer's boxes start */
    int wide[NETPLAN_LAYERS]; /* columns of its boxes */
    int cols, rows;           /* of all of it */
    bool whole;               /* everything found room in this plan */
};

void netplan_make(struct netplan *p, const struct netgraph *g,
                  const struct canvas *cv, int rows);

/* Nodes that are drawn. */
int netplan_nodes(const struct netgraph *g);

/* Whether an edge joins two nodes that are drawn. */
bool netplan_sees(const struct netgraph *g, const struct netgraph_edge *e);

#endif
