#ifndef TESTS_SUPPORT_GRADCHECK_H
#define TESTS_SUPPORT_GRADCHECK_H

#include "engine/base/status.h"
#include "engine/core/graph.h"

/*
 * gradcheck.h - holds an op, or a chain of them, against what a derivative
 * is, and against the other device.
 *
 * The loss is a fixed random weighting of the result, made by an op of this
 * file, so that no op under test judges another.
 */
enum { GRADCHECK_INPUTS = 5 };

struct gradcheck_input {
    int dims;
    int64_t shape[TENSOR_DIMS];
    double low, high; /* values drawn from here; both 0 means -2 .. 2 */
    bool whole;       /* integers low .. high-1, without gradient */
};

struct gradcheck_case {
    struct tensor *(*build)(struct graph *g, struct tensor *const *in,
                            const void *user);
    const void *user;
    int inputs;
    struct gradcheck_input in[GRADCHECK_INPUTS];
    uint64_t seed;
    double f32_error; /* for gradcheck_devices(): largest NMSE; 0 is 1e-10 */
};

/* Central differences on the reference device: eps 1e-6, absolute 1e-7,
 * relative 1e-5 (f64 rounding divided by eps leaves about 1e-9). */
struct status gradcheck_run(const struct gradcheck_case *c);

/* Result and gradients on the CPU, in f32, against the reference; on the device
 * GRADCHECK_DEVICE instead where the environment names one: then nothing else
 * of gradcheck_all() is tried. */
struct status gradcheck_devices(const struct gradcheck_case *c);

/* With every input used by two copies of the op, gradients are twice those of
 * one copy. */
struct status gradcheck_adds(const struct gradcheck_case *c);

/* Two builders, one case: the same result and gradients, within `error`
 * (NMSE) on the reference device. */
struct status gradcheck_twins(const struct gradcheck_case *a,
                              const struct gradcheck_case *b, double error);

/* Under every limit of memory up to enough: NO_MEMORY, never a crash. */
struct status gradcheck_starve(const struct gradcheck_case *c);

/* All of the above but the twins: the first failure, with its name. */
struct status gradcheck_all(const struct gradcheck_case *c);

/* For values by hand. A leaf of the graph's type that wants a gradient. */
struct tensor *gradcheck_leaf(struct graph *g, int dims, const int64_t *shape,
                              const double *value);
/* dLoss/dt of every leaf for the loss sum(weight[i] y[i]). */
struct status gradcheck_backward(struct graph *g, struct tensor *y,
                                 const double *weight);
/* Does `t` hold these `n` numbers, within `error`? NULL t is a failure. */
struct status gradcheck_holds(const struct tensor *t, const double *want,
                              int64_t n, double error);

#endif
