#ifndef ENGINE_OPS_PRODUCT_H
#define ENGINE_OPS_PRODUCT_H

#include "engine/core/graph.h"

/*
 * product.h - the device's matrix product over strided views, for the ops
 * that multiply.
 *
 * A side is a batch of matrices inside a tensor: three outer extents, then
 * rows and columns, each with its stride. Transposing a side swaps two
 * numbers; nothing is copied.
 */
enum { PRODUCT_LEAD = 3 };

struct product_side {
    struct tensor *tensor;
    int64_t lead[PRODUCT_LEAD]; /* strides; 0 where one matrix serves all */
    int64_t rows, cols;
    int64_t row, col; /* strides */
    const void *bias; /* of a result: `cols` numbers added to every row, only
                         where the device adds_bias and the result is fresh */
};

/* The matrices that the last two axes of `t` make. */
struct product_side product_side(struct tensor *t);
/* The same side over another tensor of the same shape: the gradient. */
struct product_side product_side_of(struct product_side s, struct tensor *t);
struct product_side product_transposed(struct product_side s);

/* All leading axes and the rows as one long column of rows. Only where
 * product_flattens() says that one stride reaches them all. */
bool product_flattens(const struct tensor *t);
struct product_side product_flat(struct tensor *t);

/* Can the device read it: does one of the two axes lie dense? */
bool product_readable(const struct tensor *t);

/* c (+)= a b over the extents `lead`. `fresh` writes, otherwise adds. A c
 * with stride 0 gathers the sum over its extent. Sticky CANCELLED. */
void product_run(struct graph *g, const int64_t *lead, struct product_side a,
                 struct product_side b, struct product_side c, bool fresh);

#endif
