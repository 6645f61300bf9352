/* blockfound_show.c - the stop as picture, words and data, and its keys. */
#include <math.h>
#include <stdio.h>

#include "lessons/labs/blockfound.h"
#include "lessons/labs/labnumbers.h"
#include "viz/heatmap.h"

enum { FOOT = 4, MOST_TOLD = 256 };

static void title(const struct blockfound *f, char *out, size_t size)
{
    char where[32] = "";

    if (f->stop.block >= 0)
        snprintf(where, sizeof where, "block %d, ", f->stop.block);
    if (f->stop.kind == BLOCKSTOPS_WEIGHTS)
        snprintf(out, size, "%s%s, head %d", where,
                 blockstops_name(f->stop.kind), f->at.head);
    else
        snprintf(out, size, "%s%s", where, blockstops_name(f->stop.kind));
}

static void draw_map(const struct blockfound *f, struct canvas *cv,
                     struct canvas_rect at)
{
    const bool weights = f->stop.kind == BLOCKSTOPS_WEIGHTS;
    char name[96];

    title(f, name, sizeof name);
    if (!f->shown) {
        canvas_printf(cv, at.row, at.col, INK_TITLE, "%s", name);
        canvas_text(cv, at.row + 1, at.col, "no gradient is kept here",
                    INK_DIM);
        return;
    }
    const struct heatmap map = {
        .value = f->shown,
        .rows = f->tokens,
        .cols = f->cols,
        .causal = weights,
        .row_label = f->piece,
        .col_label = weights ? f->piece : f->name,
        .title = name,
        .is_signed = f->gradient ||
                     (!weights && f->stop.kind != BLOCKSTOPS_PROBABILITIES),
        .picks = true,
        .cursor = true,
        .at_row = f->at.row,
        .at_col = f->at.col};
    heatmap_draw(&map, cv, at);
}

static void draw_text(const struct blockfound *f, struct canvas *cv)
{
    int col = canvas_text(cv, 0, 0, "reads ", INK_DIM);

    for (int t = 0; t < f->tokens && col < cv->cols; t++) {
        if (t == f->given)
            col += canvas_text(cv, 0, col, " writes ", INK_DIM);
        col += canvas_text(cv, 0, col, f->piece[t],
                           t == f->at.row ? INK_ACCENT | INK_REVERSE
                                          : (unsigned)INK_TEXT);
    }
    col += canvas_printf(cv, 0, col, INK_DIM, "  position %d says ", f->at.row);
    canvas_text(cv, 0, col, f->says[f->at.row], INK_GOOD);
}

static void cell_line(const struct blockfound *f, char *out, size_t size)
{
    const double slope =
        f->shown ? (double)f->shown[f->at.row * f->cols + f->at.col] : 0.0;

    if (f->gradient)
        snprintf(out, size,
                 "row %d, number %d: gradient %.4g; raised, it makes \"%s\" "
                 "%s likely at %d",
                 f->at.row, f->at.col, slope, f->toward,
                 slope < 0.0   ? "more"
                 : slope > 0.0 ? "less"
                               : "neither more nor less",
                 f->asked);
    else
        snprintf(out, size, "row %d, number %d: %.6g; made anew: %.6g",
                 f->at.row, f->at.col, f->cell.value, f->cell.made);
}

static void draw_foot(const struct blockfound *f, struct canvas *cv, int row)
{
    char line[BLOCKCELL_TEXT];

    canvas_printf(cv, row, 0, INK_TITLE, "%d of %d: %s", f->at.stop + 1,
                  f->stops, blockstops_says(f->stop.kind));
    cell_line(f, line, sizeof line);
    canvas_text(cv, row + 1, 0, line, INK_TEXT);
    canvas_text(cv, row + 2, 0, f->cell.rule, INK_DIM);
    canvas_text(cv, row + 3, 0, f->cell.numbers, INK_TEXT);
}

void blockfound_draw(const void *snapshot, const struct lab_view *view,
                     struct canvas *cv)
{
    const struct blockfound *f = snapshot;
    const struct blockstack stack = {.block = f->block,
                                     .count = f->stops,
                                     .walking = true,
                                     .at = f->at.stop};
    const int rows = cv->rows - FOOT - 1;
    struct canvas_rect map = {1, 0, rows, cv->cols};

    (void)view;
    draw_text(f, cv);
    if (cv->cols >= 70) {
        const int left = cv->cols * 9 / 20;

        blockstack_draw(&stack, cv, (struct canvas_rect){1, 0, rows, left});
        map = (struct canvas_rect){1, left + 1, rows, cv->cols - left - 1};
    } else if (rows >= 20) {
        blockstack_draw(&stack, cv,
                        (struct canvas_rect){1, 0, rows / 2 - 1, cv->cols});
        map = (struct canvas_rect){1 + rows / 2, 0, rows - rows / 2, cv->cols};
    }
    draw_map(f, cv, map);
    draw_foot(f, cv, cv->rows - FOOT);
}

