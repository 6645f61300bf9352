#include <criterion/criterion.h>

#include "tests/support/labcheck.h"

/* Mazur, A Step by Step Backpropagation Example: error 0.298371109, then
 * w1 = 0.149780716 .. w8 = 0.561370121, and 0.0000351085 in the end. He rounds
 * on the way. */
Test(lab_backprop, the_walk_gives_the_published_numbers)
{
    json_t *json = labcheck_run("backprop-walk");

    labcheck_holds(json, "abs(data.error - 0.298371109) < 0.000000001");
    labcheck_holds(json, "abs(data.output[0] - 0.75136507) < 0.00000001 and "
                         "abs(data.output[1] - 0.772928465) < 0.00000001");
    labcheck_holds(json, "abs(data.d_weights[4] - 0.082167041) < 0.00000001");
    labcheck_holds(json,
                   "abs(data.new_weights[0] - 0.149780716) < 0.000000001 and "
                   "abs(data.new_weights[3] - 0.29950229) < 0.00000001");
    labcheck_holds(json,
                   "abs(data.new_weights[4] - 0.35891648) < 0.00000001 and "
                   "abs(data.new_weights[7] - 0.561370121) < 0.00000001");
    labcheck_holds(json, "abs(data.new_error - 0.291027924) < 0.0000002");
    json_decref(json);
}

Test(lab_backprop, ten_thousand_rounds_end_where_they_are_said_to)
{
    labcheck_claim("backprop-walk rounds=10000",
                   "abs(data.error - 0.0000351085) < 0.00000001", 1);
}

Test(lab_backprop, the_hand_made_network_is_xor)
{
    labcheck_claim("backprop-walk net=xor x=0,0 pass=forward",
                   "data.output[0] = 0", 1);
    labcheck_claim("backprop-walk net=xor x=1,0 pass=forward",
                   "data.output[0] = 1", 1);
    labcheck_claim("backprop-walk net=xor x=0,1 pass=forward",
                   "data.output[0] = 1", 1);
    labcheck_claim("backprop-walk net=xor x=1,1 pass=forward",
                   "data.output[0] = 0 and data.hidden[0] = 2", 1);
}

Test(lab_backprop, biases_move_only_where_they_are_asked_to)
{
    json_t *still = labcheck_run("backprop-walk");
    json_t *moved = labcheck_run("backprop-walk biases=on");

    labcheck_holds(moved, "data.new_error < data.error");
    cr_assert_not(json_equal(json_object_get(still, "data"),
                             json_object_get(moved, "data")));
    json_decref(still);
    json_decref(moved);
}

Test(lab_backprop, a_walk_shows_as_many_lines_as_it_is_asked_for)
{
    json_t *json = labcheck_run("backprop-walk shown=3");
    const json_t *lines =
        json_object_get(json_object_get(json, "data"), "lines");

    cr_assert_eq(json_array_size(lines), 3);
    json_decref(json);
    labcheck_refused("backprop-walk x=1", "x is 2 numbers");
    labcheck_refused("backprop-walk target=1,2,3", "target is 2 numbers");
}
