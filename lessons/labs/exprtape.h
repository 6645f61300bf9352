#ifndef LESSONS_LABS_EXPRTAPE_H
#define LESSONS_LABS_EXPRTAPE_H

#include <stdbool.h>

#include "engine/base/status.h"

/*
 * exprtape.h - a formula as nodes, each computed by an op of the engine in
 * f64, with its gradient from the tape and the slopes between neighbours.
 *
 *   sum: product { (+ -) product }      product: value { (* /) value }
 *   value: number | name | ( sum ) | - value | function ( sum )
 *   function: tanh exp log sigmoid relu square sqrt
 *
 * Names are letters and digits. A name that stands twice is one node.
 */
enum { EXPRTAPE_NODES = 40, EXPRTAPE_NAME = 12, EXPRTAPE_OPS = 12 };

struct exprtape_node {
    char name[EXPRTAPE_NAME]; /* "x1", "2", "*", "tanh" */
    int op;                   /* -1: a leaf */
    int inputs, in[2];        /* nodes before this one */
    double value, grad;       /* grad: of the last node by this one */
    double slope[2];          /* of this node by its inputs, alone */
    double numeric;           /* of a leaf: grad by central difference */
};

/* Nodes stand in the order in which they are computed. Plain values. */
struct exprtape {
    int nodes;
    struct exprtape_node node[EXPRTAPE_NODES];
};

/* `at`: "x1=2,w1=-3", a value for every name. Errors: BAD_USAGE, with the
 * place; a value that is not finite; NO_MEMORY. */
struct status exprtape_read(struct exprtape *t, const char *formula,
                            const char *at);

/* Fills values, gradients and slopes. */
struct status exprtape_run(struct exprtape *t);

/* How many nodes are no leaves. */
int exprtape_ops(const struct exprtape *t);
/* Node of the i-th of them. */
int exprtape_op(const struct exprtape *t, int i);

/* Gradients as they are after the way back has passed `steps` ops. `add` false:
 * what comes last replaces what was there, a well-known mistake. */
void exprtape_back(const struct exprtape *t, int steps, bool add,
                   double grad[EXPRTAPE_NODES]);

#endif
