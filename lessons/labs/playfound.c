#include "lessons/labs/playfound.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labcells.h"
#include "viz/heatmap.h"
#include "viz/strip.h"

enum {
    WIDE_COLS = 76, /* odds and heads stand side by side from here on */
    TALL_ROWS = 18, /* and below each other from here on */
    LEAST_ROWS = 5,
    NAMED = 3 /* tokens named in a line about a head */
};

void playfound_free(void *f_)
{
    struct playfound *f = f_;

    if (f)
        arena_release(&f->arena);
    free(f);
}

/* The head that the learner chose, else the first. */
static int head_of(const struct playfound *f, const struct lab_view *view)
{
    return view && labcells_has(view, f->heads, f->seen) ? view->row : 0;
}

/* Index of the largest weight below `under` in a row, or -1. */
static int next_largest(const float *w, int n, float under, int after)
{
    int best = -1;

    for (int i = 0; i < n; i++) {
        const bool later = w[i] < under || (w[i] <= under && i > after);

        if (later && (best < 0 || w[i] > w[best]))
            best = i;
    }
    return best;
}

static double entropy_of(const float *w, int n)
{
    double bits = 0.0;

    for (int i = 0; i < n; i++) {
        if (w[i] > 0.0f)
            bits -= (double)w[i] * log2((double)w[i]);
    }
    return bits;
}

/* "head 3 of layer 1: " the" looks at " cat" 0.31, ...; entropy 1.74 bits" */
static void say_head(const struct playfound *f, int head,
                     const struct canvas_look *look, struct buf *out)
{
    const float *w = f->weight + (size_t)head * (size_t)f->seen;
    const int first = f->row_at + 1 - f->seen;
    char shown[256];
    float under = INFINITY;
    int at = -1;

    strip_show(look, f->token[f->row_at], shown, sizeof shown);
    buf_printf(out, "layer %d, head %d: %s looks at", f->layer, head, shown);
    for (int i = 0; i < NAMED && i < f->seen; i++) {
        at = next_largest(w, f->seen, under, at);
        if (at < 0)
            break;
        under = w[at];
        strip_show(look, f->token[first + at], shown, sizeof shown);
        buf_printf(out, "%s %s %.2f", i ? "," : "", shown, (double)w[at]);
    }
    buf_printf(out, "; entropy %.2f bits", entropy_of(w, f->seen));
}

static struct bars bars_of(const struct playfound *f)
{
    return (struct bars){.row = f->row,
                         .count = f->rows,
                         .total = 1.0f,
                         .rest_label = "(the rest)",
                         .decimals = 3,
                         .tokens = true};
}

static void draw_odds(const struct playfound *f, struct canvas *cv,
                      struct canvas_rect at)
{
    const struct bars bars = bars_of(f);
    struct canvas_rect line = {at.row, at.col, 1, at.cols};
    char text[96];

    if (at.rows < 2)
        return;
    snprintf(text, sizeof text, "next: %d of %d tokens may be drawn", f->kept,
             f->vocab);
    canvas_fit(cv, line, text, INK_TITLE | INK_BOLD);
    at.row++;
    at.rows--;
    bars_draw(&bars, cv, at);
}

static void draw_heads(const struct playfound *f, const struct lab_view *view,
                       struct canvas *cv, struct canvas_rect at)
{
    const bool chosen = labcells_has(view, f->heads, f->seen);
    struct heatmap map = {.value = f->weight,
                          .rows = f->heads,
                          .cols = f->seen,
                          .col_label = f->token + (f->row_at + 1 - f->seen),
                          .scale = HEATMAP_FIXED,
                          .low = 0.0f,
                          .high = 1.0f,
                          .zoom = view->zoom > 0,
                          .glyphs =
                              cv->look.colours >= 256 && f->heads + 3 < at.rows
                                  ? HEATMAP_FULL
                                  : HEATMAP_AUTO,
                          .picks = true,
                          .cursor = true,
                          .at_row = chosen ? view->row : 0,
                          .at_col = chosen ? view->col : f->seen - 1};
    struct canvas_rect line = {at.row, at.col, 1, at.cols};
    char shown[256], text[160];

    if (at.rows < 3)
        return;
    strip_show(view->look, f->token[f->row_at], shown, sizeof shown);
    snprintf(text, sizeof text, "where %.80s looks: heads of layer %d of %d",
             shown, f->layer, f->layers);
    canvas_fit(cv, line, text, INK_TITLE | INK_BOLD);
    at.row++;
    at.rows--;
    heatmap_draw(&map, cv, at);
}

