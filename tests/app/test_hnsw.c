/* The walk through the graph against comparing with every row. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "engine/app/flat.h"
#include "engine/app/hnsw.h"
#include "engine/base/rng.h"

enum { N = 2000, WIDTH = 24, QUERIES = 50, K = 10, LINKS = 12 };

static const struct hook none;
static const struct hnsw_settings usual = {WIDTH, N, LINKS, 80, 7};
static float rows[N * WIDTH], queries[QUERIES * WIDTH];

static void unit(float *row, struct rng *r)
{
    double sum = 0.0;

    for (int i = 0; i < WIDTH; i++) {
        row[i] = rng_normal(r);
        sum += (double)row[i] * (double)row[i];
    }
    for (int i = 0; i < WIDTH; i++)
        row[i] = (float)((double)row[i] / sqrt(sum));
}

static struct hnsw *index_of(int n)
{
    struct rng r = rng_make(3, 0);
    struct hnsw *h;

    for (int i = 0; i < N; i++)
        unit(rows + (size_t)i * WIDTH, &r);
    for (int i = 0; i < QUERIES; i++)
        unit(queries + (size_t)i * WIDTH, &r);
    cr_assert_eq(hnsw_new(&h, &usual).code, 0);
    for (int i = 0; i < n; i++)
        cr_assert_eq(hnsw_add(h, rows + (size_t)i * WIDTH).code, 0);
    return h;
}

static const float *query(int i)
{
    return queries + (size_t)i * WIDTH;
}

/* The share of the true K nearest that a list of `wide` finds. */
static double recall(struct hnsw *h, int wide)
{
    const struct flat f = {rows, NULL, hnsw_count(h), WIDTH, FLAT_DOT};
    static struct nearest_hit truth[QUERIES * K];
    struct nearest_hit hits[K];
    int found = 0;

    cr_assert_eq(flat_search(&f, queries, QUERIES, K, truth, &none).code, 0);
    for (int q = 0; q < QUERIES; q++) {
        cr_assert_eq(hnsw_search(h, query(q), K, wide, hits).code, 0);
        for (int i = 0; i < K; i++)
            for (int j = 0; j < K; j++)
                found += hits[i].id == truth[q * K + j].id;
    }
    return (double)found / (QUERIES * K);
}

Test(hnsw, a_longer_list_finds_more_and_reads_more)
{
    struct hnsw *h = index_of(N);
    const double narrow = recall(h, K);
    const int64_t few = hnsw_looks(h);
    const double wide = recall(h, 200);

    cr_expect(narrow < wide && wide >= 0.98, "%.3f, then %.3f", narrow, wide);
    cr_expect(few < hnsw_looks(h) && few < N / 4, "%d looks", (int)few);
    hnsw_free(h);
}

/* As long as all rows can be reached, a list for all of them misses none. */
Test(hnsw, a_list_for_every_row_misses_none)
{
    struct hnsw *h = index_of(300);

    cr_expect(recall(h, 300) == 1.0);
    hnsw_free(h);
}

Test(hnsw, scores_are_products_and_come_best_first)
{
    struct hnsw *h = index_of(400);
    struct nearest_hit hits[K];

    cr_assert_eq(hnsw_search(h, query(0), K, 50, hits).code, 0);
    for (int i = 0; i < K; i++) {
        double sum = 0.0;

        for (int j = 0; j < WIDTH; j++)
            sum += (double)query(0)[j] * (double)hnsw_row(h, hits[i].id)[j];
        cr_expect(fabs(sum - (double)hits[i].score) < 1e-6);
        cr_expect(i == 0 || nearest_better(hits[i - 1], hits[i]));
    }
    hnsw_free(h);
}

