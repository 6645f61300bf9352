#include "engine/app/flat.h"

#include <math.h>
#include <stdlib.h>

#include "engine/core/device.h"

/* A block of scores stays in the cache between product and heap. */
enum { QUERIES = 128, ROWS = 1024 };

void flat_squares(float *squares, const float *rows, int32_t n, int width)
{
    const struct kernels_f32 *k = kernels_fast(NULL);
    const int32_t first = 0;

    for (int32_t i = 0; i < n; i++) {
        const float *row = rows + (int64_t)i * width;

        k->chosen_dots(&squares[i], row, row, &first, 1, width);
    }
}

/* Scores of rows from .. from + n - 1 for one query, offered. |q|^2 is the same
 * for all rows and is taken off at the end. */
static void offer(const struct flat *f, struct nearest *best, float *score,
                  int32_t from, int32_t n)
{
    if (f->by == FLAT_DISTANCE)
        for (int32_t i = 0; i < n; i++)
            score[i] = 2.0F * score[i] - f->squares[from + i];
    for (int32_t i = 0; i < n; i++)
        if (!nearest_hopeless(best, score[i]))
            nearest_offer(best, score[i], from + i);
}

/* Queries of one block against all rows. True when told to stop. */
static bool search_block(const struct flat *f, const float *queries, int count,
                         struct nearest *best, float *scores,
                         const struct hook *hook)
{
    const struct device *d = device_cpu(NULL);

    for (int32_t from = 0; from < f->n; from += ROWS) {
        const int32_t n = f->n - from < ROWS ? f->n - from : ROWS;
        const struct device_product p = {
            .b_transposed = true,
            .rows = count,
            .cols = n,
            .inner = f->width,
            .a = queries,
            .b = f->rows + (int64_t)from * f->width,
            .c = scores,
            .a_row = f->width,
            .b_row = f->width,
            .c_row = n,
            .batch = 1,
            .alpha = 1.0,
        };

        if (hook_stops(hook) || d->product(d, &p, hook))
            return true;
        for (int i = 0; i < count; i++)
            offer(f, &best[i], scores + (int64_t)i * n, from, n);
    }
    return false;
}

/* Best first, places without a row marked, and the square of the query. */
static void finish(const struct flat *f, const float *query,
                   struct nearest *best)
{
    float square = 0.0F;

    nearest_sort(best);
    if (f->by == FLAT_DISTANCE)
        flat_squares(&square, query, 1, f->width);
    for (int i = 0; i < best->n; i++)
        best->hits[i].score -= square;
    for (int i = best->n; i < best->most; i++)
        best->hits[i] = (struct nearest_hit){-INFINITY, -1};
}

struct status flat_search(const struct flat *f, const float *queries,
                          int64_t count, int k, struct nearest_hit *hits,
                          const struct hook *hook)
{
    struct nearest best[QUERIES];
    bool stopped = false;

    if (k < 1 || f->width < 1)
        return status_fail(STATUS_BAD_USAGE,
                           "search: the %d nearest of rows of %d numbers", k,
                           f->width);
    float *scores = malloc((size_t)QUERIES * ROWS * sizeof *scores);
    if (!scores)
        return status_fail(STATUS_NO_MEMORY, "search: no room for the scores");
    for (int64_t at = 0; at < count && !stopped; at += QUERIES) {
        const int some = count - at < QUERIES ? (int)(count - at) : QUERIES;
        const float *q = queries + at * f->width;

        for (int i = 0; i < some; i++)
            best[i] = nearest_over(hits + (at + i) * k, k);
        stopped = search_block(f, q, some, best, scores, hook);
        for (int i = 0; i < some; i++)
            finish(f, q + (int64_t)i * f->width, &best[i]);
    }
    free(scores);
    if (stopped)
        return status_fail(STATUS_CANCELLED, "search: stopped");
    return STATUS_OK;
}
