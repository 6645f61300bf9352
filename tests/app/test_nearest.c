/* The k best of many, against sorting them all. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "engine/app/nearest.h"
#include "engine/base/rng.h"

enum { MANY = 500 };

static int by_rank(const void *a, const void *b)
{
    const struct nearest_hit *x = a, *y = b;

    return nearest_better(*x, *y) ? -1 : nearest_better(*y, *x) ? 1 : 0;
}

static void check(int n, int most, uint64_t seed)
{
    struct nearest_hit all[MANY], hits[MANY];
    struct nearest best = nearest_over(hits, most);
    struct rng r = rng_make(seed, 1);

    for (int i = 0; i < n; i++) { /* few values: many are equal */
        all[i].score = (float)rng_below(&r, 40);
        all[i].id = (int32_t)((i * 7) % n);
        if (n % 7 == 0)
            all[i].id = i;
        nearest_offer(&best, all[i].score, all[i].id);
    }
    qsort(all, (size_t)n, sizeof *all, by_rank);
    nearest_sort(&best);
    cr_assert_eq(best.n, n < most ? n : most);
    for (int i = 0; i < best.n; i++)
        cr_expect(hits[i].id == all[i].id && hits[i].score == all[i].score,
                  "%d of %d, place %d", most, n, i);
}

Test(nearest, it_keeps_what_sorting_would)
{
    for (int n = 0; n < MANY; n = n * 2 + 1)
        for (int most = 1; most < MANY; most = most * 3 + 1)
            check(n, most, (uint64_t)(n + most));
}

Test(nearest, the_worst_comes_out_first)
{
    struct nearest_hit hits[3];
    struct nearest k = nearest_over(hits, 3);

    nearest_offer(&k, 2.0F, 0);
    nearest_offer(&k, 1.0F, 1);
    nearest_offer(&k, 3.0F, 2);
    nearest_offer(&k, 1.5F, 3);
    cr_expect(nearest_drop(&k).id == 3);
    cr_expect(nearest_drop(&k).id == 0);
    cr_expect(nearest_drop(&k).id == 2);
    cr_expect(k.n == 0);
}

Test(nearest, a_nan_is_never_kept)
{
    struct nearest_hit hits[2];
    struct nearest k = nearest_over(hits, 2);

    cr_expect(!nearest_offer(&k, NAN, 0) && k.n == 0);
    cr_expect(nearest_offer(&k, -INFINITY, 1));
    cr_expect(nearest_offer(&k, 0.0F, 2));
    cr_expect(nearest_hopeless(&k, NAN) && !nearest_offer(&k, NAN, 3));
    cr_expect(!nearest_hopeless(&k, 1.0F));
}
