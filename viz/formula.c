#include "viz/formula.h"

#include <string.h>

#include "viz/formulasign.h"
#include "viz/glyph.h"
#include "viz/sink.h"
#include "viz/words.h"

/* What is left to read. */
struct reader {
    const char *at, *end;
    bool ascii;
    int depth;
};

enum { PART_BYTES = 512 };

static void write_part(struct reader r, struct words *w);

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The inside of {...}, else one command or one glyph; `r` moves past it. */
static struct reader take(struct reader *r)
{
    struct reader part = *r;
    uint32_t rune;

    while (r->at < r->end && *r->at == ' ')
        r->at++;
    part.at = part.end = r->at;
    if (r->at == r->end)
        return part;
    if (*r->at == '{') {
        int open = 0;

        for (part.end = r->at; part.end < r->end; part.end++) {
            open += *part.end == '{';
            open -= *part.end == '}';
            if (open == 0)
                break;
        }
        part.at = r->at + 1;
        r->at = part.end < r->end ? part.end + 1 : r->end;
    } else if (*r->at == '\\' && r->at + 1 < r->end) {
        const char *to = r->at + 1;

        while (to < r->end && is_letter(*to))
            to++;
        part.end = r->at = to > r->at + 1 ? to : r->at + 2;
    } else {
        part.end = r->at + glyph_next(r->at, (size_t)(r->end - r->at), &rune);
        r->at = part.end;
    }
    part.depth = r->depth + 1;
    return part;
}

static void add_bytes(struct words *w, const char *text, size_t bytes)
{
    words_add(w, "%.*s", (int)bytes, text);
}

/* A part as text of its own, to look at before it is used. */
static void part_text(struct reader part, char out[PART_BYTES])
{
    struct words w = words_to(out, PART_BYTES);

    if (part.depth > FORMULA_MOST_DEPTH)
        add_bytes(&w, part.at, (size_t)(part.end - part.at));
    else
        write_part(part, &w);
}

static void add_glyph(void *to, const char *text, size_t bytes)
{
    add_bytes(to, text, bytes);
}

/* Every glyph of it raised or lowered into `out`; false where one has no such
 * form, or the room ends. */
static bool shifted(const char *text, bool up, char out[PART_BYTES])
{
    struct words w = words_to(out, PART_BYTES);
    size_t left = strlen(text);

    while (left) {
        uint32_t rune;
        const size_t took = glyph_next(text, left, &rune);
        const uint32_t to =
            up ? formulasign_raised(rune) : formulasign_lowered(rune);

        if (!to)
            return false;
        sink_rune((struct sink){add_glyph, &w}, to);
        text += took;
        left -= took;
    }
    return w.wanted < PART_BYTES;
}

/* One word or number needs no brackets around it. */
static bool is_single(const char *text)
{
    for (const char *c = text; *c; c++) {
        if (*c == ' ' || *c == '+' || *c == '-' || *c == '/' || *c == '=' ||
            *c == ',' || *c == '.')
            return false;
    }
    return true;
}

static void bracketed(struct words *w, const char *text)
{
    words_add(w, is_single(text) ? "%s" : "(%s)", text);
}

static void shift(struct reader *r, bool up, struct words *w)
{
    char text[PART_BYTES], moved[PART_BYTES];

    part_text(take(r), text);
    if (!r->ascii && *text && shifted(text, up, moved)) {
        words_add(w, "%s", moved);
        return;
    }
    words_add(w, "%c", up ? '^' : '_');
    bracketed(w, text);
}

static void fraction(struct reader *r, struct words *w)
{
    char above[PART_BYTES], below[PART_BYTES];

    part_text(take(r), above);
    part_text(take(r), below);
    bracketed(w, above);
    words_add(w, is_single(above) && is_single(below) && strlen(above) < 3 &&
                         strlen(below) < 3
                     ? "/"
                     : " / ");
    bracketed(w, below);
}

static void root(struct reader *r, struct words *w)
{
    char text[PART_BYTES];

    part_text(take(r), text);
    if (r->ascii)
        words_add(w, "sqrt(%s)", text);
    else
        words_add(w, is_single(text) ? "√%s" : "√(%s)", text);
}

static bool is(const char *name, size_t bytes, const char *what)
{
    return strlen(what) == bytes && memcmp(name, what, bytes) == 0;
}

/* Commands that only say how their part looks. */
static bool is_dress(const char *name, size_t bytes)
{
    static const char *const dress[] = {
        "text",         "mathrm", "mathbf", "mathit",     "mathbb", "mathcal",
        "operatorname", "bm",     "textbf", "boldsymbol", "mathsf"};

    for (size_t i = 0; i < sizeof dress / sizeof dress[0]; i++) {
        if (is(name, bytes, dress[i]))
            return true;
    }
    return false;
}

/* A mark over a letter is a combining one behind it. */
static bool accent(const char *name, size_t bytes, struct reader *r,
                   struct words *w)
{
    const bool hat = is(name, bytes, "hat"), bar = is(name, bytes, "bar");
    char text[PART_BYTES];

    if (!hat && !bar)
        return false;
    part_text(take(r), text);
    if (r->ascii)
        words_add(w, "%s_%s", text, hat ? "hat" : "bar");
    else
        words_add(w, "%s%s", text, hat ? "\u0302" : "\u0304");
    return true;
}

static void command(struct reader *r, struct words *w)
{
    const char *name = r->at + 1, *to = name;

    while (to < r->end && is_letter(*to))
        to++;
    const size_t bytes = (size_t)(to - name);

    if (bytes == 0) { /* \, and \{ : a sign, or space */
        if (to < r->end && strchr(",;: !\\", *to))
            words_add(w, *to == '!' ? "" : " ");
        else if (to < r->end)
            words_add(w, "%c", *to);
        r->at = to < r->end ? to + 1 : to;
        return;
    }
    r->at = to;
    const char *sign = formulasign_of(name, bytes, r->ascii);
    char text[PART_BYTES];

    if (is(name, bytes, "frac")) {
        fraction(r, w);
    } else if (is(name, bytes, "sqrt")) {
        root(r, w);
    } else if (is_dress(name, bytes)) {
        part_text(take(r), text);
        words_add(w, "%s", text);
    } else if (!accent(name, bytes, r, w) && sign) {
        words_add(w, "%s", sign);
    } else if (!sign) {
        words_add(w, "\\%.*s", (int)bytes, name);
    }
}

static void write_part(struct reader r, struct words *w)
{
    while (r.at < r.end) {
        uint32_t rune;
        const size_t took = glyph_next(r.at, (size_t)(r.end - r.at), &rune);

        if (rune == '\\') {
            command(&r, w);
        } else if (rune == '^' || rune == '_') {
            r.at++;
            shift(&r, rune == '^', w);
        } else if (rune == '{' || rune == '}' || rune == '$') {
            r.at++;
        } else if (rune == '\n' || rune == '\t') {
            words_add(w, " ");
            r.at++;
        } else {
            add_bytes(w, r.at, took);
            r.at += took;
        }
    }
}

size_t formula_text(const char *tex, size_t bytes, bool ascii, char *out,
                    size_t size)
{
    struct words w = words_to(out, size);
    const struct reader r = {tex, tex + bytes, ascii, 0};

    write_part(r, &w);
    return w.wanted;
}
