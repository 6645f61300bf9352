/* test_replay.c - one transformer block from ops alone: the same bits for any
 * number of threads, and no memory from the system after the first step. */
#include <omp.h>

#include "engine/ops/activation.h"
#include "engine/ops/arith.h"
#include "engine/ops/attention.h"
#include "engine/ops/cross_entropy.h"
#include "engine/ops/dropout.h"
#include "engine/ops/embedding.h"
#include "engine/ops/linear.h"
#include "engine/ops/mask.h"
#include "engine/ops/norm.h"
#include "engine/ops/reduce.h"
#include "engine/ops/rope.h"
#include "engine/ops/shape.h"
#include "engine/ops/softmax.h"
#include "engine/ops/unary.h"
#include "tests/ops/opcheck.h"

enum { LINES = 5, T = 65, WIDTH = 64, HEADS = 4, SYMBOLS = 67 };
enum { EMBED, GAIN1, QKV, OUT, GAIN2, BIAS2, UP, UP_BIAS, DOWN, LEAVES };

static const int64_t shapes[LEAVES][2] = {
    [EMBED] = {SYMBOLS, WIDTH},  [GAIN1] = {WIDTH, 0},
    [QKV] = {3 * WIDTH, WIDTH},  [OUT] = {WIDTH, WIDTH},
    [GAIN2] = {WIDTH, 0},        [BIAS2] = {WIDTH, 0},
    [UP] = {4 * WIDTH, WIDTH},   [UP_BIAS] = {4 * WIDTH, 0},
    [DOWN] = {WIDTH, 4 * WIDTH},
};

static void declare(struct graph *g, struct tensor **w)
{
    static double value[4 * WIDTH * WIDTH];

    for (int i = 0; i < 4 * WIDTH * WIDTH; i++)
        value[i] = 0.1 * sin(i * 0.7);
    for (int i = 0; i < LEAVES; i++)
        w[i] = gradcheck_leaf(g, shapes[i][1] ? 2 : 1, shapes[i], value);
}

static struct tensor *block(struct graph *g, struct tensor **w,
                            struct tensor *x)
{
    const int64_t split[] = {LINES, T, 3 * HEADS, WIDTH / HEADS};
    const int64_t flat[] = {LINES, T, WIDTH};
    struct tensor *qkv =
        linear_op(g, norm_rms(g, x, w[GAIN1], 1e-5), w[QKV], NULL);

    qkv = shape_reshape(g, qkv, 4, split);
    struct tensor *q =
        rope_op(g, shape_slice(g, qkv, 2, 0, HEADS), 0, 1e4, false);
    struct tensor *k =
        rope_op(g, shape_slice(g, qkv, 2, HEADS, 2 * HEADS), 0, 1e4, false);
    struct tensor *v = shape_slice(g, qkv, 2, 2 * HEADS, 3 * HEADS);
    struct tensor *y = attention_op(g, q, k, v, 0.25, true, NULL);

    y = linear_op(g, shape_reshape(g, y, 3, flat), w[OUT], NULL);
    x = arith_add(g, x, dropout_op(g, y, 0.1, 1, 1));
    y = norm_layer(g, x, w[GAIN2], w[BIAS2], 1e-5);
    y = activation_gelu_tanh(g, linear_op(g, y, w[UP], w[UP_BIAS]));
    return arith_add(g, x, linear_op(g, y, w[DOWN], NULL));
}

static struct tensor *loss_of(struct graph *g, struct tensor **w)
{
    const int64_t shape[] = {LINES, T};
    int32_t id[LINES * T], target[LINES * T];

    for (int i = 0; i < LINES * T; i++) {
        id[i] = i * 31 % SYMBOLS;
        target[i] = i * 17 % SYMBOLS;
    }
    struct tensor *ids = graph_ints(g, 2, shape, id);
    struct tensor *x = block(g, w, embedding_op(g, w[EMBED], ids));
    struct tensor *logits = linear_op(g, x, w[EMBED], NULL);

    return cross_entropy_op(g, logits, graph_ints(g, 2, shape, target), -1);
}

