#include "viz/heatwords.h"

#include <math.h>

#include "viz/heatplan.h"
#include "viz/heatscale.h"

/* The rows with the strongest single cell, at most this many, in order. */
enum { SHORT_ROWS = 5 };

/* A token's name begins with a blank, which nobody can hear. */
static const char *name(const char *const *label, int i, char room[16])
{
    const char *text = heatplan_label(label, i, room);

    while (*text == ' ' && text[1])
        text++;
    return text;
}

static void one_cell(struct words *w, const struct heatmap *h, int row, int col)
{
    char a[16], b[16], number[16];

    words_number(number, sizeof number, heatscale_value(h, row, col));
    words_add(w, "%s, in row %s, column %s", number, name(h->row_label, row, a),
              name(h->col_label, col, b));
}

static float peak_of(const struct heatmap *h, int row, int col)
{
    const float v = heatscale_value(h, row, col);

    return h->is_signed ? fabsf(v) : v;
}

static int peak_row(const struct heatmap *h)
{
    int best = -1;

    for (int r = 0; r < h->rows; r++) {
        const int c = heatscale_peak(h, r);

        if (c >= 0 &&
            (best < 0 ||
             peak_of(h, r, c) > peak_of(h, best, heatscale_peak(h, best))))
            best = r;
    }
    return best;
}

static void finding(struct words *w, const struct heatmap *h)
{
    const int row = peak_row(h);

    if (h->title)
        words_add(w, "%s. ", h->title);
    if (row < 0) {
        words_add(w, "The map has no values.\n");
        return;
    }
    words_add(w, h->is_signed ? "Farthest from zero is "
                              : "The greatest value is ");
    one_cell(w, h, row, heatscale_peak(h, row));
    words_add(w, ".\n");
}

static void counts(struct words *w, const struct heatmap *h)
{
    const struct heatscale_range found = heatscale_found(h, -1);
    char low[16], high[16];
    int masked = 0, bad = 0;

    for (int r = 0; r < h->rows; r++) {
        for (int c = 0; c < h->cols; c++) {
            if (heatscale_masked(h, r, c)) {
                masked++;
            } else if (isnan(heatscale_value(h, r, c))) {
                bad++;
            }
        }
    }
    words_add(w, "%d rows, %d columns", h->rows, h->cols);
    if (!found.empty) {
        words_number(low, sizeof low, found.low);
        words_number(high, sizeof high, found.high);
        words_add(w, ", values from %s to %s", low, high);
    }
    if (masked)
        words_add(w, ", %d cells masked", masked);
    if (bad)
        words_add(w, ", %d not a number", bad);
    words_add(w, ".\n");
}

static void peaks(struct words *w, const struct heatmap *h)
{
    char a[16], b[16], number[16];

    for (int r = 0; r < h->rows && r < SHORT_ROWS; r++) {
        const int c = heatscale_peak(h, r);

        if (c < 0)
            continue;
        words_number(number, sizeof number, heatscale_value(h, r, c));
        words_add(w, "Row %s: most at %s, %s.\n", name(h->row_label, r, a),
                  name(h->col_label, c, b), number);
    }
    if (h->rows > SHORT_ROWS)
        words_add(w, "%d more rows.\n", h->rows - SHORT_ROWS);
}

static void every_row(struct words *w, const struct heatmap *h)
{
    char room[16], number[16];

    for (int r = 0; r < h->rows; r++) {
        const char *comma = " ";

        words_add(w, "Row %s:", name(h->row_label, r, room));
        for (int c = 0; c < h->cols; c++) {
            if (heatscale_masked(h, r, c))
                continue;
            words_number(number, sizeof number, heatscale_value(h, r, c));
            words_add(w, "%s%s %s", comma, name(h->col_label, c, room), number);
            comma = ", ";
        }
        words_add(w, ".\n");
    }
}

static void chosen(struct words *w, const struct heatmap *h)
{
    char a[16], b[16], number[16];

    if (heatscale_masked(h, h->at_row, h->at_col)) {
        words_add(w, "Chosen is a masked cell");
    } else {
        words_number(number, sizeof number,
                     heatscale_value(h, h->at_row, h->at_col));
        words_add(w, "Chosen is %s", number);
    }
    words_add(w, ", in row %s, column %s.\n", name(h->row_label, h->at_row, a),
              name(h->col_label, h->at_col, b));
}

void heatwords_write(const struct heatmap *h, enum words_depth depth,
                     struct words *w)
{
    finding(w, h);
    if (depth == WORDS_FINDING || h->rows == 0)
        return;
    if (h->cursor)
        chosen(w, h);
    counts(w, h);
    if (depth == WORDS_SHORT) {
        peaks(w, h);
    } else {
        every_row(w, h);
    }
}
