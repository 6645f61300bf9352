#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/labcheck.h"

Test(lab_scaling, raw_scores_saturate_and_divided_ones_do_not)
{
    labcheck_claim("attention-scaling d=256 keys=16 rows=600",
                   "data.raw.largest > data.scaled.largest and "
                   "data.scaled.largest < 0.3 and data.raw.largest > 0.8",
                   3);
}

Test(lab_scaling, the_variance_is_d_and_one)
{
    labcheck_claim("attention-scaling d=256 keys=16 rows=600",
                   "abs(data.scaled.variance - 1) < 0.1 and "
                   "abs(data.raw.variance - 256) < 25",
                   3);
}

Test(lab_scaling, a_saturated_softmax_passes_little_gradient)
{
    labcheck_claim("attention-scaling d=1024 rows=100",
                   "data.raw.gradient + data.raw.gradient < "
                   "data.scaled.gradient",
                   3);
}

Test(lab_scaling, at_d_one_dividing_changes_nothing)
{
    labcheck_claim("attention-scaling d=1 rows=100",
                   "data.raw.largest = data.scaled.largest", 1);
}

Test(lab_scaling, every_row_is_counted_once_over_many_steps)
{
    labcheck_claim("attention-scaling d=256 rows=601 keys=16",
                   "data.rows = 601", 1);
}
