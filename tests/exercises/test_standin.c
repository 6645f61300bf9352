/* Functions of a learner in the place of kernels, against the kernels; and some
 * that misbehave. */
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/exercises/standing.h"

Test(standin, softmax_of_more_rows_than_fit_in_a_call)
{
    enum { ROWS = 700, COLS = 1000 };
    float *x = calloc(3 * ROWS * COLS, sizeof *x);

    standing_for(STANDIN_SOFTMAX, NULL);
    standing_fill(x, ROWS * COLS, 1);
    standing_table.softmax_forward(x + ROWS * COLS, x, ROWS, COLS);
    standing.ours.softmax_forward(x + 2 * ROWS * COLS, x, ROWS, COLS);
    standing_equal(x + ROWS * COLS, x + 2 * ROWS * COLS, ROWS * COLS);
    cr_assert_eq(standing.lent[STANDIN_SOFTMAX].calls, 3);
    free(x);
    standing_end();
}

Test(standin, attention_of_grouped_heads_in_strided_arrays)
{
    enum { B = 2, T = 70, H = 4, G = 2, D = 8, ROW = (H + 2 * G) * D };
    float x[B * T * ROW], out[2][B * T * H * D], lse[2][B * H * T];
    struct kernels_attention a = {.batch = B,
                                  .t = T,
                                  .keys = T,
                                  .heads = H,
                                  .groups = G,
                                  .width = D,
                                  .q = x,
                                  .k = x + H * D,
                                  .v = x + (H + G) * D,
                                  .q_batch = T * ROW,
                                  .q_row = ROW,
                                  .q_head = D,
                                  .k_batch = T * ROW,
                                  .k_row = ROW,
                                  .k_head = D,
                                  .v_batch = T * ROW,
                                  .v_row = ROW,
                                  .v_head = D,
                                  .scale = 0.7,
                                  .causal = true};
    const int64_t items = B * H * 3; /* blocks of 32 queries */

    standing_for(STANDIN_ATTENTION, NULL);
    standing_fill(x, B * T * ROW, 2);
    for (int i = 0; i < 2; i++) {
        a.out = out[i];
        a.lse = lse[i];
        if (i) {
            standing.ours.attention_forward(&a, 0, items);
        } else { /* a team cuts where it likes */
            standing_table.attention_forward(&a, 0, 5);
            standing_table.attention_forward(&a, 5, items);
        }
    }
    standing_equal(out[0], out[1], B * T * H * D);
    standing_equal(lse[0], lse[1], B * H * T);
    standing_end();
}

Test(standin, layer_norm_with_and_without_gains)
{
    enum { ROWS = 5, COLS = 12, N = ROWS * COLS };
    float x[N], dout[N], gain[COLS], bias[COLS], out[2][N], dx[2][N];

    standing_for(STANDIN_LAYER_NORM, NULL);
    standing_fill(x, N, 3);
    standing_fill(dout, N, 4);
    standing_fill(gain, COLS, 5);
    standing_fill(bias, COLS, 6);
    for (int bare = 0; bare < 2; bare++) {
        const float *g = bare ? NULL : gain, *b = bare ? NULL : bias;

        standing_fill(dx[0], N, 7);
        standing_fill(dx[1], N, 7);
        standing_table.norm_layer_forward(out[0], x, g, b, ROWS, COLS, 1e-5);
        standing.ours.norm_layer_forward(out[1], x, g, b, ROWS, COLS, 1e-5);
        standing_table.norm_layer_backward(dx[0], dout, x, g, ROWS, COLS, 1e-5);
        standing.ours.norm_layer_backward(dx[1], dout, x, g, ROWS, COLS, 1e-5);
        standing_equal(out[0], out[1], N);
        standing_equal(dx[0], dx[1], N);
    }
    standing_end();
}

Test(standin, gelu_forward_and_back)
{
    enum { N = 100 };
    float x[N], dout[N], out[2][N], dx[2][N];

    standing_for(STANDIN_GELU, NULL);
    standing_fill(x, N, 8);
    standing_fill(dout, N, 9);
    standing_fill(dx[0], N, 10);
    standing_fill(dx[1], N, 10);
    standing_table.activation_gelu_forward(out[0], x, N);
    standing.ours.activation_gelu_forward(out[1], x, N);
    standing_table.activation_gelu_backward(dx[0], dout, x, N);
    standing.ours.activation_gelu_backward(dx[1], dout, x, N);
    standing_equal(out[0], out[1], N);
    standing_equal(dx[0], dx[1], N);
    standing_table.activation_gelu_both(out[0], dx[0], x, N);
    standing.ours.activation_gelu_both(out[1], dx[1], x, N);
    standing_equal(out[0], out[1], N);
    standing_equal(dx[0], dx[1], N);
    standing_end();
}

