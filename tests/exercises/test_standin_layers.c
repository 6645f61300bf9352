/* Functions of a learner in the place of larger pieces of the engine: blocks of
 * a quantised matrix, a look back, a layer with its adapter. */
#include <math.h>
#include <string.h>

#include "engine/core/params.h"
#include "engine/kernels/quant.h"
#include "engine/kernels/quant_asked.h"
#include "engine/nn/addattn.h"
#include "engine/nn/lora.h"
#include "engine/ops/linear.h"
#include "engine/ops/reduce.h"
#include "tests/exercises/standing.h"

Test(standin_layers, blocks_of_theirs_are_ours_to_the_byte)
{
    enum { N = 32 * 40 };
    const size_t bytes = N / 32 * quant_bytes(QUANT_Q8_0);
    unsigned char packed[2][N / 32 * 34];
    float x[N], y[2][N];

    standing_for(STANDIN_QUANTISE, NULL);
    standing_fill(x, N, 71);
    for (int i = 64; i < 96; i++)
        x[i] = 0.0f;
    x[5] = NAN; /* 0 in a block */
    quant_encode(QUANT_Q8_0, packed[0], x, N);
    cr_assert(quant_asked_encode(&standing_stead, packed[1], x, N));
    cr_assert_eq(memcmp(packed[0], packed[1], bytes), 0);
    quant_fast(NULL)->decode(QUANT_Q8_0, y[0], packed[0], N);
    cr_assert(quant_asked_decode(&standing_stead, y[1], packed[1], N));
    standing_equal(y[0], y[1], N);
    cr_assert_eq(standing.lent[STANDIN_QUANTISE].calls, 2);
    cr_assert(!quant_asked_encode(NULL, packed[1], x, N));
    standing_end();
}

Test(standin_layers, numbers_that_fit_no_byte_are_refused)
{
    static const char text[] =
        "#include \"quantise.h\"\n"
        "void quantise_blocks(int *q, float *scale, const float *x, int n)\n"
        "{ for (int i = 0; i < n; i++) q[i] = x[i] < 0 ? -900 : 900;\n"
        "  for (int i = 0; i < n / 32; i++) scale[i] = 0.5f; }\n"
        "void restore_blocks(float *out, const int *q, const float *scale,\n"
        "                    int n)\n"
        "{ for (int i = 0; i < n; i++) out[i] = (float)q[i]; (void)scale; }\n";
    unsigned char packed[34];
    float x[32];

    standing_for(STANDIN_QUANTISE, text);
    standing_fill(x, 32, 72);
    cr_assert(!quant_asked_encode(&standing_stead, packed, x, 32));
    const struct status st = standin_status(&standing);
    cr_assert(strstr(st.text, "900, which is not between") != NULL, "%s",
              st.text);
    standin_end(&standing);
}

/* What a loss makes of two nets: the result and the gradients of the store. */
struct run {
    float out[64], grad[512];
    int outs, grads;
};

static void keep(struct run *r, struct graph *g, struct params *ps,
                 struct tensor *y)
{
    struct tensor *loss = reduce_mean(g, y, REDUCE_ALL);

    judged_fine(graph_status(g));
    r->outs = (int)tensor_count(y);
    tensor_copy_floats(r->out, y);
    judged_fine(graph_backward(g, loss));
    params_settle_grads(ps);
    r->grads = 0;
    for (int i = 0; i < params_count(ps); i++) {
        const struct param *p = params_at(ps, i);

        for (int64_t k = 0; k < p->count; k++)
            r->grad[r->grads++] = (float)tensor_get(&p->grad, k);
    }
}

static void same_run(const struct run *a, const struct run *b)
{
    cr_assert_eq(a->outs, b->outs);
    standing_equal(a->out, b->out, a->outs);
    cr_assert_eq(a->grads, b->grads);
    standing_equal(a->grad, b->grad, a->grads);
}

/* Two sequences of five steps, of which the second begins with two that are
 * hidden, and three queries each. */
static void look_back(const struct stead *with, struct run *r)
{
    enum { B = 2, TQ = 3, TK = 5, WQ = 4, WK = 6 };
    static const float hide[B * TK] = {[TK] = -1e9f, -1e9f};
    const struct addattn_shape shape = {WQ, WK, 7};
    struct device d = *device_find("cpu");
    float q[B * TQ * WQ], k[B * TK * WK];

    d.stead = with;
    struct params *ps = params_new(&d);
    struct graph *g = graph_new(&d, 1 << 24);
    const struct addattn a = addattn_declare(ps, "attn", &shape);
    judged_fine(params_build(ps, 5));
    standing_fill(q, B * TQ * WQ, 81);
    standing_fill(k, B * TK * WK, 82);
    struct tensor *y = addattn_forward(
        g, ps, &a, graph_floats(g, 3, (const int64_t[]){B, TQ, WQ}, q),
        graph_floats(g, 3, (const int64_t[]){B, TK, WK}, k),
        graph_floats(g, 3, (const int64_t[]){B, 1, TK}, hide), "attn");
    keep(r, g, ps, y);
    graph_free(g);
    params_free(ps);
}

