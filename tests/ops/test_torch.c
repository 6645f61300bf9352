/* test_torch.c - every op against PyTorch, in f64 and in f32. The numbers are
 * those of tests/oracle/ops_fixtures.txt; ops_fixtures.py beside it made them.
 */
#include <stdio.h>
#include <stdlib.h>

#include "engine/ops/activation.h"
#include "engine/ops/arith.h"
#include "engine/ops/attention.h"
#include "engine/ops/conv.h"
#include "engine/ops/cross_entropy.h"
#include "engine/ops/embedding.h"
#include "engine/ops/linear.h"
#include "engine/ops/matmul.h"
#include "engine/ops/norm.h"
#include "engine/ops/recurrent.h"
#include "engine/ops/reduce.h"
#include "engine/ops/rope.h"
#include "engine/ops/shape.h"
#include "engine/ops/softmax.h"
#include "engine/ops/unary.h"
#include "tests/ops/opcheck.h"

enum { TENSORS = 12, WORD = 64 };

/* Sums in another order differ by some roundings of their type. */
#define F64_ERROR 1e-11
#define F32_ERROR 1e-5

/* One tensor of a case as it stands in the file. */
struct given {
    char name[WORD];
    bool whole;
    int dims;
    int64_t shape[TENSOR_DIMS], count;
    double *value;
};

struct fixture {
    char name[WORD];
    struct given tensor[TENSORS];
    int tensors;
};

static bool read_given(FILE *f, struct given *t, const char *kind)
{
    t->whole = strcmp(kind, "integers") == 0;
    t->count = 1;
    if (fscanf(f, "%63s %d", t->name, &t->dims) != 2 || t->dims < 0 ||
        t->dims > TENSOR_DIMS)
        return false;
    for (int i = 0; i < t->dims; i++) {
        long long n;

        if (fscanf(f, "%lld", &n) != 1 || n < 1 || n > 10000)
            return false;
        t->shape[i] = n;
        t->count *= n;
    }
    t->value = calloc((size_t)t->count, sizeof *t->value);
    for (int64_t i = 0; i < t->count; i++)
        if (fscanf(f, "%lf", &t->value[i]) != 1)
            return false;
    return true;
}

/* The case of that name; the file is read from the start each time. */
static struct fixture fixture_of(const char *name)
{
    struct fixture x = {.tensors = 0};
    char word[WORD];
    FILE *f = fopen(TEST_ROOT "/tests/oracle/ops_fixtures.txt", "r");

    cr_assert(f, "no fixtures");
    while (fscanf(f, "%63s", word) == 1) {
        if (strcmp(word, "case") == 0) {
            if (strcmp(x.name, name) == 0)
                break;
            for (; x.tensors > 0; x.tensors--)
                free(x.tensor[x.tensors - 1].value);
            cr_assert(fscanf(f, "%63s", x.name) == 1);
            continue;
        }
        cr_assert(x.tensors < TENSORS);
        cr_assert(read_given(f, &x.tensor[x.tensors++], word));
    }
    fclose(f);
    cr_assert(strcmp(x.name, name) == 0, "no case %s", name);
    return x;
}

static const struct given *find(const struct fixture *x, const char *name)
{
    for (int i = 0; i < x->tensors; i++)
        if (strcmp(x->tensor[i].name, name) == 0)
            return &x->tensor[i];
    return NULL;
}

static struct tensor *leaf(struct graph *g, const struct given *t)
{
    int32_t whole[64];

    if (!t->whole)
        return gradcheck_leaf(g, t->dims, t->shape, t->value);
    cr_assert(t->count <= 64);
    for (int64_t i = 0; i < t->count; i++)
        whole[i] = (int32_t)t->value[i];
    return graph_ints(g, t->dims, t->shape, whole);
}

/* Relative to the largest number of the tensor. */
static void holds(const struct tensor *t, const struct given *want,
                  double error, const char *what)
{
    double most = 1.0;

    for (int64_t i = 0; i < want->count; i++)
        most = fmax(most, fabs(want->value[i]));
    const struct status st =
        gradcheck_holds(t, want->value, want->count, error * most);
    cr_assert(st.code == STATUS_FINE, "%s %s: %s", what, want->name, st.text);
}

typedef struct tensor *builder(struct graph *g, struct tensor *const *in);

