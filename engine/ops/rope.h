#ifndef ENGINE_OPS_ROPE_H
#define ENGINE_OPS_ROPE_H

#include "engine/core/graph.h"

/*
 * rope.h - rotary positions: turns pairs of numbers by an angle that grows
 * with the position.
 *
 * Shapes: x [batch, t, heads, width], width even; position of row i is
 * start + i; pair p of width/2 turns by position / base^(2p / width).
 * Half-split pairs element p with p + width/2 (Llama safetensors, Qwen2),
 * interleaved 2p with 2p + 1 (Llama GGUF).
 * Source: Su et al. 2021, "RoFormer", section 3.4.2.
 */
extern const struct op rope_row;

/* How far pairs turn, and what makes a pair. */
struct rope_angles {
    double base;
    bool interleaved;
    /* Of models that read further than they were first trained to, see
     * kernels_rope. */
    enum { ROPE_UNSCALED, ROPE_LINEAR, ROPE_BY_TURNS } scaling;
    double factor, low, high;
    int64_t original;
};

struct tensor *rope_turn(struct graph *g, struct tensor *x, int64_t start,
                         const struct rope_angles *a);

struct tensor *rope_op(struct graph *g, struct tensor *x, int64_t start,
                       double base, bool interleaved);

#endif
