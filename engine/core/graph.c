#include "engine/core/graph.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/size.h"
#include "engine/core/graph_state.h"

#define NAME_BYTES 96
#define FIRST_ROOM 256

struct graph *graph_new(const struct device *d, size_t limit_bytes)
{
    struct graph *g = calloc(1, sizeof *g);

    if (!g)
        return NULL;
    g->device = d;
    g->gradients = true;
    g->swapped = d->swapped;
    if (d->f32)
        g->f32 = *d->f32;
    pool_init(&g->pool, limit_bytes, d->memory);
    arena_init(&g->arena, limit_bytes);
    return g;
}

void graph_free(struct graph *g)
{
    if (!g)
        return;
    graph_mode_release(g);
    pool_release(&g->pool);
    arena_release(&g->arena);
    free(g->record);
    free(g);
}

void graph_reset(struct graph *g)
{
    pool_give_all(&g->pool);
    arena_clear(&g->arena);
    g->records = 0;
    g->status = STATUS_OK;
}

void graph_set_hook(struct graph *g, struct hook hook)
{
    g->hook = hook;
}

void graph_set_probe(struct graph *g, struct probe *p)
{
    g->probe = p;
}

void graph_set_gradients(struct graph *g, bool on)
{
    g->gradients = on;
}

void graph_set_lean(struct graph *g, bool on)
{
    g->lean = on;
}

void graph_set_profile(struct graph *g, bool on)
{
    g->profile = on;
}

const struct device *graph_device(const struct graph *g)
{
    return g->device;
}

const struct hook *graph_hook(const struct graph *g)
{
    return &g->hook;
}

struct probe *graph_probe(const struct graph *g)
{
    return g->probe;
}

bool graph_gradients(const struct graph *g)
{
    return g->gradients;
}

struct tensor *graph_fail(struct graph *g, enum status_code code,
                          const char *fmt, ...)
{
    va_list args;

    if (g->status.code)
        return NULL; /* the first reason is the one that helps */
    g->status.code = code;
    va_start(args, fmt);
    vsnprintf(g->status.text, sizeof g->status.text, fmt, args);
    va_end(args);
    return NULL;
}

bool graph_failed(const struct graph *g)
{
    return g->status.code != STATUS_FINE;
}

struct status graph_status(const struct graph *g)
{
    return g->status;
}

struct tensor *graph_blank(struct graph *g, enum tensor_type type)
{
    struct tensor *t = arena_add(&g->arena, sizeof *t);

    if (!t)
        return graph_fail(g, STATUS_NO_MEMORY, "no memory for a tensor");
    t->type = type;
    return t;
}

bool graph_fill(struct graph *g, struct tensor *t)
{
    char shape[TENSOR_TEXT];
    size_t bytes;

    if (size_of_shape(&bytes, t->shape, t->dims, tensor_type_bytes(t->type)))
        t->block = pool_take(&g->pool, bytes);
    if (!t->block) {
        graph_fail(g, STATUS_NO_MEMORY, "no memory for a tensor of %s",
                   tensor_shape_text(shape, t));
        return false;
    }
    tensor_pack(t);
    if (g->standing_in && g->pool.memory)
        g->pool.memory->home.look(t->block->data, true);
    return true;
}

static struct tensor *filled(struct graph *g, enum tensor_type type, int dims,
                             const int64_t *shape)
{
    struct tensor *t = graph_failed(g) ? NULL : graph_blank(g, type);

    assert(dims >= 0 && dims <= TENSOR_DIMS);
    if (!t)
        return NULL;
    t->dims = dims;
    for (int i = 0; i < dims; i++)
        t->shape[i] = shape[i];
    return graph_fill(g, t) ? t : NULL;
}

struct tensor *graph_real(struct graph *g, int dims, const int64_t *shape)
{
    return filled(g, g->device->real, dims, shape);
}

struct tensor *graph_floats(struct graph *g, int dims, const int64_t *shape,
                            const float *data)
{
    struct tensor *t = graph_real(g, dims, shape);

    if (!t)
        return NULL;
    const int64_t n = tensor_count(t);
    if (t->type == TENSOR_F32) {
        memcpy(tensor_at(t, 0), data, (size_t)n * sizeof *data);
        return t;
    }
    double *out = t->block->data;
    for (int64_t i = 0; i < n; i++)
        out[i] = (double)data[i];
    return t;
}

struct tensor *graph_ints(struct graph *g, int dims, const int64_t *shape,
                          const int32_t *data)
{
    struct tensor *t = filled(g, TENSOR_I32, dims, shape);

    if (t)
        memcpy(tensor_at(t, 0), data, (size_t)tensor_count(t) * sizeof *data);
    return t;
}

struct tensor *graph_aux(struct graph *g, enum tensor_type type, int64_t count)
{
    return filled(g, type, 1, &count);
}

bool graph_note(struct graph *g, struct op_record *r)
{
    if (g->records == g->room) {
        const int room = g->room ? 2 * g->room : FIRST_ROOM;
        struct op_record **record =
            realloc(g->record, (size_t)room * sizeof *record);

        if (!record) {
            graph_fail(g, STATUS_NO_MEMORY, "no memory for the tape");
            return false;
        }
        g->record = record;
        g->room = room;
    }
    g->record[g->records++] = r;
    return true;
}

