/* attention_map.c - who looks at whom, in a trained model. */
#include <stdio.h>
#include <stdlib.h>

#include "lessons/labs/attnmaps.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labtable.h"
#include "viz/heatmap.h"

enum { MODEL, TEXT, LAYER, HEAD, REMOVE };

static const char *const removals[] = {"none", "largest", NULL};

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
    [LAYER] = {.name = "layer",
               .help = "which block, from 0",
               .kind = LAB_WHOLE,
               .fallback = "0",
               .low = 0,
               .high = 1023,
               .live = true},
    [HEAD] = {.name = "head",
              .help = "which head of it, from 0",
              .kind = LAB_WHOLE,
              .fallback = "0",
              .low = 0,
              .high = 1023,
              .live = true},
    [REMOVE] = {.name = "remove",
                .help = "sets the largest weight to 0 and looks what changes",
                .kind = LAB_CHOICE,
                .fallback = "none",
                .choices = removals,
                .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"l", "next layer"},
    {"h", "next head"},
    {"t", "type another text"},
    {"arrows", "choose a cell"},
    {"Enter", "answer with this cell"},
    {NULL, NULL},
};

struct state {
    struct labmodel model;
    struct attnmaps *maps;
};

/* The maps of the text read, in place of those before. */
static struct status read_maps(struct state *s, const struct lab_run *r)
{
    const struct attnmaps_wanted wanted = {
        .layer = (int)r->value[LAYER].number,
        .head = (int)r->value[HEAD].number,
        .remove = r->value[REMOVE].number > 0.5,
    };
    struct attnmaps *m;

    STATUS_TRY(attnmaps_read(&m, &s->model, &wanted));
    attnmaps_free(s->maps);
    s->maps = m;
    return STATUS_OK;
}

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        attnmaps_free(s->maps);
        labmodel_release(&s->model);
    }
    free(s);
    r->state = NULL;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for the maps");
    r->state = s;
    struct status st = labmodel_open(&s->model, r->value[MODEL].text,
                                     r->value[TEXT].text, r->hook);
    if (!st.code)
        st = read_maps(s, r);
    if (st.code)
        close(r);
    return st;
}

/* What is removed depends on the map that is shown. */
static struct status turn(struct lab_run *r, int knob)
{
    struct state *s = r->state;

    if (knob == TEXT)
        STATUS_TRY(labmodel_read(&s->model, r->value[TEXT].text));
    if (knob == TEXT || r->value[REMOVE].number > 0.5 || s->maps->removed)
        return read_maps(s, r);
    return attnmaps_show(s->maps, (int)r->value[LAYER].number,
                         (int)r->value[HEAD].number);
}

static void forget(void *snapshot)
{
    attnmaps_free(snapshot);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    struct attnmaps *m;
    const struct status st =
        attnmaps_copy(&m, ((const struct state *)r->state)->maps);

    *out = m;
    return st;
}

static const float *shown(const struct attnmaps *m)
{
    return attnmaps_of(m, m->layer, m->head);
}

static bool has_cell(const struct attnmaps *m, const struct lab_view *view)
{
    return labcells_has(view, m->tokens, m->tokens);
}

