/* blas_check.c - products whose results are known to the bit.
 *
 * All numbers are whole and small, so every sum is exact in f32 in whatever
 * order it is taken: a right BLAS agrees in every bit. */
#include <math.h>
#include <omp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "engine/core/blas.h"

enum { PAD = 3, SHAPES = 9, FACTORS = 4 };

/* One row, one column, edges of register tiles, a long inner side. */
static const int shapes[SHAPES][3] = {
    {1, 1, 1},   {1, 37, 19},  {29, 1, 23},   {3, 5, 7},   {17, 33, 9},
    {65, 63, 8}, {31, 49, 66}, {10, 21, 801}, {97, 29, 67}};

static const char *const turned[] = {"neither", "the left", "the right",
                                     "both"};

static const struct {
    float alpha, beta;
} factors[FACTORS] = {{1, 0}, {1, 1}, {-0.5f, 1}, {2, 0.5f}};

struct room {
    float *a, *b, *c, *sum;
};

/* Whole numbers from -4 to 4. */
static float element(int which, int i, int j)
{
    const uint32_t s = (uint32_t)(which * 40503 + i * 193 + j) * 2654435761u;

    return (float)(int)((s >> 16) % 9u) - 4.0f;
}

/* A matrix as it is or turned, its rows PAD longer than they need. */
static void fill(float *x, int which, int rows, int cols, bool turn)
{
    const int row = (turn ? rows : cols) + PAD;

    for (int i = 0; i < rows; i++)
        for (int j = 0; j < cols; j++)
            x[turn ? j * row + i : i * row + j] = element(which, i, j);
}

/* The product of the two, from matrices that lie as they are. */
static void multiply(const struct room *room, const int *shape)
{
    const int rows = shape[0], cols = shape[1], inner = shape[2];

    fill(room->a, 0, rows, inner, false);
    fill(room->b, 1, inner, cols, false);
    for (int i = 0; i < rows; i++) {
        float *sum = &room->sum[(ptrdiff_t)i * cols];

        for (int j = 0; j < cols; j++)
            sum[j] = 0.0f;
        for (int k = 0; k < inner; k++) {
            for (int j = 0; j < cols; j++)
                sum[j] += room->a[i * (inner + PAD) + k] *
                          room->b[k * (cols + PAD) + j];
        }
    }
}

/* C before the call. Where beta is 0 it must not count, not even a NaN. */
static float before(float beta, int i, int j)
{
    return beta > 0.0f ? element(2, i, j) : NAN;
}

static bool agrees(const struct blas_call *s, const float *sum)
{
    for (int i = 0; i < s->rows; i++) {
        const float *c = &s->c[(ptrdiff_t)i * s->c_row];

        for (int j = 0; j < s->cols; j++) {
            float want = s->alpha * sum[i * s->cols + j];

            if (s->beta > 0.0f)
                want += s->beta * before(s->beta, i, j);
            if (!(c[j] >= want && c[j] <= want))
                return false;
        }
        for (int j = s->cols; j < s->c_row; j++)
            if (!isnan(c[j])) /* behind the row */
                return false;
    }
    return true;
}

static bool one(const struct blas *b, const struct room *room, const int *shape,
                int turn, int factor)
{
    const int rows = shape[0], cols = shape[1], inner = shape[2];
    const bool at = turn & 1, bt = turn & 2;
    const struct blas_call s = {.a_transposed = at,
                                .b_transposed = bt,
                                .rows = rows,
                                .cols = cols,
                                .inner = inner,
                                .a = room->a,
                                .b = room->b,
                                .c = room->c,
                                .a_row = (at ? rows : inner) + PAD,
                                .b_row = (bt ? inner : cols) + PAD,
                                .c_row = cols + PAD,
                                .alpha = factors[factor].alpha,
                                .beta = factors[factor].beta};

    for (int i = 0; i < rows; i++)
        for (int j = 0; j < s.c_row; j++)
            s.c[i * s.c_row + j] = j < cols ? before(s.beta, i, j) : NAN;
    b->sgemm(&s);
    return agrees(&s, room->sum);
}

static struct status wrong(const struct blas *b, const int *shape, int turn)
{
    return status_fail(
        STATUS_UNSUPPORTED,
        "the BLAS (%s) multiplies wrongly here: %d x %d by %d x %d, %s "
        "transposed; Lathe multiplies with its own, slower kernels",
        b->version(), shape[0], shape[2], shape[2], shape[1], turned[turn]);
}

static struct status all(const struct blas *b, const struct room *room)
{
    for (int i = 0; i < SHAPES; i++) {
        const int *shape = shapes[i];

        multiply(room, shape);
        for (int turn = 0; turn < 4; turn++) {
            fill(room->a, 0, shape[0], shape[2], turn & 1);
            fill(room->b, 1, shape[2], shape[1], turn & 2);
            for (int factor = 0; factor < FACTORS; factor++)
                if (!one(b, room, shape, turn, factor))
                    return wrong(b, shape, turn);
        }
    }
    return STATUS_OK;
}

struct status blas_check(const struct blas *b)
{
    const size_t most = (size_t)1 << 15; /* the largest: 801 x 24 */
    float *block = calloc(4 * most, sizeof *block);
    const int threads = omp_get_max_threads();

    if (!block)
        return status_fail(STATUS_NO_MEMORY, "no memory to test the BLAS");
    omp_set_num_threads(1); /* as the device calls it */
    const struct status st =
        all(b, &(struct room){block, block + most, block + 2 * most,
                              block + 3 * most});
    omp_set_num_threads(threads);
    free(block);
    return st;
}
