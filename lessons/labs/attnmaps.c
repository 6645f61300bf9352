#include "lessons/labs/attnmaps.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/generate.h"

#define ARENA_BYTES ((size_t)64 << 20)

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the maps");
}

const float *attnmaps_of(const struct attnmaps *m, int layer, int head)
{
    return m->weight +
           ((int64_t)layer * m->heads + head) * (int64_t)m->tokens * m->tokens;
}

static const float *shown(const struct attnmaps *m)
{
    return attnmaps_of(m, m->layer, m->head);
}

void attnmaps_free(struct attnmaps *m)
{
    if (m)
        arena_release(&m->arena);
    free(m);
}

static struct status check_place(const struct attnmaps *m, int layer, int head)
{
    if (layer < m->layers && head < m->heads)
        return STATUS_OK;
    return status_fail(STATUS_BAD_USAGE,
                       "this model has layers 0 to %d and heads 0 to %d",
                       m->layers - 1, m->heads - 1);
}

/* One pass with `p` watching or editing; the logits of the last position of a
 * model that has any. */
static struct status pass(struct labmodel *lm, struct probe *p, float *logits)
{
    if (decoder_config(lm->checkpoint.model)->headless) {
        struct tensor *out;

        return labmodel_pass(lm, p, &out);
    }
    graph_set_probe(lm->graph, p);
    struct status st = generate_logits(lm->checkpoint.model, lm->graph, lm->ids,
                                       (int64_t)lm->count, logits);
    graph_set_probe(lm->graph, NULL);
    return st.code ? st : probe_status(p);
}

static struct status keep_maps(struct attnmaps *m, const struct probe *p)
{
    const size_t each = (size_t)m->heads * m->tokens * m->tokens;
    char name[64];

    m->weight = arena_add(&m->arena, each * m->layers * sizeof *m->weight);
    if (!m->weight)
        return no_memory();
    for (int i = 0; i < m->layers; i++) {
        snprintf(name, sizeof name, "blocks.%d.attn.probs", i);
        const struct probe_value *v = probe_find(p, name, PROBE_FORWARD);
        if (!v || v->count != (int64_t)each)
            return status_fail(STATUS_UNSUPPORTED, "the model shows no %s",
                               name);
        memcpy(m->weight + each * i, v->data, each * sizeof *m->weight);
    }
    return STATUS_OK;
}

/* The largest weight below the first row, whose only weight is always 1. */
static void find_largest(struct attnmaps *m)
{
    const float *w = shown(m);
    int best = m->tokens; /* row 1, column 0 */

    for (int i = m->tokens; i < m->tokens * m->tokens; i++)
        if (w[i] > w[best])
            best = i;
    m->gone[0] = best / m->tokens;
    m->gone[1] = best % m->tokens;
    m->gone_weight = w[best];
}

/* Sets the weight to 0 and lets its row sum to 1 again. */
static void remove_weight(void *user, const char *name, struct tensor *t)
{
    const struct attnmaps *m = user;
    float *row = (float *)tensor_at(t, 0) +
                 ((int64_t)m->head * m->tokens + m->gone[0]) * m->tokens;
    const float left = 1.0f - row[m->gone[1]];

    (void)name;
    row[m->gone[1]] = 0.0f;
    for (int j = 0; j < m->tokens && left > 0.0f; j++)
        row[j] /= left;
}

static double probability(const float *logits, int vocab, int32_t id)
{
    return exp(generate_logprob(logits, vocab, id));
}

static struct status remove_largest(struct attnmaps *m, struct labmodel *lm,
                                    const float *before, float *after)
{
    const int vocab = tokenizer_size(lm->checkpoint.tokenizer);
    struct probe *p = probe_new();
    char name[64];
    int32_t best = 0;

    if (!p)
        return no_memory();
    find_largest(m);
    snprintf(name, sizeof name, "blocks.%d.attn.probs", m->layer);
    struct status st = probe_edit(p, name, PROBE_FORWARD, remove_weight, m);
    if (!st.code)
        st = pass(lm, p, after);
    probe_free(p);
    STATUS_TRY(st);
    for (int i = 1; i < vocab; i++)
        if (before[i] > before[best])
            best = i;
    m->removed = true;
    m->change_points = 100.0 * fabs(probability(after, vocab, best) -
                                    probability(before, vocab, best));
    m->likeliest = labmodel_piece(lm, best, &m->arena);
    return m->likeliest ? STATUS_OK : no_memory();
}

