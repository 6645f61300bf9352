/* logit_lens.c - each layer's guess: the model's own last norm and head, asked
 * after every block. The residual stream is one sum that all blocks add to, so
 * the head can read it early; where the answer appears is where it was found.
 */
#include <stdio.h>
#include <stdlib.h>

#include "lessons/labs/labcells.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/lensgrid.h"
#include "viz/strip.h"

enum { MODEL, TEXT, LAST };

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "what the model reads",
              .kind = LAB_TEXT,
              .fallback = "the keys in the box",
              .live = true},
    [LAST] = {.name = "last",
              .help = "how many of the last positions to look at",
              .kind = LAB_WHOLE,
              .fallback = "8",
              .low = 1,
              .high = 64,
              .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"arrows", "choose a layer and a position"},
    {"a", "the odds of the answer in every layer, or each layer's word"},
    {"t", "type another text"},
    {NULL, NULL},
};

static void forget(void *snapshot)
{
    lensgrid_free(snapshot);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    struct lensgrid *g;
    const struct status st =
        lensgrid_new(&g, r->state, (int)r->value[LAST].number);

    *out = g;
    return st;
}

static struct status open(struct lab_run *r)
{
    struct labmodel *m = calloc(1, sizeof *m);

    if (!m)
        return status_fail(STATUS_NO_MEMORY, "no memory for a model");
    r->state = m;
    struct status st =
        labmodel_open(m, r->value[MODEL].text, r->value[TEXT].text, r->hook);
    if (!st.code)
        st = labmodel_foretells(m);
    if (st.code)
        labmodel_close(r);
    return st;
}

static struct status turn(struct lab_run *r, int knob)
{
    return knob == TEXT ? labmodel_read(r->state, r->value[TEXT].text)
                        : STATUS_OK;
}

/* The chosen cell, else where the last position's answer took the lead. */
static struct lensgrid_look look_of(const struct lensgrid *g,
                                    const struct lab_view *view)
{
    struct lensgrid_look l = {.answer = view && view->page,
                              .stage = g->settled[g->tokens - 1],
                              .token = g->tokens - 1};

    if (view && labcells_has(view, g->stages, g->tokens)) {
        l.stage = view->row;
        l.token = view->col;
    }
    return l;
}

/* "block 22 of 30" */
static void where(char out[64], const struct lensgrid *g, int stage)
{
    char room[LENSGRID_NAME];

    snprintf(out, 64, "%s of %d", lensgrid_stage(stage, room), g->stages - 1);
}

/* The finding of one position, on one line. */
static void draw_finding(const struct lensgrid *g, struct canvas *cv, int row,
                         int token)
{
    char shown[256], read[256], place[64];

    strip_show(&cv->look, g->answer[token], shown, sizeof shown);
    strip_show(&cv->look, g->token[token], read, sizeof read);
    where(place, g, g->settled[token]);
    canvas_printf(cv, row, 0, INK_TEXT, "after %s: %s (%.3f), for good from %s",
                  read, shown,
                  (double)lensgrid_at(g, g->stages - 1, token)->probability,
                  place);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct lensgrid *g = snapshot_;
    const struct lensgrid_look look = look_of(g, view);
    const struct lensgrid_cell *c = lensgrid_at(g, look.stage, look.token);
    const struct bars bars = {
        .row = c->best, .count = g->best, .full = 1.0f, .tokens = true};
    const int below = cv->rows >= 20 ? g->best + 2 : cv->rows >= 8 ? 2 : 0;
    struct canvas_rect at = canvas_whole(cv);
    char room[LENSGRID_NAME];

    canvas_text(cv, 0, 0,
                look.answer ? "place and odds of the answer, layer by layer"
                            : "each layer's next word and its odds, * where "
                              "it is the answer",
                INK_TITLE);
    at.row = 1;
    at.rows = cv->rows - 1 - below;
    if (at.rows > g->stages + 1)
        at.rows = g->stages + 1;
    lensgrid_draw(g, &look, cv, at);
    at.row += at.rows;
    if (!below)
        return;
    draw_finding(g, cv, at.row++, look.token);
    canvas_printf(cv, at.row++, 0, INK_TITLE,
                  "%s: %.2f bits, the answer has place %d",
                  lensgrid_stage(look.stage, room), (double)c->entropy_bits,
                  c->place + 1);
    at.rows = cv->rows - at.row;
    bars_draw(&bars, cv, at);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct lensgrid *g = snapshot_;
    const struct lensgrid_look look = look_of(g, view);
    const int i = look.token;
    char first[64], settled[64], room[LENSGRID_NAME];

    where(first, g, g->first[i]);
    where(settled, g, g->settled[i]);
    buf_printf(out,
               "Behind \"%s\" the model answers \"%s\" with %.4f. That first "
               "leads in %s, and for good from %s on.\n",
               g->token[i], g->answer[i],
               (double)lensgrid_at(g, g->stages - 1, i)->probability, first,
               settled);
    for (int s = 0; s < g->stages; s++) {
        const struct lensgrid_cell *c = lensgrid_at(g, s, i);

        buf_printf(out, "%s: \"%s\" %.3f, the answer has %.3f and place %d.\n",
                   lensgrid_stage(s, room), c->best[0].label,
                   (double)c->best[0].value, (double)c->probability,
                   c->place + 1);
    }
}

