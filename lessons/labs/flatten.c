#include "lessons/labs/flatten.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { ROUNDS = 300 };

/* products[i][j] of the points, from their middle: the products of the points
 * themselves with the means of rows and columns taken out. */
static double centre(double *products, int n)
{
    double mean[FLATTEN_POINTS + 1] = {0.0}, total = 0.0;

    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++)
            mean[i] += products[i * n + j] / n;
        mean[n] += mean[i] / n;
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            products[i * n + j] += mean[n] - mean[i] - mean[j];
    for (int i = 0; i < n; i++)
        total += products[i * n + i];
    return total;
}

/* The strongest direction of a symmetric table, of length 1 in v; its
 * strength. */
static double strongest(const double *table, int n, double *v, double *next)
{
    double strength = 0.0;

    for (int i = 0; i < n; i++) /* no direction is across all of these */
        v[i] = 1.0 / (1.0 + i) * (i % 2 ? -1.0 : 1.0);
    for (int round = 0; round < ROUNDS; round++) {
        double square = 0.0;

        for (int i = 0; i < n; i++) {
            next[i] = 0.0;
            for (int j = 0; j < n; j++)
                next[i] += table[i * n + j] * v[j];
            square += next[i] * next[i];
        }
        strength = sqrt(square);
        if (strength <= 0.0)
            return 0.0;
        for (int i = 0; i < n; i++)
            v[i] = next[i] / strength;
    }
    return strength;
}

static void place(double *products, int n, float *out, double *share)
{
    double v[FLATTEN_POINTS], next[FLATTEN_POINTS];
    const double total = centre(products, n);
    double kept = 0.0;

    for (int axis = 0; axis < 2; axis++) {
        const double strength = strongest(products, n, v, next);
        const double sign = v[0] < 0.0 ? -1.0 : 1.0;

        kept += strength;
        for (int i = 0; i < n; i++)
            out[2 * i + axis] = (float)(sign * v[i] * sqrt(strength));
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                products[i * n + j] -= strength * v[i] * v[j];
    }
    *share = total > 0.0 ? fmin(kept / total, 1.0) : 1.0;
}

struct status flatten_points(const float *x, int count, int64_t width,
                             float *out, double *share)
{
    double *products = malloc((size_t)count * (size_t)count * sizeof *products);

    assert(count >= 1 && count <= FLATTEN_POINTS);
    if (!products)
        return status_fail(STATUS_NO_MEMORY, "no memory for a plane");
    for (int i = 0; i < count; i++) {
        for (int j = 0; j <= i; j++) {
            double sum = 0.0;

            for (int64_t k = 0; k < width; k++)
                sum += (double)x[i * width + k] * (double)x[j * width + k];
            products[i * count + j] = products[j * count + i] = sum;
        }
    }
    place(products, count, out, share);
    free(products);
    return STATUS_OK;
}
