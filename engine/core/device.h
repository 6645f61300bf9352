#ifndef ENGINE_CORE_DEVICE_H
#define ENGINE_CORE_DEVICE_H

#include "engine/core/hook.h"
#include "engine/core/tensor.h"
#include "engine/kernels/kernels.h"
#include "engine/kernels/stead.h"

/*
 * device.h - where the numbers are computed: a table of functions.
 *
 * `cpu` computes in f32 with the fastest kernels this processor has; where
 * those have no wide vectors, OpenBLAS multiplies. `reference` computes in f64
 * with plain loops: slow, and the oracle that gradients and every other device
 * are held against.
 */

/* C = alpha op(A) op(B) + beta C, row-major, `batch` times. */
struct device_product {
    bool a_transposed, b_transposed;
    int64_t rows, cols, inner; /* C is [rows, cols] */
    const void *a, *b;
    void *c;
    int64_t a_row, b_row, c_row; /* elements from row to row as stored */
    int64_t batch, a_batch, b_batch, c_batch;
    double alpha, beta;
    const void *bias; /* `cols` numbers added to every row; then beta is 0 */
};

/* The same product as the kernels take it. */
struct gemm_args device_gemm(const struct device_product *p);

/* Memory that is there twice, here and on another processor, under the address
 * that it has here. Kernels bring over what they read and remember what they
 * wrote; nothing is copied that is not asked for. `take` answers NULL where one
 * of the two has no more; its contents are rubbish. */
struct device_memory {
    struct tensor_home home;
    void *(*take)(size_t bytes);
    void (*give)(void *data);
    void (*forget)(void *data); /* what it holds is rubbish from now on */
    void (*clear)(void *at, size_t bytes); /* zeroes, over there */
    void (*copy)(void *to, const void *from, size_t bytes);
    const char *(*trouble)(void); /* what went wrong since open, or NULL */
};

struct device {
    const char *name, *about;
    enum tensor_type real; /* the type it computes in */
    const struct kernels_f32 *f32;
    const struct kernels_f64 *f64;
    bool adds_bias; /* does product() take p->bias? Elsewhere it is NULL. */
    /* Asks `hook` every few milliseconds; true when it was told to stop. */
    bool (*product)(const struct device *d, const struct device_product *p,
                    const struct hook *hook);
    /* Ops that another's kernels compute, with a blank between ("softmax
     * matmul"): graphs run fused ops made of them as their twins. NULL: none.
     */
    const char *swapped;
    /* What another computes above the kernels. NULL: all is ours. */
    const struct stead *stead;
    /* Of a processor with memory of its own; NULL: kernels compute here, on
     * plain memory, with as many threads as they are given. */
    const struct device_memory *memory;
    /* Runs what the device has no kernels for. NULL: it has all. */
    const struct device *host;
};

/* The table of this processor. `level` is "baseline", "avx2", "avx512", or
 * NULL for the best there is. NULL where the processor lacks it. */
const struct device *device_cpu(const char *level);
const struct device *device_reference(void);

/* "auto" (what LATHE_DEVICE names, or the processor), "cpu", "cpu:avx2",
 * "reference", "cuda"; NULL where there is no such one. */
const struct device *device_find(const char *name);

#endif
