#ifndef ENGINE_OPS_COMMON_H
#define ENGINE_OPS_COMMON_H

#include "engine/core/graph.h"
#include "engine/core/team.h"

/*
 * common.h - what the rows of many ops share.
 */

/* The kernels of a graph: one of the two is there. */
struct common_kernels {
    const struct kernels_f32 *f32;
    const struct kernels_f64 *f64;
};
struct common_kernels common_kernels(const struct graph *g);

/* Row `row` of a contiguous tensor; NULL of NULL. */
void *common_row(const struct tensor *t, int64_t row);

/* graph_apply(), or NULL where an input is NULL (a failed graph) or an input
 * of numbers has not the device's type. Inputs in `in` are all there. */
struct tensor *common_apply(struct graph *g, const struct op *op,
                            struct tensor *const *in, int inputs,
                            const struct op_numbers *with);

/* Shape rule: the result is shaped as the first input. */
bool common_like_first(struct graph *g, struct op_record *r);
/* Fails with "NAME: a is [2, 3] but b is [4, 5]"; answers false. */
bool common_clash(struct graph *g, const struct op_record *r);

/* Copies dims and shape. */
void common_shape(struct tensor *to, const struct tensor *from);

/* Axis -1 is the last. false after graph_fail() where there is no such one. */
bool common_axis(struct graph *g, const char *name, const struct tensor *x,
                 int *axis);

/* Bytes of every input and the output, each once. */
double common_bytes(const struct op_record *r);
/* `flops` for each element of the output, and common_bytes(). */
struct op_cost common_cost(const struct op_record *r, double flops);
/* The same for the way back: reads the gradient of the output as well, and
 * writes those of the inputs. */
struct op_cost common_back_cost(const struct op_record *r, double flops);

/* Sources. Where an op is no sum, a contribution is the input's value.
 * Element i of the output comes from element i of input 0 alone. */
int common_same_place(const struct op_record *r, int64_t index,
                      struct op_source *out, int room);
/* Output row i comes from row i of input 0: the whole of it. */
int common_same_row(const struct op_record *r, int64_t index,
                    struct op_source *out, int room);

/* team_run(), and between runs of items that take some milliseconds the hook
 * is asked. After a failure of the graph it does nothing. Sticky CANCELLED. */
void common_run(struct graph *g, team_part *part, void *work, int64_t items,
                double cost);

/* Pieces of TEAM_PIECE that `n` elements make, and where piece `i` starts. */
int64_t common_pieces(int64_t n);
/* How many of them one kernel call takes: 1, or where a device has memory of
 * its own, as many as an int counts the elements of. */
int64_t common_stride(const struct graph *g);
int64_t common_piece(int64_t i, int64_t n);

#endif
