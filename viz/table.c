#include "viz/table.h"

#include "viz/spots.h"

/* Columns between two columns of the table. */
enum { GAP = 2 };

struct plan {
    int columns, cols[TABLE_MAX_COLUMNS];
    int first, rows; /* of the list */
    int mark;        /* columns in front for the cursor */
    bool note;       /* the last row tells which part is shown */
};

static int most(int a, int b)
{
    return a > b ? a : b;
}

static const char *cell_of(const struct table *t, int row, int column)
{
    const char *text =
        t->cell[(size_t)row * (size_t)t->columns + (size_t)column];

    return text ? text : "";
}

static const char *name_of(const struct table *t, int column)
{
    return t->column[column].name ? t->column[column].name : "";
}

/* Takes columns from the widest until all fit; each keeps one. */
static void shrink(struct plan *p, int room)
{
    int sum = p->mark + GAP * most(0, p->columns - 1);

    for (int c = 0; c < p->columns; c++)
        sum += p->cols[c];
    for (; sum > room; sum--) {
        int widest = 0;

        for (int c = 1; c < p->columns; c++) {
            if (p->cols[c] > p->cols[widest])
                widest = c;
        }
        if (p->columns == 0 || p->cols[widest] <= 1)
            return;
        p->cols[widest]--;
    }
}

static struct plan make_plan(const struct table *t, const struct canvas *cv)
{
    struct plan p = {.mark = t->cursor ? 2 : 0};
    const int count = t->cell && t->rows > 0 ? t->rows : 0;

    if (t->column && t->columns > 0) {
        p.columns =
            t->columns < TABLE_MAX_COLUMNS ? t->columns : TABLE_MAX_COLUMNS;
    }
    p.rows = most(0, cv->rows - 1);
    p.note = count > p.rows && p.rows >= 3;
    p.rows -= p.note;
    p.rows = count < p.rows ? count : p.rows;
    if (t->cursor && t->at_row >= p.rows && t->at_row < count)
        p.first = t->at_row - p.rows + 1;
    for (int c = 0; c < p.columns; c++) {
        p.cols[c] = most(1, canvas_cols(cv, name_of(t, c)));
        for (int r = 0; r < count; r++)
            p.cols[c] = most(p.cols[c], canvas_cols(cv, cell_of(t, r, c)));
        if (p.cols[c] > CANVAS_MAX_SIDE)
            p.cols[c] = CANVAS_MAX_SIDE;
    }
    shrink(&p, cv->cols);
    return p;
}

static void draw_cell(struct canvas *cv, struct canvas_rect at,
                      const char *text, enum table_side side, unsigned style)
{
    const int wanted = canvas_cols(cv, text);

    if (side == TABLE_RIGHT && wanted < at.cols) {
        at.col += at.cols - wanted;
        at.cols = wanted;
    }
    canvas_fit(cv, at, text, style);
}

/* Row `from` of the list, or the names with -1, in row `to` of the canvas. */
static void draw_row(const struct table *t, const struct plan *p,
                     struct canvas *cv, int from, int to)
{
    const bool chosen = t->cursor && from >= 0 && from == t->at_row;
    const unsigned style = from < 0 ? INK_TITLE
                           : chosen ? INK_TEXT | INK_BOLD
                                    : INK_TEXT;
    int col = p->mark;

    if (chosen)
        canvas_put(cv, to, 0, '>', INK_FOCUS);
    for (int c = 0; c < p->columns; c++) {
        const char *text = from < 0 ? name_of(t, c) : cell_of(t, from, c);

        draw_cell(cv, (struct canvas_rect){to, col, 1, p->cols[c]}, text,
                  t->column[c].side, style);
        col += p->cols[c] + GAP;
    }
}

void table_draw(const struct table *t, struct canvas *cv, struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);

    if (place.rows == 0 || place.cols == 0)
        return;
    const struct plan p = make_plan(t, &place);

    draw_row(t, &p, &place, -1, 0);
    for (int r = 0; r < p.rows; r++)
        draw_row(t, &p, &place, p.first + r, r + 1);
    if (t->cursor) {
        spots_note(&place, (struct spots_spot){SPOTS_ROW,
                                               {1, 0, p.rows, place.cols},
                                               p.first,
                                               0,
                                               place.cols,
                                               1});
    }
    if (p.note) {
        canvas_printf(&place, p.rows + 1, p.mark, INK_DIM, "rows %d-%d of %d",
                      p.first + 1, p.first + p.rows, t->rows);
    }
}

size_t table_words(const struct table *t, char *out, size_t size)
{
    struct words w = words_to(out, size);
    const int count = t->cell && t->column && t->rows > 0 ? t->rows : 0;

    if (count == 0)
        words_add(&w, "The table has no rows.\n");
    for (int r = 0; r < count; r++) {
        for (int c = 0; c < t->columns; c++) {
            words_add(&w, "%s%s: %s", c ? ", " : "", name_of(t, c),
                      cell_of(t, r, c));
        }
        words_add(&w, ".\n");
    }
    return w.wanted;
}
