/* graph_backward.c - the way back over the tape.
 *
 * A gradient is made when somebody first asks where to put it. Whoever comes
 * first may write instead of adding ("fresh"), so nothing is zeroed that will
 * be overwritten anyway. Once the record that made a tensor has been walked,
 * nobody can ask for its gradient any more, and its block goes back. */
#include <assert.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/core/graph_state.h"

bool graph_grad_own(struct graph *g, struct tensor *t)
{
    struct tensor *grad = t->grad;
    struct tensor_block *shared = grad->block;
    const void *from = tensor_place(grad, 0);

    if (!grad->shares || shared->uses == 1)
        return true;
    if (!graph_fill(g, grad))
        return false;
    graph_copy(g, tensor_place(grad, 0), from, tensor_bytes(grad));
    graph_give(g, shared);
    return true;
}

bool graph_grad_share(struct graph *g, struct tensor *to, struct tensor *from)
{
    struct tensor *grad = from->grad;

    if (!to->needs_grad || to->base || to->grad || from->base ||
        to->type != from->type || !tensor_same_shape(to, from) ||
        !tensor_is_contiguous(grad) || graph_failed(g))
        return false;
    struct tensor *copy = graph_blank(g, grad->type);
    if (!copy)
        return false;
    grad->shares = true;
    *copy = *grad;
    copy->block->uses++;
    to->grad = copy;
    return true;
}

/* The gradient of a root tensor; marked fresh when it is made here. */
static struct tensor *grad_of_root(struct graph *g, struct tensor *t)
{
    if (t->grad)
        return graph_grad_own(g, t) ? t->grad : NULL;
    struct tensor *grad = graph_blank(g, t->type);
    if (!grad)
        return NULL;
    grad->dims = t->dims;
    memcpy(grad->shape, t->shape, sizeof grad->shape);
    if (!graph_fill(g, grad))
        return NULL;
    t->grad_fresh = true;
    return t->grad = grad;
}

/* The same view of the base's gradient as `t` is of the base. */
static struct tensor *grad_of_view(struct graph *g, struct tensor *t)
{
    struct tensor *whole = t->base->grad;

    if (t->grad)
        return t->grad;
    struct tensor *grad = graph_blank(g, t->type);
    if (!grad)
        return NULL;
    *grad =
        (struct tensor){.type = t->type,
                        .dims = t->dims,
                        .offset = t->offset - t->base->offset + whole->offset,
                        .block = whole->block};
    memcpy(grad->shape, t->shape, sizeof grad->shape);
    memcpy(grad->stride, t->stride, sizeof grad->stride);
    return t->grad = grad;
}

static struct tensor *grad_first(struct graph *g, struct tensor *t, bool *fresh)
{
    *fresh = false;
    if (!t || !t->needs_grad || graph_failed(g))
        return NULL;
    struct tensor *root = t->base ? t->base : t;
    struct tensor *whole = grad_of_root(g, root);

    if (!whole)
        return NULL;
    if (t == root) {
        *fresh = t->grad_fresh;
        t->grad_fresh = false;
        return whole;
    }
    /* Only a view of all elements in their order may overwrite. */
    if (tensor_count(t) == tensor_count(root) && tensor_is_contiguous(t))
        *fresh = root->grad_fresh;
    else if (root->grad_fresh)
        graph_zero(g, whole);
    root->grad_fresh = false;
    return grad_of_view(g, t);
}

struct tensor *graph_grad_first(struct graph *g, struct tensor *t, bool *fresh)
{
    struct tensor *grad = grad_first(g, t, fresh);

    if (grad && g->standing_in && grad->block->home)
        grad->block->home->look(grad->block->data, true);
    return grad;
}

/* Has `t` one reader, and does what made it not look at its numbers? */
static bool replaceable(const struct graph *g, const struct tensor *t)
{
    int readers = 0;
    bool forgotten = false;

    if (!g->lean || t->base || t->grad || t->grad_kept || !t->needs_grad ||
        t->handle_done || t->block->uses != 1)
        return false;
    for (int i = 0; i < g->records; i++) {
        const struct op_record *r = g->record[i];

        if (r->out == t)
            forgotten = r->op->forgets_out;
        for (int k = 0; k < r->inputs; k++)
            readers += r->in[k] == t;
    }
    return forgotten && readers == 1;
}

