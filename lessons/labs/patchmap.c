#include "lessons/labs/patchmap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Below this the two prompts say the same, and a share of it says nothing. */
#define LEAST_DIFFERENCE 1e-3

struct patchmap {
    struct labmodel *model; /* has read the corrupted prompt */
    struct labtrace clean, corrupted;
    int32_t ids[2][PATCHMAP_TOKENS]; /* of the clean and the corrupted prompt */
    int32_t answer, other;
    struct patchmap_found found;
};

void patchmap_free(struct patchmap *p)
{
    if (!p)
        return;
    labtrace_release(&p->clean);
    labtrace_release(&p->corrupted);
    free(p);
}

const struct patchmap_found *patchmap_found(const struct patchmap *p)
{
    return &p->found;
}

static struct status read_prompt(struct patchmap *p, const char *text,
                                 bool clean)
{
    char(*label)[PATCHMAP_TEXT] = clean ? p->found.clean : p->found.corrupted;
    struct labmodel *m = p->model;

    STATUS_TRY(labmodel_read(m, text));
    if (m->count > PATCHMAP_TOKENS) {
        return status_fail(STATUS_TOO_BIG,
                           "a prompt has %zu tokens; this lab takes %d",
                           m->count, PATCHMAP_TOKENS);
    }
    memcpy(p->ids[!clean], m->ids, m->count * sizeof *m->ids);
    for (size_t i = 0; i < m->count; i++)
        STATUS_TRY(labmodel_label(m, m->ids[i], label[i], PATCHMAP_TEXT));
    return labtrace_read(clean ? &p->clean : &p->corrupted, m);
}

static struct status compare(struct patchmap *p)
{
    const int a = p->clean.tokens, b = p->corrupted.tokens;
    struct patchmap_found *f = &p->found;

    if (a != b) {
        return status_fail(STATUS_BAD_USAGE,
                           "the prompts need as many tokens each; clean has "
                           "%d, corrupted %d",
                           a, b);
    }
    if (p->clean.layers > PATCHMAP_LAYERS)
        return status_fail(STATUS_TOO_BIG, "a model of more than %d layers",
                           PATCHMAP_LAYERS);
    f->layers = p->clean.layers;
    f->tokens = a;
    while (f->first < a && p->ids[0][f->first] == p->ids[1][f->first])
        f->first++;
    if (f->first == a)
        return status_fail(STATUS_BAD_USAGE, "the prompts are the same");
    return STATUS_OK;
}

static int32_t likeliest(const struct labtrace *t, int64_t vocab)
{
    int32_t best = 0;

    for (int32_t i = 1; i < vocab; i++)
        if (t->logits[i] > t->logits[best])
            best = i;
    return best;
}

static struct status choose(const struct patchmap *p, const char *word,
                            const struct labtrace *t, int32_t *id,
                            char label[PATCHMAP_TEXT], bool *cut)
{
    const struct labmodel *m = p->model;
    int32_t *ids;
    size_t count;

    *id = likeliest(t, decoder_config(m->checkpoint.model)->vocab);
    if (*word) {
        STATUS_TRY(labmodel_spell(m, word, &ids, &count));
        free(ids);
        *cut = count > 1;
        STATUS_TRY(labmodel_word(m, word, id));
    }
    return labmodel_label(m, *id, label, PATCHMAP_TEXT);
}

static double difference(const struct patchmap *p, const float *logits)
{
    return (double)logits[p->answer] - (double)logits[p->other];
}

static struct status measure(struct patchmap *p,
                             const struct patchmap_wanted *w)
{
    struct patchmap_found *f = &p->found;

    STATUS_TRY(
        choose(p, w->answer, &p->clean, &p->answer, f->answer, &f->answer_cut));
    STATUS_TRY(
        choose(p, w->other, &p->corrupted, &p->other, f->other, &f->other_cut));
    f->clean_difference = difference(p, p->clean.logits);
    f->corrupted_difference = difference(p, p->corrupted.logits);
    if (p->answer == p->other ||
        fabs(f->clean_difference - f->corrupted_difference) <
            LEAST_DIFFERENCE) {
        return status_fail(STATUS_BAD_USAGE,
                           "both prompts answer alike (\"%s\" against \"%s\"): "
                           "there is nothing to restore",
                           f->answer, f->other);
    }
    return STATUS_OK;
}

static struct status fill(struct patchmap *p, const struct patchmap_wanted *w)
{
    STATUS_TRY(read_prompt(p, w->clean, true));
    STATUS_TRY(read_prompt(p, w->corrupted, false));
    STATUS_TRY(compare(p));
    return measure(p, w);
}

struct status patchmap_new(struct patchmap **out, struct labmodel *m,
                           const struct patchmap_wanted *w)
{
    struct patchmap *p = calloc(1, sizeof *p);

    *out = NULL;
    if (!p)
        return status_fail(STATUS_NO_MEMORY, "no memory for two prompts");
    p->model = m;
    p->found.part = w->part;
    const struct status st = fill(p, w);
    if (st.code)
        patchmap_free(p);
    else
        *out = p;
    return st;
}

/* Copy i of the batch gets position first + i of the clean run. */
static void put_clean(void *user, const char *name, struct tensor *t)
{
    const struct patchmap *p = user;
    const struct patchmap_found *f = &p->found;
    const size_t width = (size_t)p->clean.width;
    float *x = tensor_at(t, 0);

    (void)name;
    for (int at = f->first; at < f->tokens; at++, x += f->tokens * width) {
        const float *from =
            f->part == PATCHMAP_RESIDUAL
                ? labtrace_row(&p->clean, p->clean.in, f->done + 1, at)
            : f->part == PATCHMAP_ATTENTION
                ? labtrace_row(&p->clean, p->clean.attention, f->done, at)
                : labtrace_row(&p->clean, p->clean.mlp, f->done, at);

        memcpy(x + at * width, from, width * sizeof *x);
    }
}

struct status patchmap_layer(struct patchmap *p)
{
    static const char *const part[] = {"out", "attn.out", "mlp.out"};
    struct patchmap_found *f = &p->found;
    const int64_t vocab = decoder_config(p->model->checkpoint.model)->vocab;
    const double whole = f->clean_difference - f->corrupted_difference;
    struct tensor *logits;
    char name[64];

    snprintf(name, sizeof name, "blocks.%d.%s", f->done, part[f->part]);
    const struct labtrace_change change = {name, put_clean, p};
    STATUS_TRY(labtrace_again(&p->corrupted, p->model, f->done,
                              f->tokens - f->first, false, &change, &logits));
    for (int at = f->first; at < f->tokens; at++) {
        const float *row =
            (const float *)tensor_at(logits, 0) + (at - f->first) * vocab;

        f->restored[f->done * f->tokens + at] =
            (float)((difference(p, row) - f->corrupted_difference) / whole);
    }
    f->done++;
    return STATUS_OK;
}
