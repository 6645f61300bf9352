#include <criterion/criterion.h>

#include "engine/model/clusters.h"
#include "tests/support/starve.h"

/* Three heaps of four points on a line. */
static const float heaps[] = {0.0f, 0.1f, 0.2f, 0.3f, 5.0f, 5.1f,
                              5.2f, 5.3f, 9.0f, 9.1f, 9.2f, 9.3f};
enum { POINTS = 12 };

Test(clusters, heaps_that_stand_apart_are_found_with_any_seed)
{
    static const int label[POINTS] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2};
    int group[POINTS];

    for (uint64_t seed = 1; seed <= 20; seed++) {
        cr_assert_eq(clusters_find(heaps, POINTS, 1, 3, seed, group).code,
                     STATUS_FINE);
        cr_assert_float_eq(clusters_purity(group, 3, label, 3, POINTS), 1.0,
                           0.0);
    }
}

Test(clusters, purity_counts_the_commonest_label_of_each_group)
{
    const int group[] = {0, 0, 0, 1, 1}, label[] = {0, 0, 1, 1, 0};

    cr_assert_float_eq(clusters_purity(group, 2, label, 2, 5), 0.6, 1e-12);
    cr_assert_float_eq(clusters_purity(group, 2, label, 2, 0), 1.0, 0.0);
}

Test(clusters, points_that_are_all_one_do_not_hang_it)
{
    const float same[6] = {1, 1, 1, 1, 1, 1};
    int group[3];

    cr_assert_eq(clusters_find(same, 3, 2, 3, 1, group).code, STATUS_FINE);
    for (int i = 0; i < 3; i++)
        cr_assert(group[i] >= 0 && group[i] < 3);
}

Test(clusters, refuses_what_makes_no_sense)
{
    int group[POINTS];

    cr_expect_eq(clusters_find(heaps, 2, 1, 3, 1, group).code,
                 STATUS_BAD_USAGE);
    cr_expect_eq(clusters_find(heaps, POINTS, 1, 0, 1, group).code,
                 STATUS_BAD_USAGE);
    cr_expect_eq(clusters_find(heaps, POINTS, 0, 2, 1, group).code,
                 STATUS_BAD_USAGE);
    cr_expect_eq(clusters_find(heaps, POINTS, 1, 65, 1, group).code,
                 STATUS_BAD_USAGE);
}

static struct status starved(void)
{
    int group[POINTS];

    return clusters_find(heaps, POINTS, 1, 3, 1, group);
}

Test(clusters, survives_every_end_of_memory)
{
    starve(starved, 3);
}
