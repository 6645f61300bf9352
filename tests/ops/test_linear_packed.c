/* A layer on weights in blocks against the same layer on their numbers. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "engine/base/rng.h"
#include "engine/core/params.h"
#include "engine/kernels/quant.h"
#include "engine/ops/embedding.h"
#include "engine/ops/linear.h"
#include "engine/ops/reduce.h"

enum { OUT = 300, IN = 64 }; /* more than one panel of rows, not a whole one */

/* A store whose "w" stands outside, and one that holds the same numbers. */
struct two {
    struct params *packed, *plain;
    unsigned char *blocks;
    enum quant_type type;
};

static bool find(void *user, const char *name, int dims, const int64_t *shape,
                 unsigned char *quant, const void **data)
{
    const struct two *t = user;

    (void)shape;
    if (dims != 2 || *name != 'w')
        return false;
    *quant = (unsigned char)t->type;
    *data = t->blocks;
    return true;
}

static void add(struct params *ps)
{
    params_add(ps, "gain", 1, (const int64_t[]){7}, PARAMS_ONE, 0.0);
    params_add(ps, "w", 2, (const int64_t[]){OUT, IN}, PARAMS_NORMAL, 1.0);
    params_add(ps, "b", 1, (const int64_t[]){OUT}, PARAMS_NORMAL, 1.0);
    cr_assert_eq(params_build(ps, 3).code, 0);
}

static struct two *make(enum quant_type type, const struct device *d)
{
    struct two *t = calloc(1, sizeof *t);
    static float value[OUT * IN];
    struct rng r = rng_make(5, 0);

    for (int i = 0; i < OUT * IN; i++)
        value[i] = rng_normal(&r);
    t->type = type;
    t->blocks = malloc(1 + sizeof value);
    t->blocks++; /* blocks stand at any address */
    quant_encode(type, t->blocks, value, OUT * IN);
    quant_fast(NULL)->decode(type, value, t->blocks, OUT * IN);
    t->packed = params_new(d);
    params_set_source(t->packed, (struct params_source){find, t});
    add(t->packed);
    t->plain = params_new(d);
    add(t->plain);
    struct tensor *w = &params_find(t->plain, "w")->value;
    for (int i = 0; i < OUT * IN; i++)
        if (w->type == TENSOR_F64)
            *(double *)tensor_at(w, i) = (double)value[i];
        else
            *(float *)tensor_at(w, i) = value[i];
    return t;
}

static void drop(struct two *t)
{
    params_free(t->packed);
    params_free(t->plain);
    free(t->blocks - 1);
    free(t);
}

static struct tensor *weight(struct params *ps)
{
    return params_tensor(params_find(ps, "w"));
}

static struct tensor *rows_of_x(struct graph *g, const struct device *d, int n)
{
    struct rng r = rng_make(9, 0);
    const int64_t shape[] = {n, IN};
    struct tensor *x = graph_real(g, 2, shape);

    for (int i = 0; i < n * IN; i++)
        if (d->real == TENSOR_F64)
            *(double *)tensor_at(x, i) = (double)rng_normal(&r);
        else
            *(float *)tensor_at(x, i) = rng_normal(&r);
    x->needs_grad = true;
    return x;
}

/* The largest difference of two tensors, as a share of the deviation of y. */
static double apart(const struct tensor *a, const struct tensor *b)
{
    double worst = 0.0, sum = 0.0;
    const int64_t n = tensor_count(a);

    for (int64_t i = 0; i < n; i++) {
        worst = fmax(worst, fabs(tensor_get(a, i) - tensor_get(b, i)));
        sum += pow(tensor_get(b, i), 2);
    }
    return worst / sqrt(sum / (double)n);
}

static const enum quant_type types[] = {QUANT_F32, QUANT_F16, QUANT_Q8_0,
                                        QUANT_Q4_0};
enum { TYPES = sizeof types / sizeof *types };

static struct tensor *all(struct graph *g, struct tensor *y)
{
    return reduce_sum(g, reduce_sum(g, y, 1), 0);
}

static void compare(enum quant_type type, const struct device *d, int rows,
                    double y_apart)
{
    struct two *t = make(type, d);
    struct graph *g = graph_new(d, (size_t)64 << 20);
    struct tensor *x = rows_of_x(g, d, rows), *x2 = rows_of_x(g, d, rows);
    struct tensor *b = params_tensor(params_find(t->plain, "b"));
    struct tensor *y = linear_op(g, x, weight(t->packed), b);
    struct tensor *y2 = linear_op(g, x2, weight(t->plain), b);

    cr_assert(y && y2, "%s", graph_status(g).text);
    cr_expect_leq(apart(y, y2), y_apart, "%s, %d rows: %g", quant_name(type),
                  rows, apart(y, y2));
    graph_keep_grad(g, x);
    graph_keep_grad(g, x2);
    struct tensor *loss = all(g, y), *loss2 = all(g, y2);
    cr_assert_eq(graph_backward(g, loss).code, 0);
    cr_assert_eq(graph_backward(g, loss2).code, 0);
    cr_expect_leq(apart(x->grad, x2->grad), 1e-5);
    graph_free(g);
    drop(t);
}

Test(linear_packed, many_rows_give_the_product_of_the_decoded_weight)
{
    for (int i = 0; i < TYPES; i++)
        compare(types[i], device_find("cpu"), 33, 1e-5);
}

Test(linear_packed, the_reference_device_decodes_into_f64)
{
    for (int i = 0; i < TYPES; i++)
        compare(types[i], device_reference(), 3, 1e-12);
}

/* x is rounded to 8 bits: 1/254 of the largest of 32, in 64 terms. */
Test(linear_packed, a_few_rows_are_multiplied_as_they_stand)
{
    for (int i = 0; i < TYPES; i++)
        for (int rows = 1; rows <= 4; rows += 3)
            compare(types[i], device_find("cpu"), rows, 0.05);
}

Test(linear_packed, a_table_of_embeddings_is_read_row_by_row)
{
    struct two *t = make(QUANT_Q8_0, device_find("cpu"));
    struct graph *g = graph_new(device_find("cpu"), (size_t)8 << 20);
    struct tensor *ids =
        graph_ints(g, 1, (const int64_t[]){3}, (const int32_t[]){299, 0, 17});
    struct tensor *y = embedding_op(g, weight(t->packed), ids);
    struct tensor *y2 = embedding_op(g, weight(t->plain), ids);

    cr_assert(y && y2);
    for (int i = 0; i < 3 * IN; i++)
        cr_assert_eq(tensor_get(y, i), tensor_get(y2, i));
    graph_free(g);
    drop(t);
}

Test(linear_packed, what_stands_in_a_file_takes_no_room_and_is_not_trained)
{
    struct two *t = make(QUANT_Q8_0, device_find("cpu"));

    cr_assert_lt(params_total(t->packed), IN * OUT);
    cr_assert_gt(params_total(t->plain), IN * OUT);
    params_freeze(t->packed, "*", false);
    cr_assert_not(weight(t->packed)->needs_grad);
    params_zero_grads(t->packed);
    params_settle_grads(t->packed);
    cr_assert_eq(tensor_bytes(weight(t->packed)), OUT * IN / 32 * 34);
    drop(t);
}
