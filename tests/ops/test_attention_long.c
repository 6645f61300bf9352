#include <criterion/criterion.h>

#include "engine/core/params.h"
#include "engine/ops/arith.h"
#include "engine/ops/attention.h"
#include "engine/ops/reduce.h"

/* Memory of one training pass over `t` positions, one head of 8. */
static size_t bytes_for(int64_t t)
{
    const int64_t shape[] = {1, t, 1, 8};
    struct params *ps = params_new(device_cpu(NULL));
    struct graph *g = graph_new(device_cpu(NULL), (size_t)4 << 30);
    struct tensor *x[3];

    cr_assert(ps != NULL && g != NULL);
    for (int i = 0; i < 3; i++)
        params_add(ps, (const char *[]){"q", "k", "v"}[i], 4, shape,
                   PARAMS_NORMAL, 1.0);
    cr_assert_eq(params_build(ps, 1).code, 0);
    for (int i = 0; i < 3; i++)
        x[i] = params_tensor(params_at(ps, i));
    struct tensor *y = attention_op(g, x[0], x[1], x[2], 0.35, true, NULL);
    struct tensor *loss = reduce_mean(g, arith_mul(g, y, y), REDUCE_ALL);
    cr_assert_eq(graph_backward(g, loss).code, 0);
    for (int i = 0; i < 3; i++)
        cr_expect(tensor_get(x[i]->grad, 8 * t - 9) != 0.0);
    const size_t most = graph_memory(g).most_bytes;
    graph_free(g);
    params_free(ps);
    return most;
}

Test(attention_long, training_over_8192_positions_takes_memory_linear_in_them)
{
    const size_t small = bytes_for(1024), large = bytes_for(8192);

    /* 8 times the positions; a table of weights would take 64 times. */
    cr_expect(large <= 9 * small, "%zu and %zu bytes", small, large);
    cr_expect(large < (size_t)8192 * 8192, "%zu bytes", large);
}
