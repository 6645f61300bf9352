#include <criterion/criterion.h>

#include "engine/nn/convlayer.h"

Test(convlayer, halves_a_sequence_and_passes_a_failure_on)
{
    const struct conv_shape shape = {3, 2, 1};
    struct params *ps = params_new(device_reference());
    struct graph *g = graph_new(device_reference(), (size_t)1 << 20);

    cr_assert(ps && g);
    const struct convlayer l =
        convlayer_declare(ps, "front", (const int64_t[]){2, 5}, &shape);
    cr_assert(params_build(ps, 3).code == STATUS_FINE);
    cr_assert(params_find(ps, "front.weight")->count == 5 * 3 * 2);
    cr_assert(params_find(ps, "front.bias")->count == 5);
    const float value[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    struct tensor *y = convlayer_forward(
        g, ps, &l, graph_floats(g, 3, (int64_t[]){1, 8, 2}, value));
    cr_assert(y && y->shape[1] == 4 && y->shape[2] == 5);
    cr_assert_null(convlayer_forward(
        g, ps, &l, graph_floats(g, 3, (int64_t[]){1, 4, 4}, value)));
    cr_assert(graph_status(g).code == STATUS_BAD_SHAPE);
    graph_free(g);
    params_free(ps);
}
