#include "engine/nn/wavetable.h"

#include <math.h>
#include <stdlib.h>

#include "engine/base/size.h"

#define BASE 10000.0

static double slowness(int64_t i, int64_t width)
{
    return pow(BASE, (double)(2 * (i / 2)) / (double)width);
}

static void fill(float *table, int64_t rows, int64_t width)
{
    for (int64_t i = 0; i < width; i++) {
        const double slow = slowness(i, width);

        for (int64_t t = 0; t < rows; t++) {
            const double angle = (double)t / slow;

            table[t * width + i] = (float)(i % 2 ? cos(angle) : sin(angle));
        }
    }
}

struct status wavetable_new(float **out, int64_t rows, int64_t width,
                            const struct stead *stead)
{
    size_t bytes;

    *out = NULL;
    if (!size_of_shape(&bytes, (int64_t[]){rows, width}, 2, sizeof(float)))
        return status_fail(STATUS_TOO_BIG,
                           "%lld positions of %lld numbers are too many",
                           (long long)rows, (long long)width);
    float *table = malloc(bytes ? bytes : 1);
    if (!table)
        return status_fail(STATUS_NO_MEMORY, "no memory for positions");
    if (!stead || !stead->sinusoid || rows > INT32_MAX || width > INT32_MAX ||
        !stead->sinusoid(table, (int)rows, (int)width))
        fill(table, rows, width);
    *out = table;
    return STATUS_OK;
}

double wavetable_period(int64_t i, int64_t width)
{
    return 2.0 * acos(-1.0) * slowness(i, width);
}
