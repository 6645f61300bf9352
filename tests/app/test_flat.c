/* Exact search against comparing in doubles. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "engine/app/flat.h"
#include "engine/base/rng.h"

enum { N = 2500, WIDTH = 19, QUERIES = 37, K = 12 };

static const struct hook none;
static float rows[N * WIDTH], queries[QUERIES * WIDTH], squares[N];
static struct nearest_hit hits[QUERIES * K];

static void fill(void)
{
    struct rng r = rng_make(5, 0);

    for (int i = 0; i < N * WIDTH; i++)
        rows[i] = rng_normal(&r);
    for (int i = 0; i < QUERIES * WIDTH; i++)
        queries[i] = rng_normal(&r);
    flat_squares(squares, rows, N, WIDTH);
}

static double score(enum flat_by by, int query, int row)
{
    double sum = 0.0;

    for (int i = 0; i < WIDTH; i++) {
        const double q = (double)queries[query * WIDTH + i],
                     x = (double)rows[row * WIDTH + i];
        sum += by == FLAT_DOT ? q * x : -(q - x) * (q - x);
    }
    return sum;
}

/* f32 sums of 19 products of numbers below 5, squares taken off squares. */
#define WITHIN 1e-4

/* As many rows are better than the hit at place p as the place says. */
static void check(enum flat_by by, int query)
{
    const struct nearest_hit *hit = hits + query * K;

    for (int p = 0; p < K; p++) {
        const double own = score(by, query, hit[p].id);
        int better = 0;

        for (int i = 0; i < N; i++)
            better += score(by, query, i) > own + WITHIN;
        cr_expect(fabs(own - (double)hit[p].score) < WITHIN);
        cr_expect(better <= p, "query %d place %d: %d better", query, p,
                  better);
    }
}

static void check_by(enum flat_by by)
{
    const struct flat f = {rows, squares, N, WIDTH, by};

    fill();
    const struct status st = flat_search(&f, queries, QUERIES, K, hits, &none);
    cr_assert_eq(st.code, 0, "%s", st.text);
    for (int q = 0; q < QUERIES; q++)
        check(by, q);
}

Test(flat, the_greatest_products_are_found)
{
    check_by(FLAT_DOT);
}

Test(flat, the_smallest_distances_are_found)
{
    check_by(FLAT_DISTANCE);
}

Test(flat, places_without_a_row_say_so)
{
    struct flat f = {rows, squares, 3, WIDTH, FLAT_DOT};

    fill();
    cr_assert_eq(flat_search(&f, queries, 1, K, hits, &none).code, 0);
    cr_expect(hits[2].id >= 0 && hits[3].id == -1 && hits[K - 1].id == -1);
    f.n = 0;
    cr_assert_eq(flat_search(&f, queries, 1, K, hits, &none).code, 0);
    cr_expect(hits[0].id == -1);
}

static bool stop(void *user)
{
    (void)user;
    return true;
}

Test(flat, a_search_can_be_stopped_and_refuses_no_neighbours)
{
    const struct flat f = {rows, squares, N, WIDTH, FLAT_DOT};
    const struct hook hook = {stop, NULL};

    cr_expect(flat_search(&f, queries, 1, K, hits, &hook).code ==
              STATUS_CANCELLED);
    cr_expect(flat_search(&f, queries, 1, 0, hits, &none).code ==
              STATUS_BAD_USAGE);
}
