/* patching.c - where in a model, and at which token, an answer is decided. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/patchmap.h"
#include "viz/heatmap.h"

enum { MODEL, CLEAN, CORRUPTED, ANSWER, OTHER, PART };

static const char *const parts[] = {"residual", "attention", "mlp", NULL};

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [CLEAN] = {.name = "clean",
               .help = "the prompt whose activations are taken",
               .kind = LAB_TEXT,
               .fallback = "the keys on the box"},
    [CORRUPTED] = {.name = "corrupted",
                   .help = "the prompt they are put into: as many tokens",
                   .kind = LAB_TEXT,
                   .fallback = "the box on the keys"},
    [ANSWER] = {.name = "answer",
                .help = "what clean should answer; empty: its likeliest token",
                .kind = LAB_TEXT,
                .fallback = "are"},
    [OTHER] = {.name = "other",
               .help = "what corrupted answers; empty: its likeliest token",
               .kind = LAB_TEXT,
               .fallback = "is"},
    [PART] = {.name = "part",
              .help = "what is put in: all that a block hands on, or what one "
                      "half of it adds",
              .kind = LAB_CHOICE,
              .fallback = "residual",
              .choices = parts},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"w", "put in another part: residual, attention, mlp"},
    {"t", "type another clean prompt"},
    {"c", "type another corrupted prompt"},
    {"arrows", "choose a cell and read it"},
    {NULL, NULL},
};

struct state {
    struct labmodel model;
    struct patchmap *map;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        patchmap_free(s->map);
        labmodel_release(&s->model);
    }
    free(s);
    r->state = NULL;
}

static struct status open(struct lab_run *r)
{
    const struct patchmap_wanted w = {
        .clean = r->value[CLEAN].text,
        .corrupted = r->value[CORRUPTED].text,
        .answer = r->value[ANSWER].text,
        .other = r->value[OTHER].text,
        .part = (enum patchmap_part)r->value[PART].number};
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for two prompts");
    struct status st = labmodel_load(&s->model, r->value[MODEL].text, r->hook);
    if (!st.code)
        st = patchmap_new(&s->map, &s->model, &w);
    if (st.code)
        close(r);
    return st;
}

static struct status step(struct lab_run *r, bool *more)
{
    const struct state *s = r->state;
    const struct patchmap_found *f = patchmap_found(s->map);

    STATUS_TRY(patchmap_layer(s->map));
    *more = f->done < f->layers;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(patchmap_found(s->map),
                           sizeof(struct patchmap_found), out);
}

static float at(const struct patchmap_found *f, int layer, int token)
{
    return f->restored[layer * f->tokens + token];
}

/* What the heat map borrows. */
struct picture {
    unsigned char masked[PATCHMAP_LAYERS * PATCHMAP_TOKENS];
    const char *token[PATCHMAP_TOKENS];
    char both[PATCHMAP_TOKENS][2 * PATCHMAP_TEXT + 2];
    char row[PATCHMAP_LAYERS][24];
    const char *row_label[PATCHMAP_LAYERS];
    char title[96];
    struct heatmap map;
};

static void fill(struct picture *p, const struct patchmap_found *f,
                 const struct lab_view *view)
{
    for (int i = 0; i < f->tokens; i++) {
        snprintf(p->both[i], sizeof p->both[i], "%s/%s", f->clean[i],
                 f->corrupted[i]);
        p->token[i] = i < f->first ? f->clean[i] : p->both[i];
        if (strcmp(f->clean[i], f->corrupted[i]) == 0)
            p->token[i] = f->clean[i];
    }
    for (int l = 0; l < f->layers; l++) {
        snprintf(p->row[l], sizeof p->row[l], "block %d", l);
        p->row_label[l] = p->row[l];
        for (int i = 0; i < f->tokens; i++)
            p->masked[l * f->tokens + i] = l >= f->done;
    }
    snprintf(p->title, sizeof p->title, "answer restored by the %s",
             parts[f->part]);
    p->map =
        (struct heatmap){.value = f->restored,
                         .rows = f->layers,
                         .cols = f->tokens,
                         .masked = p->masked,
                         .row_label = p->row_label,
                         .col_label = p->token,
                         .title = p->title,
                         .scale = HEATMAP_FIXED,
                         .low = 0.0f,
                         .high = 1.0f,
                         .zoom = view->zoom > 0,
                         .picks = true,
                         .cursor = labcells_has(view, f->layers, f->tokens),
                         .at_row = view->row,
                         .at_col = view->col};
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct patchmap_found *f = snapshot_;
    struct picture p;

    fill(&p, f, view);
    canvas_printf(
        cv, 0, 0, INK_TITLE, "clean %+.2f, corrupted %+.2f: \"%s\" over \"%s\"",
        f->clean_difference, f->corrupted_difference, f->answer, f->other);
    heatmap_draw(&p.map, cv,
                 (struct canvas_rect){1, 0, cv->rows - 1, cv->cols});
}

