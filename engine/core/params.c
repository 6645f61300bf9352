#include "engine/core/params.h"

#include <assert.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/arena.h"
#include "engine/base/rng.h"
#include "engine/base/size.h"
#include "engine/kernels/quant.h"

enum {
    MOST = 65536,     /* parameters */
    ALIGN = 64,       /* bytes: one cache line, one AVX-512 register */
    FOREVER = 1 << 30 /* uses of a block that no graph may give back */
};
#define NAMES_BYTES ((size_t)16 << 20)

struct params {
    const struct device *device;
    struct arena names;
    struct param *param;
    int count, room;
    int64_t total;
    struct params_source source;
    struct params_side side;
    struct tensor_block values, grads;
    void *moment[2];
    struct status status; /* of the declarations */
};

struct params *params_new(const struct device *d)
{
    struct params *ps = calloc(1, sizeof *ps);

    if (!ps)
        return NULL;
    ps->device = d;
    arena_init(&ps->names, NAMES_BYTES);
    return ps;
}

static void give_array(const struct params *ps, void *data)
{
    if (data && ps->device->memory)
        ps->device->memory->give(data);
    else
        free(data);
}

void params_free(struct params *ps)
{
    if (!ps)
        return;
    arena_release(&ps->names);
    free(ps->param);
    give_array(ps, ps->values.data);
    give_array(ps, ps->grads.data);
    give_array(ps, ps->moment[0]);
    give_array(ps, ps->moment[1]);
    free(ps);
}

static int refuse(struct params *ps, struct status st)
{
    if (!ps->status.code)
        ps->status = st;
    return 0;
}

static bool grow(struct params *ps)
{
    if (ps->count < ps->room)
        return true;
    const int room = ps->room ? 2 * ps->room : 32;
    struct param *param = realloc(ps->param, (size_t)room * sizeof *param);

    if (!param)
        return false;
    ps->param = param;
    ps->room = room;
    return true;
}

/* The next parameter starts on a cache line. */
static bool advance(int64_t *total, int64_t count, size_t each)
{
    size_t bytes;

    if (!size_mul(&bytes, (size_t)count, each) ||
        !size_round_up(&bytes, bytes, ALIGN) ||
        !size_add(&bytes, bytes, (size_t)*total * each) ||
        bytes > (size_t)1 << 46)
        return false;
    *total = (int64_t)(bytes / each);
    return true;
}

void params_set_source(struct params *ps, struct params_source source)
{
    ps->source = source;
}

void params_set_side(struct params *ps, const struct params_side *side)
{
    ps->side = side ? *side : (struct params_side){.lead = 0};
}

const struct params_side *params_side(const struct params *ps)
{
    return &ps->side;
}

/* A matrix of the source takes no room here. */
static bool find_outside(struct params *ps, struct param *p)
{
    const struct params_source *s = &ps->source;
    unsigned char quant;
    const void *data;

    if (!s->find ||
        !s->find(s->user, p->name, p->dims, p->shape, &quant, &data))
        return false;
    assert(p->dims == 2 && p->shape[1] % quant_block(quant) == 0);
    p->trainable = false;
    p->start = -1;
    p->value.quant = quant;
    /* Ops read parameters only, whose memory is const all the same. */
    p->outside.data = (void *)(uintptr_t)data;
    return true;
}

int params_add(struct params *ps, const char *name, int dims,
               const int64_t *shape, enum params_init init, double scale)
{
    const size_t each = tensor_type_bytes(ps->device->real);
    size_t count;

    assert(dims >= 1 && dims <= TENSOR_DIMS && !ps->values.data);
    if (params_find(ps, name))
        return refuse(ps, status_fail(STATUS_BAD_USAGE,
                                      "parameter %s stands twice", name));
    if (ps->count == MOST || !size_of_shape(&count, shape, dims, 1))
        return refuse(
            ps, status_fail(STATUS_TOO_BIG, "parameter %s is too large", name));
    char *copy = arena_text(&ps->names, name);
    if (!copy || !grow(ps))
        return refuse(ps, status_fail(STATUS_NO_MEMORY,
                                      "no memory for parameter %s", name));

    struct param *p = &ps->param[ps->count];
    *p = (struct param){.name = copy,
                        .dims = dims,
                        .init = init,
                        .scale = scale,
                        .decay = dims >= 2,
                        .trainable = true,
                        .start = ps->total,
                        .count = (int64_t)count};
    for (int i = 0; i < dims; i++)
        p->shape[i] = shape[i];
    if (find_outside(ps, p))
        return ps->count++;
    if (!advance(&ps->total, p->count, each))
        return refuse(
            ps, status_fail(STATUS_TOO_BIG, "parameter %s is too large", name));
    return ps->count++;
}

/* FNV-1a: a stream of random numbers of its own for each name. */
static uint64_t stream_of(const char *name)
{
    uint64_t h = 14695981039346656037u;

    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 1099511628211u;
    return h;
}

static void draw(const struct params *ps, const struct param *p, uint64_t seed)
{
    struct rng r = rng_make(seed, stream_of(p->name));

    for (int64_t i = 0; i < p->count; i++) {
        double x = 0.0;

        if (p->init == PARAMS_ONE)
            x = 1.0;
        else if (p->init == PARAMS_NORMAL)
            x = p->scale * (double)rng_normal(&r);
        if (ps->device->real == TENSOR_F64)
            ((double *)ps->values.data)[p->start + i] = x;
        else
            ((float *)ps->values.data)[p->start + i] = (float)x;
    }
}