static struct heatmap picture(const struct attnmaps *m,
                              const struct lab_view *view)
{
    return (struct heatmap){
        .value = shown(m),
        .rows = m->tokens,
        .cols = m->tokens,
        .causal = m->causal,
        .row_label = (const char *const *)m->token,
        .col_label = (const char *const *)m->token,
        .title = "rows look at columns",
        .scale = HEATMAP_FIXED,
        .low = 0.0f,
        .high = 1.0f,
        .zoom = view->zoom > 0,
        .picks = true,
        .cursor = has_cell(m, view),
        .at_row = view->row,
        .at_col = view->col,
    };
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct attnmaps *m = snapshot_;
    const struct heatmap h = picture(m, view);
    struct canvas_rect at = canvas_whole(cv);

    canvas_printf(cv, 0, 0, INK_TITLE, "layer %d of %d, head %d of %d",
                  m->layer, m->layers, m->head, m->heads);
    at.row = 1;
    at.rows -= m->removed ? 2 : 1;
    heatmap_draw(&h, cv, at);
    if (m->removed) {
        canvas_printf(cv, cv->rows - 1, 0, INK_ACCENT,
                      "without %s > %s (%.3f): \"%s\" moves by %.2f points",
                      m->token[m->gone[0]], m->token[m->gone[1]],
                      (double)m->gone_weight, m->likeliest, m->change_points);
    }
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct attnmaps *m = snapshot_;
    const float *last = shown(m) + (int64_t)(m->tokens - 1) * m->tokens;
    const struct heatmap h = picture(m, view);
    char text[8192];
    int best = 0;

    for (int i = 1; i < m->tokens; i++)
        if (last[i] > last[best])
            best = i;
    buf_printf(out,
               "In layer %d, head %d the last token, \"%s\", looks most at "
               "\"%s\" (%.3f).\n",
               m->layer, m->head, m->token[m->tokens - 1], m->token[best],
               (double)last[best]);
    if (m->removed) {
        buf_printf(out,
                   "Without the weight %.3f from \"%s\" to \"%s\" the "
                   "likeliest next token, \"%s\", changes by %.2f points.\n",
                   (double)m->gone_weight, m->token[m->gone[0]],
                   m->token[m->gone[1]], m->likeliest, m->change_points);
    }
    heatmap_words(&h, WORDS_FULL, text, sizeof text);
    buf_text(out, text);
}

static json_t *cell(int row, int column, float weight)
{
    return json_pack("{si si sf}", "row", row, "column", column, "weight",
                     (double)weight);
}

/* The head in which the chosen cell is largest. */
static json_t *best_head(const struct attnmaps *m, int row, int col)
{
    int layer = 0, head = 0;
    const int64_t at = (int64_t)row * m->tokens + col;

    for (int l = 0; l < m->layers; l++) {
        for (int h = 0; h < m->heads; h++) {
            if (attnmaps_of(m, l, h)[at] > attnmaps_of(m, layer, head)[at]) {
                layer = l;
                head = h;
            }
        }
    }
    json_t *out = cell(row, col, attnmaps_of(m, layer, head)[at]);
    json_object_set_new(out, "layer", json_integer(layer));
    json_object_set_new(out, "head", json_integer(head));
    return out;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct attnmaps *m = snapshot_;
    json_t *token = json_array(), *weights = json_array();

    for (int i = 0; i < m->tokens; i++)
        json_array_append_new(token, json_string(m->token[i]));
    for (int i = 0; i < m->tokens; i++) {
        json_t *row = json_array();

        for (int j = 0; j < m->tokens; j++)
            json_array_append_new(
                row, json_real((double)shown(m)[(int64_t)i * m->tokens + j]));
        json_array_append_new(weights, row);
    }
    json_t *out = json_pack("{so si si so}", "tokens", token, "layer", m->layer,
                            "head", m->head, "weights", weights);
    const bool chosen = view && view->chosen && has_cell(m, view);
    const int row = chosen ? view->row : -1, col = chosen ? view->col : -1;
    if (out) { /* before a cell is chosen, -1 names none */
        json_object_set_new(
            out, "chosen",
            cell(row, col,
                 chosen ? shown(m)[(int64_t)row * m->tokens + col] : 0.0f));
        json_object_set_new(
            out, "best", chosen ? best_head(m, row, col) : cell(-1, -1, 0.0f));
    }
    if (out && m->removed) {
        json_object_set_new(out, "removed",
                            cell(m->gone[0], m->gone[1], m->gone_weight));
        json_object_set_new(out, "likeliest", json_string(m->likeliest));
        json_object_set_new(out, "change_points", json_real(m->change_points));
    }
    return out;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct attnmaps *m = snapshot_;

    switch (code) {
    case 'l':
        return labcells_number(LAYER, m->layer, m->layers);
    case 'h':
        return labcells_number(HEAD, m->head, m->heads);
    case 't':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    default:
        return labcells_key(view, m->tokens, m->tokens, (const int[]){0, 0},
                            code);
    }
}

const struct lab attention_map_lab = {
    .name = "attention-map",
    .question = "Who looks at whom?",
    .about = "A trained model reads your text. Each row shows how much one "
             "position takes from every position it may see.",
    .sources =
        (const char *const[]){"engine/kernels/k_attention.c:attention_rows",
                              "engine/ops/attention.c:attention_op",
                              "engine/nn/selfattn.c:selfattn_forward", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .turn = turn,
    .snapshot = snapshot,
    .forget = forget,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