Test(standin, products_turned_strided_scaled_and_added)
{
    enum { M = 9, K = 7, N = 5, ROW = 12 };
    float a[2 * M * ROW], b[2 * M * ROW], c[2][2 * M * ROW];

    standing_for(STANDIN_MATMUL, NULL);
    standing_fill(a, 2 * M * ROW, 11);
    standing_fill(b, 2 * M * ROW, 12);
    for (int kind = 0; kind < 8; kind++) {
        struct gemm_args g = {.a_transposed = kind & 1,
                              .b_transposed = kind & 2,
                              .rows = M,
                              .cols = N,
                              .inner = K,
                              .a = a,
                              .b = b,
                              .a_row = ROW,
                              .b_row = ROW,
                              .c_row = ROW,
                              .batch = 2,
                              .a_batch = M * ROW,
                              .b_batch = M * ROW,
                              .c_batch = M * ROW,
                              .alpha = 0.5,
                              .beta = kind & 4 ? 1.0 : 0.0};

        standing_fill(c[0], 2 * M * ROW, 13);
        standing_fill(c[1], 2 * M * ROW, 13);
        g.c = c[0];
        cr_assert(standin_product(&standing, &g));
        g.c = c[1];
        standing.ours.gemm_forward(&g);
        standing_equal(c[0], c[1], 2 * M * ROW);
    }
    standing_end();
}

Test(standin, a_product_whose_inner_side_is_too_long_is_added_up)
{
    enum { M = 2, K = 3000, N = 600 }; /* K N is past a call's million */
    float *a = calloc(M * K + K * N + 2 * M * N, sizeof *a);
    float *b = a + M * K, *c = b + K * N;
    struct gemm_args g = {.rows = M,
                          .cols = N,
                          .inner = K,
                          .a = a,
                          .b = b,
                          .c = c,
                          .a_row = K,
                          .b_row = N,
                          .c_row = N,
                          .batch = 1,
                          .alpha = 1.0};

    standing_for(STANDIN_MATMUL, NULL);
    standing_fill(a, M * K, 14);
    standing_fill(b, K * N, 15);
    for (int i = 0; i < K * N; i++)
        b[i] *= 0.01f;
    cr_assert(standin_product(&standing, &g));
    g.c = c + M * N;
    standing.ours.gemm_forward(&g);
    standing_equal(c, c + M * N, M * N);
    cr_assert_eq(standing.lent[STANDIN_MATMUL].calls, 2);
    free(a);
    standing_end();
}

Test(standin, linear_adds_its_bias)
{
    enum { M = 4, K = 3, N = 5 };
    float x[M * K], w[K * N], bias[N], c[2][M * N];
    struct gemm_args g = {.rows = M,
                          .cols = N,
                          .inner = K,
                          .a = x,
                          .b = w,
                          .c = c[0],
                          .a_row = K,
                          .b_row = N,
                          .c_row = N,
                          .batch = 1,
                          .alpha = 1.0,
                          .bias = bias};

    standing_for(STANDIN_LINEAR, NULL);
    standing_fill(x, M * K, 16);
    standing_fill(w, K * N, 17);
    standing_fill(bias, N, 18);
    cr_assert(standin_product(&standing, &g));
    for (int i = 0; i < M * N; i++)
        c[1][i] = bias[i % N];
    g.c = c[1];
    g.beta = 1.0;
    g.bias = NULL;
    cr_assert(!standin_product(&standing, &g), "their matmul is not on");
    standing.ours.gemm_forward(&g);
    standing_equal(c[0], c[1], M * N);
    standing_end();
}

Test(standin, cross_entropy_with_rows_that_do_not_count)
{
    enum { ROWS = 4, COLS = 6 };
    const int32_t target[ROWS] = {2, -100, 0, 5};
    struct kernels_classes k = {
        .rows = ROWS, .cols = COLS, .ignore = -100, .scale = 0.3};
    float x[ROWS * COLS], loss[2][ROWS], lse[2][ROWS], dx[2][ROWS * COLS];

    standing_for(STANDIN_CROSS_ENTROPY, NULL);
    standing_fill(x, ROWS * COLS, 19);
    standing_table.cross_entropy_forward(loss[0], lse[0], x, target, -100, ROWS,
                                         COLS);
    standing.ours.cross_entropy_forward(loss[1], lse[1], x, target, -100, ROWS,
                                        COLS);
    standing_equal(loss[0], loss[1], ROWS);
    for (int adds = 0; adds < 2; adds++) {
        k.adds = adds;
        standing_fill(dx[0], ROWS * COLS, 20);
        standing_fill(dx[1], ROWS * COLS, 20);
        standing_table.cross_entropy_backward(dx[0], x, lse[1], target, &k);
        standing.ours.cross_entropy_backward(dx[1], x, lse[1], target, &k);
        standing_equal(dx[0], dx[1], ROWS * COLS);
    }
    standing_end();
}