static void wire_outside(struct param *p)
{
    p->value.type = TENSOR_BLOCKS;
    p->value.dims = p->dims;
    p->value.block = &p->outside;
    p->value.name = p->name;
    memcpy(p->value.shape, p->shape, sizeof p->shape);
    tensor_pack(&p->value);
    p->outside.bytes = tensor_bytes(&p->value);
    p->outside.uses = FOREVER;
}

static void wire(struct params *ps, struct param *p)
{
    if (p->start < 0) {
        wire_outside(p);
        return;
    }
    p->value = (struct tensor){.type = ps->device->real,
                               .dims = p->dims,
                               .offset = p->start,
                               .block = &ps->values,
                               .name = p->name,
                               .needs_grad = p->trainable,
                               .grad_fresh = true,
                               .grad_kept = true};
    memcpy(p->value.shape, p->shape, sizeof p->shape);
    tensor_pack(&p->value);
    p->grad = p->value;
    p->grad.block = &ps->grads;
    p->grad.needs_grad = false;
    p->value.grad = &p->grad;
}

/* Zeroed, aligned memory for all elements, padding included. */
static void *array(const struct params *ps)
{
    const size_t bytes =
        (size_t)ps->total * tensor_type_bytes(ps->device->real);
    const struct device_memory *m = ps->device->memory;
    void *data = m ? m->take(bytes ? bytes : ALIGN)
                   : aligned_alloc(ALIGN, bytes ? bytes : ALIGN);

    if (data && m)
        m->home.look(data, true);
    return data ? memset(data, 0, bytes) : NULL;
}

struct status params_build_blank(struct params *ps)
{
    assert(!ps->values.data);
    STATUS_TRY(ps->status);
    ps->values.data = array(ps);
    ps->grads.data = array(ps);
    if (!ps->values.data || !ps->grads.data)
        return status_fail(STATUS_NO_MEMORY, "no memory for %lld parameters",
                           (long long)ps->total);
    ps->values.uses = ps->grads.uses = FOREVER;
    if (ps->device->memory)
        ps->values.home = ps->grads.home = &ps->device->memory->home;
    ps->values.bytes = ps->grads.bytes =
        (size_t)ps->total * tensor_type_bytes(ps->device->real);
    for (int i = 0; i < ps->count; i++)
        wire(ps, &ps->param[i]);
    return STATUS_OK;
}

struct status params_build(struct params *ps, uint64_t seed)
{
    STATUS_TRY(params_build_blank(ps));
    for (int i = 0; i < ps->count; i++)
        if (ps->param[i].start >= 0)
            draw(ps, &ps->param[i], seed);
    return STATUS_OK;
}

const struct device *params_device(const struct params *ps)
{
    return ps->device;
}

int params_count(const struct params *ps)
{
    return ps->count;
}

struct param *params_at(const struct params *ps, int i)
{
    assert(i >= 0 && i < ps->count);
    return &ps->param[i];
}

struct param *params_find(const struct params *ps, const char *name)
{
    for (int i = 0; i < ps->count; i++)
        if (strcmp(ps->param[i].name, name) == 0)
            return &ps->param[i];
    return NULL;
}

int params_freeze(struct params *ps, const char *glob, bool frozen)
{
    int matched = 0;

    for (int i = 0; i < ps->count; i++) {
        struct param *p = &ps->param[i];

        if (fnmatch(glob, p->name, 0) != 0)
            continue;
        matched++;
        if (p->start < 0)
            continue; /* what stands in a file is not trained */
        p->trainable = !frozen;
        p->value.needs_grad = !frozen;
    }
    return matched;
}

int64_t params_total(const struct params *ps)
{
    return ps->total;
}

static void *moment(struct params *ps, int which)
{
    assert(which == 0 || which == 1);
    if (!ps->moment[which])
        ps->moment[which] = array(ps);
    return ps->moment[which];
}

void *params_place(struct params *ps, enum params_array which)
{
    switch (which) {
    case PARAMS_VALUES:
        return ps->values.data;
    case PARAMS_GRADS:
        return ps->grads.data;
    case PARAMS_MOMENT_0:
    case PARAMS_MOMENT_1:
        break;
    }
    return moment(ps, which == PARAMS_MOMENT_1);
}

/* The same for whoever reads and writes it here. */
static void *here(struct params *ps, enum params_array which)
{
    void *data = params_place(ps, which);

    if (data && ps->device->memory)
        ps->device->memory->home.look(data, true);
    return data;
}

void *params_values(struct params *ps)
{
    return here(ps, PARAMS_VALUES);
}

void *params_grads(struct params *ps)
{
    return here(ps, PARAMS_GRADS);
}

void *params_moment(struct params *ps, int which)
{
    return here(ps, which ? PARAMS_MOMENT_1 : PARAMS_MOMENT_0);
}

void params_zero_grads(struct params *ps)
{
    for (int i = 0; i < ps->count; i++)
        ps->param[i].value.grad_fresh = ps->param[i].start >= 0;
}

void params_settle_grads(struct params *ps)
{
    for (int i = 0; i < ps->count; i++) {
        struct param *p = &ps->param[i];

        if (!p->value.grad_fresh)
            continue;
        const size_t bytes = (size_t)p->count * tensor_type_bytes(p->grad.type);
        if (ps->device->memory)
            ps->device->memory->clear(tensor_place(&p->grad, 0), bytes);
        else
            memset(tensor_at(&p->grad, 0), 0, bytes);
        p->value.grad_fresh = false;
    }
}

void params_touch(struct params *ps)
{
    ps->values.version++;
}
