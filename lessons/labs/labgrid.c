#include "lessons/labs/labgrid.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"

/* First number of cell `i` of `cells` that share `size` numbers. */
static int64_t start(int64_t size, int cells, int i)
{
    return size * i / cells;
}

static struct status read_region(struct labgrid *g,
                                 const struct labgrid_from *from,
                                 const char *text)
{
    long long at[4] = {0, from->rows - 1, 0, from->cols - 1};
    char rest[2];

    if (*text && sscanf(text, "%9lld-%9lld,%9lld-%9lld%1s", &at[0], &at[1],
                        &at[2], &at[3], rest) != 4) {
        return status_fail(STATUS_BAD_USAGE,
                           "region is \"%s\", but must be like 0-63,0-127",
                           text);
    }
    if (at[0] < 0 || at[0] > at[1] || at[1] >= from->rows || at[2] < 0 ||
        at[2] > at[3] || at[3] >= from->cols) {
        return status_fail(STATUS_BAD_USAGE,
                           "region %s: there are rows 0-%" PRId64
                           ", columns 0-%" PRId64,
                           text, from->rows - 1, from->cols - 1);
    }
    for (int i = 0; i < 2; i++) {
        g->first[i] = at[2 * i];
        g->size[i] = at[2 * i + 1] - at[2 * i] + 1;
    }
    return STATUS_OK;
}

/* One cell: rows and columns from .. to-1 of the matrix. */
static float cell_of(const struct labgrid_from *from, const int64_t row[2],
                     const int64_t col[2])
{
    const double n = (double)((row[1] - row[0]) * (col[1] - col[0]));
    double sum = 0.0, square = 0.0;
    float largest = 0.0f;

    for (int64_t r = row[0]; r < row[1]; r++) {
        for (int64_t c = col[0]; c < col[1]; c++) {
            const float v = from->x[r * from->cols + c];

            sum += (double)v;
            square += (double)v * (double)v;
            if (fabsf(v) > fabsf(largest))
                largest = v;
        }
    }
    switch (from->cell) {
    case LABGRID_LARGEST:
        return largest;
    case LABGRID_MEAN:
        return (float)(sum / n);
    default:
        return (float)sqrt(square / n);
    }
}

struct status labgrid_make(struct labgrid *g, const struct labgrid_from *from,
                           const char *region)
{
    struct labgrid made = {.is_signed = from->cell != LABGRID_RMS};

    STATUS_TRY(read_region(&made, from, region));
    made.rows =
        (int)(made.size[0] < LABGRID_ROWS ? made.size[0] : LABGRID_ROWS);
    made.cols =
        (int)(made.size[1] < LABGRID_COLS ? made.size[1] : LABGRID_COLS);
    for (int r = 0; r < made.rows; r++) {
        const int64_t row[] = {
            made.first[0] + start(made.size[0], made.rows, r),
            made.first[0] + start(made.size[0], made.rows, r + 1)};

        for (int c = 0; c < made.cols; c++) {
            const int64_t col[] = {
                made.first[1] + start(made.size[1], made.cols, c),
                made.first[1] + start(made.size[1], made.cols, c + 1)};

            made.value[r * made.cols + c] = cell_of(from, row, col);
        }
    }
    *g = made;
    return STATUS_OK;
}

/* First and last row (0) or column (1) of cell `i`. */
static void range(const struct labgrid *g, int way, int i, int64_t out[2])
{
    const int cells = way ? g->cols : g->rows;

    out[0] = g->first[way] + start(g->size[way], cells, i);
    out[1] = g->first[way] + start(g->size[way], cells, i + 1) - 1;
}

bool labgrid_region(const struct labgrid *g, const struct lab_view *view,
                    char out[LABGRID_REGION])
{
    int64_t row[2], col[2];

    if (!labcells_has(view, g->rows, g->cols))
        return false;
    range(g, 0, view->row, row);
    range(g, 1, view->col, col);
    snprintf(out, LABGRID_REGION,
             "%" PRId64 "-%" PRId64 ",%" PRId64 "-%" PRId64, row[0], row[1],
             col[0], col[1]);
    return row[0] < row[1] || col[0] < col[1];
}

static void label(const struct labgrid *g, int way, int i, char out[16])
{
    int64_t at[2];

    range(g, way, i, at);
    snprintf(out, 16, "%" PRId64, at[0]);
}

void labgrid_picture(struct labgrid_picture *p, const struct labgrid *g,
                     const struct lab_view *view, const char *of)
{
    for (int i = 0; i < g->rows; i++) {
        label(g, 0, i, p->row[i]);
        p->row_label[i] = p->row[i];
    }
    for (int i = 0; i < g->cols; i++) {
        label(g, 1, i, p->col[i]);
        p->col_label[i] = p->col[i];
    }
    snprintf(p->title, sizeof p->title,
             "rows from %" PRId64 ", columns from %" PRId64 ": %s of %" PRId64
             " x %" PRId64 " numbers",
             g->first[0], g->first[1], of, g->size[0] / g->rows,
             g->size[1] / g->cols);
    p->map = (struct heatmap){.value = g->value,
                              .rows = g->rows,
                              .cols = g->cols,
                              .row_label = p->row_label,
                              .col_label = p->col_label,
                              .title = p->title,
                              .is_signed = g->is_signed,
                              .zoom = view->zoom > 0,
                              .picks = true,
                              .cursor = labcells_has(view, g->rows, g->cols),
                              .at_row = view->row,
                              .at_col = view->col};
}

void labgrid_words(const struct labgrid *g, const struct lab_view *view,
                   const char *of, struct buf *out)
{
    struct labgrid_picture p;
    char text[2048], region[LABGRID_REGION];

    labgrid_picture(&p, g, view, of);
    heatmap_words(&p.map, WORDS_SHORT, text, sizeof text);
    buf_text(out, text);
    if (labcells_has(view, g->rows, g->cols)) {
        labgrid_region(g, view, region);
        buf_printf(out, "The chosen cell, %s, has %.5g.\n", region,
                   (double)g->value[view->row * g->cols + view->col]);
    }
}

json_t *labgrid_json(const struct labgrid *g, const struct lab_view *view)
{
    const bool chosen = view && labcells_has(view, g->rows, g->cols);
    json_t *out =
        json_pack("{s[II] s[II] so}", "first", (json_int_t)g->first[0],
                  (json_int_t)g->first[1], "size", (json_int_t)g->size[0],
                  (json_int_t)g->size[1], "cells",
                  labnumbers_table(g->value, g->rows, g->cols));

    if (out && chosen) {
        json_object_set_new(
            out, "chosen",
            json_pack("{si si sf}", "row", view->row, "column", view->col,
                      "value",
                      (double)g->value[view->row * g->cols + view->col]));
    }
    return out;
}
