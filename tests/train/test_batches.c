#include <criterion/criterion.h>
#include <string.h>

#include "engine/train/batches.h"

static void fill(int32_t *token, int n)
{
    for (int i = 0; i < n; i++)
        token[i] = i;
}

Test(batches, a_target_is_the_token_after_its_input)
{
    int32_t token[50], ids[80], targets[80];
    const struct batches b = {.token = token, .count = 50, .context = 8};
    bool first = false, last = false;

    fill(token, 50);
    for (uint64_t step = 0; step < 200; step++) {
        batches_random(&b, 1, step, 10, ids, targets);
        for (int i = 0; i < 80; i++) {
            cr_assert_eq(targets[i], ids[i] + 1);
            cr_assert(targets[i] < 50);
        }
        first |= ids[0] == 0;
        last |= targets[7] == 49;
    }
    cr_assert(first, "the first token is used");
    cr_assert(last, "so is the last");
}

Test(batches, a_step_sees_the_same_windows_whenever_it_is_asked)
{
    int32_t token[500], a[64], b[64], targets[64];
    const struct batches from = {.token = token, .count = 500, .context = 16};

    fill(token, 500);
    batches_random(&from, 9, 123, 4, a, targets);
    batches_random(&from, 9, 7, 4, b, targets);
    cr_assert_neq(memcmp(a, b, sizeof a), 0);
    batches_random(&from, 9, 123, 4, b, targets);
    cr_assert_eq(memcmp(a, b, sizeof a), 0);
}

Test(batches, windows_in_order_count_every_token_once)
{
    for (int n = 2; n < 60; n++) {
        int32_t token[60], ids[32], targets[32];
        const struct batches b = {.token = token, .count = n, .context = 8};
        int seen[60] = {0};
        int64_t counted = 0;

        fill(token, n);
        for (int64_t w = 0; w < batches_windows(&b); w += 4) {
            counted += batches_in_order(&b, w, 4, ids, targets);
            for (int i = 0; i < 32; i++)
                if (targets[i] >= 0)
                    seen[targets[i]]++;
        }
        cr_assert_eq(counted, n - 1);
        for (int i = 1; i < n; i++)
            cr_assert_eq(seen[i], 1, "token %d of %d", i, n);
    }
}

Test(batches, one_token_makes_no_window)
{
    const int32_t token[] = {1};
    const struct batches b = {.token = token, .count = 1, .context = 8};

    cr_assert_eq(batches_windows(&b), 0);
}
