/* The labs of L05: slopes, gradients on a map, walks down. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/labcheck.h"

Test(lab_gradients, the_tape_gives_the_gradients_that_the_formulas_have)
{
    labcheck_claim("gradient-contour surface=bowl point=1,0.5",
                   "data.gradient[0] ~ 1 and data.gradient[1] ~ 0.5 and "
                   "data.height ~ 0.625",
                   1);
    labcheck_claim("gradient-contour surface=ravine point=1,0.5",
                   "data.gradient[0] ~ 1 and data.gradient[1] ~ 10", 1);
    labcheck_claim("gradient-contour surface=saddle point=1,0.5",
                   "data.gradient[0] ~ 1 and data.gradient[1] ~ -0.5", 1);
    labcheck_claim("gradient-contour surface=wells point=0.5,1",
                   "data.gradient[0] ~ -1.2 and data.gradient[1] ~ 2", 1);
}

Test(lab_gradients, walking_to_both_sides_agrees_within_a_ten_thousandth)
{
    labcheck_claim(
        "gradient-contour surface=wells point=0.5,1 h=0.001 numbers=f64",
        "data.error < 0.0001", 1);
}

Test(lab_gradients, too_small_a_step_is_worse_in_seven_digits)
{
    labcheck_claim("gradient-contour surface=wells point=0.5,1",
                   "data.sweep_error[1] < data.sweep_error[6]", 1);
    labcheck_claim("gradient-contour surface=wells point=0.5,1 numbers=f64",
                   "data.sweep_error[4] < data.sweep_error[1]", 1);
}

Test(lab_gradients, the_largest_rate_is_two_over_the_bend)
{
    labcheck_claim("descent surface=ravine",
                   "data.bend ~ 20 and abs(data.limit - 0.1) < 0.001", 1);
    labcheck_claim("descent surface=bowl",
                   "data.bend ~ 1 and abs(data.limit - 2) < 0.02", 1);
}

Test(lab_gradients, beyond_that_rate_a_walk_runs_away)
{
    labcheck_claim("descent paths=sgd:0.099,sgd:0.101 steps=100",
                   "data.paths[0].last < data.paths[0].heights[0] and "
                   "data.paths[1].last > data.paths[1].heights[0]",
                   1);
    labcheck_claim("descent paths=sgd:1 steps=100",
                   "data.paths[0].diverged = 1", 1);
}

Test(lab_gradients, on_a_bowl_each_step_takes_its_share)
{
    labcheck_claim("descent surface=bowl paths=sgd:0.5 steps=2 start=-1,1",
                   "data.paths[0].x ~ -0.25 and data.paths[0].y ~ 0.25 and "
                   "data.paths[0].heights[1] ~ 0.25",
                   1);
}

Test(lab_gradients, momentum_goes_on_with_nine_tenths_of_its_last_step)
{
    labcheck_claim("descent surface=bowl paths=momentum:0.1 steps=2 start=1,0",
                   "data.paths[0].x ~ 0.72", 1);
}

Test(lab_gradients, the_first_step_of_adamw_is_as_long_as_its_rate)
{
    labcheck_claim("descent surface=ravine paths=adamw:0.1 steps=1 start=-1,1",
                   "data.paths[0].x ~ -0.9 and data.paths[0].y ~ 0.9", 1);
}

Test(lab_gradients, one_path_does_not_disturb_the_next)
{
    labcheck_claim("descent paths=momentum:0.05,adamw:0.05,momentum:0.05",
                   "data.paths[0].x = data.paths[2].x and "
                   "data.paths[0].last = data.paths[2].last",
                   1);
}

Test(lab_gradients, momentum_passes_the_ridge_from_here)
{
    labcheck_claim("descent surface=wells paths=sgd,momentum rate=0.02 "
                   "start=1.8,1",
                   "data.paths[0].x > 0.5 and data.paths[1].x < -0.5", 1);
}

Test(lab_gradients, small_moves_do_what_their_slopes_foretell)
{
    labcheck_claim("nudge by=0.001",
                   "abs(data.changed[0] - data.foretold[0]) < 0.00001 and "
                   "abs(data.changed[1] - data.foretold[1]) < 0.00001 and "
                   "abs(data.changed[2] - data.foretold[2]) < 0.00001",
                   3);
    labcheck_claim("nudge by=1", "data.changed[2] > data.foretold[2] + 0.1", 3);
}

Test(lab_gradients, what_cannot_be_read_is_refused)
{
    labcheck_refused("descent paths=sdg", "\"sdg\" is none");
    labcheck_refused("descent paths=sgd:0", "with a rate");
    labcheck_refused("descent paths=sgd,sgd,sgd,sgd,sgd,sgd,sgd", "at most 6");
    labcheck_refused("descent start=1", "start is 2 numbers");
    labcheck_refused("nudge model=1,2", "model is 3 numbers");
}

Test(lab_gradients, pictures_tell_the_verdicts)
{
    char *text =
        labcheck_picture("descent paths=sgd:0.05,sgd:0.099,sgd:0.12", 16, 80);

    cr_assert_not_null(strstr(text, "comes down"), "%s", text);
    cr_assert_not_null(strstr(text, "swings"), "%s", text);
    cr_assert_not_null(strstr(text, "runs away"), "%s", text);
    free(text);
}
