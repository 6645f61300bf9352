/* heads_grid.c - all heads of a trained model over one text: what each of them
 * does, and what the model loses without it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "lessons/labs/attnmaps.h"
#include "lessons/labs/headsfound.h"
#include "lessons/labs/headtiles.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"

enum { MODEL, TEXT, REPEAT, OFF, HELD, TEXTS };

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "what the model reads; tokens that return tell more",
              .kind = LAB_TEXT,
              .fallback = "the captain sold the fish, and the captain sold",
              .live = true},
    [REPEAT] = {.name = "repeat",
                .help = "reads so many random tokens twice, not the text",
                .kind = LAB_WHOLE,
                .fallback = "0",
                .low = 0,
                .high = 64,
                .live = true},
    [OFF] = {.name = "off",
             .help = "heads switched off, as 2.5 0.1: head 5 of layer 2 ...",
             .kind = LAB_TEXT,
             .fallback = "",
             .live = true},
    [HELD] = {.name = "held",
              .help = "the loss is measured on: town (its later days), or a "
                      "text",
              .kind = LAB_TEXT,
              .fallback = "town"},
    [TEXTS] = {.name = "texts",
               .help = "how many texts of the later days",
               .kind = LAB_WHOLE,
               .fallback = "2",
               .low = 1,
               .high = HEADOFF_TEXTS},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"arrows", "choose a head"},
    {"x", "switch it off, or on again"},
    {"o", "all on again"},
    {"t", "type another text"},
    {"r", "random tokens twice, or the text"},
    {"Enter", "answer with this head"},
    {NULL, NULL},
};

struct state {
    struct headsfound found;
    struct labmodel model;
    struct labtrace trace;
    struct headoff_texts texts;
    struct attnmaps *maps;
};

struct shot {
    struct headsfound found;
    struct attnmaps *maps;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        attnmaps_free(s->maps);
        headoff_texts_release(&s->texts);
        labtrace_release(&s->trace);
        labmodel_release(&s->model);
    }
    free(s);
    r->state = NULL;
}

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the heads");
}

/* `n` random tokens, then the same again: what nobody could have learned by
 * heart, and half of it can be foretold. */
static struct status read_twice(struct labmodel *m, int n, uint64_t seed)
{
    const struct decoder_config *c = decoder_config(m->checkpoint.model);
    struct rng rng = rng_make(seed, 1);
    int32_t *ids = malloc(2 * (size_t)n * sizeof *ids);

    if (!ids)
        return no_memory();
    if (2 * n > c->context) {
        free(ids);
        return status_fail(STATUS_BAD_USAGE,
                           "the model reads %lld tokens, twice %d are more",
                           (long long)c->context, n);
    }
    for (int i = 0; i < n; i++)
        ids[i] = ids[n + i] = (int32_t)rng_below(&rng, (uint32_t)c->vocab);
    free(m->ids);
    m->ids = ids;
    m->count = 2 * (size_t)n;
    return STATUS_OK;
}

static struct status read_maps(struct state *s, const struct lab_run *r)
{
    const struct attnmaps_wanted wanted = {0};
    struct headsfound *f = &s->found;
    struct attnmaps *m;

    f->repeat = (int)r->value[REPEAT].number;
    STATUS_TRY(f->repeat ? read_twice(&s->model, f->repeat, r->seed)
                         : labmodel_read(&s->model, r->value[TEXT].text));
    STATUS_TRY(attnmaps_read(&m, &s->model, &wanted));
    attnmaps_free(s->maps);
    s->maps = m;
    for (int l = 0; l < m->layers; l++) {
        for (int h = 0; h < m->heads; h++)
            headlabels_read(&f->label[l * m->heads + h], attnmaps_of(m, l, h),
                            s->model.ids, m->tokens);
    }
    return STATUS_OK;
}

static struct status start(struct state *s, const struct lab_run *r)
{
    STATUS_TRY(labmodel_load(&s->model, r->value[MODEL].text, r->hook));
    STATUS_TRY(headoff_texts_make(&s->texts, r->value[HELD].text,
                                  (int)r->value[TEXTS].number));
    STATUS_TRY(headoff_start(&s->found.off, &s->model, &s->texts));
    STATUS_TRY(headoff_read(&s->found.set, &s->found.off, r->value[OFF].text));
    return read_maps(s, r);
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return no_memory();
    const struct status st = start(s, r);
    if (st.code)
        close(r);
    return st;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct headsfound *f = &s->found;

    *more = true;
    if (f->off.done < f->off.layers * f->off.texts)
        return headoff_step(&f->off, &s->model, &s->trace, &s->texts);
    *more = false;
    f->loss = f->off.loss;
    f->measured = true;
    return f->set.count ? headoff_loss(&s->model, &s->texts, &f->set, &f->loss)
                        : STATUS_OK;
}

static struct status turn(struct lab_run *r, int knob)
{
    struct state *s = r->state;
    struct headsfound *f = &s->found;

    if (knob == OFF) {
        struct headoff_set set;

        STATUS_TRY(headoff_read(&set, &f->off, r->value[OFF].text));
        f->set = set;
        f->measured = false;
        r->again = true;
        return STATUS_OK;
    }
    return read_maps(s, r);
}