/* The text so far, its end in sight. Answers the rows used. */
static int draw_text(const struct playfound *f, const struct lab_view *view,
                     struct canvas *cv, int most)
{
    struct strip strip = {.text = f->token,
                          .id = view->page > 1 ? f->id : NULL,
                          .count = f->tokens,
                          .cursor = true,
                          .at_token = f->row_at};
    const int each = strip.id ? 2 : 1;
    const int lines = strip_lines(&strip, cv, cv->cols);
    const int room = most / each > 0 ? most / each : 1;

    if (lines > room)
        strip.first_line = lines - room;
    strip_draw(&strip, cv, (struct canvas_rect){1, 0, room * each, cv->cols});
    return (lines < room ? lines : room) * each;
}

static void draw_head_line(const struct playfound *f, struct canvas *cv)
{
    char text[160], k[32] = "all";

    if (f->knobs.top_k > 0)
        snprintf(k, sizeof k, "%lld", (long long)f->knobs.top_k);
    snprintf(text, sizeof text,
             "T %.2f  top-k %s  top-p %.2f  seed %llu  %d/%d written%s",
             f->knobs.temperature, k, f->knobs.top_p,
             (unsigned long long)f->seed, f->written, f->most,
             f->ended ? ", the text ended" : "");
    canvas_fit(cv, (struct canvas_rect){0, 0, 1, cv->cols}, text, INK_DIM);
}

/* What the chosen head finds, under everything. */
static void draw_finding(const struct playfound *f, const struct lab_view *view,
                         struct canvas *cv)
{
    const struct canvas_rect line = {cv->rows - 1, 0, 1, cv->cols};
    struct buf text;

    buf_init(&text, 4096);
    say_head(f, head_of(f, view), view->look, &text);
    canvas_fit(cv, line, buf_string(&text), INK_TEXT);
    buf_release(&text);
}

void playfound_draw(const void *f_, const struct lab_view *view,
                    struct canvas *cv)
{
    const struct playfound *f = f_;
    const int most = cv->rows > TALL_ROWS ? cv->rows / 4 : 2;
    int top, rows;

    draw_head_line(f, cv);
    top = 1 + draw_text(f, view, cv, most) + (cv->rows > TALL_ROWS);
    rows = cv->rows - top - 1;
    draw_finding(f, view, cv);
    if (view->page % 2 == 0 && cv->cols >= WIDE_COLS) {
        const int half = cv->cols / 2 - 1;

        draw_odds(f, cv, (struct canvas_rect){top, 0, rows, half});
        draw_heads(
            f, view, cv,
            (struct canvas_rect){top, half + 2, rows, cv->cols - half - 2});
    } else if (view->page % 2 == 0 && rows >= TALL_ROWS) {
        draw_odds(f, cv, (struct canvas_rect){top, 0, rows / 2, cv->cols});
        draw_heads(
            f, view, cv,
            (struct canvas_rect){top + rows / 2, 0, rows - rows / 2, cv->cols});
    } else if (view->page % 2 == 0) {
        draw_odds(f, cv, (struct canvas_rect){top, 0, rows, cv->cols});
    } else {
        draw_heads(f, view, cv, (struct canvas_rect){top, 0, rows, cv->cols});
    }
}

void playfound_words(const void *f_, const struct lab_view *view,
                     struct buf *out)
{
    const struct playfound *f = f_;
    const struct canvas_look plain = {.glyphs = CANVAS_GLYPHS_ASCII};
    char shown[256];

    buf_printf(out, "The text is: \"");
    for (int i = 0; i < f->tokens; i++) {
        if (i == f->prompt)
            buf_text(out, "\" and then, written by the model: \"");
        buf_text(out, f->token[i]);
    }
    buf_printf(out,
               "\".\n%d of %d tokens may come next at temperature %.2f; "
               "the likeliest:",
               f->kept, f->vocab, f->knobs.temperature);
    for (int i = 0; i < f->rows && i < LEAST_ROWS; i++) {
        strip_show(&plain, f->row[i].label, shown, sizeof shown);
        buf_printf(out, "%s %s %.3f (%.3f before the knobs)", i ? "," : "",
                   shown, (double)f->row[i].value, f->plain[i]);
    }
    buf_printf(out, ".\nBefore the knobs the odds have %.2f bits of entropy.\n",
               f->entropy_bits);
    if (isfinite(f->surprise_bits)) {
        buf_printf(out,
                   "What was written surprised the model by %.2f bits a "
                   "token.\n",
                   f->surprise_bits);
    }
    buf_text(out, "In ");
    say_head(f, head_of(f, view), &plain, out);
    buf_text(out, ".\n");
}

