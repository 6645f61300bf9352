/* The labs of L03: a product cell by cell, the plane under a matrix, views. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/labcheck.h"

Test(lab_matrices, cells_are_dot_products_of_rows_and_columns)
{
    labcheck_claim("matmul-walk rows=2 inner=3 cols=2",
                   "data.product[0][0] = 20 and data.product[0][1] = 14 and "
                   "data.product[1][0] = 56 and data.product[1][1] = 41",
                   1);
    labcheck_claim("matmul-walk rows=2 inner=3 cols=2 swap=on",
                   "data.product[2][2] = 12 and data.rows = 3", 1);
}

Test(lab_matrices, a_product_takes_n_k_m_multiplications)
{
    labcheck_claim("matmul-walk rows=4 inner=6 cols=5 set=random",
                   "data.multiplications = 120", 3);
}

Test(lab_matrices, a_turn_and_a_mirror_do_not_commute)
{
    labcheck_claim("matmul-walk set=rotate", "data.other_order = 2", 1);
}

Test(lab_matrices, shapes_that_do_not_fit_are_refused)
{
    labcheck_refused("matmul-walk rows=2 inner=3 cols=4 swap=on",
                     "B has 4 columns");
}

Test(lab_matrices, a_shear_keeps_areas_and_lines)
{
    labcheck_claim("grid-transform m=1,1,0,1",
                   "data.determinant = 1 and data.bending < 0.001 and "
                   "data.stays[0].times ~ 1",
                   1);
}

Test(lab_matrices, the_directions_that_stay_are_only_stretched)
{
    labcheck_claim("grid-transform m=2,1,1,2",
                   "data.stays[0].times ~ 3 and data.stays[1].times ~ 1 and "
                   "data.residual < 0.00001",
                   1);
    labcheck_claim("grid-transform m=4,1,2,3",
                   "data.stays[0].times ~ 5 and data.stays[1].times ~ 2 and "
                   "data.residual < 0.00001",
                   1);
    labcheck_claim("grid-transform m=0,-1,1,0", "data.turns = 1", 1);
}

Test(lab_matrices, an_inverse_takes_back_and_a_flat_matrix_has_none)
{
    labcheck_claim("grid-transform m=2,1,1,1 then=inverse",
                   "data.inverse_error < 0.00001 and data.matrix[1][1] ~ 2", 1);
    labcheck_refused("grid-transform m=1,2,2,4 then=inverse",
                     "determinant is 0");
    labcheck_claim("grid-transform m=1,2,2,4",
                   "data.rank = 1 and data.determinant = 0", 1);
    labcheck_claim("grid-transform m=0,0,0,0", "data.rank = 0", 1);
}

Test(lab_matrices, sums_products_and_transposes_are_those_of_the_engine)
{
    labcheck_claim("grid-transform m=1,2,3,4 then=transpose",
                   "data.matrix[0][1] = 3 and data.matrix[1][0] = 2", 1);
    labcheck_claim("grid-transform m=1,2,3,4 other=10,20,30,40 then=add",
                   "data.matrix[0][0] = 11 and data.matrix[1][1] = 44", 1);
    labcheck_claim("grid-transform m=1,2,3,4 other=0,-1,1,0 then=times",
                   "data.matrix[0][0] = 2 and data.matrix[0][1] = -1", 1);
}

Test(lab_matrices, only_a_bend_bends)
{
    labcheck_claim("grid-transform m=2,1,1,2", "data.bending < 0.001", 1);
    labcheck_claim("grid-transform m=2,1,1,2 bend=relu", "data.bending > 0.5",
                   1);
}

Test(lab_matrices, a_transpose_moves_no_number_and_a_reshape_of_it_must)
{
    labcheck_claim("tensor-views shape=2,3,4 do=\"transpose 1 2\"",
                   "data.copies = 0 and data.steps[1] = 1 and data.steps[2] = "
                   "4 and data.values[1] = 4 and data.memory[1] = 4",
                   1);
    labcheck_claim("tensor-views shape=2,3,4 do=\"transpose 1 2; reshape 6 4\"",
                   "data.copies = 1", 1);
    labcheck_claim("tensor-views shape=2,3,4 do=\"reshape 6 4\"",
                   "data.copies = 0", 1);
}

Test(lab_matrices, a_slice_begins_further_on_in_the_same_memory)
{
    labcheck_claim("tensor-views shape=2,3,4 do=\"slice 1 1 3\"",
                   "data.offset = 4 and data.steps[0] = 12 and data.copies = 0",
                   1);
}

Test(lab_matrices, commands_that_make_no_sense_are_refused)
{
    labcheck_refused("tensor-views do=\"turn 1\"", "is no command");
    labcheck_refused("tensor-views shape=2,3,4 do=\"reshape 5 5\"", "reshape");
    labcheck_refused("tensor-views shape=2,3,4 do=\"add 1 2\"", "[2, 3, 4]");
    labcheck_refused("tensor-views shape=20,20", "at most 120");
}

Test(lab_matrices, the_walk_shows_its_sum)
{
    char *text = labcheck_picture("matmul-walk", 12, 80);

    cr_assert_not_null(strstr(text, "1 x 6 + 2 x 4 + 3 x 2 = 20"), "%s", text);
    free(text);
}