static struct op_record *begin(struct graph *g, const struct op *op,
                               struct tensor *const *in, int inputs)
{
    assert(inputs <= OP_INPUTS);
    if (graph_failed(g))
        return NULL;
    if (hook_stops(&g->hook)) {
        graph_fail(g, STATUS_CANCELLED, "stopped before %s", op->name);
        return NULL;
    }
    struct op_record *r = arena_add(&g->arena, sizeof *r);
    if (!r) {
        graph_fail(g, STATUS_NO_MEMORY, "no memory for %s", op->name);
        return NULL;
    }
    r->op = op;
    r->inputs = inputs;
    for (int i = 0; i < inputs; i++) {
        r->in[i] = in[i];
        if (in[i])
            r->version[i] = in[i]->block->version;
    }
    return r;
}

static bool wants_grad(const struct op_record *r)
{
    if (!r->op->backward)
        return false;
    for (int i = 0; i < r->inputs; i++)
        if (r->in[i] && r->in[i]->needs_grad)
            return true;
    return false;
}

void graph_give(struct graph *g, struct tensor_block *b)
{
    if (--b->uses == 0)
        pool_give(&g->pool, b);
}

static void drop_aux(struct graph *g, struct op_record *r)
{
    for (int i = 0; i < OP_AUX; i++) {
        if (r->aux[i])
            graph_give(g, r->aux[i]->block);
        r->aux[i] = NULL;
    }
}

struct tensor *graph_apply(struct graph *g, const struct op *op,
                           struct tensor *const *in, int inputs,
                           const struct op_numbers *with)
{
    struct op_record *r = begin(g, op, in, inputs);

    if (!r)
        return NULL;
    if (with)
        r->with = *with;
    r->out = graph_blank(g, g->device->real);
    if (!r->out || !op->shape(g, r) || !graph_fill(g, r->out))
        return NULL;
    r->out->needs_grad = g->gradients && wants_grad(r);

    const int64_t start = g->profile ? clock_ns() : 0;
    graph_host_begin(g, r);
    op->forward(g, r);
    graph_host_end(g, r);
    if (g->profile)
        r->forward_ns = clock_ns() - start;
    if (graph_failed(g))
        return NULL;
    if (!r->out->needs_grad)
        drop_aux(g, r);
    if (g->gradients && !graph_note(g, r))
        return NULL;
    return r->out;
}

struct tensor *graph_view(struct graph *g, const struct op *op,
                          struct tensor *x, const struct tensor *view)
{
    struct op_record *r = x ? begin(g, op, &x, 1) : NULL;
    struct tensor *t = r ? graph_blank(g, x->type) : NULL;

    if (!t)
        return NULL;
    t->dims = view->dims;
    for (int i = 0; i < view->dims; i++) {
        t->shape[i] = view->shape[i];
        t->stride[i] = view->stride[i];
    }
    t->offset = view->offset;
    t->block = x->block;
    t->block->uses++;
    /* Views of views hang on the root: one gradient serves them all. */
    t->base = x->base ? x->base : x;
    t->needs_grad = x->needs_grad;
    r->out = t;
    return !g->gradients || graph_note(g, r) ? t : NULL;
}

/* Will no record read the numbers of `t` on the way back? */
static bool forgotten(const struct graph *g, const struct tensor *t)
{
    if (!g->lean || t->base || t->block->uses != 1)
        return false;
    for (int i = g->records - 1; i >= 0; i--) {
        const struct op_record *r = g->record[i];

        for (int k = 0; k < r->inputs; k++)
            if (r->in[k] == t && !r->forgets[k])
                return false;
        if (r->out == t)
            return r->op->forgets_out;
    }
    return false; /* nothing on the tape made it */
}

void graph_done(struct graph *g, struct tensor *t)
{
    if (!t || t->handle_done || t->grad_kept)
        return;
    if (g->gradients && !forgotten(g, t))
        return; /* the way back may still read it */
    if (t->base && t->base->grad_kept)
        return; /* a view of a parameter */
    t->handle_done = true;
    graph_give(g, t->block);
}

struct tensor *graph_share(struct graph *g, struct tensor *aux)
{
    struct tensor *t = graph_blank(g, aux->type);

    if (!t)
        return NULL;
    *t = *aux;
    t->block->uses++;
    return t;
}

void graph_drop(struct graph *g, struct tensor *aux)
{
    if (!aux)
        return;
    assert(!aux->handle_done && aux->block->uses == 1);
    aux->handle_done = true;
    aux->block->uses = 0;
    pool_give(&g->pool, aux->block);
}

struct tensor *graph_name(struct graph *g, struct tensor *t, const char *fmt,
                          ...)
{
    char text[NAME_BYTES];
    va_list args;

    if (!t || (!g->probe && !g->profile))
        return t;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    t->name = arena_text(&g->arena, text);
    if (!t->name)
        return graph_fail(g, STATUS_NO_MEMORY, "no memory for a name");
    if (g->probe && probe_wants(g->probe, text, PROBE_FORWARD))
        probe_take(g->probe, text, PROBE_FORWARD, t);
    return t;
}

int graph_records(const struct graph *g)
{
    return g->records;
}

const struct op_record *graph_record(const struct graph *g, int i)
{
    assert(i >= 0 && i < g->records);
    return g->record[i];
}

struct graph_memory graph_memory(const struct graph *g)
{
    return (struct graph_memory){
        .live_bytes = g->pool.live_bytes,
        .most_bytes = g->pool.most_bytes,
        .held_bytes = g->pool.held_bytes,
        .system_requests = g->pool.system_requests,
    };
}
