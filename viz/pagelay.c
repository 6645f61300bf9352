#include "viz/pagelay.h"

#include <stdio.h>
#include <string.h>

#include "viz/glyph.h"
#include "viz/pagetable.h"
#include "viz/pageword.h"

enum { TAB_COLS = 4, PART_BYTES = 200 };

static bool is_ascii(const struct page *p)
{
    return p->look.glyphs == CANVAS_GLYPHS_ASCII;
}

int pagelay_cols(const struct page *p, const char *text, size_t bytes)
{
    const struct canvas cv = {.look = p->look};
    int cols = 0;

    while (bytes) {
        char part[PART_BYTES + 1];
        size_t took = 0;

        while (took < bytes) {
            uint32_t rune;
            const size_t n = glyph_next(text + took, bytes - took, &rune);

            if (took + n > PART_BYTES)
                break;
            took += n;
        }
        memcpy(part, text, took);
        part[took] = '\0';
        cols += canvas_cols(&cv, part);
        text += took;
        bytes -= took;
    }
    return cols;
}

void pagelay_add(struct pagelay *l, const char *text, size_t bytes,
                 unsigned style)
{
    pagelines_add(&l->p->lines, text, bytes, style);
    l->col += pagelay_cols(l->p, text, bytes);
}

static void add_blanks(struct pagelay *l, int count, unsigned style)
{
    for (int i = 0; i < count; i++)
        pagelay_add(l, " ", 1, style);
}

static void bullet(struct pagelay *l, int cols)
{
    char text[24];

    if (l->block->number < 0) {
        snprintf(text, sizeof text, "%s ", is_ascii(l->p) ? "*" : "\u2022");
    } else {
        snprintf(text, sizeof text, "%d. ", l->block->number);
    }
    const int wide = pagelay_cols(l->p, text, strlen(text));

    add_blanks(l, cols - wide, 0);
    if (wide <= l->width / 2)
        pagelay_add(l, text, strlen(text), INK_ACCENT);
}

/* The indents and bars of the outer `depth` containers. */
static void around(struct pagelay *l, int depth)
{
    for (int i = 0; i < depth; i++) {
        const struct pageparts_around *a = &l->block->around[i];

        if (a->quote) {
            pagelay_add(l, is_ascii(l->p) ? "| " : "\u2502 ",
                        is_ascii(l->p) ? 2 : 4, INK_FRAME);
        } else if (l->bullet && i == l->block->depth - 1) {
            bullet(l, a->cols);
        } else {
            add_blanks(l, a->cols, 0);
        }
    }
}

void pagelay_line(struct pagelay *l)
{
    pagelines_start(&l->p->lines);
    l->col = 0;
    if (l->indent > 0) {
        around(l, l->block->depth);
    } else if (l->bullet) {
        bullet(l, 0);
    }
    l->bullet = false;
    l->blank = false;
}

void pagelay_hard(struct pagelay *l, const char *text, size_t bytes,
                  unsigned style)
{
    while (bytes) {
        uint32_t rune;
        const size_t n = glyph_next(text, bytes, &rune);
        const int cols = pagelay_cols(l->p, text, n);

        if (l->col > l->indent && l->col + cols > l->width)
            pagelay_line(l);
        pagelay_add(l, text, n, style);
        text += n;
        bytes -= n;
    }
}

static void tab(struct pagelay *l, int from)
{
    const int past = l->col > from ? (l->col - from) % TAB_COLS : 0;

    for (int i = past; i < TAB_COLS; i++)
        pagelay_hard(l, " ", 1, INK_CODE);
}

bool pagelay_shows(const struct page *p, const struct pageparts_run *run)
{
    return run->only == PAGEPARTS_ALWAYS ||
           run->only == (is_ascii(p) ? PAGEPARTS_ASCII : PAGEPARTS_UNICODE);
}

/* Program text keeps its lines and blanks; a line too long goes on below. */
static void lay_code(struct pagelay *l)
{
    const int inset = l->width >= 8 ? 2 : 0;
    const struct pageparts_block *b = l->block;
    bool due = true; /* a line end counts only when something follows */

    for (size_t i = b->first_run; i < b->end_run; i++) {
        const struct pageparts_run *run = &l->p->run[i];
        const char *text = l->p->text + run->start;

        for (size_t at = 0; at < run->bytes && pagelay_shows(l->p, run);) {
            uint32_t rune;
            const size_t n = glyph_next(text + at, run->bytes - at, &rune);

            if (due) {
                pagelay_line(l);
                add_blanks(l, inset, INK_CODE);
            }
            due = text[at] == '\n';
            if (text[at] == '\t') {
                tab(l, l->indent + inset);
            } else if (!due && text[at] != '\r') {
                pagelay_hard(l, text + at, n, INK_CODE);
            }
            at += n;
        }
    }
}

static void lay_rule(struct pagelay *l)
{
    pagelay_line(l);
    while (l->col < l->width) {
        pagelay_add(l, is_ascii(l->p) ? "-" : "\u2500", is_ascii(l->p) ? 1 : 3,
                    INK_FRAME);
    }
}

static int common_depth(const struct pageparts_block *a,
                        const struct pageparts_block *b)
{
    int depth = 0;

    while (depth < a->depth && depth < b->depth &&
           a->around[depth].id == b->around[depth].id)
        depth++;
    return depth;
}

/* A heading stands on its text, items stand together. */
static void space(struct pagelay *l, const struct pageparts_block *before)
{
    const int shared = common_depth(before, l->block);
    const bool in_list = shared > 0 && !l->block->around[shared - 1].quote;

    if (before->kind == PAGEPARTS_HEADING ||
        (l->block->kind == PAGEPARTS_ITEM && in_list))
        return;
    pagelines_start(&l->p->lines);
    l->col = 0;
    l->bullet = false;
    if (l->indent > 0)
        around(l, shared);
}

static unsigned style_of(const struct pageparts_block *b)
{
    if (b->kind != PAGEPARTS_HEADING)
        return INK_TEXT;
    return b->number <= 1   ? INK_TITLE | INK_BOLD | INK_UNDERLINE
           : b->number == 2 ? INK_TITLE | INK_BOLD
                            : INK_ACCENT | INK_BOLD;
}

static void open_block(struct pagelay *l, const struct pageparts_block *b)
{
    l->block = b;
    l->indent = 0;
    l->blank = false;
    for (int i = 0; i < b->depth; i++)
        l->indent += b->around[i].cols;
    /* A deep nest on a narrow page keeps its text and loses its indent. */
    if (l->indent > l->width / 2)
        l->indent = 0;
}

void pagelay_run(struct page *p, int cols)
{
    struct pagelay l = {.p = p, .width = cols > 1 ? cols : 1};

    pagelines_clear(&p->lines);
    for (size_t i = 0; i < p->blocks;) {
        const struct pageparts_block *b = &p->block[i];

        open_block(&l, b);
        if (i > 0)
            space(&l, &p->block[i - 1]);
        l.bullet = b->kind == PAGEPARTS_ITEM;
        if (b->kind == PAGEPARTS_ROW || b->kind == PAGEPARTS_CELL) {
            i = pagetable_lay(&l, i);
            continue;
        }
        if (b->kind == PAGEPARTS_CODE) {
            lay_code(&l);
        } else if (b->kind == PAGEPARTS_RULE) {
            lay_rule(&l);
        } else {
            pagelay_line(&l);
            pageword_wrap(&l, b, style_of(b));
        }
        i++;
    }
}
