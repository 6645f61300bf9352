/* attention_twin.c - attention from the ops that it is made of, every table
 * in the open. Slower and larger than the fused op, and equal to it. */
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

struct tensor *attention_twin(struct graph *g, struct tensor *q,
                              struct tensor *k, struct tensor *v, double scale,
                              bool causal, const char *name)
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

    struct tensor *p = arith_scale(g, matmul_op(g, q, k), scale);
    if (grouped)
        p = shape_reshape(g, p, 4, per_head);
    if (causal)
        p = mask_causal(g, p);
    p = softmax_op(g, p);
    if (name)
        p = graph_name(g, p, "%s", name);
    if (grouped)
        p = shape_reshape(g, p, 4, per_group);

    struct tensor *y = matmul_op(g, p, heads_first(g, v));
    if (grouped)
        y = shape_reshape(g, y, 4, split);
    return shape_contiguous(g, heads_first(g, y));
}
