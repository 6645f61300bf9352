#include "engine/base/size.h"

#include <assert.h>

bool size_of_shape(size_t *out, const int64_t *shape, int n, size_t each)
{
    size_t bytes = each;

    for (int i = 0; i < n; i++)
        if (shape[i] < 0 || !size_mul(&bytes, bytes, (size_t)shape[i]))
            return false;
    *out = bytes;
    return true;
}

bool size_round_up(size_t *out, size_t bytes, size_t align)
{
    assert(align && (align & (align - 1)) == 0);
    if (!size_add(&bytes, bytes, align - 1))
        return false;
    *out = bytes & ~(align - 1);
    return true;
}
