/* graph_again.c - memory for time: a part of the tape is forgotten on the way
 * there and computed once more on the way back.
 *
 * Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost". The part
 * runs on the same numbers in the same order both times, and its gradients are
 * written where they would have been, so no bit changes. */
#include <string.h>

#include "engine/core/graph_state.h"

/* A record of the tape, and how to make what lies behind it. */
struct again {
    struct op_record record; /* first: op functions get its address */
    graph_part *part;
    const void *self;
};

/* Blocks that were taken after `mark` go back, all but `kept`. */
static void forget(struct graph *g, struct tensor_block *mark,
                   const struct tensor_block *kept)
{
    struct tensor_block *b = g->pool.live;

    while (b != mark) {
        struct tensor_block *older = b->next;

        if (b != kept)
            pool_give(&g->pool, b);
        b = older;
    }
    pool_give(&g->pool, mark);
}

/* `x` without a past: its gradient is where the gradient of `x` is wanted. */
static struct tensor *detached(struct graph *g, struct tensor *x)
{
    struct tensor *leaf = graph_blank(g, x->type);

    if (!leaf)
        return NULL;
    *leaf = *x;
    leaf->base = NULL;
    leaf->grad = NULL;
    leaf->grad_fresh = false;
    leaf->grad_kept = true; /* `x` owns it */
    leaf->grad = graph_grad_first(g, x, &leaf->grad_fresh);
    leaf->needs_grad = leaf->grad != NULL;
    return graph_failed(g) ? NULL : leaf;
}

static void walk_part(struct graph *g, const struct op_record *r,
                      struct tensor *leaf)
{
    const struct again *a = (const struct again *)r;
    const int start = g->records;
    struct tensor *y = a->part(a->self, g, leaf);

    if (!y || graph_failed(g))
        return;
    if (y->base)
        graph_fail(g, STATUS_BAD_USAGE, "again: the part answers a view");
    if (y->needs_grad && !y->base) {
        y->grad = r->out->grad;
        y->grad_kept = true; /* r->out gives it back */
        graph_walk(g, start);
    }
    if (leaf->grad && leaf->grad_fresh) /* nobody inside wrote to it */
        graph_zero(g, leaf->grad);
    g->records = start;
}

static void backward(struct graph *g, struct op_record *r)
{
    struct tensor *leaf = detached(g, r->in[0]);
    struct tensor_block *mark = leaf ? pool_take(&g->pool, 1) : NULL;

    if (!mark) {
        graph_fail(g, STATUS_NO_MEMORY, "no memory for a mark");
        return;
    }
    walk_part(g, r, leaf);
    forget(g, mark, NULL);
}

static const struct op again_row = {
    .name = "again",
    .formula = "y = part(x), computed again on the way back",
    .backward = backward,
};

static struct again *noted(struct graph *g, graph_part *part, const void *self,
                           size_t bytes)
{
    struct again *a = arena_add(&g->arena, sizeof *a);
    void *copy = arena_add(&g->arena, bytes ? bytes : 1);

    if (!a || !copy) {
        graph_fail(g, STATUS_NO_MEMORY, "no memory for the tape");
        return NULL;
    }
    memcpy(copy, self, bytes);
    a->part = part;
    a->self = copy;
    a->record.op = &again_row;
    a->record.inputs = 1;
    return a;
}

struct tensor *graph_again(struct graph *g, graph_part *part, const void *self,
                           size_t bytes, struct tensor *x)
{
    if (graph_failed(g) || !x || !g->gradients || !tensor_is_contiguous(x))
        return part(self, g, x);
    struct again *a = noted(g, part, self, bytes);
    struct tensor_block *mark = a ? pool_take(&g->pool, 1) : NULL;
    if (!mark)
        return graph_fail(g, STATUS_NO_MEMORY, "no memory for a mark");

    g->gradients = false;
    struct tensor *y = part(self, g, x);
    g->gradients = true;
    forget(g, mark, y ? y->block : NULL);
    if (!y || y == x || graph_failed(g))
        return graph_failed(g) ? NULL : y;
    a->record.in[0] = x;
    a->record.version[0] = x->block->version;
    a->record.out = y;
    y->needs_grad = true; /* known when it is computed again */
    return graph_note(g, &a->record) ? y : NULL;
}
