#include "viz/canvas.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "viz/glyph.h"
#include "viz/pen.h"
#include "viz/words.h"

static struct canvas_cell blank_cell(void)
{
    return (struct canvas_cell){.width = 1};
}

struct canvas *canvas_new(int rows, int cols, struct canvas_look look)
{
    if (rows < 0 || cols < 0 || rows > CANVAS_MAX_SIDE ||
        cols > CANVAS_MAX_SIDE)
        return NULL;

    const size_t cells = (size_t)rows * (size_t)cols;
    struct canvas *cv = malloc(sizeof *cv);
    struct canvas_cell *cell = calloc(cells ? cells : 1, sizeof *cell);

    if (!cv || !cell) {
        free(cv);
        free(cell);
        return NULL;
    }
    *cv = canvas_over(cell, rows, cols, look);
    return cv;
}

void canvas_free(struct canvas *cv)
{
    if (!cv)
        return;
    free(cv->cells);
    free(cv);
}

struct canvas canvas_over(struct canvas_cell *cells, int rows, int cols,
                          struct canvas_look look)
{
    assert(rows >= 0 && cols >= 0);
    return (struct canvas){rows, cols, cols, cells, look, NULL};
}

/* From `start` on `count` places, cut to 0..`end`. Rectangles come from layout
 * arithmetic on tiny screens, so any int must do. */
static void cut(int *start, int *count, int end)
{
    const long long first = *start, last = first + (*count > 0 ? *count : 0);
    const long long low = first < 0 ? 0 : first > end ? end : first;
    const long long high = last < low ? low : last > end ? end : last;

    *start = (int)low;
    *count = (int)(high - low);
}

static struct canvas_rect clip(const struct canvas *cv, struct canvas_rect at)
{
    cut(&at.row, &at.rows, cv->rows);
    cut(&at.col, &at.cols, cv->cols);
    return at;
}

static struct canvas_cell *cell_of(const struct canvas *cv, int row, int col)
{
    return cv->cells + (size_t)row * (size_t)cv->stride + (size_t)col;
}

struct canvas canvas_sub(const struct canvas *cv, struct canvas_rect at)
{
    struct canvas sub = *cv;

    at = clip(cv, at);
    sub.rows = at.rows;
    sub.cols = at.cols;
    if (at.rows > 0 && at.cols > 0)
        sub.cells = cell_of(cv, at.row, at.col);
    return sub;
}

struct canvas_rect canvas_whole(const struct canvas *cv)
{
    return (struct canvas_rect){0, 0, cv->rows, cv->cols};
}

static bool inside(const struct canvas *cv, int row, int col)
{
    return row >= 0 && row < cv->rows && col >= 0 && col < cv->cols;
}

static bool is_right_half(const struct canvas_cell *cell)
{
    return cell->rune == 0 && cell->width == 0;
}

struct canvas_cell canvas_at(const struct canvas *cv, int row, int col)
{
    if (!inside(cv, row, col))
        return blank_cell();

    struct canvas_cell cell = *cell_of(cv, row, col);
    const bool follows = col > 0 && cell_of(cv, row, col - 1)->width == 2 &&
                         is_right_half(&cell);

    if (cell.width == 2 &&
        (col + 1 >= cv->cols || !is_right_half(cell_of(cv, row, col + 1)))) {
        cell.rune = cell.mark = 0;
        cell.width = 1;
    }
    if (cell.width == 0 && !follows)
        cell.width = 1;
    return cell;
}

static void set(struct canvas *cv, int row, int col, struct canvas_cell cell)
{
    if (inside(cv, row, col))
        *cell_of(cv, row, col) = cell;
}

static struct canvas_cell styled(uint32_t rune, int width, unsigned style)
{
    return (struct canvas_cell){.rune = rune,
                                .fg = (uint8_t)(style & 0xffu),
                                .bg = (uint8_t)(style >> 8 & 0xffu),
                                .attr = (uint8_t)(style >> 16 & 0xffu),
                                .width = (uint8_t)width};
}

/* `row` is inside; a wide glyph that sticks out leaves a blank. */
static void put_wide(struct canvas *cv, int row, int col, uint32_t rune,
                     unsigned style)
{
    if (!inside(cv, row, col) || !inside(cv, row, col + 1)) {
        set(cv, row, col, styled(0, 1, style));
        set(cv, row, col + 1, styled(0, 1, style));
        return;
    }
    set(cv, row, col, styled(rune, 2, style));
    set(cv, row, col + 1, styled(0, 0, style));
}

void canvas_put(struct canvas *cv, int row, int col, uint32_t rune,
                unsigned style)
{
    const int width = rune ? glyph_cols(rune) : 1;

    if (row < 0 || row >= cv->rows || col < -1 || col >= cv->cols)
        return;
    if (width == 2) {
        put_wide(cv, row, col, rune, style);
    } else if (width == 1) {
        set(cv, row, col, styled(rune, 1, style));
    }
}

