/* activation.c - the bends between two linear layers.
 *
 * Every function is a row of one list: its name, its formula, the operations
 * it takes per element, and what its derivative is computed from. */
#include "engine/ops/activation.h"

#include "engine/ops/map.h"

/* An exponential counts as 8 operations, other functions as 12. */
#define ACTIVATION_TABLE(X)              \
    X(relu, "y = max(x, 0)", 1.0, in[0]) \
    X(silu, "y = x / (1 + e^-x)", 11.0, in[0])

/* Value and slope of these share what is dear. With gradients on, forward
 * keeps the slope instead of x, and the way back is one multiplication. */
#define ACTIVATION_CURVES(X)                          \
    X(gelu, "y = x (1 + erf(x / sqrt(2))) / 2", 16.0) \
    X(gelu_tanh, "y = x (1 + tanh(0.7979 (x + 0.0447 x^3))) / 2", 20.0)

#define ACTIVATION_OP(stem, formula, flops, saved) \
    MAP_OP(activation, stem, formula, flops, saved)

ACTIVATION_TABLE(ACTIVATION_OP)

struct curve {
    struct map_forward forward;
    struct map_backward backward;
    struct map_both both; /* empty in the place of a swapped kernel */
};

static void curve_forward(struct graph *g, struct op_record *r,
                          const struct curve *c, double cost)
{
    if (r->out->needs_grad && (c->both.f32 || c->both.f64))
        map_both_forward(g, r, c->both, cost);
    else
        map_forward(g, r, c->forward, cost);
}

static void curve_backward(struct graph *g, struct op_record *r,
                           const struct curve *c, double cost)
{
    if (r->aux[0])
        map_both_backward(g, r);
    else
        map_backward(g, r, r->in[0], c->backward, 2.0 * cost);
}

#define ACTIVATION_CURVE(stem, formula_, flops_)                           \
    static struct curve stem##_curve(const struct graph *g)                \
    {                                                                      \
        const struct common_kernels k = common_kernels(g);                 \
        const struct kernels_f32 *f = k.f32, *ours = graph_device(g)->f32; \
                                                                           \
        if (k.f64) {                                                       \
            return (struct curve){                                         \
                .forward.f64 = k.f64->activation_##stem##_forward,         \
                .backward.f64 = k.f64->activation_##stem##_backward,       \
                .both.f64 = k.f64->activation_##stem##_both};              \
        }                                                                  \
        const bool swapped = f->activation_##stem##_forward !=             \
                                 ours->activation_##stem##_forward ||      \
                             f->activation_##stem##_backward !=            \
                                 ours->activation_##stem##_backward;       \
        return (struct curve){                                             \
            .forward.f32 = f->activation_##stem##_forward,                 \
            .backward.f32 = f->activation_##stem##_backward,               \
            .both.f32 = swapped ? NULL : f->activation_##stem##_both};     \
    }                                                                      \
    static void stem##_forward(struct graph *g, struct op_record *r)       \
    {                                                                      \
        const struct curve c = stem##_curve(g);                            \
                                                                           \
        curve_forward(g, r, &c, flops_);                                   \
    }                                                                      \
    static void stem##_backward(struct graph *g, struct op_record *r)      \
    {                                                                      \
        const struct curve c = stem##_curve(g);                            \
                                                                           \
        curve_backward(g, r, &c, flops_);                                  \
    }                                                                      \
    MAP_ROW(activation, stem, formula_, flops_, true)

ACTIVATION_CURVES(ACTIVATION_CURVE)
