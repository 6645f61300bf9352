#ifndef LESSONS_LABS_WALKNET_H
#define LESSONS_LABS_WALKNET_H

#include "engine/core/graph.h"
#include "engine/core/params.h"

/*
 * walknet.h - a network of two inputs, two hidden units and one or two outputs,
 * small enough to be followed number by number. It computes in f64 on the
 * engine's reference device; every number here was read off its tape.
 */
enum walknet_kind {
    WALKNET_EXAMPLE, /* 2-2-2, sigmoids; the numbers of Mazur's example */
    WALKNET_XOR      /* 2-2-1, relu inside, nothing behind; solves xor */
};

enum { WALKNET_WEIGHTS = 8, WALKNET_BIASES = 4 };

/* One pass there and back. Index 0, 1: hidden unit or output; of weights: w1,
 * w2 into h1, w3, w4 into h2, w5, w6 into o1, w7, w8 into o2. */
struct walknet_pass {
    double weight[WALKNET_WEIGHTS], bias[WALKNET_BIASES]; /* before it */
    double hidden_sum[2], hidden[2], out_sum[2], out[2], error;
    double d_out[2], d_out_sum[2], d_hidden[2], d_hidden_sum[2];
    double d_weight[WALKNET_WEIGHTS], d_bias[WALKNET_BIASES];
};

struct walknet {
    enum walknet_kind kind;
    int outputs;
    double x[2], target[2];
    struct params *params;
    struct graph *graph;
};

/* Errors: NO_MEMORY. Owner: walknet_release(), also after a failure. */
struct status walknet_open(struct walknet *n, enum walknet_kind kind);
void walknet_release(struct walknet *n);

/* The error is half the sum of the squares of what each output is off. */
struct status walknet_pass(struct walknet *n, struct walknet_pass *p);
/* Weights, and where `biases` is set those too, move against what p found. */
struct status walknet_step(struct walknet *n, const struct walknet_pass *p,
                           double rate, bool biases);

#endif
