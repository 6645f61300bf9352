/* Functions of a learner in the place of kernels, against the kernels. What
 * they are given here are the solutions; and some that misbehave. */
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "engine/core/graph.h"
#include "engine/model/ngram.h"
#include "engine/model/sampler.h"
#include "engine/model/tfidf.h"
#include "engine/model/tokenizer.h"
#include "engine/nn/kvcache.h"
#include "engine/nn/wavetable.h"
#include "engine/ops/cache.h"
#include "engine/ops/recurrent.h"
#include "exercises/standin.h"
#include "tests/exercises/judged.h"

/* Both sum in f32, in another order. */
static const float close_to = 2e-4f;

static struct standin s;
static struct kernels_f32 table;
static struct stead stead;

static void stand_in(enum standin_part part, const char *text)
{
    char folder[256], path[300];
    const char *name = standin_exercise(part);

    snprintf(folder, sizeof folder, TEST_ROOT "/exercises/%s", name);
    snprintf(path, sizeof path, "%s/solution.c", folder);
    char *own = text ? strdup(text) : judged_read(path);
    judged_fine(lent_open(&s.lent[part], name, folder, own, strlen(own)));
    free(own);
    s.on[part] = true;
    table = *kernels_fast(NULL);
    judged_fine(standin_begin(&s, &table, &stead));
}

static void end(void)
{
    judged_fine(standin_status(&s));
    standin_end(&s);
}

/* Numbers between -1 and 1, the same each time. */
static void fill(float *x, int n, unsigned seed)
{
    for (int i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        x[i] = (float)(seed >> 8) / 8388608.0f - 1.0f;
    }
}

static void equal(const float *a, const float *b, int n)
{
    for (int i = 0; i < n; i++)
        cr_assert_lt(fabsf(a[i] - b[i]), close_to, "%d: %g and %g", i,
                     (double)a[i], (double)b[i]);
}

Test(standin, softmax_of_more_rows_than_fit_in_a_call)
{
    enum { ROWS = 700, COLS = 1000 };
    float *x = calloc(3 * ROWS * COLS, sizeof *x);

    stand_in(STANDIN_SOFTMAX, NULL);
    fill(x, ROWS * COLS, 1);
    table.softmax_forward(x + ROWS * COLS, x, ROWS, COLS);
    s.ours.softmax_forward(x + 2 * ROWS * COLS, x, ROWS, COLS);
    equal(x + ROWS * COLS, x + 2 * ROWS * COLS, ROWS * COLS);
    cr_assert_eq(s.lent[STANDIN_SOFTMAX].calls, 3);
    free(x);
    end();
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

    stand_in(STANDIN_ATTENTION, NULL);
    fill(x, B * T * ROW, 2);
    for (int i = 0; i < 2; i++) {
        a.out = out[i];
        a.lse = lse[i];
        if (i) {
            s.ours.attention_forward(&a, 0, items);
        } else { /* a team cuts where it likes */
            table.attention_forward(&a, 0, 5);
            table.attention_forward(&a, 5, items);
        }
    }
    equal(out[0], out[1], B * T * H * D);
    equal(lse[0], lse[1], B * H * T);
    end();
}

Test(standin, layer_norm_with_and_without_gains)
{
    enum { ROWS = 5, COLS = 12, N = ROWS * COLS };
    float x[N], dout[N], gain[COLS], bias[COLS], out[2][N], dx[2][N];

    stand_in(STANDIN_LAYER_NORM, NULL);
    fill(x, N, 3);
    fill(dout, N, 4);
    fill(gain, COLS, 5);
    fill(bias, COLS, 6);
    for (int bare = 0; bare < 2; bare++) {
        const float *g = bare ? NULL : gain, *b = bare ? NULL : bias;

        fill(dx[0], N, 7);
        fill(dx[1], N, 7);
        table.norm_layer_forward(out[0], x, g, b, ROWS, COLS, 1e-5);
        s.ours.norm_layer_forward(out[1], x, g, b, ROWS, COLS, 1e-5);
        table.norm_layer_backward(dx[0], dout, x, g, ROWS, COLS, 1e-5);
        s.ours.norm_layer_backward(dx[1], dout, x, g, ROWS, COLS, 1e-5);
        equal(out[0], out[1], N);
        equal(dx[0], dx[1], N);
    }
    end();
}

