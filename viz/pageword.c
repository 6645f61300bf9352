#include "viz/pageword.h"

#include <string.h>

#include "viz/glyph.h"

/* A word may change its style inside; longer ones are cut. */
enum { WORD_BYTES = 200, WORD_PIECES = 16 };
struct word {
    char text[WORD_BYTES];
    size_t bytes;
    struct {
        size_t end;
        unsigned style;
    } piece[WORD_PIECES];
    int pieces;
};

/* Piece by piece, as they will be drawn: a joiner does not reach over. */
static int word_cols(const struct page *p, const struct word *w)
{
    size_t at = 0;
    int cols = 0;

    for (int i = 0; i < w->pieces; at = w->piece[i++].end)
        cols += pagelay_cols(p, w->text + at, w->piece[i].end - at);
    return cols;
}

static void end_word(struct pagelay *l, struct word *w, unsigned blank_style)
{
    const int cols = word_cols(l->p, w);
    size_t at = 0;

    if (w->bytes == 0)
        return;
    if (l->col > l->indent && l->col + l->blank + cols > l->width) {
        pagelay_line(l);
    } else if (l->blank && l->col > l->indent) {
        pagelay_add(l, " ", 1, blank_style);
    }
    l->blank = false;
    for (int i = 0; i < w->pieces; at = w->piece[i++].end) {
        const size_t bytes = w->piece[i].end - at;

        if (l->col + cols > l->width && l->indent + cols > l->width) {
            pagelay_hard(l, w->text + at, bytes, w->piece[i].style);
        } else {
            pagelay_add(l, w->text + at, bytes, w->piece[i].style);
        }
    }
    w->bytes = 0;
    w->pieces = 0;
}

static void add_to_word(struct pagelay *l, struct word *w, const char *text,
                        size_t bytes, unsigned style)
{
    const bool other = w->pieces == 0 || w->piece[w->pieces - 1].style != style;

    if (w->bytes + bytes > WORD_BYTES || (other && w->pieces == WORD_PIECES))
        end_word(l, w, style);
    if (w->pieces == 0 || w->piece[w->pieces - 1].style != style)
        w->piece[w->pieces++].style = style;
    memcpy(w->text + w->bytes, text, bytes);
    w->bytes += bytes;
    w->piece[w->pieces - 1].end = w->bytes;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* A role that was asked for stays; plain text takes the block's. */
static unsigned merged(unsigned style, unsigned block)
{
    const unsigned attributes = ~0xffffu;

    if ((style & 0xffu) == INK_TEXT)
        style |= block & 0xffu;
    return style | (block & attributes);
}

void pageword_wrap(struct pagelay *l, const struct pageparts_block *block,
                   unsigned style)
{
    struct word word = {.bytes = 0};
    unsigned blank_style = style;

    for (size_t i = block->first_run; i < block->end_run; i++) {
        const struct pageparts_run *run = &l->p->run[i];
        const char *text = l->p->text + run->start;
        const unsigned mine = merged(run->style, style);

        if (!pagelay_shows(l->p, run))
            continue;
        if (run->bytes == 0) {
            end_word(l, &word, blank_style);
            pagelay_line(l);
        }
        for (size_t at = 0; at < run->bytes;) {
            uint32_t rune;
            const size_t n = glyph_next(text + at, run->bytes - at, &rune);

            if (is_blank(text[at])) {
                end_word(l, &word, blank_style);
                l->blank = true;
                blank_style = mine;
            } else {
                add_to_word(l, &word, text + at, n, mine);
            }
            at += n;
        }
    }
    end_word(l, &word, blank_style);
}
