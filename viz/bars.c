#include "viz/bars.h"

#include <math.h>
#include <stdio.h>

#include "viz/blocks.h"
#include "viz/strip.h"

/* The part of the list that is shown, and the columns. */
struct plan {
    int first, rows; /* of the list */
    bool rest;       /* a rest bar below them */
    float rest_value;
    float full;
    int decimals;
    int mark, label, number; /* columns they take; what is left is the bar */
};

enum { LABEL_BYTES = 256 };

static int count_of(const struct bars *b)
{
    return b->row && b->count > 0 ? b->count : 0;
}

static const char *label_of(const struct bars *b, const struct canvas *cv,
                            int i, char room[LABEL_BYTES])
{
    if (!b->tokens)
        return b->row[i].label ? b->row[i].label : "";
    strip_show(&cv->look, b->row[i].label, room, LABEL_BYTES);
    return room;
}

static const char *rest_label(const struct bars *b)
{
    return b->rest_label ? b->rest_label : "(the rest)";
}

/* The same number of decimals for all: whole numbers have none; -1 where sizes
 * differ too much for a fixed one. */
static int decimals_of(const struct bars *b)
{
    bool whole = true;
    float big = 0.0f;

    if (b->decimals > 0)
        return b->decimals < 9 ? b->decimals : 9;
    for (int i = 0; i < count_of(b); i++) {
        const float v = b->row[i].value;

        if (!isfinite(v))
            continue;
        whole = whole && !(fabsf(v - truncf(v)) > 0.0f);
        big = fmaxf(big, fabsf(v));
    }
    if (whole && big < 1e7f && !(b->total > 0.0f && b->total <= 1.0f))
        return 0;
    return big <= 1.0f ? 3 : big < 1000.0f ? 2 : -1;
}

static void number_of(float value, int decimals, char out[32])
{
    if (decimals >= 0 && fabsf(value) < 1e7f) {
        snprintf(out, 32, "%.*f", decimals, (double)value);
    } else {
        words_number(out, 32, value);
    }
}

/* What the rows from `first` on leave of the total. */
static float left_over(const struct bars *b, int first, int rows)
{
    double sum = 0.0;

    for (int i = first; i < first + rows; i++) {
        if (isfinite(b->row[i].value))
            sum += (double)b->row[i].value;
    }
    return (float)((double)b->total - sum);
}

static bool counts(const struct bars *b, float rest)
{
    return b->total > 0.0f && fabsf(rest) > 1e-4f * b->total;
}

static void choose_rows(struct plan *p, const struct bars *b, int room)
{
    const int count = count_of(b);

    p->rows = count < room ? count : room;
    p->rest_value = left_over(b, 0, p->rows);
    p->rest = counts(b, p->rest_value);
    if (p->rest && p->rows == room && room > 1)
        p->rows--;
    if (b->cursor && b->at_row >= p->rows && b->at_row < count)
        p->first = b->at_row - p->rows + 1;
    p->rest_value = left_over(b, p->first, p->rows);
    p->rest = counts(b, p->rest_value) && p->rows < room;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

static struct plan make_plan(const struct bars *b, const struct canvas *cv)
{
    struct plan p = {.decimals = decimals_of(b), .mark = b->cursor ? 2 : 0};
    char room[LABEL_BYTES], number[32];

    choose_rows(&p, b, cv->rows);
    p.full = b->full;
    for (int i = p.first; i < p.first + p.rows; i++) {
        const float v = b->row[i].value;

        number_of(v, p.decimals, number);
        p.number = most(p.number, canvas_cols(cv, number));
        p.label = most(p.label, canvas_cols(cv, label_of(b, cv, i, room)));
        if (!(b->full > 0.0f) && isfinite(v))
            p.full = fmaxf(p.full, v);
    }
    if (p.rest) {
        number_of(p.rest_value, p.decimals, number);
        p.number = most(p.number, canvas_cols(cv, number));
        p.label = most(p.label, canvas_cols(cv, rest_label(b)));
        if (!(b->full > 0.0f))
            p.full = fmaxf(p.full, p.rest_value);
    }
    if (p.label > cv->cols * 2 / 5)
        p.label = cv->cols * 2 / 5;
    return p;
}

static void draw_row(struct canvas *cv, const struct plan *p, int row,
                     const char *label, const char *number, float value,
                     unsigned ink)
{
    const bool bad = !isfinite(value);
    const int at_number = p->mark + p->label + 1;
    const int bar = at_number + p->number + 1;
    const int gap = p->number - canvas_cols(cv, number);

    canvas_fit(cv, (struct canvas_rect){row, p->mark, 1, p->label}, label,
               ink == INK_DIM ? INK_DIM : INK_TEXT);
    canvas_text(cv, row, at_number + gap, number, bad ? INK_BAD : INK_TEXT);
    if (!bad && p->full > 0.0f) {
        blocks_right(cv, (struct canvas_rect){row, bar, 1, cv->cols - bar},
                     value / p->full, ink);
    }
}

void bars_draw(const struct bars *b, struct canvas *cv, struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);

    if (place.rows == 0 || place.cols == 0)
        return;
    const struct plan p = make_plan(b, &place);
    char number[32], room[LABEL_BYTES];

    for (int i = 0; i < p.rows; i++) {
        const float value = b->row[p.first + i].value;

        number_of(value, p.decimals, number);
        draw_row(&place, &p, i, label_of(b, cv, p.first + i, room), number,
                 value, INK_SERIES1);
        if (b->cursor && p.first + i == b->at_row)
            canvas_put(&place, i, 0, '>', INK_FOCUS);
    }
    if (p.rest) {
        number_of(p.rest_value, p.decimals, number);
        draw_row(&place, &p, p.rows, rest_label(b), number, p.rest_value,
                 INK_DIM);
    }
}

size_t bars_words(const struct bars *b, enum words_depth depth, char *out,
                  size_t size)
{
    const struct canvas ascii = {.look.glyphs = CANVAS_GLYPHS_ASCII};
    const int count = count_of(b);
    const int limit = depth == WORDS_FINDING ? 1
                      : depth == WORDS_SHORT ? 5
                                             : count;
    const int decimals = decimals_of(b);
    const int shown = count < limit ? count : limit;
    struct words w = words_to(out, size);
    char number[32], room[LABEL_BYTES];

    for (int i = 0; i < shown; i++) {
        number_of(b->row[i].value, decimals, number);
        words_add(&w, "%s%s %s", i ? ", " : "", label_of(b, &ascii, i, room),
                  number);
    }
    const float rest = left_over(b, 0, shown);
    if (counts(b, rest)) {
        number_of(rest, decimals, number);
        words_add(&w, "%s%s %s", shown ? ", " : "", rest_label(b), number);
    } else if (shown < count) {
        words_add(&w, ", %d more", count - shown);
    }
    words_add(&w, count ? ".\n" : "No bars.\n");
    return w.wanted;
}
