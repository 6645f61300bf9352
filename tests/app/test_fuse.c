/* Orders joined by places, and an order without repeats; figures of orders. */
#include <criterion/criterion.h>
#include <math.h>

#include "engine/app/fuse.h"
#include "engine/app/rankeval.h"

static const struct fuse_hit a[] = {{1, 9.0}, {2, 8.0}, {3, 7.0}};
static const struct fuse_hit b[] = {{3, 0.9}, {4, 0.8}};

Test(fuse, places_count_and_scores_do_not)
{
    const struct fuse_list list[] = {{a, 3, 1.0}, {b, 2, 1.0}};
    struct fuse_hit out[4];
    int n;

    cr_assert_eq(fuse_ranks(list, 2, 60.0, out, 4, &n).code, 0);
    cr_assert_eq(n, 4);
    cr_expect_eq(out[0].id, 3);
    cr_expect(fabs(out[0].score - (1.0 / 63 + 1.0 / 61)) < 1e-12);
    cr_expect(out[1].id == 1 && out[2].id == 2 && out[3].id == 4,
              "of equals the lower id");
}

Test(fuse, a_weight_and_calm_decide_who_is_first)
{
    const struct fuse_list list[] = {{a, 3, 1.0}, {b, 2, 0.4}};
    struct fuse_hit out[2];
    int n;

    cr_assert_eq(fuse_ranks(list, 2, 0.0, out, 2, &n).code, 0);
    cr_expect(n == 2 && out[0].id == 1 && out[1].id == 3);
}

Test(fuse, one_that_repeats_the_first_waits)
{
    static const float x[] = {1, 0}, y[] = {0, 1};
    const float *vector[] = {x, x, y};
    struct fuse_hit hit[] = {{1, 3.0}, {2, 2.9}, {3, 2.0}};

    fuse_diverse(hit, vector, 3, 2, 3, 0.5);
    cr_expect(hit[0].id == 1 && hit[1].id == 3 && hit[2].id == 2);
    struct fuse_hit same[] = {{1, 3.0}, {2, 2.9}, {3, 2.0}};
    fuse_diverse(same, vector, 3, 2, 3, 1.0);
    cr_expect(same[0].id == 1 && same[1].id == 2 && same[2].id == 3);
}

Test(fuse, figures_by_hand)
{
    const int grade[] = {0, 2, 0, 1}, ideal[] = {2, 1};
    const double best = 3.0 / log2(2) + 1.0 / log2(3);

    cr_expect(fabs(rankeval_ndcg(grade, 4, 10, ideal, 2) -
                   (3.0 / log2(3) + 1.0 / log2(5)) / best) < 1e-12);
    cr_expect(fabs(rankeval_ndcg(ideal, 2, 10, ideal, 2) - 1.0) < 1e-12);
    cr_expect(fabs(rankeval_reciprocal(grade, 4) - 0.5) < 1e-12);
    cr_expect(rankeval_reciprocal(grade, 1) == 0.0);
    cr_expect(fabs(rankeval_recall(grade, 4, 2, 2) - 0.5) < 1e-12);
}

/* 64 zeros and 36 ones: the mean of a draw is binomial, 0.36 with a deviation
 * of 0.048; 95 in 100 lie within 1.96 of these. */
Test(fuse, an_interval_is_that_of_the_draw)
{
    double x[100] = {0}, y[100];

    for (int i = 0; i < 100; i++) {
        x[i] = i < 36;
        y[i] = x[i] - 0.25;
    }
    const struct rankeval_interval one =
        rankeval_bootstrap(x, NULL, 100, 20000, 1);
    cr_expect(fabs(one.mean - 0.36) < 1e-12);
    cr_expect(fabs(one.low - 0.266) < 0.012 && fabs(one.high - 0.454) < 0.012,
              "%f %f", one.low, one.high);
    const struct rankeval_interval pair =
        rankeval_bootstrap(x, y, 100, 1000, 1);
    cr_expect(fabs(pair.low - 0.25) < 1e-9 && fabs(pair.high - 0.25) < 1e-9,
              "what all share is sure");
}
