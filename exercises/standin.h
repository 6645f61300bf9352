#ifndef EXERCISES_STANDIN_H
#define EXERCISES_STANDIN_H

#include <stdbool.h>

#include "engine/base/status.h"
#include "engine/kernels/kernels.h"
#include "engine/kernels/stead.h"
#include "exercises/lent.h"

/*
 * standin.h - functions of the learner in the place of kernels: the engine
 * calls one as it calls ours, and what comes back was computed by the
 * learner's code in the sandbox. Where an exercise's function is simpler than
 * the kernel, the difference is made up here: strides, heads, missing gains,
 * sums that are added to, tables that are too large for one call.
 *
 * After a failure ours compute, so that a step ends; whoever runs asks
 * standin_status() behind every step.
 */
enum standin_part {
    STANDIN_SOFTMAX,
    STANDIN_ATTENTION,
    STANDIN_LAYER_NORM,
    STANDIN_GELU,
    STANDIN_RELU,
    STANDIN_SILU,
    STANDIN_MATMUL,
    STANDIN_LINEAR,
    STANDIN_CROSS_ENTROPY,
    STANDIN_ADAMW,
    STANDIN_ROPE,
    STANDIN_STRIDES,
    STANDIN_HEADS,
    STANDIN_BPE_MERGE,
    STANDIN_SAMPLING,
    STANDIN_KV_CACHE,
    STANDIN_NGRAM,
    STANDIN_IDF,
    STANDIN_SINUSOID,
    STANDIN_RNN_STEP,
    STANDIN_GRU_STEP,
    STANDIN_LSTM_STEP,
    STANDIN_QUANTISE,
    STANDIN_ADDITIVE,
    STANDIN_LORA,
    STANDIN_PARTS
};

/* The exercise, and the engine's op that it stands in for ("" where no fused
 * op is made of it). */
const char *standin_exercise(enum standin_part part);
const char *standin_op(enum standin_part part);
/* What to type for a run that uses it: "lathe lab train-gpt --with gelu". */
const char *standin_run(enum standin_part part);
/* The part of that exercise, or STANDIN_PARTS. */
enum standin_part standin_of(const char *exercise, size_t bytes);

struct standin {
    struct lent lent[STANDIN_PARTS];
    bool on[STANDIN_PARTS];
    struct kernels_f32 ours;
};

/* Fills `table`, a copy of ours, with those that are on, and `stead` with what
 * stands above the kernels. A kernel has no room for whom it stands in for, so
 * there is one set at a time in a process, until standin_end(). Errors:
 * BAD_USAGE where there is one. */
struct status standin_begin(struct standin *s, struct kernels_f32 *table,
                            struct stead *stead);
void standin_end(struct standin *s);

/* The first failure of any part, or fine. */
struct status standin_status(struct standin *s);

/* A product by the learner's matmul, or with a bias by their linear; false
 * where neither is on for it, or it failed: then C is as it was. */
bool standin_product(struct standin *s, const struct gemm_args *a);

#endif