/* The loss and all gradients, one after the other. */
static int64_t step(struct graph *g, float *out)
{
    struct tensor *w[LEAVES];
    int64_t n = 1;

    graph_reset(g);
    declare(g, w);
    struct tensor *loss = loss_of(g, w);
    opcheck_fine(graph_backward(g, loss));
    tensor_copy_floats(out, loss);
    for (int i = 0; i < LEAVES; i++) {
        tensor_copy_floats(out + n, w[i]->grad);
        n += tensor_count(w[i]);
    }
    return n;
}

enum { ROOM = 16 * WIDTH * WIDTH + SYMBOLS * WIDTH };

Test(replay, the_same_bits_for_any_number_of_threads)
{
    static float one[ROOM], many[ROOM];
    struct graph *g = graph_new(device_cpu(NULL), OPCHECK_ROOM);

    omp_set_num_threads(1);
    const int64_t n = step(g, one);
    for (int threads = 2; threads <= 5; threads++) {
        omp_set_num_threads(threads);
        cr_assert(step(g, many) == n);
        cr_assert(memcmp(one, many, (size_t)n * sizeof *one) == 0, "%d threads",
                  threads);
    }
    cr_assert(one[0] > 3 && one[0] < 6, "the loss is %g", (double)one[0]);
    graph_free(g);
}

/* What a block has not: rows, columns and pieces of the other ops. */
static struct tensor *mixture(struct graph *g, struct tensor *x,
                              struct tensor *row)
{
    struct tensor *p = softmax_op(g, mask_causal(g, x));
    struct tensor *y = arith_scale(g, shape_transpose(g, p, 1, 2), 3);
    struct tensor *both[] = {unary_sigmoid(g, y), arith_mul(g, y, row)};

    y = arith_div(g, shape_concat(g, both, 2, 1), arith_shift(g, row, 3));
    y = arith_sub(g, reduce_mean(g, y, 1), reduce_max(g, y, 1));
    return reduce_sum(g, unary_square(g, y), REDUCE_ALL);
}

enum { MAPS = 16, MIXTURE = MAPS * T * T + T + 1 };

static void mix(struct graph *g, float *out)
{
    static double value[MAPS * T * T];

    for (int i = 0; i < MAPS * T * T; i++)
        value[i] = sin(i * 0.9);
    graph_reset(g);
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(MAPS, T, T), value);
    struct tensor *row = gradcheck_leaf(g, OPCHECK_SHAPE(T), value);
    struct tensor *loss = mixture(g, x, row);
    opcheck_fine(graph_backward(g, loss));
    tensor_copy_floats(out, loss);
    tensor_copy_floats(out + 1, row->grad);
    tensor_copy_floats(out + 1 + T, x->grad);
}

Test(replay, other_ops_too_do_not_depend_on_threads)
{
    static float one[MIXTURE], many[MIXTURE];
    struct graph *g = graph_new(device_cpu(NULL), OPCHECK_ROOM);

    omp_set_num_threads(1);
    mix(g, one);
    for (int threads = 2; threads <= 5; threads++) {
        omp_set_num_threads(threads);
        mix(g, many);
        cr_assert(memcmp(one, many, sizeof one) == 0, "%d threads", threads);
    }
    graph_free(g);
}

Test(replay, the_second_step_takes_no_memory_from_the_system)
{
    static float out[ROOM];
    struct graph *g = graph_new(device_cpu(NULL), OPCHECK_ROOM);

    step(g, out);
    const struct graph_memory first = graph_memory(g);
    step(g, out);
    const struct graph_memory second = graph_memory(g);
    cr_assert(second.system_requests == first.system_requests);
    cr_assert(second.held_bytes == first.held_bytes);
    graph_free(g);
}

Test(replay, the_fast_device_agrees_with_the_reference)
{
    static float fast[ROOM], slow[ROOM];
    struct graph *g = graph_new(device_cpu(NULL), OPCHECK_ROOM);
    struct graph *reference = opcheck_graph();
    double difference = 0, size = 0;
    const int64_t n = step(g, fast);

    cr_assert(step(reference, slow) == n);
    for (int64_t i = 0; i < n; i++) {
        difference += pow((double)fast[i] - (double)slow[i], 2);
        size += pow((double)slow[i], 2);
    }
    cr_assert(difference <= 1e-10 * size, "NMSE %g", difference / size);
    graph_free(g);
    graph_free(reference);
}