Test(hnsw, a_row_taken_away_is_no_answer_and_no_dead_end)
{
    struct hnsw *h = index_of(600);
    struct nearest_hit before[K], after[K];
    int kept = 0;

    cr_assert_eq(hnsw_search(h, query(1), K, 600, before).code, 0);
    for (int i = 0; i < 3; i++)
        cr_assert_eq(hnsw_take_away(h, before[i].id).code, 0);
    cr_assert_eq(hnsw_search(h, query(1), K, 600, after).code, 0);
    for (int i = 0; i < K; i++)
        for (int j = 0; j < K; j++) {
            cr_expect(i >= 3 || after[j].id != before[i].id);
            kept += i >= 3 && after[j].id == before[i].id;
        }
    cr_expect(kept == K - 3);
    cr_expect(hnsw_take_away(h, before[0].id).code == STATUS_NOT_FOUND);
    cr_expect(hnsw_take_away(h, 600).code == STATUS_NOT_FOUND);
    hnsw_free(h);
}

static void check_links(const struct hnsw *h, int32_t id, int floor)
{
    const int32_t *ids;
    const int n = hnsw_known(h, id, floor, &ids);

    cr_assert(n <= (floor ? LINKS : 2 * LINKS));
    for (int i = 0; i < n; i++) {
        cr_assert(ids[i] >= 0 && ids[i] < hnsw_count(h) && ids[i] != id);
        for (int j = 0; j < i; j++)
            cr_assert(ids[i] != ids[j], "row %d knows %d twice", id, ids[i]);
    }
}

Test(hnsw, links_lead_to_other_rows_once_each)
{
    struct hnsw *h = index_of(N);

    cr_expect(hnsw_top(h) >= 1);
    for (int32_t id = 0; id < N; id++)
        for (int floor = 0; floor <= hnsw_top(h); floor++)
            check_links(h, id, floor);
    hnsw_free(h);
}

Test(hnsw, the_same_rows_make_the_same_graph)
{
    struct hnsw *a = index_of(500), *b = index_of(500);
    const int32_t *x, *y;

    for (int32_t id = 0; id < 500; id++) {
        const int n = hnsw_known(a, id, 0, &x);

        cr_assert_eq(n, hnsw_known(b, id, 0, &y));
        for (int i = 0; i < n; i++)
            cr_assert_eq(x[i], y[i]);
    }
    hnsw_free(a);
    hnsw_free(b);
}

Test(hnsw, an_empty_index_has_no_answer)
{
    struct hnsw *h = index_of(0);
    struct nearest_hit hits[2];

    cr_assert_eq(hnsw_search(h, query(0), 2, 8, hits).code, 0);
    cr_expect(hits[0].id == -1 && hits[1].id == -1 && hnsw_top(h) == -1);
    cr_assert_eq(hnsw_add(h, rows).code, 0);
    cr_assert_eq(hnsw_search(h, query(0), 2, 8, hits).code, 0);
    cr_expect(hits[0].id == 0 && hits[1].id == -1);
    hnsw_free(h);
}

Test(hnsw, what_does_not_fit_is_refused)
{
    static const struct hnsw_settings bad[] = {
        {0, 5, 8, 10, 1},   {4, 0, 8, 10, 1},  {4, 5, 1, 10, 1},
        {4, 5, 129, 10, 1}, {4, 5, 8, 0, 1},   {4, 5, 8, 100001, 1},
        {4, -1, 8, 10, 1},  {-4, 5, 8, 10, 1},
    };
    float odd[WIDTH] = {NAN};
    struct nearest_hit hits[3];
    struct hnsw *h;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect(hnsw_new(&h, &bad[i]).code == STATUS_BAD_USAGE);
    h = index_of(N);
    cr_expect(hnsw_add(h, rows).code == STATUS_TOO_BIG);
    cr_expect(hnsw_search(h, query(0), 3, 2, hits).code == STATUS_BAD_USAGE);
    cr_expect(hnsw_search(h, query(0), 0, 2, hits).code == STATUS_BAD_USAGE);
    hnsw_free(h);
    h = index_of(10);
    cr_expect(hnsw_add(h, odd).code == STATUS_BAD_USAGE);
    cr_assert_eq(hnsw_search(h, odd, 3, 8, hits).code, 0);
    cr_expect(hits[0].id == -1);
    hnsw_free(h);
}
