#include "viz/pagetable.h"

#include "viz/pageword.h"

/* Wider tables are laid out as lists. */
enum { MOST_COLUMNS = 16, GAP = 2 };

struct grid {
    size_t first, end; /* blocks */
    int columns;
    int cols[MOST_COLUMNS];
    bool fits;
};

static int cell_cols(const struct page *p, const struct pageparts_block *b)
{
    int cols = 0;

    for (size_t i = b->first_run; i < b->end_run; i++) {
        if (pagelay_shows(p, &p->run[i]))
            cols += pagelay_cols(p, p->text + p->run[i].start, p->run[i].bytes);
    }
    return cols;
}

static struct grid measure(const struct pagelay *l, size_t first)
{
    const struct page *p = l->p;
    struct grid g = {.first = first, .end = first, .fits = true};
    int column = 0, sum = 0;

    for (;
         g.end < p->blocks && p->block[g.end].table == p->block[first].table &&
         p->block[g.end].kind >= PAGEPARTS_ROW;
         g.end++) {
        const struct pageparts_block *b = &p->block[g.end];

        if (b->kind == PAGEPARTS_ROW) {
            column = 0;
        } else if (column >= MOST_COLUMNS) {
            g.fits = false;
        } else {
            const int cols = cell_cols(p, b);

            g.cols[column] = cols > g.cols[column] ? cols : g.cols[column];
            column++;
            g.columns = column > g.columns ? column : g.columns;
        }
    }
    for (int c = 0; c < g.columns; c++)
        sum += g.cols[c] + (c ? GAP : 0);
    g.fits = g.fits && l->indent + sum <= l->width;
    return g;
}

static void pad(struct pagelay *l, int to)
{
    while (l->col < to)
        pagelay_add(l, " ", 1, INK_TEXT);
}

static void lay_side_by_side(struct pagelay *l, const struct grid *g)
{
    int column = 0, from = l->indent;
    bool head = false;

    if (l->p->block[g->first].kind == PAGEPARTS_CELL)
        pagelay_line(l); /* a cell that no row was started for */
    for (size_t i = g->first; i < g->end; i++) {
        const struct pageparts_block *b = &l->p->block[i];

        if (b->kind == PAGEPARTS_ROW) {
            pagelay_line(l);
            head = b->number != 0;
            column = 0;
            from = l->col;
            continue;
        }
        const int wide = g->cols[column];
        const int gap = b->number ? wide - cell_cols(l->p, b) : 0;

        pad(l, from + gap);
        l->blank = false;
        pageword_wrap(l, b,
                      head ? INK_TITLE | INK_BOLD | INK_UNDERLINE : INK_TEXT);
        from += wide + GAP;
        column++;
    }
}

/* The block of the head that names column `column`, or NULL. */
static const struct pageparts_block *name_of(const struct page *p,
                                             const struct grid *g, int column)
{
    const size_t at = g->first + 1 + (size_t)column;

    if (p->block[g->first].kind != PAGEPARTS_ROW || !p->block[g->first].number)
        return NULL;
    for (size_t i = g->first + 1; i <= at; i++) {
        if (i >= g->end || p->block[i].kind != PAGEPARTS_CELL)
            return NULL;
    }
    return &p->block[at];
}

static void lay_as_list(struct pagelay *l, const struct grid *g)
{
    bool head = false;
    int column = 0;

    for (size_t i = g->first; i < g->end; i++) {
        const struct pageparts_block *b = &l->p->block[i];

        if (b->kind == PAGEPARTS_ROW) {
            head = b->number != 0;
            column = 0;
            if (!head && i > g->first + 1 &&
                l->p->block[i - 1].kind == PAGEPARTS_CELL && l->col > l->indent)
                pagelay_line(l);
            continue;
        }
        const struct pageparts_block *name = name_of(l->p, g, column++);
        if (head)
            continue;
        pagelay_line(l);
        if (name && name->first_run < name->end_run) {
            pageword_wrap(l, name, INK_TITLE | INK_BOLD);
            if (l->col >= l->width)
                pagelay_line(l);
            pagelay_add(l, ":", 1, INK_TITLE | INK_BOLD);
            l->blank = true;
        }
        pageword_wrap(l, b, INK_TEXT);
    }
}

size_t pagetable_lay(struct pagelay *l, size_t first)
{
    const struct grid g = measure(l, first);

    l->col = 0;
    if (g.fits) {
        lay_side_by_side(l, &g);
    } else {
        lay_as_list(l, &g);
    }
    return g.end > first ? g.end : first + 1;
}
