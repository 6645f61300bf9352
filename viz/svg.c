#include "viz/svg.h"

#include <stdbool.h>
#include <string.h>

#include "viz/palette.h"
#include "viz/svgshape.h"

/* A cell as it is painted: reversed cells are turned, colours are known. */
struct paint {
    uint32_t rune, mark;
    uint32_t fg, bg;
    unsigned attr;
    int width;
};

static struct paint paint_at(const struct canvas *cv, int row, int col)
{
    const struct canvas_cell cell = canvas_at(cv, row, col);
    struct canvas_look look = cv->look;
    struct paint p = {
        .rune = cell.rune, .mark = cell.mark, .width = cell.width};

    if (look.theme != CANVAS_THEME_MONO)
        look.colours = CANVAS_RGB;
    const struct palette_paint ink = palette_paint(&look, &cell);
    p.attr = ink.attr;
    p.fg = ink.fg >= 0 ? (uint32_t)ink.fg : palette_rgb(&look, INK_TEXT, 0);
    p.bg = ink.bg >= 0 ? (uint32_t)ink.bg : palette_rgb(&look, INK_TEXT, 1);
    if (p.attr & INK_REVERSE) {
        const uint32_t fg = p.fg;

        p.fg = p.bg;
        p.bg = fg;
    }
    return p;
}

static bool same_look(const struct paint *a, const struct paint *b)
{
    return a->fg == b->fg && a->bg == b->bg && a->attr == b->attr;
}

static bool is_blank(const struct paint *p)
{
    return (p->rune == 0 || p->rune == ' ') && !p->mark;
}

/* The part from the upper left corner that has anything to see. */
static struct canvas seen_part(const struct canvas *cv)
{
    const uint32_t own = palette_rgb(&cv->look, INK_TEXT, 1);
    struct canvas_rect part = {0, 0, 1, 1};

    for (int r = 0; r < cv->rows; r++) {
        for (int c = 0; c < cv->cols; c++) {
            const struct paint p = paint_at(cv, r, c);
            const int wide = p.width == 2 ? 2 : 1;

            if (is_blank(&p) && p.bg == own && !(p.attr & INK_UNDERLINE))
                continue;
            part.rows = r + 1;
            part.cols = c + wide > part.cols ? c + wide : part.cols;
        }
    }
    return canvas_sub(cv, part);
}

static void escaped(struct sink out, uint32_t rune)
{
    if (rune == '<')
        sink_text(out, "&lt;");
    else if (rune == '>')
        sink_text(out, "&gt;");
    else if (rune == '&')
        sink_text(out, "&amp;");
    else if (rune == '"')
        sink_text(out, "&quot;");
    else if (rune >= 0x20)
        sink_rune(out, rune);
}

/* XML allows no control character but line ends. */
static void escaped_text(struct sink out, const char *text)
{
    for (const char *at = text; *at; at++) {
        const unsigned char c = (unsigned char)*at;

        if (c == '\n' || c >= 0x80)
            out.add(out.to, at, 1);
        else
            escaped(out, c == '\t' ? ' ' : c);
    }
}

static void write_backgrounds(const struct canvas *cv, struct sink out)
{
    const uint32_t own = palette_rgb(&cv->look, INK_TEXT, 1);

    for (int r = 0; r < cv->rows; r++) {
        for (int c = 0; c < cv->cols;) {
            const struct paint p = paint_at(cv, r, c);
            int end = c + 1;

            while (end < cv->cols && paint_at(cv, r, end).bg == p.bg)
                end++;
            if (p.bg != own) {
                svgshape_print(out,
                               "<rect x=\"%d\" y=\"%d\" width=\"%d\" "
                               "height=\"%d\" fill=\"#%06x\"/>\n",
                               c * SVGSHAPE_WIDE, r * SVGSHAPE_HIGH,
                               (end - c) * SVGSHAPE_WIDE, SVGSHAPE_HIGH,
                               (unsigned)p.bg);
            }
            c = end;
        }
    }
}

/* Answers the column behind the shape. */
static int write_shape(const struct canvas *cv, int row, int col,
                       struct sink out)
{
    const struct paint p = paint_at(cv, row, col);
    int end = col + 1;

