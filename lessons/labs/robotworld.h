#ifndef LESSONS_LABS_ROBOTWORLD_H
#define LESSONS_LABS_ROBOTWORLD_H

#include "engine/base/rng.h"
#include "engine/core/hook.h"
#include "engine/model/decoder.h"

/*
 * robotworld.h - a robot walks on a board of 5 by 5 cells, and a small
 * transformer reads the moves alone: n, e, s, w. It is asked which move comes
 * next. Nobody tells it that there is a board, or where its edge is; but a move
 * off the board or into a wall never occurs.
 *
 * The walk begins in the middle; cell = row * 5 + column, row 0 in the north.
 * Source of the question: Li et al. 2022, arXiv:2210.13382 (there with
 * Othello).
 */
enum {
    ROBOTWORLD_SIDE = 5,
    ROBOTWORLD_CELLS = 25,
    ROBOTWORLD_MOVES = 4,
    ROBOTWORLD_BEGIN = 4, /* the first token of every walk */
    ROBOTWORLD_VOCAB = 5,
    ROBOTWORLD_TOKENS = 20,
    ROBOTWORLD_BATCH = 32,
    ROBOTWORLD_WIDTH = 32,
    ROBOTWORLD_LAYERS = 2,
    ROBOTWORLD_PLACES = ROBOTWORLD_LAYERS + 1, /* where a vector can be read:
                                  the embedding, and behind each block */
    ROBOTWORLD_MIDDLE = 12
};

/* Cell [b, t]: where the robot stands after tokens 0 .. t of walk b. */
struct robotworld {
    bool walls;
    int32_t ids[ROBOTWORLD_BATCH * ROBOTWORLD_TOKENS];
    int32_t next[ROBOTWORLD_BATCH * ROBOTWORLD_TOKENS];
    int cell[ROBOTWORLD_BATCH * ROBOTWORLD_TOKENS];
};

/* Is it a cell to stand on? */
bool robotworld_free(bool walls, int cell);
/* The cell that a move leads to, or -1. */
int robotworld_go(bool walls, int cell, int move);
/* 'n', 'e', 's', 'w'. */
char robotworld_letter(int move);
/* Reads "nnee" as tokens behind the first; *count counts that one too. Errors:
 * BAD_USAGE: no move, one that leads off the board, too many. */
struct status robotworld_read(bool walls, const char *text, int32_t *ids,
                              int *cells, int *count);

/* Random walks. */
void robotworld_deal(struct robotworld *w, bool walls, uint64_t seed,
                     uint64_t stream);

/* Owner: the caller, decoder_free(). */
struct status robotworld_model(struct decoder **out, uint64_t seed);
/* `step` counts from 0. */
struct status robotworld_train(struct decoder *m, struct graph *g,
                               const struct robotworld *w, double rate,
                               int step, double *loss);

/* The tensor of a place, for probes: "embedding", "blocks.0.out", ... */
void robotworld_place(int place, char out[24]);

/* Probabilities [tokens, ROBOTWORLD_MOVES] of `count` tokens of `batch` walks,
 * the move tokens alone; `p` (or NULL) looks or edits. */
struct status robotworld_ask(struct decoder *m, struct graph *g,
                             const int32_t *ids, int batch, int count,
                             struct probe *p, float *out);
/* The share that goes to moves which are not possible from `cell`. */
double robotworld_illegal(bool walls, int cell, const float *odds);

#endif
