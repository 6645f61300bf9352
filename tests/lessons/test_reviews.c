#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/data/reviews.h"

static int by_letter(const void *a, const void *b)
{
    return *(const char *)a - *(const char *)b;
}

Test(reviews, the_same_call_writes_the_same_and_another_seed_does_not)
{
    struct reviews_entry a, b;
    int differ = 0;

    for (uint64_t i = 0; i < 50; i++) {
        reviews_draw(&a, REVIEWS_PLAIN, 1, i);
        reviews_draw(&b, REVIEWS_PLAIN, 1, i);
        cr_assert_str_eq(a.text, b.text);
        reviews_draw(&b, REVIEWS_PLAIN, 2, i);
        differ += strcmp(a.text, b.text) != 0;
    }
    cr_assert_gt(differ, 45);
}

/* Same letters, so same words: only their places differ. */
Test(reviews, swapped_pairs_are_the_same_bag_and_of_other_moods)
{
    struct reviews_entry a, b;

    for (uint64_t i = 0; i < 200; i += 2) {
        reviews_draw(&a, REVIEWS_SWAPPED, 1, i);
        reviews_draw(&b, REVIEWS_SWAPPED, 1, i + 1);
        cr_assert(a.praise && !b.praise);
        cr_assert_str_neq(a.text, b.text);
        qsort(a.text, strlen(a.text), 1, by_letter);
        qsort(b.text, strlen(b.text), 1, by_letter);
        cr_assert_str_eq(a.text, b.text);
    }
}

Test(reviews, moods_are_even_and_no_entry_is_cut_or_empty)
{
    for (int k = 0; k < REVIEWS_KINDS; k++) {
        int praise = 0;

        for (uint64_t i = 0; i < 400; i++) {
            struct reviews_entry e;

            reviews_draw(&e, (enum reviews_kind)k, 3, i);
            praise += e.praise;
            cr_assert(strlen(e.text) > 10 &&
                          strlen(e.text) < REVIEWS_BYTES - 1 &&
                          !strpbrk(e.text, "[]|\n"),
                      "%s", e.text);
        }
        cr_assert(praise > 150 && praise < 250, "%d", praise);
    }
}

Test(reviews, every_negated_entry_says_no)
{
    for (uint64_t i = 0; i < 200; i++) {
        struct reviews_entry e;

        reviews_draw(&e, REVIEWS_NEGATED, 1, i);
        cr_assert(strstr(e.text, "not") || strstr(e.text, "nobody") ||
                      strstr(e.text, "never"),
                  "%s", e.text);
    }
}