Test(standin, gelu_forward_and_back)
{
    enum { N = 100 };
    float x[N], dout[N], out[2][N], dx[2][N];

    stand_in(STANDIN_GELU, NULL);
    fill(x, N, 8);
    fill(dout, N, 9);
    fill(dx[0], N, 10);
    fill(dx[1], N, 10);
    table.activation_gelu_forward(out[0], x, N);
    s.ours.activation_gelu_forward(out[1], x, N);
    table.activation_gelu_backward(dx[0], dout, x, N);
    s.ours.activation_gelu_backward(dx[1], dout, x, N);
    equal(out[0], out[1], N);
    equal(dx[0], dx[1], N);
    table.activation_gelu_both(out[0], dx[0], x, N);
    s.ours.activation_gelu_both(out[1], dx[1], x, N);
    equal(out[0], out[1], N);
    equal(dx[0], dx[1], N);
    end();
}

Test(standin, products_turned_strided_scaled_and_added)
{
    enum { M = 9, K = 7, N = 5, ROW = 12 };
    float a[2 * M * ROW], b[2 * M * ROW], c[2][2 * M * ROW];

    stand_in(STANDIN_MATMUL, NULL);
    fill(a, 2 * M * ROW, 11);
    fill(b, 2 * M * ROW, 12);
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

        fill(c[0], 2 * M * ROW, 13);
        fill(c[1], 2 * M * ROW, 13);
        g.c = c[0];
        cr_assert(standin_product(&s, &g));
        g.c = c[1];
        s.ours.gemm_forward(&g);
        equal(c[0], c[1], 2 * M * ROW);
    }
    end();
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

    stand_in(STANDIN_MATMUL, NULL);
    fill(a, M * K, 14);
    fill(b, K * N, 15);
    for (int i = 0; i < K * N; i++)
        b[i] *= 0.01f;
    cr_assert(standin_product(&s, &g));
    g.c = c + M * N;
    s.ours.gemm_forward(&g);
    equal(c, c + M * N, M * N);
    cr_assert_eq(s.lent[STANDIN_MATMUL].calls, 2);
    free(a);
    end();
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

    stand_in(STANDIN_LINEAR, NULL);
    fill(x, M * K, 16);
    fill(w, K * N, 17);
    fill(bias, N, 18);
    cr_assert(standin_product(&s, &g));
    for (int i = 0; i < M * N; i++)
        c[1][i] = bias[i % N];
    g.c = c[1];
    g.beta = 1.0;
    g.bias = NULL;
    cr_assert(!standin_product(&s, &g), "their matmul is not on");
    s.ours.gemm_forward(&g);
    equal(c[0], c[1], M * N);
    end();
}

Test(standin, cross_entropy_with_rows_that_do_not_count)
{
    enum { ROWS = 4, COLS = 6 };
    const int32_t target[ROWS] = {2, -100, 0, 5};
    struct kernels_classes k = {
        .rows = ROWS, .cols = COLS, .ignore = -100, .scale = 0.3};
    float x[ROWS * COLS], loss[2][ROWS], lse[2][ROWS], dx[2][ROWS * COLS];

    stand_in(STANDIN_CROSS_ENTROPY, NULL);
    fill(x, ROWS * COLS, 19);
    table.cross_entropy_forward(loss[0], lse[0], x, target, -100, ROWS, COLS);
    s.ours.cross_entropy_forward(loss[1], lse[1], x, target, -100, ROWS, COLS);
    equal(loss[0], loss[1], ROWS);
    for (int adds = 0; adds < 2; adds++) {
        k.adds = adds;
        fill(dx[0], ROWS * COLS, 20);
        fill(dx[1], ROWS * COLS, 20);
        table.cross_entropy_backward(dx[0], x, lse[1], target, &k);
        s.ours.cross_entropy_backward(dx[1], x, lse[1], target, &k);
        equal(dx[0], dx[1], ROWS * COLS);
    }
    end();
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

    stand_in(STANDIN_ADAMW, NULL);
    fill(g, N, 21);
    for (int i = 0; i < 2; i++) {
        fill(p[i], N, 22);
        fill(m[i], N, 23);
        fill(v[i], N, 24);
        for (int j = 0; j < N; j++)
            v[i][j] = fabsf(v[i][j]);
    }
    table.optim_adamw(p[0], g, m[0], v[0], &k, N);
    s.ours.optim_adamw(p[1], g, m[1], v[1], &k, N);
    equal(p[0], p[1], N);
    equal(m[0], m[1], N);
    equal(v[0], v[1], N);
    end();
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

    stand_in(STANDIN_ROPE, NULL);
    fill(x, B * T * ROW, 25);
    s.ours.rope_table(turns, &r, 0, T);
    table.rope_forward(out[0], x, turns, &r, 0, 4);
    table.rope_forward(out[0], x, turns, &r, 4, B * T);
    s.ours.rope_forward(out[1], x, turns, &r, 0, B * T);
    equal(out[0], out[1], N);
    end();
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
    stand_in(STANDIN_SOFTMAX, text);
    table.softmax_forward(out, x, 2, 3);
    s.ours.softmax_forward(ours, x, 2, 3);
    const struct status st = standin_status(&s);
    if (st.code)
        equal(out, ours, 6); /* so that the step ends on numbers */
    standin_end(&s);
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

    stand_in(STANDIN_SOFTMAX, NULL);
    cr_assert_neq(standin_begin(&other, &more, &stead).code, 0);
    end();
    judged_fine(standin_begin(&other, &more, &stead));
    standin_end(&other);
}

