#ifndef LESSONS_LABS_LABGRID_H
#define LESSONS_LABS_LABGRID_H

#include "lessons/labs/lab.h"
#include "viz/heatmap.h"

/*
 * labgrid.h - a matrix of any size as a heat map of few cells: each stands for
 * a rectangle of numbers, in a small region for a single one.
 */
enum { LABGRID_ROWS = 16, LABGRID_COLS = 32, LABGRID_REGION = 64 };

enum labgrid_cell { LABGRID_RMS, LABGRID_LARGEST, LABGRID_MEAN };

/* Plain numbers: copy it whole. */
struct labgrid {
    int rows, cols;   /* cells */
    int64_t first[2]; /* row and column of the region */
    int64_t size[2];  /* its rows and columns */
    bool is_signed;
    float value[LABGRID_ROWS * LABGRID_COLS]; /* [rows, cols] */
};

struct labgrid_from {
    const float *x; /* [rows, cols] */
    int64_t rows, cols;
    enum labgrid_cell cell;
};

/* `region`: "0-63,0-127", or "" for all. Errors: BAD_USAGE, naming the form or
 * the size. */
struct status labgrid_make(struct labgrid *g, const struct labgrid_from *from,
                           const char *region);

/* The region of the view's cell, for labgrid_make(); false where no cell is
 * marked or it is a single number. */
bool labgrid_region(const struct labgrid *g, const struct lab_view *view,
                    char out[LABGRID_REGION]);

/* What a heat map of it borrows; `of` names what a cell shows. */
struct labgrid_picture {
    char row[LABGRID_ROWS][16], col[LABGRID_COLS][16], title[96];
    const char *row_label[LABGRID_ROWS], *col_label[LABGRID_COLS];
    struct heatmap map;
};
void labgrid_picture(struct labgrid_picture *p, const struct labgrid *g,
                     const struct lab_view *view, const char *of);
void labgrid_words(const struct labgrid *g, const struct lab_view *view,
                   const char *of, struct buf *out);
/* {"first","size","cells"}. Owner: the caller. */
json_t *labgrid_json(const struct labgrid *g, const struct lab_view *view);

#endif
