/* Products of one vector with rows picked by number. */
#include "tests/kernels/twin.h"

enum { ROWS = 23, MOST = 67 };

static const int32_t picks[] = {22, 0, 5, 5, 17, 1, 9};

Test(k_chosen, a_pick_is_the_product_with_that_row)
{
    const double rows[] = {1, 2, 3, 4, 5, 6}, q[] = {10, -1};
    const int32_t ids[] = {2, 0, 2};
    double out[3];

    kernels_reference()->chosen_dots(out, rows, q, ids, 3, 2);
    cr_expect(out[0] == 44.0 && out[1] == 8.0 && out[2] == 44.0);
}

static void compare(const struct kernels_f32 *k, int width)
{
    const int n = (int)(sizeof picks / sizeof *picks);
    struct twin x = twin_random(ROWS * width, -1, 1, 3), out = twin_new(n),
                q = twin_random(width, -1, 1, 4);

    k->chosen_dots(out.f, x.f, q.f, picks, n, width);
    kernels_reference()->chosen_dots(out.d, x.d, q.d, picks, n, width);
    twin_check(out, TWIN_SUMS, "chosen_dots", k->level, width);
    for (int i = 0; i < n; i++) { /* alone as in company */
        float alone;

        k->chosen_dots(&alone, x.f, q.f, picks + i, 1, width);
        cr_expect(alone == out.f[i], "%s width %d pick %d", k->level, width, i);
    }
    twin_free(x);
    twin_free(q);
    twin_free(out);
}

Test(k_chosen, every_level_agrees_with_the_reference)
{
    static const char *const levels[] = {"baseline", "avx2", "avx512"};

    for (int i = 0; i < 3; i++) {
        const struct kernels_f32 *k = kernels_fast(levels[i]);

        for (int width = 1; k && width <= MOST; width += 6)
            compare(k, width);
    }
}

Test(k_chosen, a_nan_goes_through)
{
    const float rows[] = {1.0F, NAN, 2.0F, 3.0F}, q[] = {1.0F, 0.0F};
    const int32_t ids[] = {0, 1};
    float out[2];

    kernels_fast(NULL)->chosen_dots(out, rows, q, ids, 2, 2);
    cr_expect(isnan(out[0]) && out[1] == 2.0F);
}