Test(standin, merges_found_by_theirs_are_those_of_the_engine)
{
    static const char text[] = "the cat and the hat and the bat sat on the mat "
                               "that the rat had; so the hat sat there then";
    struct tokenizer *a, *b;
    int32_t x[2], y[2];

    stand_in(STANDIN_BPE_MERGE, NULL);
    judged_fine(tokenizer_train_bpe_by(&a, text, sizeof text - 1, 276, &stead));
    judged_fine(tokenizer_train_bpe(&b, text, sizeof text - 1, 276));
    cr_assert_eq(tokenizer_size(a), tokenizer_size(b));
    cr_assert_gt(tokenizer_size(a), 260);
    for (int32_t id = 256; id < tokenizer_size(a); id++) {
        cr_assert(tokenizer_parts(a, id, x) && tokenizer_parts(b, id, y));
        cr_assert(x[0] == y[0] && x[1] == y[1], "%d", id);
    }
    cr_assert_gt(s.lent[STANDIN_BPE_MERGE].calls, 8);
    tokenizer_free(a);
    tokenizer_free(b);
    end();
}

Test(standin, cuts_of_theirs_leave_the_same_odds)
{
    enum { VOCAB = 50 };
    struct sampler *sampler = sampler_new(VOCAB);
    struct sampler_settings k = sampler_plain();
    struct sampler_odds ours[VOCAB], theirs[VOCAB];
    float logits[VOCAB];

    stand_in(STANDIN_SAMPLING, NULL);
    fill(logits, VOCAB, 31);
    k.top_k = 12;
    k.top_p = 0.7;
    const int n = sampler_odds(sampler, logits, &k, NULL, 0, ours, VOCAB);
    k.stead = &stead;
    cr_assert_eq(sampler_odds(sampler, logits, &k, NULL, 0, theirs, VOCAB), n);
    for (int i = 0; i < n; i++) {
        cr_assert_eq(ours[i].id, theirs[i].id);
        cr_assert_lt(fabs(ours[i].probability - theirs[i].probability), 1e-5);
    }
    cr_assert_eq(s.lent[STANDIN_SAMPLING].calls, 2);
    sampler_free(sampler);
    end();
}

Test(standin, counted_words_have_the_same_odds)
{
    static const int32_t ids[] = {0, 1, 2, 0, 1, 3, 0, 1, 2, 4};
    struct ngram_way way = {.kind = NGRAM_ADD, .order = 3, .by = 0.5};
    struct ngram *m;
    double ours[5], theirs[5];

    stand_in(STANDIN_NGRAM, NULL);
    judged_fine(ngram_new(&m, ids, 10, 5, 3));
    ngram_row(m, &way, ids, 2, ours);
    way.stead = &stead;
    ngram_row(m, &way, ids, 2, theirs);
    for (int i = 0; i < 5; i++)
        cr_assert_lt(fabs(ours[i] - theirs[i]), 1e-6);
    cr_assert_eq(s.lent[STANDIN_NGRAM].calls, 1);
    ngram_free(m);
    end();
}

Test(standin, words_are_worth_the_same)
{
    static const int32_t ids[] = {0, 1, 1, 2, 0, 3, 0, 1};
    static const int64_t start[] = {0, 3, 5, 8};
    struct tfidf *a, *b;

    stand_in(STANDIN_IDF, NULL);
    judged_fine(tfidf_new_by(&a, ids, start, 3, 5, false, &stead));
    judged_fine(tfidf_new(&b, ids, start, 3, 5, false));
    for (int32_t w = 0; w < 5; w++)
        cr_assert_lt(fabs(tfidf_idf(a, w) - tfidf_idf(b, w)), 1e-6);
    cr_assert_eq(s.lent[STANDIN_IDF].calls, 1);
    tfidf_free(a);
    tfidf_free(b);
    end();
}

