/* graph_mode.c - linear layers in 16 bits: the mode of a graph, and the copies
 * of parameters, which are made once a step and not once a product. */
#include <stdlib.h>

#include "engine/core/graph_state.h"
#include "engine/core/halves.h"
#include "engine/core/team.h"

struct graph_copy {
    const void *of; /* where the parameter stands */
    uint32_t version;
    int64_t count;
    uint16_t *data;
};

void graph_mode_release(struct graph *g)
{
    halves_free(g->halves);
    for (int i = 0; i < g->half_copies; i++)
        free(g->half_copy[i].data);
    free(g->half_copy);
    g->halves = NULL;
    g->half_copy = NULL;
    g->half_copies = 0;
    g->mode = GRAPH_STRICT;
}

struct status graph_set_mode(struct graph *g, enum graph_mode mode)
{
    graph_mode_release(g);
    if (mode == GRAPH_STRICT)
        return STATUS_OK;
    if (g->device->real != TENSOR_F32) {
        return status_fail(STATUS_UNSUPPORTED,
                           "device %s computes in f64; 16 bits need one that "
                           "computes in f32",
                           g->device->name);
    }
    if (g->device->memory) {
        return status_fail(STATUS_UNSUPPORTED,
                           "device %s computes in f32; 16 bits are for the cpu",
                           g->device->name);
    }
    if (mode == GRAPH_BF16)
        STATUS_TRY(halves_new(&g->halves));
    g->mode = mode;
    return STATUS_OK;
}

enum graph_mode graph_mode(const struct graph *g)
{
    return g->mode;
}

struct halves *graph_halves(const struct graph *g)
{
    return g->halves;
}

struct conversion {
    const struct kernels_f32 *kernels;
    const float *from;
    uint16_t *to;
    int64_t count;
};

static void convert(void *work, int64_t from, int64_t to)
{
    const struct conversion *c = work;
    const int64_t start = from * TEAM_PIECE;
    int64_t end = to * TEAM_PIECE;

    end = end > c->count ? c->count : end;
    c->kernels->half_to_bf16(c->to + start, c->from + start,
                             (int)(end - start));
}

static struct graph_copy *find_copy(struct graph *g, const void *of,
                                    int64_t count)
{
    for (int i = 0; i < g->half_copies; i++)
        if (g->half_copy[i].of == of && g->half_copy[i].count == count)
            return &g->half_copy[i];
    const int n = g->half_copies;
    struct graph_copy *more =
        realloc(g->half_copy, (size_t)(n + 1) * sizeof *more);
    if (!more)
        return NULL;
    g->half_copy = more;
    uint16_t *data = malloc((size_t)count * sizeof *data);
    if (!data)
        return NULL;
    more[n] = (struct graph_copy){.of = of, .count = count, .data = data};
    g->half_copies++;
    return &more[n];
}

const uint16_t *graph_half_copy(struct graph *g, const struct tensor *param)
{
    const void *of = tensor_at(param, 0);
    const int64_t count = tensor_count(param);
    const int before = g->half_copies;
    struct graph_copy *c = find_copy(g, of, count);

    if (!c) {
        graph_fail(g, STATUS_NO_MEMORY, "no memory for parameters in bf16");
        return NULL;
    }
    if (g->half_copies > before || c->version != param->block->version) {
        struct conversion work = {&g->f32, of, c->data, count};

        team_run(convert, &work, (count + TEAM_PIECE - 1) / TEAM_PIECE,
                 TEAM_PIECE);
        c->version = param->block->version;
    }
    return c->data;
}
