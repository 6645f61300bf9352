#ifndef VIZ_PAGELAY_H
#define VIZ_PAGELAY_H

#include "viz/pageparts.h"

/*
 * pagelay.h - blocks into lines of at most `cols` columns; the work of
 * page_lay(), and the pieces of it that tables need as well.
 */
void pagelay_run(struct page *p, int cols);

/* Where a block's lines go on. */
struct pagelay {
    struct page *p;
    const struct pageparts_block *block;
    int width;   /* of the page */
    int indent;  /* columns that every line of the block begins with */
    int col;     /* of the last line */
    bool bullet; /* the next line begins an item */
    bool blank;  /* a blank is due before the next word */
};

/* A line with the indent, bars and bullet of the block. */
void pagelay_line(struct pagelay *l);

/* Text that fits, as it is. */
void pagelay_add(struct pagelay *l, const char *text, size_t bytes,
                 unsigned style);

/* One glyph after the other, for what may be wider than a line. */
void pagelay_hard(struct pagelay *l, const char *text, size_t bytes,
                  unsigned style);

/* Whether a run is for what this look can show. */
bool pagelay_shows(const struct page *p, const struct pageparts_run *run);

/* Columns of `bytes` of text. */
int pagelay_cols(const struct page *p, const char *text, size_t bytes);

#endif
