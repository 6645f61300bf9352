#include "engine/core/blas.h"

#include <cblas.h>
#include <stdatomic.h>
#include <stddef.h>

static void sgemm(const struct blas_call *s)
{
    cblas_sgemm(CblasRowMajor, s->a_transposed ? CblasTrans : CblasNoTrans,
                s->b_transposed ? CblasTrans : CblasNoTrans, s->rows, s->cols,
                s->inner, s->alpha, s->a, s->a_row, s->b, s->b_row, s->beta,
                s->c, s->c_row);
}

static const char *version(void)
{
    return openblas_get_config();
}

enum { UNTESTED, TRUSTED, REFUSED };

/* What the test found, once for the process. Two threads that ask at the same
 * moment both run it and find the same. */
static _Atomic(const struct blas *) used;
static atomic_int verdict;

const struct blas *blas_loaded(void)
{
    static const struct blas loaded = {version, sgemm};

    return &loaded;
}

const struct blas *blas_trusted(void)
{
    const struct blas *b = atomic_load(&used);
    int found = atomic_load(&verdict);

    if (!b)
        b = blas_loaded();
    if (found == UNTESTED) {
        found = blas_check(b).code ? REFUSED : TRUSTED;
        atomic_store(&verdict, found);
    }
    return found == TRUSTED ? b : NULL;
}

bool blas_refused(void)
{
    return atomic_load(&verdict) == REFUSED;
}

void blas_replace(const struct blas *b)
{
    atomic_store(&used, b);
    atomic_store(&verdict, UNTESTED);
}
