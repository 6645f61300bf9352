/* switch_off.c - what a model loses without one of its parts. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/labwrite.h"
#include "lessons/labs/switchmap.h"
#include "viz/heatmap.h"

enum { MODEL, TEXT, OFF, HEADS, PROMPT, TOKENS };

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "the text on which the loss is measured",
              .kind = LAB_TEXT,
              .fallback = "the box on the chair is open. the cat sat on "
                          "the mat"},
    [OFF] = {.name = "off",
             .help = "attention 2, mlp 2, block 2, or head 2.5: head 5 of "
                     "block 2",
             .kind = LAB_TEXT,
             .fallback = "attention 1",
             .live = true},
    [HEADS] = {.name = "heads",
               .help = "also every head in the map",
               .kind = LAB_SWITCH,
               .fallback = "off"},
    [PROMPT] = {.name = "prompt",
                .help = "what the model goes on with, whole and without",
                .kind = LAB_TEXT,
                .fallback = "the captain",
                .live = true},
    [TOKENS] = {.name = "tokens",
                .help = "how much it writes, always the likeliest token",
                .kind = LAB_WHOLE,
                .fallback = "24",
                .low = 1,
                .high = LABWRITE_TOKENS,
                .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"arrows", "choose a part"},
    {"Enter", "write without this part"},
    {"t", "type another text"},
    {"w", "type another prompt"},
    {NULL, NULL},
};

struct found {
    struct switchmap map;
    struct switchmap_where off;
    double damage; /* of what is off */
    bool written;
    struct labwrite whole, without;
    char prompt[256];
};

struct state {
    struct labmodel model; /* has read the text */
    struct labtrace trace;
    struct found found;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        labtrace_release(&s->trace);
        labmodel_release(&s->model);
    }
    free(s);
    r->state = NULL;
}

static struct status read_off(struct found *f, const char *text)
{
    static const char *const part[] = {"attention", "mlp", "block", "head"};
    struct switchmap_where w = {.part = SWITCHMAP_HEAD, .heads = f->map.heads};
    char name[16], rest[2];
    int n = 0;

    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s", part[i]);
        if (strncmp(text, name, strlen(name)) == 0) {
            w.part = (enum switchmap_part)i;
            n = w.part == SWITCHMAP_HEAD
                    ? sscanf(text + strlen(name), " %4d.%4d%1s", &w.layer,
                             &w.head, rest) == 2
                    : sscanf(text + strlen(name), " %4d%1s", &w.layer, rest) ==
                          1;
        }
    }
    if (!n)
        return status_fail(STATUS_BAD_USAGE,
                           "off is \"%s\", but must be like attention 2, mlp "
                           "2, block 2 or head 2.5",
                           text);
    if (w.layer < 0 || w.layer >= f->map.layers || w.head < 0 ||
        w.head >= f->map.heads) {
        return status_fail(STATUS_BAD_USAGE,
                           "this model has blocks 0 to %d and heads 0 to %d",
                           f->map.layers - 1, f->map.heads - 1);
    }
    f->off = w;
    return STATUS_OK;
}

static struct status start(struct state *s, const struct lab_run *r)
{
    STATUS_TRY(labmodel_open(&s->model, r->value[MODEL].text,
                             r->value[TEXT].text, r->hook));
    STATUS_TRY(labtrace_read(&s->trace, &s->model));
    STATUS_TRY(switchmap_start(&s->found.map, &s->model, &s->trace,
                               r->value[HEADS].number > 0.5));
    return read_off(&s->found, r->value[OFF].text);
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for the parts");
    const struct status st = start(s, r);
    if (st.code)
        close(r);
    return st;
}

/* The loss without the part, read from the map or measured. */
static struct status damage_of(struct state *s)
{
    struct found *f = &s->found;
    const int col = switchmap_col(&f->map, f->off.part, f->off.head);
    struct tensor *logits;
    char glob[64];
    double loss;

    if (col >= 0) {
        f->damage = (double)f->map.damage[f->off.layer * f->map.cols + col];
        return STATUS_OK;
    }
    const struct labtrace_change change = switchmap_change(&f->off, glob);
    STATUS_TRY(labtrace_again(&s->trace, &s->model, f->off.layer, 1, true,
                              &change, &logits));
    STATUS_TRY(labwrite_loss(&s->model, logits, 0, &loss));
    f->damage = loss - f->map.loss;
    return STATUS_OK;
}