Test(standin, waves_rows_and_heads_are_the_same)
{
    enum { T = 6, H = 2, SIZE = 3, N = T * H * SIZE };
    const struct kernels_copy merge = {.dims = 3,
                                       .shape = {T, H, SIZE},
                                       .out_stride = {H * SIZE, SIZE, 1},
                                       .x_stride = {SIZE, T * SIZE, 1}};
    const struct kernels_copy split = {.dims = 3,
                                       .shape = {H, T, SIZE},
                                       .out_stride = {T * SIZE, SIZE, 1},
                                       .x_stride = {SIZE, H * SIZE, 1}};
    const enum standin_part part[] = {STANDIN_HEADS, STANDIN_STRIDES};
    float x[N], out[2][N], *a, *b;

    fill(x, N, 32);
    for (int i = 0; i < 4; i++) {
        const struct kernels_copy *c = i % 2 ? &split : &merge;

        stand_in(part[i / 2], NULL);
        table.copy_forward(out[0], x, c, 0, 7);
        table.copy_forward(out[0], x, c, 7, N);
        table.copy_forward(out[0], x, c, 0, N);
        s.ours.copy_forward(out[1], x, c, 0, N);
        equal(out[0], out[1], N);
        cr_assert_gt(s.lent[part[i / 2]].calls, 0);
        end();
    }
    stand_in(STANDIN_SINUSOID, NULL);
    judged_fine(wavetable_new(&a, 40, 16, &stead));
    judged_fine(wavetable_new(&b, 40, 16, NULL));
    equal(a, b, 40 * 16);
    cr_assert_eq(s.lent[STANDIN_SINUSOID].calls, 1);
    free(a);
    free(b);
    end();
}

/* h of three sequences over four steps, with the device's stead or without. */
static void recur(enum standin_part part, const struct stead *with, float *h)
{
    enum { B = 3, STEPS = 4, W = 5 };
    const int kind = part == STANDIN_RNN_STEP   ? 1
                     : part == STANDIN_GRU_STEP ? 3
                                                : 4;
    struct device d = *device_find("cpu");
    float sums[B * STEPS * 4 * W], w[4 * W * W], bias[W];

    d.stead = with;
    struct graph *g = graph_new(&d, 1 << 24);
    fill(sums, B * STEPS * kind * W, 41);
    fill(w, kind * W * W, 42);
    fill(bias, W, 43);
    struct tensor *x =
        graph_floats(g, 3, (const int64_t[]){B, STEPS, kind * W}, sums);
    struct tensor *m = graph_floats(g, 2, (const int64_t[]){kind * W, W}, w);
    struct tensor *y =
        kind == 1 ? recurrent_rnn(g, x, m, NULL, false)
        : kind == 3
            ? recurrent_gru(g, x, m,
                            graph_floats(g, 1, (const int64_t[]){W}, bias),
                            NULL, false)
            : recurrent_lstm(g, x, m, NULL, true);
    judged_fine(graph_status(g));
    for (int i = 0; i < B * STEPS * W; i++)
        h[i] = (float)tensor_get(y, i);
    graph_free(g);
}

Test(standin, steps_of_recurrent_layers_are_the_same)
{
    static const enum standin_part part[] = {STANDIN_RNN_STEP, STANDIN_GRU_STEP,
                                             STANDIN_LSTM_STEP};
    float h[2][60];

    for (int i = 0; i < 3; i++) {
        stand_in(part[i], NULL);
        recur(part[i], &stead, h[0]);
        recur(part[i], NULL, h[1]);
        equal(h[0], h[1], 60);
        cr_assert_eq(s.lent[part[i]].calls, 12);
        end();
    }
}

Test(standin, kept_keys_are_the_same)
{
    enum { G = 2, ROOM = 8, W = 4, T = 3 };
    float x[T * G * W], got[2][2 * T * G * W];
    struct kvcache *c;

    stand_in(STANDIN_KV_CACHE, NULL);
    fill(x, T * G * W, 51);
    for (int i = 0; i < 2; i++) {
        struct device d = *device_find("cpu");

        d.stead = i ? NULL : &stead;
        struct graph *g = graph_new(&d, 1 << 24);
        judged_fine(kvcache_new(&c, &(struct kvcache_shape){1, G, W, ROOM}));
        struct tensor *t = graph_floats(g, 4, (const int64_t[]){1, T, G, W}, x);
        cache_extend(g, t, kvcache_keys(c, 0), 0);
        struct tensor *all = cache_extend(g, t, kvcache_keys(c, 0), T);
        judged_fine(graph_status(g));
        for (int k = 0; k < 2 * T * G * W; k++)
            got[i][k] = (float)tensor_get(all, k);
        graph_free(g);
        kvcache_free(c);
    }
    equal(got[0], got[1], 2 * T * G * W);
    cr_assert_eq(s.lent[STANDIN_KV_CACHE].calls, 2 * G);
    end();
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
