#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "lessons/data/dotset.h"

static void fill(struct dotset *d, enum dotset_kind kind)
{
    memset(d, 0, sizeof *d);
    dotset_make(d, kind, 201, 0.03, 7, 1);
}

Test(dotset, both_classes_have_as_many_dots)
{
    for (int k = 0; k < DOTSET_KINDS; k++) {
        struct dotset d;
        int ones = 0;

        fill(&d, (enum dotset_kind)k);
        cr_assert_eq(d.count, 200, "%s", dotset_names[k]);
        for (int i = 0; i < d.count; i++)
            ones += d.label[i];
        cr_assert_eq(2 * ones, d.count, "%s", dotset_names[k]);
    }
}

Test(dotset, every_xor_dot_has_its_three_images)
{
    struct dotset d;

    fill(&d, DOTSET_XOR);
    for (int i = 0; i < d.count; i += 4) {
        cr_assert(fabsf(d.at[2 * i] + d.at[2 * i + 2]) < 1e-7f);
        cr_assert(fabsf(d.at[2 * i] + d.at[2 * i + 4]) < 1e-7f);
        cr_assert(fabsf(d.at[2 * i + 1] + d.at[2 * i + 5]) < 1e-7f);
        cr_assert_eq(d.label[i], d.label[i + 2]);
        cr_assert_neq(d.label[i], d.label[i + 1]);
    }
}

Test(dotset, a_ring_lies_around_a_heap)
{
    struct dotset d;

    fill(&d, DOTSET_CIRCLES);
    for (int i = 0; i < d.count; i++) {
        const float far = hypotf(d.at[2 * i], d.at[2 * i + 1]);

        cr_assert_eq(far > 0.575f, d.label[i] == 1, "%g", (double)far);
    }
}

Test(dotset, a_seed_and_a_stream_make_other_dots)
{
    struct dotset a, b;

    fill(&a, DOTSET_SPIRALS);
    fill(&b, DOTSET_SPIRALS);
    cr_assert_eq(memcmp(&a, &b, sizeof a), 0);
    dotset_make(&b, DOTSET_SPIRALS, 201, 0.03, 7, 2);
    cr_assert_neq(memcmp(&a, &b, sizeof a), 0);
}

Test(dotset, more_than_there_is_room_for_is_cut)
{
    struct dotset d;

    dotset_make(&d, DOTSET_BLOBS, 100000, 0.0, 1, 1);
    cr_assert_eq(d.count, DOTSET_MOST);
}