/* The model reads the prompt for a while. */
static struct status write_both(struct state *s, const struct lab_run *r)
{
    struct found *f = &s->found;
    const int tokens = (int)r->value[TOKENS].number;
    char glob[64];
    const struct labtrace_change change = switchmap_change(&f->off, glob);

    STATUS_TRY(labmodel_read(&s->model, r->value[PROMPT].text));
    snprintf(f->prompt, sizeof f->prompt, "%s", r->value[PROMPT].text);
    STATUS_TRY(labwrite_text(&f->whole, &s->model, tokens, NULL));
    STATUS_TRY(labwrite_text(&f->without, &s->model, tokens, &change));
    STATUS_TRY(labwrite_surprise(&f->whole, &s->model));
    STATUS_TRY(labwrite_surprise(&f->without, &s->model));
    f->written = true;
    return labmodel_read(&s->model, r->value[TEXT].text);
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;

    *more = true;
    if (s->found.map.done < s->found.map.layers)
        return switchmap_layer(&s->found.map, &s->model, &s->trace);
    *more = false;
    STATUS_TRY(damage_of(s));
    return write_both(s, r);
}

static struct status turn(struct lab_run *r, int knob)
{
    struct state *s = r->state;

    if (knob == OFF)
        STATUS_TRY(read_off(&s->found, r->value[OFF].text));
    s->found.written = false;
    r->again = true;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static void name_of(const struct switchmap_where *w, char out[48])
{
    static const char *const part[] = {"attention of", "mlp of", "part of"};

    if (w->part == SWITCHMAP_HEAD)
        snprintf(out, 48, "head %d of block %d", w->head, w->layer);
    else
        snprintf(out, 48, "%s block %d", part[w->part], w->layer);
}

/* What the heat map borrows. */
struct picture {
    unsigned char masked[SWITCHMAP_LAYERS * SWITCHMAP_COLS];
    char row[SWITCHMAP_LAYERS][24], col[SWITCHMAP_COLS][24];
    const char *row_label[SWITCHMAP_LAYERS], *col_label[SWITCHMAP_COLS];
    struct heatmap map;
};

/* A nat a token is a model that is far worse: what is above looks alike. */
static void fill(struct picture *p, const struct switchmap *m,
                 const struct lab_view *view)
{
    for (int l = 0; l < m->layers; l++) {
        snprintf(p->row[l], sizeof p->row[l], "block %d", l);
        p->row_label[l] = p->row[l];
        memset(p->masked + l * m->cols, l >= m->done, (size_t)m->cols);
    }
    for (int i = 0; i < m->cols; i++) {
        switchmap_name(i, p->col[i]);
        p->col_label[i] = p->col[i];
    }
    p->map = (struct heatmap){.value = m->damage,
                              .rows = m->layers,
                              .cols = m->cols,
                              .masked = p->masked,
                              .row_label = p->row_label,
                              .col_label = p->col_label,
                              .title = "loss added without a part, nats",
                              .scale = HEATMAP_FIXED,
                              .low = 0.0f,
                              .high = 1.0f,
                              .zoom = view->zoom > 0,
                              .picks = true,
                              .cursor = labcells_has(view, m->layers, m->cols),
                              .at_row = view->row,
                              .at_col = view->col};
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const int texts = !f->written ? 0 : cv->rows < 16 ? 2 : 3;
    const int map = cv->rows - 1 - 2 * texts;
    char off[48], title[96];
    struct picture p;

    fill(&p, &f->map, view);
    name_of(&f->off, off);
    if (f->written) {
        canvas_printf(cv, 0, 0, INK_TITLE, "loss %.3f, now %.3f (%+.3f): no %s",
                      f->map.loss, f->map.loss + f->damage, f->damage, off);
    } else {
        canvas_printf(cv, 0, 0, INK_TITLE,
                      "loss %.3f nats a token; %d of %d "
                      "blocks",
                      f->map.loss, f->map.done, f->map.layers);
    }
    heatmap_draw(&p.map, cv, (struct canvas_rect){1, 0, map, cv->cols});
    if (!f->written)
        return;
    snprintf(title, sizeof title, "whole, after \"%.40s\":", f->prompt);
    labwrite_draw(&f->whole, title, cv,
                  (struct canvas_rect){1 + map, 0, texts, cv->cols});
    snprintf(title, sizeof title, "without the %s:", off);
    labwrite_draw(&f->without, title, cv,
                  (struct canvas_rect){1 + map + texts, 0, texts, cv->cols});
}

/* Row and column of the measured part that costs most. */
static void worst(const struct switchmap *m, int at[2])
{
    int best = 0;

    for (int i = 1; i < m->done * m->cols; i++)
        if (m->damage[i] > m->damage[best])
            best = i;
    at[0] = best / m->cols;
    at[1] = best % m->cols;
}

static void writing_words(const struct found *f, struct buf *out)
{
    const int common = labwrite_common(&f->whole, &f->without);
    char off[48];

    name_of(&f->off, off);
    buf_printf(out,
               "Without the %s the loss is %.3f nats a token in place of "
               "%.3f.\n",
               off, f->map.loss + f->damage, f->map.loss);
    if (common == f->whole.count && common == f->without.count)
        buf_printf(out, "What it writes after \"%s\" stays the same.\n",
                   f->prompt);
    else
        buf_printf(out,
                   "What it writes after \"%s\" differs from token %d on; to "
                   "the whole model it comes at %.2f nats a token, its own "
                   "text at %.2f.\n",
                   f->prompt, common + 1, f->without.surprise,
                   f->whole.surprise);
    buf_text(out, "Whole:");
    labwrite_line(f->whole.text, out);
    buf_text(out, "\nWithout:");
    labwrite_line(f->without.text, out);
    buf_text(out, "\n");
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const struct switchmap *m = &f->map;
    struct picture p;
    char text[16384];
    int at[2];

    if (f->written)
        writing_words(f, out);
    if (m->done) {
        worst(m, at);
        buf_printf(out, "The map's worst: %s of block %d, %+.3f nats.\n",
                   (switchmap_name(at[1], text), text), at[0],
                   (double)m->damage[at[0] * m->cols + at[1]]);
    }
    if (m->done < m->layers)
        buf_printf(out, "%d of %d blocks are measured.\n", m->done, m->layers);
    fill(&p, m, view);
    heatmap_words(&p.map, WORDS_FULL, text, sizeof text);
    buf_text(out, text);
}

static json_t *written_json(const struct labwrite *w)
{
    return json_pack("{ss si sf}", "text", w->text, "tokens", w->count,
                     "surprise", w->surprise);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    const struct switchmap *m = &f->map;
    json_t *cols = json_array();
    char name[48];
    int at[2];

    (void)view;
    for (int i = 0; i < m->cols; i++) {
        switchmap_name(i, name);
        json_array_append_new(cols, json_string(name));
    }
    json_t *out = json_pack("{sf si so so}", "loss", f->map.loss, "tokens",
                            m->tokens, "parts", cols, "damage",
                            labnumbers_table(m->damage, m->done, m->cols));
    if (out && m->done) {
        worst(m, at);
        json_object_set_new(
            out, "worst",
            json_pack("{si si sf}", "block", at[0], "part", at[1], "damage",
                      (double)m->damage[at[0] * m->cols + at[1]]));
    }
    if (out && f->written) {
        name_of(&f->off, name);
        json_object_set_new(out, "off",
                            json_pack("{ss sf si so so}", "part", name,
                                      "damage", f->damage, "common",
                                      labwrite_common(&f->whole, &f->without),
                                      "whole", written_json(&f->whole),
                                      "without", written_json(&f->without)));
    }
    return out;
}

/* Enter on a cell switches that part off. */
static struct lab_answer choose(const struct switchmap *m,
                                const struct lab_view *view)
{
    struct lab_answer a = {.wish = LAB_TURN, .knob = OFF};
    char name[24];

    switchmap_name(view->col, name);
    snprintf(a.text, sizeof a.text, "%s %d", name, view->row);
    if (view->col > SWITCHMAP_BLOCK)
        snprintf(a.text, sizeof a.text, "head %d.%d", view->row,
                 view->col - SWITCHMAP_HEAD);
    return labcells_has(view, m->layers, m->cols)
               ? a
               : (struct lab_answer){.wish = LAB_IGNORED};
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct switchmap *m = &((const struct found *)snapshot_)->map;

    switch (code) {
    case 't':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    case 'w':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = PROMPT};
    case LAB_KEY_ENTER:
        return choose(m, view);
    default:
        return labcells_key(view, m->layers, m->cols, (const int[]){0, 0},
                            code);
    }
}

const struct lab switch_off_lab = {
    .name = "switch-off",
    .question = "What does the model lose without this part?",
    .about = "Each half of each block of a trained model, each whole block and "
             "on request each head is switched off alone. The map shows the "
             "loss that this adds on a text; one part is left off while the "
             "model writes.",
    .sources = (const char *const[]){"engine/core/probe.c:probe_take",
                                     "engine/model/decoder.c:run_block", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
