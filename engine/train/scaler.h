#ifndef ENGINE_TRAIN_SCALER_H
#define ENGINE_TRAIN_SCALER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * scaler.h - the factor that keeps small gradients of f16 above zero.
 *
 * The loss is multiplied by it before the way back, the gradients are divided
 * by it after. Where one overflowed, the step is skipped and the factor
 * halved; after SCALER_PATIENCE good steps in a row it is doubled. Powers of
 * two, so scaling changes no bit of a number that fits.
 * Source: Micikevicius et al. 2018, "Mixed precision training", section 3.2.
 */
enum { SCALER_PATIENCE = 500 };

struct scaler {
    double scale;
    int64_t good; /* steps since it last changed */
};

struct scaler scaler_start(void);
/* After a step whose gradients were `finite`, or not. */
void scaler_next(struct scaler *s, bool finite);

#endif
