#include <criterion/criterion.h>
#include <string.h>

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

/* micrograd's neuron. */
Test(lab_backprop, the_neuron_has_the_published_gradients)
{
    json_t *json = labcheck_run("backprop-graph");

    labcheck_holds(json, "abs(data.output - 0.70710678) < 0.0000001");
    labcheck_holds(json, "abs(data.grad.x1 + 1.5) < 0.0000001 and "
                         "abs(data.grad.w1 - 1) < 0.0000001 and "
                         "abs(data.grad.x2 - 0.5) < 0.0000001 and "
                         "abs(data.grad.w2) < 0.0000001");
    labcheck_holds(json, "data.apart = 0 and data.ops = 5 and data.parts = 10");
    json_decref(json);
}

Test(lab_backprop, every_function_agrees_with_a_difference)
{
    json_t *json = labcheck_run(
        "backprop-graph expr=\"tanh(a)*exp(b)/sigmoid(a)-log(b)*sqrt(b)+"
        "relu(a*b)+square(-a)+1.5\" at-values=\"a=0.7,b=1.3\"");

    labcheck_holds(json, "data.apart < 0.000000001");
    labcheck_holds(json, "abs(data.grad.a - data.numeric.a) < 0.0001 and "
                         "abs(data.grad.b - data.numeric.b) < 0.0001");
    json_decref(json);
}

Test(lab_backprop, a_name_that_stands_twice_is_one_node_and_gathers_both)
{
    static const char run[] =
        "backprop-graph expr=\"square(x*w) + x\" at-values=\"x=3,w=2\"";

    labcheck_claim(run, "data.grad.x = 25 and data.apart = 0", 1);
    json_t *json = labcheck_run("backprop-graph expr=\"square(x*w) + x\" "
                                "at-values=\"x=3,w=2\" gather=replace");
    labcheck_holds(json, "data.grad.x = 24 and data.grad.w = 36 and "
                         "data.apart = 1");
    json_decref(json);
}

Test(lab_backprop, half_way_forward_no_gradient_is_known)
{
    labcheck_claim("backprop-graph shown=2",
                   "data.parts = 2 and data.grad.x1 = 0 and data.grad.b = 0",
                   1);
    labcheck_claim("backprop-graph shown=6",
                   "abs(data.grad.x1) = 0 and data.tape[8].grad ~ 0.5", 1);
}

Test(lab_backprop, what_is_no_formula_is_refused_with_its_place)
{
    labcheck_refused("backprop-graph expr=\"a+\" at-values=\"a=1\"", "place 3");
    labcheck_refused("backprop-graph expr=\"(a+1\" at-values=\"a=1\"",
                     "a ) is missing");
    labcheck_refused("backprop-graph expr=\"a+1)\" at-values=\"a=1\"",
                     "left over");
    labcheck_refused("backprop-graph expr=\"sin(a)\" at-values=\"a=1\"",
                     "no such function");
    labcheck_refused("backprop-graph expr=\"a+c\" at-values=\"a=1\"",
                     "without a value");
    labcheck_refused("backprop-graph expr=\"a\" at-values=\"a=1\"",
                     "nothing is computed");
    labcheck_refused("backprop-graph expr=\"log(0-a)\" at-values=\"a=1\"",
                     "no finite number");
    labcheck_refused("backprop-graph expr=\"a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+"
                     "a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a\" "
                     "at-values=\"a=1\"",
                     "too many parts");
    labcheck_refused("backprop-graph "
                     "expr=\"((((((((((((((((((((((((((((((((((((((a))))))))))"
                     "))))))))))))))))))))))))))))\" at-values=\"a=1\"",
                     "too deep");
}

Test(lab_backprop, hand_and_engine_train_alike_with_every_bend)
{
    labcheck_claim("three-ways model=\"linear 8 relu linear 6 tanh linear 5 "
                   "sigmoid linear 4 gelu linear 3 silu linear 2\" steps=20",
                   "data.apart < 0.0001 and data.steps = 20", 3);
    labcheck_claim("three-ways steps=200",
                   "data.apart < 0.0001 and data.loss[199] < 0.2", 3);
}

Test(lab_backprop, a_network_that_does_not_fit_is_refused_before_it_runs)
{
    labcheck_refused("three-ways model=\"linear 16 relu\"", "linear 2");
    labcheck_refused("three-ways model=\"linear\"", "how many");
    labcheck_refused("three-ways model=\"linear 0\"", "how many");
    labcheck_refused("three-ways model=\"conv 3\"", "no part of a network");
    labcheck_refused("three-ways model=\"relu\"", "a linear part at least");
}

Test(lab_backprop, the_script_holds_the_model_and_every_dot)
{
    json_t *json = labcheck_run("three-ways dots=12 steps=3");
    const char *script = json_string_value(
        json_object_get(json_object_get(json, "data"), "script"));
    int rows = 0;

    cr_assert_not_null(strstr(script, "nn.Linear(2, 16),\n    nn.ReLU(),\n"
                                      "    nn.Linear(16, 2),\n"));
    cr_assert_not_null(strstr(script, "range(3)"));
    for (const char *at = strstr(script, "x = torch");
         *at != ']' || at[1] != ')'; at++)
        rows += *at == '\n';
    cr_assert_eq(rows, 13);
    json_decref(json);
}

Test(lab_backprop, sigmoids_lose_the_gradient_and_relus_do_not)
{
    labcheck_claim("depth-gradients", "data.share < 0.00001", 3);
    labcheck_claim("depth-gradients activation=relu",
                   "data.share > 0.01 and data.share < 100", 3);
    labcheck_claim("depth-gradients depth=1 activation=tanh", "data.layers = 2",
                   1);
}
