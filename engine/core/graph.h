#ifndef ENGINE_CORE_GRAPH_H
#define ENGINE_CORE_GRAPH_H

#include "engine/base/status.h"
#include "engine/core/device.h"
#include "engine/core/hook.h"
#include "engine/core/op.h"
#include "engine/core/probe.h"
#include "engine/core/tensor.h"

/*
 * graph.h - the tape: ops run at once and are written down, so that the
 * gradient can walk back.
 *
 *     y = softmax_op(g, matmul_op(g, x, w));     runs, and records two lines
 *     graph_backward(g, loss);                   fills the gradients
 *     graph_reset(g);                            the next step
 *
 * Errors are sticky: after the first one every op answers NULL and passes
 * NULL on; ask graph_status() once at the end. A graph is used by one thread.
 * Memory comes from a pool and an arena that are kept over graph_reset(): a
 * step with the shapes of the last one takes nothing from the system.
 * Owner: tensors made here live until graph_reset() or graph_free().
 */
struct graph;
struct halves; /* engine/core/halves.h */

/* Owner: the caller, graph_free(). NULL when memory ends. */
struct graph *graph_new(const struct device *d, size_t limit_bytes);
void graph_free(struct graph *g);

/* Forgets the tape, the step's tensors and a failure; keeps the memory. */
void graph_reset(struct graph *g);

/* Asked before every op and inside long ones. */
void graph_set_hook(struct graph *g, struct hook hook);
/* Borrowed; NULL takes it away. */
void graph_set_probe(struct graph *g, struct probe *p);
/* With gradients off nothing is recorded. On at the start. */
void graph_set_gradients(struct graph *g, bool on);
/* The way back gives up every value that it has read for the last time, so
 * the memory serves the gradients. Off at the start: a tape that somebody will
 * look at keeps its values. */
void graph_set_lean(struct graph *g, bool on);
/* Times every op into its record. */
void graph_set_profile(struct graph *g, bool on);

/* In which numbers linear layers multiply. Sums, stored numbers and all other
 * ops stay in f32. */
enum graph_mode {
    GRAPH_STRICT, /* f32 */
    GRAPH_BF16,   /* operands in bf16, where halves.h can */
    GRAPH_F16     /* operands rounded to f16: correct, not fast */
};

/* A graph that is not strict keeps 16-bit copies of the parameters that it has
 * seen until params_touch(); free it before them. Errors: UNSUPPORTED, with
 * the reason; the mode is strict then. */
struct status graph_set_mode(struct graph *g, enum graph_mode mode);
enum graph_mode graph_mode(const struct graph *g);
/* For ops in bf16: the products, and the copy of a parameter, made when it was
 * changed. NULL after a failure, which is sticky. */
struct halves *graph_halves(const struct graph *g);
const uint16_t *graph_half_copy(struct graph *g, const struct tensor *param);

const struct device *graph_device(const struct graph *g);
const struct hook *graph_hook(const struct graph *g);
struct probe *graph_probe(const struct graph *g); /* or NULL */
bool graph_gradients(const struct graph *g);

