#include "viz/cast.h"

#include <stdio.h>
#include <string.h>

#include "viz/ansi.h"
#include "viz/glyph.h"

/* What goes into a JSON string; bytes of UTF-8 pass as they are. */
static void escape(void *to, const char *text, size_t bytes)
{
    const struct sink *out = to;
    char code[8];

    for (size_t i = 0; i < bytes; i++) {
        const unsigned char c = (unsigned char)text[i];

        if (c == '"' || c == '\\') {
            snprintf(code, sizeof code, "\\%c", c);
            sink_text(*out, code);
        } else if (c < 0x20) {
            snprintf(code, sizeof code, "\\u%04x", c);
            sink_text(*out, code);
        } else {
            out->add(out->to, text + i, 1);
        }
    }
}

/* A text from outside may hold bytes that are no UTF-8, and JSON may not. */
static void escape_text(struct sink out, const char *text)
{
    const struct sink inner = {escape, &out};
    size_t left = strlen(text);

    while (left) {
        uint32_t rune;
        const size_t took = glyph_next(text, left, &rune);

        sink_rune(inner, rune);
        text += took;
        left -= took;
    }
}

static void event(struct cast *c, double seconds, char kind)
{
    char head[64];

    snprintf(head, sizeof head, "[%.3f, \"%c\", \"", seconds, kind);
    sink_text(c->out, head);
}

bool cast_begin(struct cast *c, struct sink out, const struct canvas *cv,
                const char *title, long long when)
{
    char head[96];

    *c = (struct cast){.out = out, .fresh = true};
    c->shown = canvas_new(cv->rows, cv->cols, cv->look);
    if (!c->shown)
        return false;
    snprintf(head, sizeof head,
             "{\"version\": 2, \"width\": %d, \"height\": %d", cv->cols,
             cv->rows);
    sink_text(out, head);
    if (when > 0) {
        snprintf(head, sizeof head, ", \"timestamp\": %lld", when);
        sink_text(out, head);
    }
    if (title) {
        sink_text(out, ", \"title\": \"");
        escape_text(out, title);
        sink_text(out, "\"");
    }
    sink_text(out, "}\n");
    return true;
}

static bool row_changed(const struct cast *c, const struct canvas *cv, int row)
{
    for (int col = 0; col < cv->cols; col++) {
        const struct canvas_cell a = canvas_at(c->shown, row, col);
        const struct canvas_cell b = canvas_at(cv, row, col);

        if (a.rune != b.rune || a.mark != b.mark || a.fg != b.fg ||
            a.bg != b.bg || a.attr != b.attr || a.width != b.width)
            return true;
    }
    return false;
}

static void keep_row(struct cast *c, const struct canvas *cv, int row)
{
    struct canvas_cell *to =
        c->shown->cells + (size_t)row * (size_t)c->shown->stride;

    for (int col = 0; col < cv->cols; col++)
        to[col] = canvas_at(cv, row, col);
}

/* Where memory ends, the recording goes on at the old size. */
static bool fits(struct cast *c, const struct canvas *cv, double seconds)
{
    struct canvas *other;
    char size[32];

    if (!c->shown)
        return false;
    if (cv->rows == c->shown->rows && cv->cols == c->shown->cols)
        return true;
    other = canvas_new(cv->rows, cv->cols, cv->look);
    if (!other)
        return false;
    canvas_free(c->shown);
    c->shown = other;
    c->fresh = true;
    event(c, seconds, 'r');
    snprintf(size, sizeof size, "%dx%d\"]\n", cv->cols, cv->rows);
    sink_text(c->out, size);
    return true;
}

void cast_frame(struct cast *c, const struct canvas *cv, double seconds)
{
    const struct sink inner = {escape, &c->out};

    if (!fits(c, cv, seconds))
        return;
    bool begun = c->fresh;
    if (c->fresh) {
        event(c, seconds, 'o');
        sink_text(inner, "\x1b[?25l\x1b[2J");
    }
    c->fresh = false;
    for (int row = 0; row < cv->rows; row++) {
        char go[32];

        if (!row_changed(c, cv, row))
            continue;
        if (!begun)
            event(c, seconds, 'o');
        begun = true;
        snprintf(go, sizeof go, "\x1b[%d;1H", row + 1);
        sink_text(inner, go);
        ansi_row(cv, row, inner);
        sink_text(inner, "\x1b[K");
        keep_row(c, cv, row);
    }
    if (begun)
        sink_text(c->out, "\"]\n");
}

void cast_mark(struct cast *c, double seconds, const char *name)
{
    if (!c->shown)
        return;
    event(c, seconds, 'm');
    escape_text(c->out, name);
    sink_text(c->out, "\"]\n");
}

void cast_end(struct cast *c)
{
    canvas_free(c->shown);
    c->shown = NULL;
}
