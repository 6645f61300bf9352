/* attention_twin.c - attention from the ops that it is made of, every table
 * in the open. Slower and larger than the fused op, and equal to it. */
#include <math.h>
#include <stdlib.h>

#include "engine/ops/arith.h"
#include "engine/ops/attention.h"
#include "engine/ops/mask.h"
#include "engine/ops/matmul.h"
#include "engine/ops/shape.h"
#include "engine/ops/softmax.h"

/* [batch, t, heads, width] with the heads in front of the positions. */
static struct tensor *heads_first(struct graph *g, struct tensor *x)
{
    return shape_permute(g, x, (const int[]){0, 2, 1, 3});
}

static bool four_axes(struct graph *g, const struct tensor *q,
                      const struct tensor *k, const struct tensor *v)
{
    char a[TENSOR_TEXT], b[TENSOR_TEXT], c[TENSOR_TEXT];

    if (!q || !k || !v)
        return false;
    if (q->dims == 4 && k->dims == 4 && tensor_same_shape(k, v) &&
        k->shape[2] > 0 && q->shape[2] % k->shape[2] == 0)
        return true;
    graph_fail(g, STATUS_BAD_SHAPE, "attention: q is %s, k is %s and v is %s",
               tensor_shape_text(a, q), tensor_shape_text(b, k),
               tensor_shape_text(c, v));
    return false;
}

/* p, with -infinity where a query has moved past a key. */
static struct tensor *hide_past(struct graph *g, struct tensor *p,
                                int64_t window)
{
    if (!p)
        return NULL;
    const int64_t t = p->shape[2], keys = p->shape[3];
    float *mask = calloc((size_t)(t * keys) + 1, sizeof *mask);

    if (!mask)
        return graph_fail(g, STATUS_NO_MEMORY, "no memory for a mask");
    for (int64_t i = 0; i < t; i++)
        for (int64_t j = 0; j <= i + keys - t - window; j++)
            mask[i * keys + j] = -INFINITY;
    struct tensor *hidden =
        graph_floats(g, 2, (const int64_t[]){t, keys}, mask);
    free(mask);
    return arith_add(g, p, hidden);
}

/* p, with -infinity behind the keys that count. */
static struct tensor *hide_padding(struct graph *g, struct tensor *p,
                                   const struct tensor *lengths)
{
    if (!p)
        return NULL;
    const int64_t batch = p->shape[0], keys = p->shape[3];
    float *mask = calloc((size_t)(batch * keys) + 1, sizeof *mask);

    if (!mask)
        return graph_fail(g, STATUS_NO_MEMORY, "no memory for a mask");
    for (int64_t i = 0; i < batch; i++)
        for (int64_t j = (int64_t)tensor_get(lengths, i); j < keys; j++)
            mask[i * keys + j] = -INFINITY;
    struct tensor *hidden =
        graph_floats(g, 4, (const int64_t[]){batch, 1, 1, keys}, mask);
    free(mask);
    return arith_add(g, p, hidden);
}

static struct tensor *down_the_columns(struct graph *g, struct tensor *p)
{
    p = shape_contiguous(g, shape_transpose(g, p, -1, -2));
    return shape_contiguous(g, shape_transpose(g, softmax_op(g, p), -1, -2));
}

struct tensor *attention_twin_within(struct graph *g, struct tensor *q,
                                     struct tensor *k, struct tensor *v,
                                     const struct attention_look *look,
                                     const char *name)
{
    if (!four_axes(g, q, k, v))
        return NULL;
    const int64_t batch = q->shape[0], t = q->shape[1], heads = q->shape[2];
    const int64_t width = q->shape[3], keys = k->shape[1];
    const int64_t groups = k->shape[2];
    const int64_t per_head[] = {batch, heads, t, keys};
    /* The heads of a group read the same keys: one tall matrix for them. */
    const int64_t per_group[] = {batch, groups, heads / groups * t, keys};
    const int64_t tall[] = {batch, groups, heads / groups * t, width};
    const int64_t split[] = {batch, heads, t, width};
    const bool grouped = groups != heads;

    q = heads_first(g, q);
    if (grouped)
        q = shape_reshape(g, q, 4, tall);
    k = shape_transpose(g, heads_first(g, k), -1, -2);

    struct tensor *p = arith_scale(g, matmul_op(g, q, k), look->scale);
    if (grouped)
        p = shape_reshape(g, p, 4, per_head);
    if (look->causal)
        p = mask_causal(g, p);
    if (look->window)
        p = hide_past(g, p, look->window);
    if (look->lengths)
        p = hide_padding(g, p, look->lengths);
    p = look->over_queries ? down_the_columns(g, p) : softmax_op(g, p);
    if (name)
        p = graph_name(g, p, "%s", name);
    if (grouped)
        p = shape_reshape(g, p, 4, per_group);

    struct tensor *y = matmul_op(g, p, heads_first(g, v));
    if (grouped)
        y = shape_reshape(g, y, 4, split);
    return shape_contiguous(g, heads_first(g, y));
}

struct tensor *attention_twin(struct graph *g, struct tensor *q,
                              struct tensor *k, struct tensor *v, double scale,
                              bool causal, const char *name)
{
    return attention_twin_within(
        g, q, k, v, &(struct attention_look){.scale = scale, .causal = causal},
        name);
}
