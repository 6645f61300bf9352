#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/graph.h"
#include "engine/core/params.h"
#include "engine/ops/activation.h"
#include "engine/ops/arith.h"
#include "engine/ops/cross_entropy.h"
#include "engine/ops/linear.h"
#include "engine/ops/reduce.h"
#include "engine/ops/softmax.h"

enum { ROWS = 64, WIDTH = 32, CLASSES = 500, LAYERS = 6 };

struct outcome {
    float grad[2 * WIDTH * WIDTH * LAYERS + WIDTH * CLASSES];
    size_t most_bytes;
};

static struct params *weights(void)
{
    struct params *ps = params_new(device_cpu(NULL));
    char name[16];

    for (int i = 0; i < LAYERS; i++) {
        snprintf(name, sizeof name, "w%d", i);
        params_add(ps, name, 2, (const int64_t[]){WIDTH, WIDTH}, PARAMS_NORMAL,
                   0.3);
    }
    params_add(ps, "head", 2, (const int64_t[]){CLASSES, WIDTH}, PARAMS_NORMAL,
               0.3);
    cr_assert_eq(params_build(ps, 3).code, 0);
    return ps;
}

static bool says_done; /* of what a bend read */

/* `second`: somebody else reads the logits as well. */
static struct tensor *loss_of(struct graph *g, struct params *ps, bool second)
{
    static float x[ROWS * WIDTH];
    static int32_t target[ROWS];
    const int64_t rows = ROWS;

    for (int i = 0; i < ROWS * WIDTH; i++)
        x[i] = (float)(i % 13) * 0.1f - 0.6f;
    for (int i = 0; i < ROWS; i++)
        target[i] = 7 * i % CLASSES;
    struct tensor *y = graph_floats(g, 2, (const int64_t[]){ROWS, WIDTH}, x);
    for (int i = 0; i < LAYERS; i++) {
        struct tensor *up =
            linear_op(g, y, params_tensor(params_at(ps, i)), NULL);

        y = activation_gelu(g, up);
        if (says_done)
            graph_done(g, up);
    }
    y = linear_op(g, y, params_tensor(params_at(ps, LAYERS)), NULL);
    struct tensor *loss =
        cross_entropy_op(g, y, graph_ints(g, 1, &rows, target), -1);
    if (second)
        loss =
            arith_add(g, loss, reduce_mean(g, arith_mul(g, y, y), REDUCE_ALL));
    return loss;
}

static void run(struct outcome *o, bool lean, bool second)
{
    struct params *ps = weights();
    struct graph *g = graph_new(device_cpu(NULL), (size_t)1 << 30);

    graph_set_lean(g, lean);
    struct tensor *loss = loss_of(g, ps, second);
    const struct status st = graph_backward(g, loss);
    cr_assert_eq(st.code, 0, "%s", st.text);
    o->most_bytes = graph_memory(g).most_bytes;
    memcpy(o->grad, params_grads(ps),
           (size_t)params_total(ps) * sizeof *o->grad);
    graph_free(g);
    params_free(ps);
}

static struct outcome plain, lean;

Test(lean, gradients_are_those_of_a_tape_that_keeps_its_values)
{
    for (int second = 0; second < 2; second++) {
        run(&plain, false, second);
        run(&lean, true, second);
        cr_expect(memcmp(plain.grad, lean.grad, sizeof plain.grad) == 0,
                  "second reader: %d", second);
        cr_expect(lean.most_bytes < plain.most_bytes, "%zu and %zu bytes",
                  lean.most_bytes, plain.most_bytes);
    }
}

Test(lean, the_gradient_of_the_logits_takes_no_memory_of_its_own)
{
    run(&plain, false, false);
    run(&lean, true, false);
    cr_expect(plain.most_bytes - lean.most_bytes >=
                  ROWS * CLASSES * sizeof(float),
              "%zu and %zu bytes", plain.most_bytes, lean.most_bytes);
}

Test(lean, what_no_record_reads_again_is_given_up_on_the_way_there)
{
    struct outcome *done = malloc(sizeof *done);

    run(&lean, true, false);
    says_done = true;
    run(done, true, false);
    cr_expect(memcmp(done->grad, lean.grad, sizeof lean.grad) == 0);
    cr_expect(lean.most_bytes - done->most_bytes >=
                  (LAYERS - 1) * ROWS * WIDTH * sizeof(float),
              "%zu and %zu bytes", lean.most_bytes, done->most_bytes);
    run(&plain, false, false); /* a tape to be looked at keeps them */
    cr_expect(memcmp(plain.grad, lean.grad, sizeof lean.grad) == 0);
    says_done = false;
    free(done);
}

Test(lean, what_the_way_back_reads_stays_whoever_is_done_with_it)
{
    float grad[2][WIDTH * WIDTH];

    for (int done = 0; done < 2; done++) {
        struct params *ps = params_new(device_cpu(NULL));
        struct graph *g = graph_new(device_cpu(NULL), (size_t)1 << 30);

        params_add(ps, "w", 2, (const int64_t[]){WIDTH, WIDTH}, PARAMS_NORMAL,
                   1.0);
        cr_assert_eq(params_build(ps, 5).code, 0);
        graph_set_lean(g, true);
        struct tensor *w = params_tensor(params_at(ps, 0));
        struct tensor *x = linear_op(g, w, w, NULL);
        struct tensor *y = arith_mul(g, x, activation_gelu(g, x));
        if (done) {
            graph_done(g, x);
            graph_done(g, x); /* twice does not count twice */
        }
        y = softmax_op(g, y); /* would take the block */
        struct tensor *loss = reduce_mean(g, arith_mul(g, y, y), REDUCE_ALL);
        cr_assert_eq(graph_backward(g, loss).code, 0);
        memcpy(grad[done], params_grads(ps), sizeof grad[done]);
        graph_free(g);
        params_free(ps);
    }
    cr_expect(memcmp(grad[0], grad[1], sizeof grad[0]) == 0);
}

