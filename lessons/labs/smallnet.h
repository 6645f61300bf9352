#ifndef LESSONS_LABS_SMALLNET_H
#define LESSONS_LABS_SMALLNET_H

#include "engine/core/graph.h"
#include "engine/core/params.h"
#include "engine/nn/dense.h"
#include "engine/train/optimizer.h"
#include "lessons/data/dotset.h"

/*
 * smallnet.h - a network of linear layers and bends, made from a line of text
 * such as "linear 16 relu linear 2", for the labs that train one.
 */
enum smallnet_kind {
    SMALLNET_LINEAR,
    SMALLNET_RELU,
    SMALLNET_TANH,
    SMALLNET_SIGMOID,
    SMALLNET_GELU,
    SMALLNET_SILU,
    SMALLNET_KINDS
};

enum { SMALLNET_PARTS = 24, SMALLNET_WIDTH = 128, SMALLNET_SPEC = 256 };

struct smallnet_part {
    enum smallnet_kind kind;
    int in, out;
    struct dense dense; /* of a linear part */
};

/* Plain values until smallnet_build(), which makes the parameters. */
struct smallnet {
    int inputs, outputs, parts;
    struct smallnet_part part[SMALLNET_PARTS];
    struct params *params;
};

/* "linear", "relu", ...; NULL past the last. */
const char *smallnet_name(enum smallnet_kind kind);

/* Errors: BAD_USAGE: a word that is no part, a width that is none, too many
 * parts, or no linear part at all. */
struct status smallnet_read(struct smallnet *n, const char *spec, int inputs);

/* "linear 8 relu linear 8 relu linear 2" from "8,8" and a bend; from "none" one
 * linear layer. `bend` NULL: no bends. Errors: BAD_USAGE. */
struct status smallnet_spell(char spec[SMALLNET_SPEC], const char *layers,
                             const char *bend, int outputs);

/* Numbers that it learns. */
int smallnet_size(const struct smallnet *n);

/* Weights with deviation gain / sqrt(in), times root 2 before a bend that
 * drops one side; biases 0. Errors: NO_MEMORY. Owner: smallnet_release(). */
struct status smallnet_build(struct smallnet *n, const struct device *d,
                             double gain, uint64_t seed);
void smallnet_release(struct smallnet *n);

/* x [.., inputs] to [.., outputs]. after[i], where `after` is given, is what
 * part i leaves. */
struct tensor *smallnet_forward(const struct smallnet *n, struct graph *g,
                                struct tensor *x, struct tensor **after);

/* One step over all dots; *loss is the one before it. `step` counts from 1.
 * An optimizer of NULL computes the gradients and moves nothing. */
struct status smallnet_learn(struct smallnet *n, struct graph *g,
                             const struct dotset *dots,
                             const struct optimizer_settings *how, double rate,
                             int64_t step, double *loss);

/* What is right and what the loss is on dots, without gradients. */
struct smallnet_exam {
    int right;
    double loss;
};
struct status smallnet_examine(const struct smallnet *n, struct graph *g,
                               const struct dotset *dots,
                               struct smallnet_exam *exam);

/* What it makes of `count` inputs: out [count, outputs]. after, where it is
 * given, is kept by the graph until its next use. */
struct status smallnet_ask(const struct smallnet *n, struct graph *g,
                           const float *x, int count, float *out,
                           struct tensor **after);

/* Weight `from` of unit `to` in linear part `part`; from = in is the bias.
 * NULL where there is none. Call params_touch() after a change. */
float *smallnet_weight(const struct smallnet *n, int part, int to, int from);

#endif
