#ifndef ENGINE_CORE_OP_H
#define ENGINE_CORE_OP_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/core/tensor.h"

/*
 * op.h - one operation as a row of the op table.
 *
 * A row is const and stands in the op's own file, forward beside backward.
 * engine/ops/optable.h lists all rows.
 */
enum { OP_INPUTS = 5, OP_AUX = 2, OP_WHOLES = 8, OP_REALS = 4 };

struct graph;
struct op_record;

/* What one run of an op costs, from its shapes alone. */
struct op_cost {
    double flops; /* additions and multiplications, each counted */
    double bytes; /* read and written, each tensor once */
};

/* One input number that made an output number, and its share of it. */
struct op_source {
    int input;     /* which input */
    int64_t index; /* element, row-major */
    double contribution;
};

/* The small numbers of a call: an axis, a scale, a seed. */
struct op_numbers {
    int64_t whole[OP_WHOLES];
    double real[OP_REALS];
};

struct op {
    const char *name;    /* "softmax" */
    const char *formula; /* "y = exp(x) / sum(exp(x))", one line */
    const char *made_of; /* "matmul softmax matmul" of a fused op, or NULL */

    /* Fills dims, shape and type of r->out; r->out has no memory yet. false
     * after graph_fail(). */
    bool (*shape)(struct graph *g, struct op_record *r);
    /* Computes r->out, which holds rubbish. May fill r->aux. */
    void (*forward)(struct graph *g, struct op_record *r);
    /* Adds to the gradients of r->in, from r->out->grad. NULL: no gradient. */
    void (*backward)(struct graph *g, struct op_record *r);
    bool forgets_out; /* backward does not read the numbers of r->out */
    bool on_host;     /* reads and writes arrays itself, not by kernels alone: a
                         device with memory of its own leaves it to its host */
    struct op_cost (*forward_cost)(const struct op_record *r);
    struct op_cost (*backward_cost)(const struct op_record *r);
    /* The sources of output `index`, at most `room`; how many there are. */
    int (*sources)(const struct op_record *r, int64_t index,
                   struct op_source *out, int room);
};

/* One line of the tape. */
struct op_record {
    const struct op *op;
    int inputs;
    struct tensor *in[OP_INPUTS];
    uint32_t version[OP_INPUTS]; /* of the inputs' blocks when they were read */
    struct tensor *out;
    struct tensor *aux[OP_AUX]; /* kept from forward for backward */
    /* Set by forward: backward does not read the numbers of this input. */
    bool forgets[OP_INPUTS];
    struct op_numbers with;
    int64_t forward_ns, backward_ns; /* 0 unless the graph profiles */
};

#endif
