#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/labcheck.h"

Test(lab_mlp, one_layer_is_stuck_at_ln_2_on_xor_and_two_layers_solve_it)
{
    labcheck_claim("mlp-playground data=xor layers=none activation=none",
                   "data.last_loss ~ 0.6931", 3);
    labcheck_claim("mlp-playground data=xor layers=4 activation=none",
                   "data.last_loss ~ 0.6931", 3);
    labcheck_claim("mlp-playground data=xor layers=4",
                   "data.right = 1 and data.unseen_right = 1", 3);
}

Test(lab_mlp, the_spiral_is_right_to_95_percent_on_unseen_dots)
{
    labcheck_claim("mlp-playground", "data.unseen_right >= 0.95", 3);
    labcheck_claim("mlp-playground layers=4", "data.unseen_right < 0.9", 3);
}

Test(lab_mlp, a_run_string_recreates_it_with_its_edits)
{
    static const char run[] =
        "mlp-playground data=circles layers=3 steps=20 seed=5 "
        "edit=0.0.b=2,2.1.0=-1 at=10:edit=0.1.0=0.5 at=15:lr=0.1";
    json_t *a = labcheck_run(run), *b = labcheck_run(run);

    cr_assert(json_equal(a, b));
    json_decref(a);
    json_decref(b);
}

Test(lab_mlp, an_edited_weight_stands_there)
{
    labcheck_claim("mlp-playground layers=2 steps=0 "
                   "edit=0.0.0=0.5,0.1.b=-2,2.1.1=3",
                   "data.weights[0][0][0] = 0.5 and data.weights[0][1][2] = -2 "
                   "and data.weights[2][1][1] = 3",
                   1);
}

Test(lab_mlp, weights_that_are_not_there_are_refused)
{
    labcheck_refused("mlp-playground edit=0.99.0=1", "no weight \"0.99.0\"");
    labcheck_refused("mlp-playground edit=1.0.0=1", "no weight");
    labcheck_refused("mlp-playground edit=0.0.2=1", "no weight");
    labcheck_refused("mlp-playground edit=0.0.0", "PART.UNIT.FROM=VALUE");
    labcheck_refused("mlp-playground edit=0.0.0=nan", "PART.UNIT.FROM=VALUE");
    labcheck_refused("mlp-playground layers=8;8", "layers is widths");
    labcheck_refused("mlp-playground layers=999", "layers is widths");
}

Test(lab_mlp, a_rate_that_is_too_large_ruins_it)
{
    labcheck_claim("mlp-playground lr=1", "data.last_loss > 0.4", 3);
}

Test(lab_mlp, few_dots_are_learned_by_heart)
{
    labcheck_claim("mlp-playground data=circles dots=24 layers=64,64 noise=0.2",
                   "data.right = 1 and data.last_val_loss > 0.8", 3);
}

Test(lab_mlp, the_picture_shows_surface_and_curves)
{
    char *text = labcheck_picture("mlp-playground steps=30", 20, 80);

    cr_assert_not_null(strstr(text, "step 30: loss"));
    cr_assert_not_null(strstr(text, "unseen"));
    free(text);
}

Test(lab_mlp, the_grid_names_runs_that_give_the_same_share)
{
    json_t *json =
        labcheck_run("mlp-grid depths=1,2 widths=2,8 steps=60 seed=3");
    const json_t *data = json_object_get(json, "data");
    const json_t *runs = json_object_get(data, "runs");
    const json_t *grid = json_object_get(data, "grid");

    cr_assert_eq(json_array_size(runs), 4);
    json_t *one = labcheck_run(json_string_value(json_array_get(runs, 3)));
    const double there =
        json_number_value(json_array_get(json_array_get(grid, 1), 1));
    const double here = json_number_value(
        json_object_get(json_object_get(one, "data"), "unseen_right"));
    cr_assert_float_eq(there, here, 1e-6);
    json_decref(one);
    json_decref(json);
}

Test(lab_mlp, a_neuron_can_be_set_to_and_and_to_or_but_not_to_xor)
{
    labcheck_claim("neuron task=and b=-1.5", "data.wrong = 0", 1);
    labcheck_claim("neuron task=or b=-0.5", "data.wrong = 0", 1);
    labcheck_claim("neuron task=not-both w1=-1 w2=-1 b=1.5", "data.wrong = 0",
                   1);
    labcheck_claim("neuron task=xor b=-0.5", "data.wrong = 1", 1);
}

Test(lab_mlp, slopes_of_the_bends_are_the_known_ones)
{
    labcheck_claim("activation-curves f=sigmoid",
                   "data.steepest ~ 0.25 and data.y[120] ~ 0.5", 1);
    labcheck_claim("activation-curves f=tanh layers=3",
                   "data.steepest ~ 1 and data.through ~ 1", 1);
    labcheck_claim("activation-curves f=relu",
                   "data.slope[0] = 0 and data.slope[240] = 1", 1);
    labcheck_claim("activation-curves f=silu", "data.slope_at_zero ~ 0.5", 1);
    labcheck_claim("activation-curves f=gelu",
                   "data.steepest > 1.1 and data.lowest < -0.16", 1);
    labcheck_claim("activation-curves f=step", "data.steepest = 0", 1);
}

Test(lab_mlp, a_wider_layer_comes_closer_to_a_curve)
{
    labcheck_claim("width-fit widths=1,8,32",
                   "data.error[0] > data.error[1] and data.error[2] < 0.05", 3);
    labcheck_refused("width-fit curve=1", "2 to 12 heights");
    labcheck_refused("width-fit curve=1,x,3", "numbers");
}

Test(lab_mlp, hidden_layers_part_what_the_input_does_not)
{
    labcheck_claim("hidden-space",
                   "data.after[2] > data.after[0] + 0.2 and "
                   "data.last_after > 0.85",
                   3);
    labcheck_claim("hidden-space steps=50 layer=0 layers=4",
                   "data.layer = 0 and data.layers = 2", 1);
    labcheck_refused("hidden-space layers=2,2,2,2,2,2,2", "at most 6");
}

Test(lab_mlp, a_blocks_network_alone_gives_what_it_gave_in_place)
{
    labcheck_claim("block-mlp layer=3",
                   "data.apart < 0.0001 and data.reversed < 0.0001 and "
                   "data.hidden > data.width",
                   1);
    labcheck_refused("block-mlp layer=99", "layers 0 to");
}

Test(lab_mlp, probes_read_the_symbol_first_and_the_words_end_last)
{
    labcheck_claim("layer-probes windows=8",
                   "data.kind.right[0] > 0.95 and "
                   "data.end.right[4] > data.end.right[0]",
                   1);
    labcheck_refused("layer-probes model=house", "not characters");
}
