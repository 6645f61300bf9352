#ifndef ENGINE_NN_LORA_H
#define ENGINE_NN_LORA_H

#include "engine/core/graph.h"
#include "engine/core/params.h"

/*
 * lora.h - a change of low rank beside a linear layer that stays as it is:
 * y + (alpha / rank) B A x.
 *
 * A is drawn and B is zero, so a new pair changes nothing. B A can be added to
 * the layer's weight afterwards, and taken off again.
 * Source: Hu et al. 2021, "LoRA", section 4.1; A is drawn with the variance
 * of its authors' and of PEFT's program.
 */
struct lora {
    int a, b;     /* indexes: A [rank, in], B [out, rank] */
    double scale; /* alpha / rank */
};

/* Declares NAME.lora_a and NAME.lora_b. */
struct lora lora_declare(struct params *ps, const char *name,
                         const int64_t sizes[2] /* in, out */, int64_t rank,
                         double alpha);

/* Which numbers of x are left out on the way to A; nothing where 0. */
struct lora_drop {
    double probability;
    uint64_t seed, stream;
};

/* The layer that stays as it is: what it makes of x. */
struct lora_layer {
    const struct tensor *weight, *bias; /* bias: or NULL */
    struct tensor *x, *y;               /* [.., in], [.., out] */
};

/* The layer's y belongs to this call from now on. Where a learner's function
 * stands behind the device it computes layer and pair, but for the bias; not
 * while numbers are left out. */
struct tensor *lora_add(struct graph *g, struct params *ps,
                        const struct lora *l, const struct lora_drop *drop,
                        const struct lora_layer *layer);

/* weight [out, in] += sign * scale * B A, in f64, for a contiguous weight of
 * either real type. */
void lora_merge(const struct params *ps, const struct lora *l,
                struct tensor *weight, double sign);

#endif