static struct status look(struct attnmaps *m, const struct attnmaps_wanted *w,
                          struct labmodel *lm, struct probe *p, float *logits)
{
    const struct decoder_config *c = decoder_config(lm->checkpoint.model);

    m->layers = (int)c->layers;
    m->heads = (int)c->heads;
    m->tokens = (int)lm->count;
    m->layer = w->layer;
    m->head = w->head;
    STATUS_TRY(check_place(m, m->layer, m->head));
    m->causal = c->causal;
    m->token = labmodel_pieces(lm, &m->arena);
    if (!m->token)
        return no_memory();
    STATUS_TRY(probe_watch(p, "blocks.*.attn.probs", PROBE_FORWARD));
    STATUS_TRY(pass(lm, p, logits));
    STATUS_TRY(keep_maps(m, p));
    if (!w->remove)
        return STATUS_OK;
    STATUS_TRY(labmodel_foretells(lm));
    if (m->tokens < 2)
        return status_fail(STATUS_BAD_USAGE,
                           "a single token has no weight to remove");
    return remove_largest(m, lm, logits, logits + c->vocab);
}

static struct status find(struct attnmaps *m, struct labmodel *lm,
                          const struct attnmaps_wanted *w)
{
    const int64_t vocab = decoder_config(lm->checkpoint.model)->vocab;
    float *logits = malloc(2 * (size_t)vocab * sizeof *logits);
    struct probe *p = probe_new();
    struct status st = no_memory();

    if (logits && p)
        st = look(m, w, lm, p, logits);
    probe_free(p);
    free(logits);
    return st;
}

static struct attnmaps *blank(void)
{
    struct attnmaps *m = calloc(1, sizeof *m);

    if (m)
        arena_init(&m->arena, ARENA_BYTES);
    return m;
}

struct status attnmaps_read(struct attnmaps **out, struct labmodel *lm,
                            const struct attnmaps_wanted *wanted)
{
    struct attnmaps *m = blank();

    *out = NULL;
    if (!m)
        return no_memory();
    const struct status st = find(m, lm, wanted);
    if (st.code)
        attnmaps_free(m);
    else
        *out = m;
    return st;
}

struct status attnmaps_show(struct attnmaps *m, int layer, int head)
{
    STATUS_TRY(check_place(m, layer, head));
    m->layer = layer;
    m->head = head;
    m->removed = false; /* that was about another map */
    return STATUS_OK;
}

struct status attnmaps_copy(struct attnmaps **out, const struct attnmaps *from)
{
    struct attnmaps *m = blank();
    const size_t bytes = (size_t)from->layers * from->heads * from->tokens *
                         from->tokens * sizeof *m->weight;

    *out = NULL;
    if (!m)
        return no_memory();
    const struct arena arena = m->arena;
    *m = *from;
    m->arena = arena;
    m->weight = arena_add(&m->arena, bytes);
    m->token = arena_add(&m->arena, (size_t)m->tokens * sizeof *m->token);
    m->likeliest =
        from->likeliest ? arena_text(&m->arena, from->likeliest) : NULL;
    bool whole = m->weight && m->token;
    for (int i = 0; whole && i < m->tokens; i++) {
        m->token[i] = arena_text(&m->arena, from->token[i]);
        whole = m->token[i] != NULL;
    }
    if (!whole) {
        attnmaps_free(m);
        return no_memory();
    }
    memcpy(m->weight, from->weight, bytes);
    *out = m;
    return STATUS_OK;
}
