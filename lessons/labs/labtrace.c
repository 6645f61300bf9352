#include "lessons/labs/labtrace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/size.h"

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for what the blocks say");
}

void labtrace_release(struct labtrace *t)
{
    free(t->in);
    free(t->attention);
    free(t->mlp);
    free(t->logits);
    *t = (struct labtrace){0};
}

static float *table(int64_t rows, const struct labtrace *t)
{
    const int64_t shape[] = {rows, t->tokens, t->width};
    size_t bytes;

    return size_of_shape(&bytes, shape, 3, sizeof(float)) ? malloc(bytes)
                                                          : NULL;
}

const float *labtrace_row(const struct labtrace *t, const float *of, int layer,
                          int token)
{
    return of + ((size_t)layer * t->tokens + token) * t->width;
}

static struct status take(const struct probe *p, const char *name, size_t count,
                          float *to)
{
    const struct probe_value *v = probe_find(p, name, PROBE_FORWARD);

    if (!v || v->count != (int64_t)count)
        return status_fail(STATUS_UNSUPPORTED, "the model shows no %s", name);
    memcpy(to, v->data, count * sizeof *to);
    return STATUS_OK;
}

static struct status take_block(const struct labtrace *t, const struct probe *p,
                                int layer)
{
    const size_t each = (size_t)t->tokens * (size_t)t->width;
    const size_t at = (size_t)layer * each;
    char name[64];

    snprintf(name, sizeof name, "blocks.%d.attn.out", layer);
    STATUS_TRY(take(p, name, each, t->attention + at));
    snprintf(name, sizeof name, "blocks.%d.mlp.out", layer);
    STATUS_TRY(take(p, name, each, t->mlp + at));
    snprintf(name, sizeof name, "blocks.%d.out", layer);
    return take(p, name, each, t->in + at + each);
}

static struct status watch(struct labtrace *t, struct labmodel *m,
                           struct probe *p)
{
    const size_t each = (size_t)t->tokens * (size_t)t->width;
    const size_t vocab = (size_t)decoder_config(m->checkpoint.model)->vocab;

    STATUS_TRY(probe_watch(p, "embedding", PROBE_FORWARD));
    STATUS_TRY(probe_watch(p, "blocks.*.out", PROBE_FORWARD));
    STATUS_TRY(probe_watch(p, "logits", PROBE_FORWARD));
    STATUS_TRY(labmodel_pass(m, p, NULL));
    STATUS_TRY(take(p, "embedding", each, t->in));
    STATUS_TRY(take(p, "logits", vocab, t->logits));
    for (int i = 0; i < t->layers; i++)
        STATUS_TRY(take_block(t, p, i));
    return STATUS_OK;
}

struct status labtrace_read(struct labtrace *t, struct labmodel *m)
{
    const struct decoder_config *c = decoder_config(m->checkpoint.model);

    *t = (struct labtrace){.layers = (int)c->layers,
                           .tokens = (int)m->count,
                           .width = (int)c->width};
    STATUS_TRY(labmodel_foretells(m));
    t->in = table(c->layers + 1, t);
    t->attention = table(c->layers, t);
    t->mlp = table(c->layers, t);
    t->logits = malloc((size_t)c->vocab * sizeof *t->logits);
    struct probe *p = probe_new();
    struct status st = no_memory();

    if (p && t->in && t->attention && t->mlp && t->logits)
        st = watch(t, m, p);
    probe_free(p);
    if (st.code)
        labtrace_release(t);
    return st;
}

/* The residual before `layer`, `copies` times. */
static struct tensor *copies_of(const struct labtrace *t, struct graph *g,
                                int layer, int copies)
{
    const size_t each = (size_t)t->tokens * t->width;
    struct tensor *x =
        graph_real(g, 3, (const int64_t[]){copies, t->tokens, t->width});

    for (int i = 0; x && i < copies; i++)
        memcpy((float *)tensor_at(x, 0) + i * each, t->in + layer * each,
               each * sizeof(float));
    return x;
}

static struct tensor *run(const struct labtrace *t, struct labmodel *m,
                          int layer, int copies, bool all)
{
    const struct decoder_mode mode = {.last_only = !all};

    graph_reset(m->graph);
    graph_set_gradients(m->graph, false);
    struct tensor *x = copies_of(t, m->graph, layer, copies);

    return x ? decoder_resume(m->checkpoint.model, m->graph, x, layer, &mode)
             : NULL;
}

struct status labtrace_again(const struct labtrace *t, struct labmodel *m,
                             int layer, int copies, bool all,
                             const struct labtrace_change *change,
                             struct tensor **out)
{
    struct probe *p = probe_new();

    *out = NULL;
    if (!p)
        return no_memory();
    struct status st =
        probe_edit(p, change->glob, PROBE_FORWARD, change->edit, change->user);
    if (!st.code) {
        graph_set_probe(m->graph, p);
        *out = run(t, m, layer, copies, all);
        graph_set_probe(m->graph, NULL);
        st = graph_status(m->graph);
    }
    probe_free(p);
    return st;
}