Test(standin_layers, a_look_back_and_its_gradients_are_the_same)
{
    struct run ours, theirs;

    standing_for(STANDIN_ADDITIVE, NULL);
    look_back(NULL, &ours);
    look_back(&standing_stead, &theirs);
    same_run(&ours, &theirs);
    cr_assert_eq(standing.lent[STANDIN_ADDITIVE].calls, 6);
    standing_end();
}

/* Weights that are all the first one's: what comes out is the first state that
 * is not hidden, so theirs are used and the hidden ones are not shown. */
Test(standin_layers, the_weights_that_mix_are_theirs)
{
    static const char text[] =
        "#include \"additive-attention.h\"\n"
        "void additive_weights(float *weights, const float *q, const float "
        "*k,\n"
        "                      const float *v, int n, int width)\n"
        "{ for (int i = 0; i < n; i++) weights[i] = i == 0;\n"
        "  (void)q, (void)k, (void)v, (void)width; }\n"
        "void additive_mix(float *out, const float *weights,\n"
        "                  const float *states, int n, int d)\n"
        "{ for (int i = 0; i < d; i++) out[i] = n ? states[i] : 0;\n"
        "  (void)weights; }\n";
    struct run r;
    float k[60];

    standing_for(STANDIN_ADDITIVE, text);
    look_back(&standing_stead, &r);
    standing_fill(k, 60, 82);
    for (int i = 0; i < 6; i++) {
        cr_assert_float_eq(r.out[i], k[i], 1e-6);
        cr_assert_float_eq(r.out[18 + i], k[42 + i], 1e-6);
    }
    standing_end();
}

/* A layer with bias and a pair beside it; B is not 0. */
static void detour(const struct stead *with, double drops, struct run *r)
{
    enum { ROWS = 4, IN = 6, OUT = 5, RANK = 2 };
    struct device d = *device_find("cpu");
    float x[ROWS * IN], b[OUT * RANK], bias[OUT];

    d.stead = with;
    struct params *ps = params_new(&d);
    struct graph *g = graph_new(&d, 1 << 24);
    const int w =
        params_add(ps, "w", 2, (const int64_t[]){OUT, IN}, PARAMS_NORMAL, 0.4);
    const struct lora l =
        lora_declare(ps, "w", (const int64_t[]){IN, OUT}, RANK, 3.0);
    judged_fine(params_build(ps, 6));
    standing_fill(x, ROWS * IN, 91);
    standing_fill(b, OUT * RANK, 92);
    standing_fill(bias, OUT, 93);
    memcpy(tensor_at(&params_at(ps, l.b)->value, 0), b, sizeof b);
    struct lora_layer layer = {
        .weight = params_tensor(params_at(ps, w)),
        .bias = graph_floats(g, 1, (const int64_t[]){OUT}, bias),
        .x = graph_floats(g, 2, (const int64_t[]){ROWS, IN}, x)};
    layer.y = linear_op(g, layer.x, params_tensor(params_at(ps, w)),
                        graph_floats(g, 1, (const int64_t[]){OUT}, bias));
    const struct lora_drop drop = {drops, 3, 4};
    keep(r, g, ps, lora_add(g, ps, &l, &drop, &layer));
    graph_free(g);
    params_free(ps);
}

Test(standin_layers, an_adapted_layer_and_its_gradients_are_the_same)
{
    struct run ours, theirs;

    standing_for(STANDIN_LORA, NULL);
    detour(NULL, 0.0, &ours);
    detour(&standing_stead, 0.0, &theirs);
    same_run(&ours, &theirs);
    cr_assert_eq(standing.lent[STANDIN_LORA].calls, 1);
    detour(&standing_stead, 0.5,
           &theirs); /* not theirs: numbers are left out */
    cr_assert_eq(standing.lent[STANDIN_LORA].calls, 1);
    standing_end();
}

/* A layer of more numbers than fit in a call goes in stripes of columns. */
Test(standin_layers, a_large_layer_goes_in_stripes)
{
    enum { IN = 700, COLS = 900, ROWS = 3, RANK = 2 };
    float *x = calloc(IN * (COLS + RANK + ROWS) + RANK * COLS, sizeof *x);
    float *w = x + IN * ROWS, *a = w + IN * COLS, *b = a + IN * RANK;
    float *out = calloc(ROWS * COLS, sizeof *out);
    const struct stead_detour s = {x, w, a, b, ROWS, IN, COLS, RANK, 0.5f};

    cr_assert(x && out);
    standing_for(STANDIN_LORA, NULL);
    standing_fill(x, IN * (COLS + RANK + ROWS) + RANK * COLS, 95);
    cr_assert(standing_stead.lora(out, &s));
    cr_assert_gt(standing.lent[STANDIN_LORA].calls, 1);
    for (int at = 0; at < ROWS * COLS; at += 89) {
        const int r = at / COLS, c = at % COLS;
        double sum = 0.0;

        for (int i = 0; i < IN; i++)
            sum += (double)x[r * IN + i] *
                   ((double)w[i * COLS + c] +
                    0.5 * ((double)a[i * RANK] * (double)b[c] +
                           (double)a[i * RANK + 1] * (double)b[COLS + c]));
        cr_assert_float_eq(out[at], sum, 2e-3, "%d", at);
    }
    free(x);
    free(out);
    standing_end();
}
