#ifndef ENGINE_APP_FLAT_H
#define ENGINE_APP_FLAT_H

#include "engine/app/nearest.h"
#include "engine/base/status.h"
#include "engine/core/hook.h"

/*
 * flat.h - the nearest vectors by comparing with every one: exact, and what
 * every faster index is measured against.
 *
 * The score of a row x for a query q is their product q . x, or minus the
 * square of their distance: for vectors of length 1 both give one order.
 *
 * Cost: 2 n rows width operations. Many queries together are one matrix
 * product; a single one has to read all rows, and that takes as long.
 */
enum flat_by { FLAT_DOT, FLAT_DISTANCE };

/* Borrowed rows [n, width]; squares [n], q . q of each, only for
 * FLAT_DISTANCE (see flat_squares()). */
struct flat {
    const float *rows, *squares;
    int32_t n;
    int width;
    enum flat_by by;
};

/* squares[i] = rows[i] . rows[i] */
void flat_squares(float *squares, const float *rows, int32_t n, int width);

/* hits [queries, k], best first; where the index has fewer rows than k, or the
 * numbers are NaN, the rest has id -1. Errors: BAD_USAGE (k or width below 1),
 * NO_MEMORY, CANCELLED (by `hook`). */
struct status flat_search(const struct flat *f, const float *queries,
                          int64_t count, int k, struct nearest_hit *hits,
                          const struct hook *hook);

#endif
