#ifndef ENGINE_MODEL_WEIGHTS_ARCH_TURNS_H
#define ENGINE_MODEL_WEIGHTS_ARCH_TURNS_H

#include "engine/model/weights/arch.h"

/*
 * arch_turns.h - the stretched angles of Llama 3, as the tensor that a GGUF has
 * for them: for each rotary pair the number that its angle is divided by.
 *
 * Pairs that turn often within the context of the first training keep their
 * angle, those that turn seldom are divided by `factor`, and in between by
 * degrees. Source: the "llama3" type of rope_scaling.
 */
#define ARCH_TURNS "rope_freqs.weight"

/* Shapes: out is [head_width / 2]. */
void arch_turns_divisors(const struct arch *a, float *out);

/* Sets the scaling that a tensor of such numbers comes from; head_width and
 * rope_base are known. Errors: UNSUPPORTED where it comes from no such rule;
 * BAD_FILE for another shape. */
struct status arch_turns_read(struct arch *a, const struct weights_tensor *t);

#endif