static json_t *candidates_json(const struct playfound *f)
{
    json_t *all = json_array();

    for (int i = 0; i < f->rows; i++) {
        json_array_append_new(
            all,
            json_pack("{ss si sf sf sf}", "token", f->row[i].label, "id",
                      (int)f->row_id[i], "probability", (double)f->row[i].value,
                      "before_knobs", f->plain[i], "logit", f->logit[i]));
    }
    return all;
}

json_t *playfound_data(const void *f_, const struct lab_view *view)
{
    const struct playfound *f = f_;
    json_t *tokens = json_array(), *ids = json_array(), *heads = json_array();

    (void)view;
    for (int i = 0; i < f->tokens; i++) {
        json_array_append_new(tokens, json_string(f->token[i]));
        json_array_append_new(ids, json_integer(f->id[i]));
    }
    for (int h = 0; h < f->heads; h++) {
        json_t *row = json_array();

        for (int i = 0; i < f->seen; i++)
            json_array_append_new(
                row, json_real((double)f->weight[h * f->seen + i]));
        json_array_append_new(heads, row);
    }
    return json_pack("{so so si si so si sf so si si so sb}", "tokens", tokens,
                     "ids", ids, "prompt_tokens", f->prompt, "written",
                     f->written, "candidates", candidates_json(f), "kept",
                     f->kept, "entropy_bits", f->entropy_bits, "surprise_bits",
                     isfinite(f->surprise_bits) ? json_real(f->surprise_bits)
                                                : json_null(),
                     "layer", f->layer, "row", f->row_at, "heads", heads,
                     "ended", (int)f->ended);
}

static struct lab_answer turn(const struct playfound *f,
                              enum playfound_knob knob, double value)
{
    struct lab_answer a = {.wish = LAB_TURN, .knob = f->knob[knob]};

    snprintf(a.text, sizeof a.text, "%.10g", value);
    return a;
}

/* Temperatures go by tenths; top-k halves and doubles, 0 lies above all. */
static struct lab_answer turn_top_k(const struct playfound *f, bool more)
{
    const int64_t k = f->knobs.top_k;

    if (more)
        return turn(f, PLAYFOUND_TOP_K,
                    k == 0 || 2 * k > f->vocab ? 0.0 : (double)(2 * k));
    return turn(f, PLAYFOUND_TOP_K,
                k == 0 ? 64.0 : (double)(k > 1 ? k / 2 : 1));
}

struct lab_answer playfound_key(const void *f_, struct lab_view *view, int key)
{
    const struct playfound *f = f_;
    const int start[2] = {0, f->seen - 1};
    const double t = f->knobs.temperature;

    switch (key) {
    case 't':
        return turn(f, PLAYFOUND_TEMPERATURE,
                    t > 0.1 ? round(10.0 * t - 1.0) / 10.0 : 0.0);
    case 'T':
        return turn(f, PLAYFOUND_TEMPERATURE, round(10.0 * t + 1.0) / 10.0);
    case '<':
    case '>':
        return turn_top_k(f, key == '>');
    case 'L':
        return turn(f, PLAYFOUND_LAYER, (f->layer + 1) % f->layers);
    case ',':
        return turn(f, PLAYFOUND_ROW, f->row_at > 0 ? f->row_at - 1 : 0);
    case '.': /* behind the last but one the last one goes along */
        return turn(f, PLAYFOUND_ROW,
                    f->row_at + 1 < f->tokens - 1 ? f->row_at + 1 : -1);
    case 'u':
        if (f->written == 0)
            return (struct lab_answer){.wish = LAB_REDRAW};
        return turn(f, PLAYFOUND_KEEP, f->written - 1);
    case 'e':
        return (struct lab_answer){.wish = LAB_EDIT,
                                   .knob = f->knob[PLAYFOUND_TEXT]};
    case 'a': /* the odds, or the heads */
        view->page ^= 1;
        return (struct lab_answer){.wish = LAB_REDRAW};
    case 'i': /* ids */
        view->page ^= 2;
        return (struct lab_answer){.wish = LAB_REDRAW};
    case LAB_KEY_ENTER:
        view->zoom = !view->zoom;
        return (struct lab_answer){.wish = LAB_REDRAW};
    default:
        return labcells_key(view, f->heads, f->seen, start, key);
    }
}
