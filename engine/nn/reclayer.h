#ifndef ENGINE_NN_RECLAYER_H
#define ENGINE_NN_RECLAYER_H

#include "engine/nn/dense.h"

/*
 * reclayer.h - recurrent layers, stacked, one way or both.
 *
 * Cell i is layer i / ways, and of two ways the second walks from the end;
 * its output stands behind the first one's. Declares, for every cell,
 * NAME.i.input.weight [n w, in] with its bias, NAME.i.state.weight [n w, w]
 * and, for gru, NAME.i.state.bias [w].
 */
enum reclayer_kind { RECLAYER_RNN, RECLAYER_GRU, RECLAYER_LSTM };
enum { RECLAYER_CELLS = 8 };

struct reclayer_shape {
    enum reclayer_kind kind;
    int layers; /* 1 .. RECLAYER_CELLS, of both ways half as many */
    bool both_ways;
    int64_t in, width;
    double scale; /* deviation of the weights; 0: 1 / sqrt(3 width) */
};

struct reclayer {
    struct reclayer_shape shape;
    int cells;
    struct {
        struct dense input;
        int state, bias; /* indexes; bias is -1 but with gru */
    } cell[RECLAYER_CELLS];
};

/* What a run leaves for the next one: of every cell [b, w], lstm [2, b, w]. */
struct reclayer_state {
    struct tensor *cell[RECLAYER_CELLS];
};

/* 1 / sqrt(3 width) is as wide as PyTorch's uniform numbers. Biases are 0. */
struct reclayer reclayer_declare(struct params *ps, const char *name,
                                 const struct reclayer_shape *shape);

/* After params_build(): the forget gates of lstm begin open, with bias `by`,
 * so that gradients pass from the first step on. Source: Jozefowicz, Zaremba
 * and Sutskever 2015. */
void reclayer_open_gates(struct params *ps, const struct reclayer *l,
                         double by);

/* x [b, t, in] to [b, t, ways w]. `start` NULL: zero. `last`, if not NULL,
 * gets the state after the last step, to be carried on. */
struct tensor *reclayer_forward(struct graph *g, struct params *ps,
                                const struct reclayer *l, struct tensor *x,
                                const struct reclayer_state *start,
                                struct reclayer_state *last);

/* The state at the end of a window, copied out of its graph, to begin the next
 * one with: what was read counts on, and gradients stop there (truncated
 * backpropagation through time). All zero is a valid start: no state yet.
 * Source: Williams and Peng 1990. */
struct reclayer_kept {
    int cells, dims;
    int64_t shape[3];
    float *cell[RECLAYER_CELLS];
};

/* Errors: BAD_USAGE where `last` has failed; NO_MEMORY. `k` stays as it was.
 * Owner: the caller, reclayer_kept_release(). */
struct status reclayer_keep(struct reclayer_kept *k, const struct reclayer *l,
                            const struct reclayer_state *last);
void reclayer_kept_release(struct reclayer_kept *k);
/* Of the batch, row from[i] becomes row i of n. Errors: NO_MEMORY; `k` stays as
 * it was. */
struct status reclayer_choose(struct reclayer_kept *k, const int *from, int n);
/* The start of the next window, in `g`; NULL cells where none is kept. */
struct reclayer_state reclayer_resume(struct graph *g,
                                      const struct reclayer_kept *k);

#endif
