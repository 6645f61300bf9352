#ifndef ENGINE_CORE_HALVES_H
#define ENGINE_CORE_HALVES_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/core/hook.h"

/*
 * halves.h - matrix products of bf16 numbers with sums in f32, by oneDNN.
 *
 * A product is cut into pieces by its shape alone and every piece is computed
 * by one thread, so the bits do not depend on the number of threads.
 */
struct halves; /* opaque: the compiled products and their scratch */

/* NULL where bf16 products can run; else a sentence that says why not. */
const char *halves_lacks(void);
/* "oneDNN 2.6.3, avx512_bf16"; "" where it is not built in. */
const char *halves_about(void);

/* Owner: the caller. Errors: UNSUPPORTED (halves_lacks()), NO_MEMORY. */
struct status halves_new(struct halves **out);
void halves_free(struct halves *h);

/* C = op(A) op(B), or C + op(A) op(B) where `adds`; row-major. */
struct halves_product {
    bool a_transposed, b_transposed, adds;
    int64_t rows, cols, inner; /* C is [rows, cols] */
    const uint16_t *a, *b;     /* bf16 */
    float *c;
    int64_t a_row, b_row, c_row; /* elements from row to row as stored */
};

/* Asks `hook` every few milliseconds. Errors: CANCELLED, NO_MEMORY. A shape
 * that comes again compiles nothing, and asks for no memory but what oneDNN
 * takes and gives back inside a run: the table of its arguments. */
struct status halves_multiply(struct halves *h, const struct halves_product *p,
                              const struct hook *hook);

/* Pieces that oneDNN was asked to multiply so far. */
int64_t halves_runs(const struct halves *h);

#endif
