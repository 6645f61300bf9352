#ifndef ENGINE_TRAIN_OPTIMIZER_H
#define ENGINE_TRAIN_OPTIMIZER_H

#include "engine/core/params.h"

/*
 * optimizer.h - moves the parameters against their gradients.
 *
 * Source: Kingma and Ba 2015, "Adam", algorithm 1; Loshchilov and Hutter 2019
 * for the decay that is kept apart from the gradient (AdamW).
 */
enum optimizer_kind {
    OPTIMIZER_SGD,
    OPTIMIZER_MOMENTUM,
    OPTIMIZER_ADAM, /* AdamW without decay */
    OPTIMIZER_ADAMW
};

struct optimizer_settings {
    enum optimizer_kind kind;
    double beta1, beta2, epsilon; /* beta1 is the momentum of MOMENTUM */
    double decay;                 /* of parameters that have `decay` set */
};

/* Length of the whole gradient, summed in double in a fixed order. */
double optimizer_grad_norm(struct params *ps);

/* The factor that cuts a gradient longer than `most` to that length, for
 * `scale` below; 1 where it is not longer. Source: Pascanu et al. 2013. */
double optimizer_clip(struct params *ps, double most);

/* One update with gradients times `scale`; `step` counts from 1.
 * Errors: NO_MEMORY for the moments, at the first call. */
struct status optimizer_step(struct params *ps,
                             const struct optimizer_settings *s, double rate,
                             double scale, int64_t step);

/* What a step did to one parameter: the lengths of its gradient (after
 * `scale`), of its numbers, and of the step itself. */
struct optimizer_watch {
    double grad, value, move;
};

/* The same step, bit for bit; fills `of` [params_count(ps)] in the same pass.
 * What is not trained keeps zeros. */
struct status optimizer_step_watched(struct params *ps,
                                     const struct optimizer_settings *s,
                                     double rate, double scale, int64_t step,
                                     struct optimizer_watch *of);

#endif