/* Rows of one thing a cell. */
enum part { GUESS, PROBABILITY, ANSWER_PROBABILITY, ANSWER_PLACE, ENTROPY };

static json_t *value(const struct lensgrid_cell *c, enum part part)
{
    switch (part) {
    case GUESS:
        return json_string(c->best[0].label);
    case PROBABILITY:
        return json_real((double)c->best[0].value);
    case ANSWER_PROBABILITY:
        return json_real((double)c->probability);
    case ANSWER_PLACE:
        return json_integer(c->place + 1);
    case ENTROPY:
        break;
    }
    return json_real((double)c->entropy_bits);
}

static json_t *table(const struct lensgrid *g, enum part part)
{
    json_t *rows = json_array();

    for (int s = 0; s < g->stages; s++) {
        json_t *row = json_array();

        for (int i = 0; i < g->tokens; i++)
            json_array_append_new(row, value(lensgrid_at(g, s, i), part));
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *chosen(const struct lensgrid *g,
                      const struct lensgrid_look *look)
{
    const struct lensgrid_cell *c = lensgrid_at(g, look->stage, look->token);
    json_t *best = json_array();

    for (int k = 0; k < g->best; k++)
        json_array_append_new(best, json_pack("{ss sf}", "token",
                                              c->best[k].label, "probability",
                                              (double)c->best[k].value));
    return json_pack("{si si so}", "stage", look->stage, "position",
                     look->token, "best", best);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct lensgrid *g = snapshot_;
    const struct lensgrid_look look = look_of(g, view);
    json_t *tokens = json_array(), *answer = json_array(),
           *first = json_array(), *settled = json_array();

    for (int i = 0; i < g->tokens; i++) {
        json_array_append_new(tokens, json_string(g->token[i]));
        json_array_append_new(answer, json_string(g->answer[i]));
        json_array_append_new(first, json_integer(g->first[i]));
        json_array_append_new(settled, json_integer(g->settled[i]));
    }
    return json_pack("{so si so so so so so so so so so}", "tokens", tokens,
                     "stages", g->stages, "answer", answer, "first", first,
                     "settled", settled, "guess", table(g, GUESS),
                     "probability", table(g, PROBABILITY), "answer_probability",
                     table(g, ANSWER_PROBABILITY), "answer_place",
                     table(g, ANSWER_PLACE), "entropy_bits", table(g, ENTROPY),
                     "chosen", chosen(g, &look));
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct lensgrid *g = snapshot_;
    const struct lensgrid_look look = look_of(g, view);

    switch (code) {
    case 't':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    case 'a':
        view->page = !view->page;
        return (struct lab_answer){.wish = LAB_REDRAW};
    default:
        return labcells_key(view, g->stages, g->tokens,
                            (const int[]){look.stage, look.token}, code);
    }
}

const struct lab logit_lens_lab = {
    .name = "logit-lens",
    .question = "What would each layer say, if the model ended there?",
    .about = "A trained model reads your text once. Its last norm and its head "
             "are asked after every block, at every position. Early layers "
             "were never trained to be read so: a guess there is a hint.",
    .sources =
        (const char *const[]){"engine/model/decoder.c:decoder_say",
                              "engine/kernels/k_norm.c",
                              "lessons/labs/lablens.c:lablens_say", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .turn = turn,
    .snapshot = snapshot,
    .forget = forget,
    .close = labmodel_close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
