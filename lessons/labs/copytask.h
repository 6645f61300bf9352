#ifndef LESSONS_LABS_COPYTASK_H
#define LESSONS_LABS_COPYTASK_H

#include "engine/base/rng.h"
#include "engine/model/decoder.h"

/*
 * copytask.h - random tokens that come again after a random number of places,
 * and a small transformer that is to foretell the repeat.
 *
 * A text is a period of COPYTASK_SHORT to COPYTASK_LONG random tokens, written
 * again and again. Its first period cannot be foretold by anyone. What comes
 * after it can: by whoever finds the last place where the token stood, and says
 * what came behind it. No place is right for all periods.
 */
enum {
    COPYTASK_VOCAB = 64,
    COPYTASK_TOKENS = 48,
    COPYTASK_SHORT = 8,
    COPYTASK_LONG = 23,
    COPYTASK_BATCH = 32,
    COPYTASK_HEADS = 2
};

struct copytask {
    int32_t ids[COPYTASK_BATCH * COPYTASK_TOKENS];
    int32_t target[COPYTASK_BATCH * COPYTASK_TOKENS]; /* -1: nobody can know */
    int period[COPYTASK_BATCH];
};

/* `period` 0: each text has its own. */
void copytask_deal(struct copytask *t, int period, uint64_t seed,
                   uint64_t stream);

/* What a trained model is like; heads of layer l begin at l * COPYTASK_HEADS.
 */
enum { COPYTASK_LAYERS = 2, COPYTASK_MAPS = COPYTASK_LAYERS * COPYTASK_HEADS };
struct copytask_exam {
    double loss;  /* nats a token, of those that can be known */
    double right; /* the share of them whose likeliest token is right */
    float induction[COPYTASK_MAPS], previous[COPYTASK_MAPS];
};

/* A model of `layers` layers. Owner: the caller, decoder_free(). */
struct status copytask_model(struct decoder **out, int layers, int width,
                             uint64_t seed);
/* One step on a text batch of its own; `step` counts from 0. */
struct status copytask_train(struct decoder *m, struct graph *g,
                             const struct copytask *t, double rate, int step,
                             double *loss);
/* Reads texts with their weights; `maps`, unless NULL, gets the weights of the
 * first text, [layers, heads, tokens, tokens]. Head `off` leaves zeros in its
 * place; -1: none does. */
struct status copytask_examine(struct copytask_exam *e, struct decoder *m,
                               struct graph *g, const struct copytask *t,
                               int off, float *maps);

#endif
