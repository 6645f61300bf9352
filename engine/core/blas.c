#include "engine/core/blas.h"

#include <cblas.h>

const char *blas_version(void)
{
    return openblas_get_config();
}