/* Errors: the first one stays. graph_fail() answers NULL for one-line use. */
struct tensor *graph_fail(struct graph *g, enum status_code code,
                          const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
bool graph_failed(const struct graph *g);
struct status graph_status(const struct graph *g);

/* Step tensors. The first holds rubbish; the others copy the caller's data.
 * graph_real() has the type that the device computes in. */
struct tensor *graph_real(struct graph *g, int dims, const int64_t *shape);
struct tensor *graph_floats(struct graph *g, int dims, const int64_t *shape,
                            const float *data);
struct tensor *graph_ints(struct graph *g, int dims, const int64_t *shape,
                          const int32_t *data);

/* Runs one op and writes it down. `in` may hold NULLs only after a failure
 * (then NULL comes back) or past `inputs`. `with` may be NULL. */
struct tensor *graph_apply(struct graph *g, const struct op *op,
                           struct tensor *const *in, int inputs,
                           const struct op_numbers *with);

/* A view of `x`: same block, other shape and strides. `op` names it on the
 * tape. `view` gives dims, shape, stride and offset (absolute). */
struct tensor *graph_view(struct graph *g, const struct op *op,
                          struct tensor *x, const struct tensor *view);

/* y = part(self, g, x), of which the tape keeps x and y alone: the way back
 * runs `part` again, which must do the same, and answer a tensor of its own.
 * Copies the `bytes` behind `self`. Bits do not change. Tensors inside live
 * until the part has run; graph_keep_grad() does nothing for them. */
typedef struct tensor *graph_part(const void *self, struct graph *g,
                                  struct tensor *x);
struct tensor *graph_again(struct graph *g, graph_part *part, const void *self,
                           size_t bytes, struct tensor *x);

/* Memory of an op's own between forward and backward, or scratch: rubbish. */
struct tensor *graph_aux(struct graph *g, enum tensor_type type, int64_t count);

/* Gives back graph_aux() memory that no record keeps. NULL is fine. */
void graph_drop(struct graph *g, struct tensor *aux);

/* Says that the caller will not read `t` any more. With gradients off its
 * memory is free at once; a lean graph frees it with gradients on too, where
 * no record needs its numbers on the way back. */
void graph_done(struct graph *g, struct tensor *t);

/* The same auxiliary memory once more, for a second record that keeps it. */
struct tensor *graph_share(struct graph *g, struct tensor *aux);

/* Names `t` ("blocks.%d.attn.q") for the tape and lets the probe see or edit
 * it. Costs one test while there is no probe. Answers `t`. */
struct tensor *graph_name(struct graph *g, struct tensor *t, const char *fmt,
                          ...) __attribute__((format(printf, 3, 4)));

/* Walks back from `loss` (one element). Gradients of step tensors are freed
 * on the way unless the probe watches them or graph_keep_grad() was called.
 * Errors: CANCELLED, BAD_USAGE (an input changed in place), NO_MEMORY. */
struct status graph_backward(struct graph *g, struct tensor *loss);
void graph_keep_grad(struct graph *g, struct tensor *t);

/* For backward functions: where to put dLoss/dt; NULL where none is wanted.
 * grad_add: holds numbers to add to. grad_first: *fresh says that it holds
 * rubbish and must be written instead; such a call must write all of it. */
struct tensor *graph_grad_add(struct graph *g, struct tensor *t);
struct tensor *graph_grad_first(struct graph *g, struct tensor *t, bool *fresh);
/* As grad_first, for a reader of t's values that may be their last: a lean
 * graph then lets the gradient stand in their place. Write number by number
 * what was read there. */
struct tensor *graph_grad_over(struct graph *g, struct tensor *t, bool *fresh);

/* Makes the gradient of `from` that of `to` as well, for an op that hands it
 * on as it is: nothing is copied unless somebody adds to it. false, and
 * nothing done, where `to` has a gradient already or wants none. */
bool graph_grad_share(struct graph *g, struct tensor *to, struct tensor *from);
/* For an op that writes into the gradient of its result. false after a failure.
 */
bool graph_grad_own(struct graph *g, struct tensor *t);

/* The tape, in order of running. Borrowed until graph_reset(). */
int graph_records(const struct graph *g);
const struct op_record *graph_record(const struct graph *g, int i);

/* The kernels to use: the device's, with the learner's swapped in. */
const struct kernels_f32 *graph_f32(const struct graph *g);
const struct kernels_f64 *graph_f64(const struct graph *g);

/* Swaps kernel `name` ("softmax_forward") of an f32 device for a function of
 * the same parameters. From then on fused ops made of `op_name` ("softmax",
 * borrowed; the last call's counts) run as their unfused twin. NULL as
 * `kernel` puts ours back and still selects the twin, for an equal comparison.
 * Errors: NOT_FOUND, UNSUPPORTED (a device that computes in f64). */
struct status graph_swap(struct graph *g, const char *op_name, const char *name,
                         void (*kernel)(void));
/* Is an op of fused row `op` swapped, so that the twin must run? */
bool graph_wants_twin(const struct graph *g, const struct op *op);

/* Bytes now and at most, and how often the system was asked for memory. */
struct graph_memory {
    size_t live_bytes, most_bytes, held_bytes;
    int64_t system_requests;
};
struct graph_memory graph_memory(const struct graph *g);

#endif