static void on_device(const struct device *d, const struct fixture *x,
                      builder *build, double error)
{
    struct graph *g = graph_new(d, OPCHECK_ROOM);
    struct tensor *in[OP_INPUTS] = {0};
    char name[] = "in0", grad[] = "grad0";
    int n = 0;

    for (; n < OP_INPUTS; n++) {
        name[2] = (char)('0' + n);
        const struct given *t = find(x, name);
        if (!t)
            break;
        in[n] = leaf(g, t);
    }
    struct tensor *y = build(g, in);
    holds(y, find(x, "out"), error, x->name);
    opcheck_fine(gradcheck_backward(g, y, find(x, "weight")->value));
    for (int i = 0; i < n; i++) {
        grad[4] = (char)('0' + i);
        if (find(x, grad))
            holds(in[i]->grad, find(x, grad), error, x->name);
    }
    graph_free(g);
}

static void check(const char *name, builder *build)
{
    struct fixture x = fixture_of(name);

    on_device(device_reference(), &x, build, F64_ERROR);
    on_device(device_cpu(NULL), &x, build, F32_ERROR);
    for (int i = 0; i < x.tensors; i++)
        free(x.tensor[i].value);
}

/* A builder and the test of the case that it builds. */
#define CASE(name, call)                                         \
    static struct tensor *build_##name(struct graph *g,          \
                                       struct tensor *const *in) \
    {                                                            \
        return call;                                             \
    }                                                            \
    Test(torch, name)                                            \
    {                                                            \
        check(#name, build_##name);                              \
    }

CASE(linear, linear_op(g, in[0], in[1], in[2]))
CASE(matmul, matmul_op(g, in[0], in[1]))
CASE(matmul_shared, matmul_op(g, in[0], in[1]))
CASE(add, arith_add(g, in[0], in[1]))
CASE(sub, arith_sub(g, in[0], in[1]))
CASE(mul, arith_mul(g, in[0], in[1]))
CASE(div, arith_div(g, in[0], in[1]))
CASE(scale, arith_scale(g, in[0], -1.5))
CASE(neg, unary_neg(g, in[0]))
CASE(exp, unary_exp(g, in[0]))
CASE(log, unary_log(g, in[0]))
CASE(sqrt, unary_sqrt(g, in[0]))
CASE(square, unary_square(g, in[0]))
CASE(tanh, unary_tanh(g, in[0]))
CASE(sigmoid, unary_sigmoid(g, in[0]))
CASE(relu, activation_relu(g, in[0]))
CASE(gelu, activation_gelu(g, in[0]))
CASE(gelu_tanh, activation_gelu_tanh(g, in[0]))
CASE(silu, activation_silu(g, in[0]))
CASE(softmax, softmax_op(g, in[0]))
CASE(cross_entropy, cross_entropy_op(g, in[0], in[1], -100))
CASE(norm_layer, norm_layer(g, in[0], in[1], in[2], 1e-5))
CASE(norm_rms, norm_rms(g, in[0], in[1], 1e-5))
CASE(embedding, embedding_op(g, in[0], in[1]))
CASE(sum, reduce_sum(g, in[0], 1))
CASE(mean, reduce_mean(g, in[0], 0))
CASE(max, reduce_max(g, in[0], 2))
CASE(mean_all, reduce_mean(g, in[0], REDUCE_ALL))
CASE(permute, shape_permute(g, in[0], (int[]){2, 0, 1}))
CASE(slice, shape_slice(g, in[0], 1, 1, 3))
CASE(concat, shape_concat(g, in, 2, 1))
CASE(rope_half, rope_op(g, in[0], 3, 100, false))
CASE(rope_interleaved, rope_op(g, in[0], 3, 100, true))
CASE(attention, attention_op(g, in[0], in[1], in[2], 0.3, false, NULL))
CASE(attention_causal, attention_op(g, in[0], in[1], in[2], 0.3, true, NULL))
CASE(attention_grouped, attention_op(g, in[0], in[1], in[2], 0.3, true, NULL))
CASE(rnn, recurrent_rnn(g, in[0], in[1], in[2], false))
CASE(gru, recurrent_gru(g, in[0], in[1], in[2], in[3], false))
CASE(gru_turned, recurrent_gru(g, in[0], in[1], in[2], in[3], true))
CASE(lstm, recurrent_lstm(g, in[0], in[1], in[2], false))
CASE(lstm_turned, recurrent_lstm(g, in[0], in[1], in[2], true))
CASE(attention_lengths,
     attention_within(g, in[0], in[1], in[2],
                      &(struct attention_look){0.3, false, 0, in[3], false},
                      NULL))
CASE(conv, conv_op(g, in[0], in[1], in[2], 1, 0))
CASE(conv_stride, conv_op(g, in[0], in[1], in[2], 2, 1))
