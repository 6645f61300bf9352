#ifndef ENGINE_CORE_PARAMS_H
#define ENGINE_CORE_PARAMS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/core/device.h"
#include "engine/core/tensor.h"

/*
 * params.h - the parameters of a model: one store of named tensors.
 *
 * Declare all of them, build once, then use. Values, gradients and the two
 * moments of the optimiser are four parallel arrays in the order of
 * declaration, so that one pass updates them all.
 */
enum params_init { PARAMS_ZERO, PARAMS_ONE, PARAMS_NORMAL };

struct param {
    const char *name; /* "blocks.3.attn.q.weight" */
    int dims;
    int64_t shape[TENSOR_DIMS];
    enum params_init init;
    double scale;   /* standard deviation of PARAMS_NORMAL */
    bool decay;     /* weight decay applies (matrices) */
    bool trainable; /* off: no gradient, no update */
    int64_t start;  /* first element in the arrays; -1: outside of them */
    int64_t count;
    struct tensor value, grad;
    struct tensor_block outside; /* what a source holds */
};

/* Matrices that stand elsewhere, in a mapped file: they are read where they
 * are, in whatever blocks, and never trained. */
struct params_source {
    /* false: the store is to hold it. `blocks`: enum quant_type. */
    bool (*find)(void *user, const char *name, int dims, const int64_t *shape,
                 unsigned char *quant, const void **data);
    void *user;
};

struct params; /* opaque */
struct graph;

/* What works beside a model whose own numbers stay as they are (LoRA and its
 * kin, engine/model/adapter.h). A model has at most one at a time; whatever
 * is NULL or 0 is not there. */
struct params_side {
    /* y is what the linear layer with weight `weight` makes of x; answers what
     * stands in its place: y itself, or more. */
    struct tensor *(*add)(void *user, struct graph *g, int weight,
                          struct tensor *x, struct tensor *y);
    /* [lead, heads * width]: what the keys (values) that weight `weight` makes
     * go on from. */
    struct tensor *(*before)(void *user, int weight);
    struct tensor *soft; /* [lead, width]: vectors before a text's first */
    int64_t lead;        /* positions that these take */
    void *user;
};

struct params *params_new(const struct device *d);
void params_free(struct params *ps);

/* Asked for every parameter that is declared from now on. What it finds must
 * outlive the store. */
void params_set_source(struct params *ps, struct params_source source);

/* Copied; NULL takes it away. Never NULL as an answer. */
void params_set_side(struct params *ps, const struct params_side *side);
const struct params_side *params_side(const struct params *ps);

/* Declares one; answers its index. Errors are kept for params_build(). A name
 * may stand only once. Tying is using the same index twice. */
int params_add(struct params *ps, const char *name, int dims,
               const int64_t *shape, enum params_init init, double scale);

/* Takes the memory and draws the values: number i of a parameter depends on
 * the seed, its name and i alone, not on what else the model holds. */
struct status params_build(struct params *ps, uint64_t seed);
/* The same with every value zero: for a reader that fills them. */
struct status params_build_blank(struct params *ps);

const struct device *params_device(const struct params *ps);
int params_count(const struct params *ps);
struct param *params_at(const struct params *ps, int i);
struct param *params_find(const struct params *ps, const char *name);
/* Stops or starts training all parameters that match `glob`; how many did. */
int params_freeze(struct params *ps, const char *glob, bool frozen);

/* The tensor to give to ops. */
static inline struct tensor *params_tensor(struct param *p)
{
    return &p->value;
}

/* All elements of the store; the four arrays, in the device's type. Moments
 * are zeroed when first asked for; NULL when memory ends. */
int64_t params_total(const struct params *ps);
void *params_values(struct params *ps);
void *params_grads(struct params *ps);
void *params_moment(struct params *ps, int which);
/* One of the four to be given to a kernel, see tensor_place(). */
enum params_array {
    PARAMS_VALUES,
    PARAMS_GRADS,
    PARAMS_MOMENT_0,
    PARAMS_MOMENT_1
};
void *params_place(struct params *ps, enum params_array which);

/* Gradients hold rubbish from now on: the next write replaces. */
void params_zero_grads(struct params *ps);
/* Makes gradients that nothing wrote since then zero. */
void params_settle_grads(struct params *ps);
/* Marks values as changed in place, so that an old tape refuses to go back. */
void params_touch(struct params *ps);

#endif
