#ifndef ENGINE_CORE_GRAPH_STATE_H
#define ENGINE_CORE_GRAPH_STATE_H

#include "engine/base/arena.h"
#include "engine/core/graph.h"
#include "engine/core/pool.h"

/* graph_state.h - what a graph holds; for engine/core/graph*.c alone. */
struct graph {
    const struct device *device;
    struct hook hook;
    struct probe *probe;
    bool gradients, profile, lean;
    struct status status;      /* sticky */
    struct pool pool;          /* blocks of step tensors */
    struct arena arena;        /* tensors, records and names of this step */
    struct op_record **record; /* the tape */
    int records, room;
    struct kernels_f32 f32; /* the device's, with swaps */
    const char *swapped;    /* name of the op that runs swapped, or NULL */
    enum graph_mode mode;
    struct halves *halves;        /* or NULL */
    struct graph_copy *half_copy; /* of parameters, in bf16 */
    int half_copies;
    const struct device *standing_in; /* whose op the host runs now, or NULL */
};

/* Around an op: where the device leaves it to the host (op.h, `on_host`), the
 * host's kernels compute it on what is brought over; and a device that broke
 * fails the graph. */
void graph_host_begin(struct graph *g, const struct op_record *r);
void graph_host_end(struct graph *g, const struct op_record *r);
/* Zeroes, and copies, all of a packed tensor where it is computed on. */
void graph_zero(struct graph *g, struct tensor *t);
void graph_copy(struct graph *g, void *to, const void *from, size_t bytes);

/* Back to strict. */
void graph_mode_release(struct graph *g);

/* Appends to the tape; false after a failure. */
bool graph_note(struct graph *g, struct op_record *r);
/* Walks back over the records from the last one to `first`. */
void graph_walk(struct graph *g, int first);

/* One user of a block less; the last one gives it back. */
void graph_give(struct graph *g, struct tensor_block *b);

/* A tensor struct without memory, all zero but its type. */
struct tensor *graph_blank(struct graph *g, enum tensor_type type);
/* Packed memory for the shape that `t` has. */
bool graph_fill(struct graph *g, struct tensor *t);

#endif