static void forget(void *snapshot)
{
    struct shot *shot = snapshot;

    if (shot)
        attnmaps_free(shot->maps);
    free(shot);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;
    struct shot *shot = calloc(1, sizeof *shot);

    *out = shot;
    if (!shot)
        return no_memory();
    shot->found = s->found;
    const struct status st = attnmaps_copy(&shot->maps, s->maps);
    if (st.code) {
        forget(shot);
        *out = NULL;
    }
    return st;
}

/* --- the picture ------------------------------------------------------------
 */

static void say(const void *user, int layer, int head, char out[24],
                unsigned *style)
{
    const struct headsfound *f = user;
    const struct headlabels *h = headsfound_label(f, layer, head);
    const char *name = headlabels_short(h->label);

    if (headoff_has(&f->set, layer, head)) {
        snprintf(out, 24, "-off- %s", name);
        *style = INK_BAD | INK_BOLD;
    } else if (h->label == HEADLABELS_MIXED) {
        snprintf(out, 24, "%s", name);
        *style = INK_DIM;
    } else {
        snprintf(out, 24, "%s %.2f", name, headsfound_score(h));
        *style = h->label == HEADLABELS_INDUCTION ? INK_ACCENT : INK_TEXT;
    }
}

static void draw_loss(const struct headsfound *f, struct canvas *cv)
{
    char off[64];

    headoff_spell(&f->set, &f->off, off, sizeof off);
    if (!f->measured)
        canvas_printf(cv, 0, 0, INK_TITLE,
                      "measuring each head on text it has not read: %d of %d",
                      f->off.done, f->off.layers * f->off.texts);
    else if (f->set.count)
        canvas_printf(cv, 0, 0, INK_TITLE,
                      "loss %.3f, without %s %.3f (%+.3f nats a token)",
                      f->off.loss, off, f->loss, f->loss - f->off.loss);
    else
        canvas_printf(cv, 0, 0, INK_TITLE,
                      "loss %.3f nats a token on text it has not read",
                      f->off.loss);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct shot *s = snapshot_;
    const struct headsfound *f = &s->found;
    const bool chosen = labcells_has(view, f->off.layers, f->off.heads);
    const struct headtiles tiles = {.weight = s->maps->weight,
                                    .layers = f->off.layers,
                                    .heads = f->off.heads,
                                    .tokens = s->maps->tokens,
                                    .row = chosen ? view->row : -1,
                                    .col = chosen ? view->col : -1,
                                    .say = say,
                                    .user = f};
    struct canvas_rect at = canvas_whole(cv);
    char text[160];

    draw_loss(f, cv);
    at.row = 1;
    at.rows -= 2;
    headtiles_draw(&tiles, cv, at);
    at.row = cv->rows - 1;
    at.rows = 1;
    if (chosen)
        headsfound_detail(f, view->row, view->col, text, sizeof text);
    else
        snprintf(text, sizeof text,
                 "rows: layers, from 0; columns: heads. "
                 "Each label has its score (0 to 1).");
    canvas_fit(cv, at, text, chosen ? INK_FOCUS : INK_DIM);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    headsfound_words(&((const struct shot *)snapshot_)->found, view, out);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct shot *s = snapshot_;
    json_t *out = headsfound_data(&s->found, view), *token = json_array();

    for (int i = 0; i < s->maps->tokens; i++)
        json_array_append_new(token, json_string(s->maps->token[i]));
    if (out)
        json_object_set_new(out, "tokens", token);
    else
        json_decref(token);
    return out;
}

/* The set with head `turned` (or none at all) as a value of its knob. A set
 * that is too long for one keeps its beginning. */
static struct lab_answer set_off(const struct headsfound *f,
                                 const int turned[2])
{
    struct lab_answer a = {.wish = LAB_TURN, .knob = OFF};
    struct headoff_set set = f->set;

    if (turned) {
        headoff_turn(&set, turned[0], turned[1]);
        headoff_spell(&set, &f->off, a.text, sizeof a.text);
    }
    return a;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct headsfound *f = &((const struct shot *)snapshot_)->found;
    struct lab_answer again = {.wish = LAB_TURN, .knob = REPEAT};

    switch (code) {
    case 'x':
        if (!labcells_has(view, f->off.layers, f->off.heads))
            return (struct lab_answer){.wish = LAB_IGNORED};
        return set_off(f, (const int[]){view->row, view->col});
    case 'o':
        return set_off(f, NULL);
    case 't':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    case 'r':
        snprintf(again.text, sizeof again.text, "%d", f->repeat ? 0 : 16);
        return again;
    default:
        return labcells_key(view, f->off.layers, f->off.heads,
                            (const int[]){0, 0}, code);
    }
}

const struct lab heads_grid_lab = {
    .name = "heads-grid",
    .question = "What does each head do, and who would miss it?",
    .about = "A trained model reads your text: the maps of all its heads, each "
             "named after what it does most. Each head is switched off alone, "
             "and any of them together, on text the model has not read.",
    .sources =
        (const char *const[]){"lessons/labs/headlabels.c:headlabels_read",
                              "engine/nn/selfattn.c:selfattn_forward",
                              "engine/core/probe.c:probe_take", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .turn = turn,
    .snapshot = snapshot,
    .forget = forget,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