    while (svgshape_joins(p.rune) && end < cv->cols) {
        const struct paint next = paint_at(cv, row, end);

        if (next.rune != p.rune || next.fg != p.fg)
            break;
        end++;
    }
    svgshape_draw(out, p.rune, col * SVGSHAPE_WIDE, row * SVGSHAPE_HIGH,
                  end - col, p.fg);
    return end;
}

static bool is_text(const struct paint *p)
{
    return !is_blank(p) && !svgshape_knows(p->rune);
}

/* The end of a run of letters of one look; a single blank inside is part of
 * it. A glyph of two columns is a run of its own, so that a font whose wide
 * glyphs are not twice as wide shifts nothing. */
static int text_end(const struct canvas *cv, int row, int col)
{
    const struct paint first = paint_at(cv, row, col);
    int end = col + (first.width == 2 ? 2 : 1);

    while (first.width == 1 && end < cv->cols) {
        const struct paint p = paint_at(cv, row, end);
        const struct paint next = paint_at(cv, row, end + 1);
        const bool gap = is_blank(&p) && end + 1 < cv->cols && is_text(&next) &&
                         same_look(&next, &first);

        if (p.width == 2 || !same_look(&p, &first) || !(is_text(&p) || gap) ||
            (gap && next.width == 2))
            break;
        end++;
    }
    return end < cv->cols ? end : cv->cols;
}

static int write_text(const struct canvas *cv, int row, int col,
                      struct sink out)
{
    const struct paint p = paint_at(cv, row, col);
    const int end = text_end(cv, row, col);

    svgshape_print(out,
                   "<text x=\"%d\" y=\"%d\" textLength=\"%d\" fill=\"#%06x\"%s"
                   "%s%s>",
                   col * SVGSHAPE_WIDE, row * SVGSHAPE_HIGH + 15,
                   (end - col) * SVGSHAPE_WIDE, (unsigned)p.fg,
                   p.attr & INK_BOLD ? " font-weight=\"bold\"" : "",
                   p.attr & INK_ITALIC ? " font-style=\"italic\"" : "",
                   p.attr & INK_UNDERLINE ? " text-decoration=\"underline\""
                                          : "");
    for (int c = col; c < end; c++) {
        const struct paint cell = paint_at(cv, row, c);

        if (cell.width == 0)
            continue;
        escaped(out, cell.rune ? cell.rune : ' ');
        if (cell.mark)
            sink_rune(out, cell.mark);
    }
    sink_text(out, "</text>\n");
    return end;
}

static void write_row(const struct canvas *cv, int row, struct sink out)
{
    for (int c = 0; c < cv->cols;) {
        const struct paint p = paint_at(cv, row, c);

        if (is_blank(&p))
            c++;
        else if (svgshape_knows(p.rune))
            c = write_shape(cv, row, c, out);
        else
            c = write_text(cv, row, c, out);
    }
}

static void write_head(const struct canvas *cv, const struct svg_about *about,
                       struct sink out)
{
    const char *id = about->id ? about->id : "lathe";
    const int wide = cv->cols * SVGSHAPE_WIDE;
    const int high = cv->rows * SVGSHAPE_HIGH;

    svgshape_print(out,
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                   "viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\"\n",
                   wide, high, wide, high);
    svgshape_print(out,
                   " role=\"img\" aria-labelledby=\"%.60s-title "
                   "%.60s-words\"\n",
                   id, id);
    sink_text(out, " font-family=\"ui-monospace, monospace\" "
                   "font-size=\"16\" xml:space=\"preserve\">\n");
    svgshape_print(out, "<title id=\"%.60s-title\">", id);
    escaped_text(out, about->title ? about->title : id);
    svgshape_print(out, "</title>\n<desc id=\"%.60s-words\">", id);
    escaped_text(out, about->words ? about->words : "");
    svgshape_print(out,
                   "</desc>\n<rect width=\"%d\" height=\"%d\" "
                   "fill=\"#%06x\"/>\n",
                   wide, high, (unsigned)palette_rgb(&cv->look, INK_TEXT, 1));
}

void svg_write(const struct canvas *cv, const struct svg_about *about,
               struct sink out)
{
    const struct canvas seen = seen_part(cv);

    write_head(&seen, about, out);
    write_backgrounds(&seen, out);
    for (int r = 0; r < seen.rows; r++)
        write_row(&seen, r, out);
    sink_text(out, "</svg>\n");
}
