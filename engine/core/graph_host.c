/* graph_host.c - ops where a device has memory of its own.
 *
 * Kernels bring over what they need, so most ops know nothing of this. One that
 * walks over arrays itself runs on the device's host: its inputs are brought
 * here, and what it writes goes back when a kernel asks for it. */
#include <string.h>

#include "engine/core/graph_state.h"

static void bring(const struct tensor *t, bool writes)
{
    if (t && t->block && t->block->home)
        t->block->home->look(t->block->data, writes);
}

static bool leaves(const struct op_record *r)
{
    for (int i = 0; i < r->inputs; i++)
        if (r->in[i] && r->in[i]->type == TENSOR_BLOCKS)
            return true; /* blocks stand in a mapped file */
    return r->op->on_host;
}

void graph_host_begin(struct graph *g, const struct op_record *r)
{
    if (!g->device->memory || !leaves(r))
        return;
    for (int i = 0; i < r->inputs; i++)
        bring(r->in[i], false);
    for (int i = 0; i < OP_AUX; i++)
        bring(r->aux[i], true);
    bring(r->out, true);
    bring(r->out->grad, true);
    g->standing_in = g->device;
    g->device = g->device->host;
    g->f32 = *g->device->f32;
}

static void check(struct graph *g, const struct op_record *r)
{
    const char *why = g->device->memory ? g->device->memory->trouble() : NULL;

    if (why)
        graph_fail(g, STATUS_UNSUPPORTED, "%s: %s: %s", r->op->name,
                   g->device->name, why);
}

void graph_host_end(struct graph *g, const struct op_record *r)
{
    if (g->standing_in) {
        g->device = g->standing_in;
        g->standing_in = NULL;
        g->f32 = *g->device->f32;
    }
    check(g, r);
}

void graph_zero(struct graph *g, struct tensor *t)
{
    const size_t bytes = tensor_bytes(t);

    if (g->device->memory)
        g->device->memory->clear(tensor_place(t, 0), bytes);
    else
        memset(tensor_at(t, 0), 0, bytes);
}

void graph_copy(struct graph *g, void *to, const void *from, size_t bytes)
{
    if (g->device->memory)
        g->device->memory->copy(to, from, bytes);
    else
        memcpy(to, from, bytes);
}
