/* The labs of L02: vectors on the plane, in a model, and by chance. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/labcheck.h"

Test(lab_vectors, the_dot_product_is_the_sum_of_the_products)
{
    labcheck_claim("vector-plane a=3,4 b=4,3",
                   "data.dot = 24 and data.cosine ~ 0.96 and data.length_a ~ 5 "
                   "and data.sum[0] = 7",
                   1);
}

Test(lab_vectors, a_longer_vector_has_the_same_cosine)
{
    labcheck_claim("vector-plane a=3,4 b=4,3 scale=3",
                   "data.dot ~ 72 and data.cosine ~ 0.96", 1);
    labcheck_claim("vector-plane a=3,4 b=4,3 scale=-1", "data.cosine ~ -0.96",
                   1);
}

Test(lab_vectors, the_rest_stands_at_a_right_angle_only_when_divided_by_b_b)
{
    labcheck_claim("vector-plane a=3,4 b=2,0 show=projection",
                   "data.projection.amount ~ 1.5 and "
                   "abs(data.projection.rest_dot_b) < 0.001",
                   1);
    labcheck_claim("vector-plane a=3,4 b=2,0 show=projection divide=length",
                   "data.projection.rest_dot_b < -1", 1);
    labcheck_claim("vector-plane a=3,4 b=0.6,0.8 divide=length",
                   "abs(data.projection.rest_dot_b) < 0.001", 1);
}

Test(lab_vectors, a_vector_without_a_direction_is_refused)
{
    labcheck_refused("vector-plane a=0,0 b=1,2", "direction");
    labcheck_refused("vector-plane a=1,2 b=1,2 scale=0", "direction");
    labcheck_refused("vector-plane a=1 b=1,2", "a is 2 numbers");
}

Test(lab_vectors, random_directions_spread_by_one_over_the_root_of_d)
{
    labcheck_claim("random-angles d=192",
                   "abs(data.spread - data.one_over_root) < 0.006", 3);
    labcheck_claim("random-angles d=16",
                   "abs(data.spread - 0.25) < 0.02 and abs(data.mean) < 0.02",
                   3);
}

Test(lab_vectors, products_of_two_rows_add_up_to_the_cosine)
{
    labcheck_claim("word-product model=house a=box b=jar",
                   "abs(sum(data.products) - data.cosine) < 0.001 and "
                   "abs(data.above + data.below - data.cosine) < 0.001",
                   1);
    labcheck_claim("word-product model=house a=box b=box", "data.cosine ~ 1",
                   1);
}

Test(lab_vectors, the_engine_counts_what_the_formula_says)
{
    labcheck_claim("forward-products model=house text=\" the boxes\"",
                   "data.counted = data.by_hand and data.tokens = 2 and "
                   "data.all > data.counted",
                   1);
}

Test(lab_vectors, twice_the_tokens_are_twice_the_work_of_the_products)
{
    labcheck_claim("forward-products model=house text=\" the the the the\"",
                   "data.tokens = 4 and data.counted = 22020096", 1);
}

Test(lab_vectors, the_picture_names_what_it_shows)
{
    char *text = labcheck_picture("vector-plane show=projection", 16, 80);

    cr_assert_not_null(strstr(text, "rest.b"), "%s", text);
    free(text);
    text = labcheck_picture("forward-products model=house", 20, 80);
    cr_assert_not_null(strstr(text, "blocks.0.attn.q.weight"), "%s", text);
    free(text);
}
