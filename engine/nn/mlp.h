#ifndef ENGINE_NN_MLP_H
#define ENGINE_NN_MLP_H

#include "engine/nn/dense.h"

/*
 * mlp.h - two linear layers with a bend between them; SwiGLU has a third that
 * opens and closes the second one's inputs.
 *
 * Source: Shazeer 2020, "GLU Variants Improve Transformer", for SwiGLU.
 */
enum mlp_kind { MLP_RELU, MLP_GELU, MLP_GELU_TANH, MLP_SWIGLU };

struct mlp {
    enum mlp_kind kind;
    struct dense up, gate, down; /* gate only with MLP_SWIGLU */
};

/* Declares NAME.up, NAME.gate, NAME.down. `sizes` are the width and the hidden
 * width; `scales` the deviations of up and of down, which writes into the
 * residual stream. */
struct mlp mlp_declare(struct params *ps, const char *name, enum mlp_kind kind,
                       const int64_t sizes[2], bool bias,
                       const double scales[2]);

/* A probe sees NAME.hidden, what the bend leaves, and NAME.out. */
struct tensor *mlp_forward(struct graph *g, struct params *ps,
                           const struct mlp *m, struct tensor *x,
                           const char *name);

#endif
