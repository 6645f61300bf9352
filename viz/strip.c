#include "viz/strip.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "viz/glyph.h"
#include "viz/spots.h"

/* Where the next token goes. */
struct flow {
    int line, col;
};

enum { SHOWN_BYTES = 1024 };

/* Styles part the tokens where they can be seen, brackets where not. */
static bool in_brackets(const struct canvas_look *look)
{
    return look->glyphs == CANVAS_GLYPHS_ASCII || look->colours < 8 ||
           look->theme == CANVAS_THEME_MONO;
}

static void show_rune(struct words *w, bool ascii, const char *at, size_t took,
                      uint32_t rune)
{
    const bool bad = rune == GLYPH_BAD && took == 1;

    if (rune == ' ') {
        words_add(w, ascii ? "_" : "\u2423");
    } else if (rune == '\n') {
        words_add(w, ascii ? "\\n" : "\u23ce");
    } else if (rune == '\t') {
        words_add(w, "\\t");
    } else if (rune == '\r') {
        words_add(w, "\\r");
    } else if (bad || rune < 0x20 || rune == 0x7f) {
        words_add(w, "<%02x>", (unsigned)(unsigned char)at[0]);
    } else if (glyph_fold(rune) == 0 || glyph_fold(rune) == GLYPH_BAD) {
        words_add(w, "<U+%04x>", (unsigned)rune);
    } else {
        words_add(w, "%.*s", (int)took, at);
    }
}

size_t strip_show(const struct canvas_look *look, const char *text, char *out,
                  size_t size)
{
    const bool ascii = look->glyphs == CANVAS_GLYPHS_ASCII;
    struct words w = words_to(out, size);
    size_t left = text ? strlen(text) : 0;

    if (left == 0)
        words_add(&w, "<>");
    while (left) {
        uint32_t rune;
        const size_t took = glyph_next(text, left, &rune);

        show_rune(&w, ascii, text, took, rune);
        text += took;
        left -= took;
    }
    return w.wanted;
}

static int count_of(const struct strip *s)
{
    return s->text && s->count > 0 ? s->count : 0;
}

/* Token `i` as text, with brackets where the look needs them. */
static int shown(const struct strip *s, const struct canvas *cv, int i,
                 char out[SHOWN_BYTES])
{
    if (in_brackets(&cv->look)) {
        out[0] = '[';
        strip_show(&cv->look, s->text[i], out + 1, SHOWN_BYTES - 2);
        const size_t end = strlen(out);
        out[end] = ']';
        out[end + 1] = '\0';
    } else {
        strip_show(&cv->look, s->text[i], out, SHOWN_BYTES);
    }
    return canvas_cols(cv, out);
}

/* What stands below token `i`; "" where nothing does. */
static const char *below(const struct strip *s, int i, char room[16])
{
    if (s->note)
        return s->note[i];
    room[0] = '\0';
    if (s->id)
        snprintf(room, 16, "%d", s->id[i]);
    return room;
}

static bool two_rows(const struct strip *s)
{
    return s->id || s->note;
}

static int below_cols(const struct strip *s, const struct canvas *cv, int i)
{
    char room[16];

    return two_rows(s) ? canvas_cols(cv, below(s, i, room)) + 1 : 0;
}

/* Finds the place of a token `wide` columns wide and moves on. */
static struct flow flow_add(struct flow *f, int wide, int cols)
{
    if (f->col > 0 && f->col + wide > cols) {
        f->line++;
        f->col = 0;
    }
    const struct flow at = *f;
    f->col += wide < cols ? wide : cols;
    return at;
}

/* A token that ends a line of the text ends one of the strip. */
static void flow_end(struct flow *f, const char *text)
{
    const size_t n = text ? strlen(text) : 0;

    if (n && text[n - 1] == '\n') {
        f->line++;
        f->col = 0;
    }
}

static int wide_of(const struct strip *s, const struct canvas *cv, int i)
{
    char text[SHOWN_BYTES];
    const int cols = shown(s, cv, i, text), under = below_cols(s, cv, i);

    return cols > under ? cols : under;
}

int strip_line_of(const struct strip *s, const struct canvas *cv, int cols,
                  int i)
{
    struct flow f = {0}, at = {0};

    for (int t = 0; t <= i && t < count_of(s); t++) {
        at = flow_add(&f, wide_of(s, cv, t), cols);
        flow_end(&f, s->text[t]);
    }
    return at.line;
}

int strip_lines(const struct strip *s, const struct canvas *cv, int cols)
{
    return count_of(s) ? strip_line_of(s, cv, cols, count_of(s) - 1) + 1 : 0;
}

static unsigned style_of(const struct strip *s, const struct canvas *cv, int i)
{
    if (s->cursor && i == s->at_token)
        return ink_on(INK_TEXT, INK_FOCUS) | INK_BOLD;
    if (in_brackets(&cv->look))
        return INK_TEXT;
    if (s->heat && !isnan(s->heat[i]))
        return ink_on(INK_TEXT, ink_ramp(s->heat[i])) |
               (i % 2 ? INK_UNDERLINE : 0);
    return i % 2 ? INK_TEXT | INK_UNDERLINE : INK_TEXT | INK_REVERSE;
}

void strip_draw(const struct strip *s, struct canvas *cv, struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);
    const int high = two_rows(s) ? 2 : 1;
    struct flow f = {0};

    for (int i = 0; i < count_of(s); i++) {
        char text[SHOWN_BYTES], room[16];
        const int cols = shown(s, cv, i, text), under = below_cols(s, cv, i);
        const struct flow to =
            flow_add(&f, cols > under ? cols : under, place.cols);
        const int row = (to.line - s->first_line) * high;

        flow_end(&f, s->text[i]);
        if (row < 0)
            continue;
        if (row >= place.rows)
            break;
        canvas_fit(&place,
                   (struct canvas_rect){row, to.col, 1, place.cols - to.col},
                   text, style_of(s, cv, i));
        if (s->picks) {
            spots_note(
                &place,
                (struct spots_spot){
                    SPOTS_CELL, {row, to.col, high, cols}, 0, i, cols, 0});
        }
        if (two_rows(s))
            canvas_text(&place, row + 1, to.col, below(s, i, room), INK_DIM);
    }
}

size_t strip_words(const struct strip *s, enum words_depth depth, char *out,
                   size_t size)
{
    const struct canvas_look ascii = {.glyphs = CANVAS_GLYPHS_ASCII};
    struct words w = words_to(out, size);
    const int count = count_of(s);
    const int most = depth == WORDS_FINDING ? 12 : count;

    words_add(&w, count == 1 ? "%d token: " : "%d tokens: ", count);
    for (int i = 0; i < count && i < most; i++) {
        char text[SHOWN_BYTES], room[16];

        strip_show(&ascii, s->text[i], text, sizeof text);
        words_add(&w, "[%s]", text);
        if (depth == WORDS_FULL && two_rows(s))
            words_add(&w, " %s ", below(s, i, room));
    }
    words_add(&w, count > most ? "...\n" : "\n");
    return w.wanted;
}
