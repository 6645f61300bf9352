#ifndef ENGINE_CORE_BLAS_H
#define ENGINE_CORE_BLAS_H

#include <stdbool.h>

#include "engine/base/status.h"

/*
 * blas.h - the BLAS that is loaded, and whether it can be trusted.
 *
 * Some releases give wrong numbers on some processors, and which kernels are
 * used is only known on the learner's machine. So before the first product it
 * is asked for a few hundred small ones whose results are known to the bit; a
 * BLAS that fails one is not used, and the device multiplies by itself.
 */

/* C = alpha op(A) op(B) + beta C, row-major, on the calling thread. */
struct blas_call {
    bool a_transposed, b_transposed;
    int rows, cols, inner; /* C is [rows, cols] */
    const float *a, *b;
    float *c;
    int a_row, b_row, c_row; /* elements from row to row as stored */
    float alpha, beta;
};

struct blas {
    const char *(*version)(void); /* "OpenBLAS 0.3.21 ..." */
    void (*sgemm)(const struct blas_call *call);
};

const struct blas *blas_loaded(void);

/* The self-test: odd shapes, padded rows, every transposition, alpha and beta.
 * A few milliseconds. Errors: UNSUPPORTED, naming the product that is wrong;
 * NO_MEMORY. */
struct status blas_check(const struct blas *b);

/* The loaded one where it passed; NULL where it did not. The first call runs
 * the test; any thread may call. */
const struct blas *blas_trusted(void);

/* Has the test been run, and failed? For one message at the end. */
bool blas_refused(void);

/* For tests: another table in the place of the loaded one, untested again;
 * NULL puts the loaded one back. */
void blas_replace(const struct blas *b);

#endif
