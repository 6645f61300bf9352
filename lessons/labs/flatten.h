#ifndef LESSONS_LABS_FLATTEN_H
#define LESSONS_LABS_FLATTEN_H

#include <stdint.h>

#include "engine/base/status.h"

/*
 * flatten.h - points of many dimensions on a plane, by the two directions in
 * which they differ most (principal components).
 *
 * Found from the products of the points with each other, by power iteration:
 * there are few points and many dimensions. Which way an axis points means
 * nothing; the first point is put right of and above the middle.
 */
enum { FLATTEN_POINTS = 128 };

/* x [count, width] into out [count, 2], around the middle of all. `*share`: of
 * the squared distances from the middle, what the plane keeps; 1 where all
 * points are one. Errors: NO_MEMORY. */
struct status flatten_points(const float *x, int count, int64_t width,
                             float *out, double *share);

#endif