struct tensor *graph_grad_over(struct graph *g, struct tensor *t, bool *fresh)
{
    if (!t || graph_failed(g) || !replaceable(g, t))
        return graph_grad_first(g, t, fresh);
    struct tensor *grad = graph_blank(g, t->type);
    if (!grad)
        return NULL;
    *grad = *t;
    grad->name = NULL;
    grad->needs_grad = false;
    *fresh = true;
    return t->grad = grad;
}

struct tensor *graph_grad_add(struct graph *g, struct tensor *t)
{
    bool fresh;
    struct tensor *grad = graph_grad_first(g, t, &fresh);

    if (grad && fresh)
        graph_zero(g, grad);
    return grad;
}

void graph_keep_grad(struct graph *g, struct tensor *t)
{
    if (t && !graph_failed(g))
        t->grad_kept = true;
}

static bool inputs_unchanged(struct graph *g, const struct op_record *r)
{
    for (int i = 0; i < r->inputs; i++) {
        if (r->in[i] && !r->forgets[i] &&
            r->in[i]->block->version != r->version[i]) {
            graph_fail(g, STATUS_BAD_USAGE,
                       "%s: input %d was changed after the forward pass",
                       r->op->name, i);
            return false;
        }
    }
    return true;
}

static void look(struct graph *g, struct tensor *t)
{
    if (g->probe && t->name && probe_wants(g->probe, t->name, PROBE_BACKWARD) &&
        graph_grad_own(g, t))
        probe_take(g->probe, t->name, PROBE_BACKWARD, t->grad);
}

/* Nobody asks for the gradient of r->out, or what r kept, any more. */
static void let_go(struct graph *g, struct op_record *r)
{
    struct tensor *t = r->out;

    if (!t->base && !t->grad_kept) {
        if (t->grad->block != t->block)
            graph_give(g, t->grad->block);
        t->grad = NULL;
    }
    for (int i = 0; i < OP_AUX; i++) {
        if (r->aux[i])
            graph_give(g, r->aux[i]->block);
        r->aux[i] = NULL;
    }
}

static void walk(struct graph *g, struct op_record *r)
{
    if (!r->out->needs_grad || !r->out->grad || r->out->grad_fresh)
        return; /* the loss does not depend on it */
    look(g, r->out);
    if (!r->op->backward) {
        return; /* a view: its gradient is part of the base's */
    }
    if (hook_stops(&g->hook)) {
        graph_fail(g, STATUS_CANCELLED, "stopped before the gradient of %s",
                   r->op->name);
        return;
    }
    if (!inputs_unchanged(g, r))
        return;
    const int64_t start = g->profile ? clock_ns() : 0;
    graph_host_begin(g, r);
    r->op->backward(g, r);
    graph_host_end(g, r);
    if (g->profile)
        r->backward_ns = clock_ns() - start;
    let_go(g, r);
}

/* All that read the numbers of `t` stand behind what made it: nobody will. */
static void drop_value(struct graph *g, struct tensor *t)
{
    if (!t->grad_kept && !t->handle_done)
        graph_give(g, t->block);
}

void graph_walk(struct graph *g, int first)
{
    for (int i = g->records - 1; i >= first && !graph_failed(g); i--) {
        walk(g, g->record[i]);
        if (g->lean && !graph_failed(g))
            drop_value(g, g->record[i]->out);
    }
}

static bool seed(struct graph *g, struct tensor *loss)
{
    bool fresh;
    struct tensor *grad = graph_grad_first(g, loss, &fresh);

    if (!grad)
        return false;
    if (grad->type == TENSOR_F64)
        *(double *)tensor_at(grad, 0) = 1.0;
    else
        *(float *)tensor_at(grad, 0) = 1.0f;
    return true;
}

struct status graph_backward(struct graph *g, struct tensor *loss)
{
    if (graph_failed(g))
        return g->status;
    if (!loss || !g->gradients || !loss->needs_grad ||
        tensor_count(loss) != 1) {
        graph_fail(g, STATUS_BAD_USAGE,
                   "backward: the loss must be one number that depends on "
                   "something trainable");
    } else if (seed(g, loss)) {
        graph_walk(g, 0);
    }
    return g->status;
}