enum { SUMS = 10, NUMBERS = 4096 };

static struct tensor *leaf(struct graph *g, float value)
{
    static float x[NUMBERS];
    const int64_t n = NUMBERS;

    for (int i = 0; i < NUMBERS; i++)
        x[i] = value;
    struct tensor *t = graph_floats(g, 1, &n, x);
    t->needs_grad = true;
    graph_keep_grad(g, t);
    return t;
}

Test(lean, a_sum_hands_its_gradient_on_without_a_copy)
{
    struct graph *g = graph_new(device_cpu(NULL), (size_t)1 << 30);
    struct tensor *x = leaf(g, 1.0f), *part[SUMS];

    for (int i = 0; i < SUMS; i++) {
        part[i] = leaf(g, 1.0f);
        x = arith_add(g, x, part[i]);
    }
    struct tensor *loss = reduce_mean(g, arith_mul(g, x, x), REDUCE_ALL);
    const size_t before = graph_memory(g).live_bytes;
    cr_assert_eq(graph_backward(g, loss).code, 0);
    cr_expect(graph_memory(g).live_bytes - before <
              3 * NUMBERS * sizeof(float));
    for (int i = 0; i < SUMS; i++)
        cr_expect(fabs(tensor_get(part[i]->grad, 7) -
                       2.0 * (SUMS + 1) / NUMBERS) < 1e-9);
    graph_free(g);
}

Test(lean, who_adds_to_a_gradient_that_was_handed_on_adds_to_a_copy)
{
    struct graph *g = graph_new(device_cpu(NULL), (size_t)1 << 30);
    struct tensor *a = leaf(g, 2.0f), *b = leaf(g, 3.0f);
    struct tensor *square = arith_mul(g, a, a); /* goes back after the sum */
    struct tensor *sum = arith_add(g, a, b);
    struct tensor *loss =
        reduce_sum(g, arith_add(g, arith_mul(g, sum, sum), square), REDUCE_ALL);

    cr_assert_eq(graph_backward(g, loss).code, 0);
    cr_expect_eq(tensor_get(a->grad, 5), 14.0); /* 2 (a + b) + 2 a */
    cr_expect_eq(tensor_get(b->grad, 5), 10.0);
    graph_free(g);
}

Test(lean, a_rounded_gradient_is_not_that_of_the_stream_beside_it)
{
    struct params *ps = weights();
    struct graph *g = graph_new(device_cpu(NULL), (size_t)1 << 30);
    static float x[ROWS * WIDTH], c[ROWS * WIDTH];
    const int64_t shape[] = {ROWS, WIDTH};

    for (int i = 0; i < ROWS * WIDTH; i++)
        c[i] = 1.0f + 1.0f / 8192.0f; /* no f16 */
    cr_assert_eq(graph_set_mode(g, GRAPH_F16).code, 0);
    struct tensor *stream = graph_floats(g, 2, shape, x);
    stream->needs_grad = true;
    graph_keep_grad(g, stream);
    struct tensor *sum = arith_add(
        g, stream, linear_op(g, stream, params_tensor(params_at(ps, 0)), NULL));
    struct tensor *loss = reduce_sum(
        g, arith_mul(g, sum, graph_floats(g, 2, shape, c)), REDUCE_ALL);
    graph_keep_grad(g, sum);
    cr_assert_eq(graph_backward(g, loss).code, 0);
    cr_expect_eq((float)tensor_get(sum->grad, 3), c[3]);
    graph_free(g);
    params_free(ps);
}

/* What softmax made is read by its way back, so it is not written over. */
Test(lean, a_maker_that_reads_its_result_keeps_it)
{
    float grad[2][ROWS * WIDTH];
    const int64_t rows = ROWS;
    int32_t target[ROWS] = {0};

    for (int on = 0; on < 2; on++) {
        struct params *ps = params_new(device_cpu(NULL));
        struct graph *g = graph_new(device_cpu(NULL), (size_t)1 << 30);

        params_add(ps, "x", 2, (const int64_t[]){ROWS, WIDTH}, PARAMS_NORMAL,
                   1.0);
        cr_assert_eq(params_build(ps, 5).code, 0);
        graph_set_lean(g, on);
        struct tensor *p = softmax_op(g, params_tensor(params_at(ps, 0)));
        struct tensor *loss =
            cross_entropy_op(g, p, graph_ints(g, 1, &rows, target), -1);
        cr_assert_eq(graph_backward(g, loss).code, 0);
        memcpy(grad[on], params_grads(ps), sizeof grad[on]);
        graph_free(g);
        params_free(ps);
    }
    cr_expect(memcmp(grad[0], grad[1], sizeof grad[0]) == 0);
}

Test(lean, a_second_pass_takes_no_memory_from_the_system)
{
    struct params *ps = weights();
    struct graph *g = graph_new(device_cpu(NULL), (size_t)1 << 30);
    int64_t requests = 0;

    graph_set_lean(g, true);
    for (int i = 0; i < 3; i++) {
        graph_reset(g);
        params_zero_grads(ps);
        cr_assert_eq(graph_backward(g, loss_of(g, ps, false)).code, 0);
        if (i == 1)
            requests = graph_memory(g).system_requests;
    }
    cr_expect_eq(graph_memory(g).system_requests, requests);
    graph_free(g);
    params_free(ps);
}