static void tell_inputs(const struct blockfound *f, struct buf *out)
{
    const struct blockcell *c = &f->cell;

    for (int i = 0; i < c->shown; i++) {
        const struct blockcell_place *p = &c->input[i].from;
        const struct blockstops from = blockstops_at(f->layers, p->stop);

        buf_printf(out, "From %s, row %d, number %d: %.4g x %.4g = %.4g.\n",
                   blockstops_name(from.kind), p->row, p->col,
                   c->input[i].value, c->input[i].factor,
                   c->input[i].value * c->input[i].factor);
    }
}

void blockfound_words(const void *snapshot, const struct lab_view *view,
                      struct buf *out)
{
    const struct blockfound *f = snapshot;
    char line[BLOCKCELL_TEXT], name[96];

    (void)view;
    title(f, name, sizeof name);
    buf_printf(out, "Stop %d of %d, %s: %s.\n", f->at.stop + 1, f->stops, name,
               blockstops_says(f->stop.kind));
    cell_line(f, line, sizeof line);
    buf_printf(out, "At \"%s\", %s.\n", f->piece[f->at.row], line);
    buf_printf(out, "It is %s", f->cell.rule);
    if (*f->cell.numbers)
        buf_printf(out, ": %s", f->cell.numbers);
    buf_printf(out, ".\n");
    tell_inputs(f, out);
    buf_printf(out,
               "In this row the numbers made anew differ by at most %.1e.\n",
               f->difference);
    buf_printf(out, "From the end of the text on the model says \"%s\"%s.\n",
               f->wrote, f->ordered ? ": the text, in order" : "");
    buf_printf(out,
               "How much the rows of the input pull on what it says at "
               "position %d (toward \"%s\"):",
               f->asked, f->toward);
    for (int t = 0; t <= f->asked; t++)
        buf_printf(out, "%s \"%s\" %.3g", t ? "," : "", f->piece[t],
                   (double)f->pull[t]);
    buf_printf(out, ".\n");
}

static json_t *texts(const char **text, int n)
{
    json_t *out = json_array();

    for (int i = 0; i < n; i++)
        json_array_append_new(out, json_string(text[i]));
    return out;
}

static json_t *inputs(const struct blockfound *f)
{
    json_t *out = json_array();

    for (int i = 0; i < f->cell.shown; i++) {
        const struct blockcell_input *in = &f->cell.input[i];

        json_array_append_new(out, json_pack("{si si si sf sf}", "stop",
                                             in->from.stop, "row", in->from.row,
                                             "col", in->from.col, "value",
                                             in->value, "factor", in->factor));
    }
    return out;
}

json_t *blockfound_data(const void *snapshot, const struct lab_view *view)
{
    const struct blockfound *f = snapshot;
    const bool short_row = f->vocab <= MOST_TOLD;
    json_t *out = json_pack(
        "{so si ss sb so si si ss si si si si sf sf si so sf so}", "tokens",
        texts(f->piece, f->tokens), "given", f->given, "wrote", f->wrote,
        "ordered", f->ordered, "says", texts(f->says, f->tokens), "stops",
        f->stops, "stop", f->at.stop, "name", blockstops_name(f->stop.kind),
        "block", f->stop.block, "row", f->at.row, "col", f->at.col, "head",
        f->at.head, "value", f->cell.value, "made", f->cell.made, "inputs",
        f->cell.inputs, "input", inputs(f), "difference", f->difference, "pull",
        labnumbers_row(f->pull, f->tokens));

    (void)view;
    if (out && f->shown && f->cols <= MOST_TOLD)
        json_object_set_new(out, "shown",
                            labnumbers_table(f->shown, f->tokens, f->cols));
    if (out && short_row)
        json_object_set_new(out, "chance", labnumbers_row(f->chance, f->vocab));
    return out;
}

static struct lab_answer turn(enum blockfound_knob knob, int to)
{
    struct lab_answer a = {.wish = LAB_TURN, .knob = (int)knob};

    if (to < 0)
        return (struct lab_answer){.wish = LAB_REDRAW};
    snprintf(a.text, sizeof a.text, "%d", to);
    return a;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

struct lab_answer blockfound_key(const void *snapshot, struct lab_view *view,
                                 int key)
{
    const struct blockfound *f = snapshot;
    struct lab_answer show = {.wish = LAB_TURN, .knob = BLOCKFOUND_SHOW};

    (void)view;
    switch (key) {
    case 'f':
        return turn(BLOCKFOUND_STOP, least(f->at.stop + 1, f->stops - 1));
    case 'b':
        return turn(BLOCKFOUND_STOP, f->at.stop - 1);
    case 'h':
        return turn(BLOCKFOUND_HEAD, (f->at.head + 1) % f->heads);
    case LAB_KEY_UP:
        return turn(BLOCKFOUND_ROW, f->at.row - 1);
    case LAB_KEY_DOWN:
        return turn(BLOCKFOUND_ROW, least(f->at.row + 1, f->tokens - 1));
    case LAB_KEY_LEFT:
        return turn(BLOCKFOUND_COL, f->at.col - 1);
    case LAB_KEY_RIGHT:
        return turn(BLOCKFOUND_COL, least(f->at.col + 1, f->cols - 1));
    case 'g':
        snprintf(show.text, sizeof show.text, "%s",
                 f->gradient ? "value" : "gradient");
        return show;
    case 't':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = BLOCKFOUND_TEXT};
    default:
        return (struct lab_answer){.wish = LAB_IGNORED};
    }
}
