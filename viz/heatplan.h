#ifndef VIZ_HEATPLAN_H
#define VIZ_HEATPLAN_H

#include "viz/heatscale.h"

/*
 * heatplan.h - where the parts of a heat map stand in a rectangle.
 *
 * Small places lose the title first, then the column labels, then what the
 * cursor reads, then the colour bar, so that cells are the last to go.
 */
struct heatplan {
    enum heatmap_glyphs glyphs;  /* never AUTO */
    int title, names, read, bar; /* rows of the canvas, or -1 */
    struct canvas_rect body;     /* cells, without labels */
    int label_col, label_cols;
    int wide; /* columns of a cell */
    int high; /* map rows in one row of the canvas: 1 or 2 */
    int first_row, first_col, rows, cols; /* the part that is shown */
    struct heatscale_range range;         /* of the row of heatplan_row() */
    int peak;                             /* its heatscale_peak() */
};

struct heatplan heatplan_make(const struct heatmap *h, const struct canvas *cv,
                              struct canvas_rect at);

/* Makes `row` the one whose scale counts from now on. */
void heatplan_row(struct heatplan *p, const struct heatmap *h, int row);

/* The label of a row or column, "" where there is none, `room` for a number. */
const char *heatplan_label(const char *const *labels, int i, char room[16]);

#endif