Test(standin, adamw_clips_first)
{
    enum { N = 50 };
    struct kernels_adamw k = {.rate = 0.01,
                              .beta1 = 0.9,
                              .beta2 = 0.99,
                              .epsilon = 1e-6,
                              .decay = 0.1,
                              .clip = 0.5,
                              .step = 7};
    float g[N], p[2][N], m[2][N], v[2][N];

    standing_for(STANDIN_ADAMW, NULL);
    standing_fill(g, N, 21);
    for (int i = 0; i < 2; i++) {
        standing_fill(p[i], N, 22);
        standing_fill(m[i], N, 23);
        standing_fill(v[i], N, 24);
        for (int j = 0; j < N; j++)
            v[i][j] = fabsf(v[i][j]);
    }
    standing_table.optim_adamw(p[0], g, m[0], v[0], &k, N);
    standing.ours.optim_adamw(p[1], g, m[1], v[1], &k, N);
    standing_equal(p[0], p[1], N);
    standing_equal(m[0], m[1], N);
    standing_equal(v[0], v[1], N);
    standing_end();
}

Test(standin, rope_of_every_head_from_any_position)
{
    enum { B = 2, T = 6, H = 3, D = 8, ROW = 40, N = B * T * H * D };
    struct kernels_rope r = {.t = T,
                             .heads = H,
                             .width = D,
                             .start = 11,
                             .base = 10000.0,
                             .x_batch = T * ROW,
                             .x_row = ROW,
                             .x_head = D};
    float x[B * T * ROW], turns[T * D], out[2][N];

    standing_for(STANDIN_ROPE, NULL);
    standing_fill(x, B * T * ROW, 25);
    standing.ours.rope_table(turns, &r, 0, T);
    standing_table.rope_forward(out[0], x, turns, &r, 0, 4);
    standing_table.rope_forward(out[0], x, turns, &r, 4, B * T);
    standing.ours.rope_forward(out[1], x, turns, &r, 0, B * T);
    standing_equal(out[0], out[1], N);
    standing_end();
}

/* --- those that misbehave --------------------------------------------------
 */

static struct status of_softmax(const char *body)
{
    float x[6] = {1, 2, 3, 4, 5, 6}, out[6] = {0}, ours[6];
    char text[512];

    snprintf(text, sizeof text,
             "#include <stdlib.h>\n#include \"softmax.h\"\n"
             "void softmax_forward(float *out, const float *x, int rows,\n"
             "                     int cols)\n{\n%s\n}\n",
             body);
    standing_for(STANDIN_SOFTMAX, text);
    standing_table.softmax_forward(out, x, 2, 3);
    standing.ours.softmax_forward(ours, x, 2, 3);
    const struct status st = standin_status(&standing);
    if (st.code)
        standing_equal(out, ours, 6); /* so that the step ends on numbers */
    standin_end(&standing);
    return st;
}

Test(standin, a_crash_is_a_sentence_and_ours_go_on)
{
    const struct status st =
        of_softmax("*(volatile int *)0 = 1; (void)out, (void)x; (void)rows; "
                   "(void)cols;");

    cr_assert_neq(st.code, 0);
    cr_assert(strstr(st.text, "your softmax broke off") != NULL, "%s", st.text);
}

Test(standin, what_the_judge_forbids_is_not_lent)
{
    static const char text[] =
        "#include <stdlib.h>\n#include \"softmax.h\"\n"
        "void softmax_forward(float *out, const float *x, int rows,\n"
        "                     int cols)\n"
        "{ exit(0); (void)out; (void)x; (void)rows; (void)cols; }\n";
    struct lent l;
    const struct status st = lent_open(
        &l, "softmax", TEST_ROOT "/exercises/softmax", text, sizeof text - 1);

    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert(strstr(st.text, "exit") != NULL, "%s", st.text);
}

Test(standin, so_is_writing_outside)
{
    const struct status st = of_softmax(
        "for (int i = 0; i <= rows * cols; i++) out[i] = 0; (void)x;");

    cr_assert(strstr(st.text, "wrote outside") != NULL, "%s", st.text);
}

Test(standin, a_loop_without_end_costs_its_patience_and_no_more)
{
    const struct status st =
        of_softmax("for (volatile int i = 0; i < 1;) "
                   "out[0] = x[0] * (float)(rows + cols);");

    cr_assert(strstr(st.text, "did not answer") != NULL, "%s", st.text);
}

Test(standin, there_is_one_set_at_a_time)
{
    struct standin other = {.on = {false}};
    struct kernels_f32 more = *kernels_fast(NULL);

    standing_for(STANDIN_SOFTMAX, NULL);
    cr_assert_neq(standin_begin(&other, &more, &standing_stead).code, 0);
    standing_end();
    judged_fine(standin_begin(&other, &more, &standing_stead));
    standin_end(&other);
}

Test(standin, every_part_is_an_exercise_and_names_its_run)
{
    for (int i = 0; i < STANDIN_PARTS; i++) {
        const char *name = standin_exercise((enum standin_part)i);
        char path[300];

        snprintf(path, sizeof path, TEST_ROOT "/exercises/%s/solution.c", name);
        cr_assert_eq(access(path, R_OK), 0, "%s", path);
        cr_assert_eq((int)standin_of(name, strlen(name)), i);
        cr_assert_eq(strncmp(standin_run((enum standin_part)i), "lathe ", 6),
                     0);
    }
    cr_assert_eq((int)standin_of("hardmax", 7), STANDIN_PARTS);
}
