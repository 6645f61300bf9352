#ifndef ENGINE_BASE_SIZE_H
#define ENGINE_BASE_SIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * size.h - arithmetic on sizes that cannot wrap around.
 *
 * Every size that comes from a file or a command line goes through here:
 * false means that the true result does not fit, and `*out` is untouched.
 */
static inline bool size_add(size_t *out, size_t a, size_t b)
{
    size_t sum;

    if (__builtin_add_overflow(a, b, &sum))
        return false;
    *out = sum;
    return true;
}

static inline bool size_mul(size_t *out, size_t a, size_t b)
{
    size_t product;

    if (__builtin_mul_overflow(a, b, &product))
        return false;
    *out = product;
    return true;
}

/* Product of `n` extents times `each` bytes; extents below 0 are refused. */
bool size_of_shape(size_t *out, const int64_t *shape, int n, size_t each);

/* `bytes` rounded up to a multiple of `align`, a power of two. */
bool size_round_up(size_t *out, size_t bytes, size_t align);

#endif
