#include "lessons/labs/cachework.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/kernels/quant.h"
#include "engine/model/generate.h"

#define GRAPH_BYTES ((size_t)8 << 30)

static const struct decoder_config *config(const struct cachework *w)
{
    return decoder_config(w->model.checkpoint.model);
}

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory to write a text twice");
}

void cachework_release(struct cachework *w)
{
    graph_free(w->graph);
    kvcache_free(w->cache);
    free(w->ids);
    free(w->logits[0]);
    free(w->logits[1]);
    labmodel_release(&w->model);
    *w = (struct cachework){0};
}

static struct status prepare(struct cachework *w,
                             const struct cachework_wanted *wanted)
{
    struct labmodel *m = &w->model;

    STATUS_TRY(labmodel_open(m, wanted->model, wanted->text, wanted->hook));
    STATUS_TRY(labmodel_foretells(m));
    const struct decoder_config *c = config(w);
    const int64_t room = (int64_t)m->count + wanted->writes;
    if (room > c->context) {
        return status_fail(STATUS_BAD_USAGE,
                           "the text has %zu tokens and %d are to follow; "
                           "this model reads %lld",
                           m->count, wanted->writes, (long long)c->context);
    }
    w->ids = malloc((size_t)room * sizeof *w->ids);
    w->graph = graph_new(params_device(decoder_params(m->checkpoint.model)),
                         GRAPH_BYTES);
    for (int i = 0; i < 2; i++)
        w->logits[i] = malloc((size_t)c->vocab * sizeof(float));
    if (!w->ids || !w->graph || !w->logits[0] || !w->logits[1])
        return no_memory();
    memcpy(w->ids, m->ids, m->count * sizeof *w->ids);
    w->read = (int)m->count;
    graph_set_hook(w->graph, wanted->hook);
    const struct kvcache_shape shape = {.layers = c->layers,
                                        .groups = c->groups,
                                        .width = decoder_head_width(c),
                                        .room = room};
    return kvcache_new(&w->cache, &shape);
}

struct status cachework_open(struct cachework *w,
                             const struct cachework_wanted *wanted)
{
    *w = (struct cachework){0};
    const struct status st = prepare(w, wanted);

    if (st.code)
        cachework_release(w);
    return st;
}

static double flops_of(const struct graph *g)
{
    double sum = 0.0;

    for (int i = 0; i < graph_records(g); i++) {
        const struct op_record *r = graph_record(g, i);

        if (r->op->forward_cost)
            sum += r->op->forward_cost(r).flops;
    }
    return sum;
}

/* Tokens from .. to - 1; way 0 goes on from what is kept. */
static struct status pass(struct cachework *w, int way, int from, int to,
                          struct cachework_token *cost)
{
    const int64_t shape[] = {1, to - from};
    const struct decoder_mode mode = {.cache = way == 0 ? w->cache : NULL,
                                      .last_only = true};

    graph_reset(w->graph);
    graph_set_gradients(w->graph, true); /* for a tape to count on */
    const int64_t start = clock_ns();
    struct tensor *ids = graph_ints(w->graph, 2, shape, w->ids + from);
    const struct tensor *y =
        decoder_forward(w->model.checkpoint.model, w->graph, ids, &mode);
    cost->ms[way] = 1e-6 * (double)(clock_ns() - start);
    STATUS_TRY(graph_status(w->graph));
    if (way == 0)
        kvcache_grow(w->cache, to - from);
    tensor_copy_floats(w->logits[way], y);
    cost->flops[way] = flops_of(w->graph);
    return STATUS_OK;
}

struct status cachework_step(struct cachework *w)
{
    const int vocab = (int)config(w)->vocab;
    const int count = w->read + w->written;
    struct cachework_token t = {.difference = 0.0f};
    struct generate_candidate best[2];

    assert(w->written < CACHEWORK_WRITES);
    STATUS_TRY(pass(w, 0, (int)kvcache_count(w->cache), count, &t));
    STATUS_TRY(pass(w, 1, 0, count, &t));
    for (int i = 0; i < vocab; i++)
        t.difference =
            fmaxf(t.difference, fabsf(w->logits[0][i] - w->logits[1][i]));
    for (int way = 0; way < 2; way++)
        generate_best(w->logits[way], vocab, 1, &best[way]);
    t.same = best[0].id == best[1].id;
    w->token[w->written++] = t;
    w->ids[count] = best[0].id;
    return STATUS_OK;
}

int64_t cachework_token_bytes(const struct cachework *w)
{
    const struct decoder_config *c = config(w);

    return 2 * c->groups * decoder_head_width(c) * (int64_t)sizeof(uint16_t);
}

void cachework_copy(const struct cachework *w, bool values, int layer,
                    int group, float *out)
{
    const struct tensor *kept = values ? kvcache_values(w->cache, layer)
                                       : kvcache_keys(w->cache, layer);
    struct tensor part = *kept;

    part.dims = 2;
    part.shape[0] = kvcache_count(w->cache);
    part.shape[1] = kept->shape[2];
    part.stride[0] = kept->stride[1];
    part.stride[1] = kept->stride[2];
    part.offset += group * kept->stride[0];
    tensor_copy_floats(out, &part);
}

bool cachework_rounds(const struct cachework *w)
{
    const struct params *ps = decoder_params(w->model.checkpoint.model);

    for (int i = 0; i < params_count(ps); i++) {
        const struct tensor *t = &params_at(ps, i)->value;

        if (t->type == TENSOR_BLOCKS &&
            quant_block((enum quant_type)t->quant) > 1)
            return true;
    }
    return false;
}