void canvas_fill(struct canvas *cv, struct canvas_rect at, uint32_t rune,
                 unsigned style)
{
    const int width = rune ? glyph_cols(rune) : 1;

    at = clip(cv, at);
    for (int r = 0; r < at.rows; r++) {
        for (int c = 0; c + width <= at.cols && width > 0; c += width)
            canvas_put(cv, at.row + r, at.col + c, rune, style);
    }
}

void canvas_tint(struct canvas *cv, struct canvas_rect at, unsigned style)
{
    const struct canvas_cell look = styled(0, 0, style);

    at = clip(cv, at);
    for (int r = 0; r < at.rows; r++) {
        for (int c = 0; c < at.cols; c++) {
            struct canvas_cell *cell = cell_of(cv, at.row + r, at.col + c);

            cell->fg = look.fg;
            cell->bg = look.bg;
            cell->attr = look.attr;
        }
    }
}

static int to_int(long long cols)
{
    return cols > INT32_MAX ? INT32_MAX : (int)cols;
}

int canvas_text(struct canvas *cv, int row, int col, const char *utf8,
                unsigned style)
{
    struct pen pen = {cv, row, col, 0, style};

    pen_text(&pen, utf8, cv->look.glyphs == CANVAS_GLYPHS_ASCII);
    return to_int(pen.cols);
}

int canvas_cols(const struct canvas *cv, const char *utf8)
{
    struct pen pen = {0};

    pen_text(&pen, utf8, cv->look.glyphs == CANVAS_GLYPHS_ASCII);
    return to_int(pen.cols);
}

int canvas_printf(struct canvas *cv, int row, int col, unsigned style,
                  const char *fmt, ...)
{
    char text[CANVAS_MAX_SIDE + 1];
    struct words words = words_to(text, sizeof text);
    va_list args;

    va_start(args, fmt);
    words_vadd(&words, fmt, args);
    va_end(args);
    return canvas_text(cv, row, col, text, style);
}

int canvas_fit(struct canvas *cv, struct canvas_rect at, const char *utf8,
               unsigned style)
{
    const bool ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;
    const int wanted = canvas_cols(cv, utf8);

    at.rows = at.rows > 0;
    if (wanted <= at.cols) {
        struct canvas all = canvas_sub(cv, at);

        canvas_text(&all, 0, 0, utf8, style);
        return wanted;
    }
    if (at.cols <= 0)
        return 0;
    const int dots = !ascii || at.cols <= 3 ? 1 : 3;
    const struct canvas_rect head = {at.row, at.col, at.rows, at.cols - dots};
    const struct canvas_rect tail = {at.row, at.col + head.cols, at.rows, dots};
    struct canvas text = canvas_sub(cv, head), end = canvas_sub(cv, tail);

    canvas_text(&text, 0, 0, utf8, style);
    canvas_text(&end, 0, 0, ascii ? (dots == 3 ? "..." : ".") : "\u2026",
                style);
    return at.cols;
}

static void frame_lines(struct canvas *cv, struct canvas_rect at,
                        unsigned style)
{
    const bool ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;
    const int right = at.col + at.cols - 1, bottom = at.row + at.rows - 1;
    const uint32_t flat = ascii ? '-' : 0x2500, tall = ascii ? '|' : 0x2502;
    const struct canvas_rect inner = {at.row + 1, at.col + 1, at.rows - 2,
                                      at.cols - 2};

    canvas_fill(cv, (struct canvas_rect){at.row, inner.col, 1, inner.cols},
                flat, style);
    canvas_fill(cv, (struct canvas_rect){bottom, inner.col, 1, inner.cols},
                flat, style);
    canvas_fill(cv, (struct canvas_rect){inner.row, at.col, inner.rows, 1},
                tall, style);
    canvas_fill(cv, (struct canvas_rect){inner.row, right, inner.rows, 1}, tall,
                style);
    canvas_put(cv, at.row, at.col, ascii ? '+' : 0x250c, style);
    canvas_put(cv, at.row, right, ascii ? '+' : 0x2510, style);
    canvas_put(cv, bottom, at.col, ascii ? '+' : 0x2514, style);
    canvas_put(cv, bottom, right, ascii ? '+' : 0x2518, style);
}

struct canvas_rect canvas_frame(struct canvas *cv, struct canvas_rect at,
                                int number, const char *title, unsigned style)
{
    at = clip(cv, at);
    if (at.rows < 2 || at.cols < 2)
        return (struct canvas_rect){at.row, at.col, 0, 0};
    frame_lines(cv, at, style);

    struct canvas_rect head = {at.row, at.col + 2, 1, at.cols - 4};
    if (number > 0 && head.cols > 4) {
        const int took =
            canvas_printf(cv, head.row, head.col, style, " %d ", number);

        head.col += took;
        head.cols -= took;
    }
    if (title && head.cols > 2) {
        const unsigned bold = style | INK_BOLD;
        const struct canvas_rect name = {head.row, head.col + 1, 1,
                                         head.cols - 2};
        const int took = canvas_fit(cv, name, title, bold);

        canvas_put(cv, head.row, head.col, ' ', style);
        canvas_put(cv, head.row, name.col + took, ' ', style);
    }
    return (struct canvas_rect){at.row + 1, at.col + 1, at.rows - 2,
                                at.cols - 2};
}