/* The token that restores most at a layer. */
static int best_of(const struct patchmap_found *f, int layer)
{
    int best = f->first;

    for (int i = f->first + 1; i < f->tokens; i++)
        if (at(f, layer, i) > at(f, layer, best))
            best = i;
    return best;
}

/* From layer to layer the best place, where it changes. */
static void walk_words(const struct patchmap_found *f, struct buf *out)
{
    for (int l = 0, from = 0; l < f->done; l++) {
        const int best = best_of(f, l);
        float most = at(f, from, best);

        if (l + 1 < f->done && best_of(f, l + 1) == best)
            continue;
        for (int i = from; i <= l; i++)
            most = at(f, i, best) > most ? at(f, i, best) : most;
        if (from == l)
            buf_printf(out, "In block %d", l);
        else
            buf_printf(out, "In blocks %d to %d", from, l);
        buf_printf(out, " token %d, \"%s\", restores most: up to %.2f.\n", best,
                   f->clean[best], (double)most);
        from = l + 1;
    }
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct patchmap_found *f = snapshot_;

    buf_printf(out,
               "Clean prefers \"%s\" to \"%s\" by %.2f, corrupted by %.2f "
               "(logits).\n",
               f->answer, f->other, f->clean_difference,
               f->corrupted_difference);
    if (f->answer_cut || f->other_cut)
        buf_text(out, "Of an answer of several tokens only the first is "
                      "compared.\n");
    if (f->clean_difference <= f->corrupted_difference)
        buf_text(out, "The clean prompt does not prefer its answer more than "
                      "the corrupted one does: what is restored is not that "
                      "answer.\n");
    if (f->done < f->layers)
        buf_printf(out, "%d of %d blocks are patched.\n", f->done, f->layers);
    walk_words(f, out);
    buf_printf(out,
               "Up to token %d both prompts are the same, so nothing "
               "there restores anything.\n",
               f->first);
    if (labcells_has(view, f->done, f->tokens)) {
        buf_printf(
            out, "Block %d, token %d, \"%s\" in place of \"%s\": %.3f.\n",
            view->row, view->col, f->clean[view->col], f->corrupted[view->col],
            (double)at(f, view->row, view->col));
    }
    for (int l = 0; l < f->done; l++) {
        buf_printf(out, "Block %d:", l);
        for (int i = f->first; i < f->tokens; i++)
            buf_printf(out, " %s %.2f%s", f->clean[i], (double)at(f, l, i),
                       i + 1 < f->tokens ? "," : ".\n");
    }
}

static json_t *names(const char label[][PATCHMAP_TEXT], int n)
{
    json_t *out = json_array();

    for (int i = 0; i < n; i++)
        json_array_append_new(out, json_string(label[i]));
    return out;
}

static json_t *cell(const struct patchmap_found *f, int layer, int token)
{
    const bool there = layer >= 0;

    return json_pack("{si si sf}", "layer", layer, "token", token, "restored",
                     there ? (double)at(f, layer, token) : 0.0);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct patchmap_found *f = snapshot_;
    const bool chosen = view && labcells_has(view, f->done, f->tokens);
    int layer = f->done ? 0 : -1;

    for (int l = 1; l < f->done; l++)
        if (at(f, l, best_of(f, l)) > at(f, layer, best_of(f, layer)))
            layer = l;
    return json_pack(
        "{so so ss ss ss sf sf si so so so}", "clean",
        names(f->clean, f->tokens), "corrupted", names(f->corrupted, f->tokens),
        "part", parts[f->part], "answer", f->answer, "other", f->other,
        "clean_difference", f->clean_difference, "corrupted_difference",
        f->corrupted_difference, "first", f->first, "restored",
        labnumbers_table(f->restored, f->done, f->tokens), "best",
        cell(f, layer, layer < 0 ? -1 : best_of(f, layer)), "chosen",
        cell(f, chosen ? view->row : -1, chosen ? view->col : -1));
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct patchmap_found *f = snapshot_;

    switch (code) {
    case 'w':
        return labcells_next(knobs, PART, (int)f->part);
    case 't':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = CLEAN};
    case 'c':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = CORRUPTED};
    default:
        return labcells_key(view, f->layers, f->tokens,
                            (const int[]){0, f->first}, code);
    }
}

const struct lab patching_lab = {
    .name = "patch",
    .question = "Where is the answer decided?",
    .about = "Two prompts run through one model. Then each activation of the "
             "first is put into the run of the second, one block and one "
             "token at a time: a cell shows how much of the first one's "
             "answer comes back.",
    .sources = (const char *const[]){"engine/core/probe.c:probe_take",
                                     "engine/model/decoder.c:run_block", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
