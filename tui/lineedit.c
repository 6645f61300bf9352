#include "tui/lineedit.h"

#include <string.h>

#include "tui/keys.h"

static bool inside(char c)
{
    return ((unsigned char)c & 0xc0u) == 0x80u; /* not the first of a rune */
}

static int before(const struct lineedit *e, int at)
{
    if (at > 0)
        at--;
    while (at > 0 && inside(e->text[at]))
        at--;
    return at;
}

static int after(const struct lineedit *e, int at)
{
    if (at < e->bytes)
        at++;
    while (at < e->bytes && inside(e->text[at]))
        at++;
    return at;
}

static void cut(struct lineedit *e, int from, int to)
{
    memmove(e->text + from, e->text + to, (size_t)(e->bytes - to) + 1);
    e->bytes -= to - from;
    e->at = from;
}

static int encode(int rune, char out[4])
{
    const unsigned r = (unsigned)rune;

    if (r < 0x80) {
        out[0] = (char)r;
        return 1;
    }
    if (r < 0x800) {
        out[0] = (char)(0xc0 | r >> 6);
        out[1] = (char)(0x80 | (r & 0x3f));
        return 2;
    }
    if (r < 0x10000) {
        out[0] = (char)(0xe0 | r >> 12);
        out[1] = (char)(0x80 | (r >> 6 & 0x3f));
        out[2] = (char)(0x80 | (r & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | r >> 18);
    out[1] = (char)(0x80 | (r >> 12 & 0x3f));
    out[2] = (char)(0x80 | (r >> 6 & 0x3f));
    out[3] = (char)(0x80 | (r & 0x3f));
    return 4;
}

static bool type(struct lineedit *e, int rune)
{
    char piece[4];
    int n;

    if (rune < 32 || rune == 127 || rune >= KEYS_UP)
        return false;
    n = encode(rune, piece);
    if (e->bytes + n > LINEEDIT_BYTES)
        return true; /* the line is full: the key is eaten */
    memmove(e->text + e->at + n, e->text + e->at,
            (size_t)(e->bytes - e->at) + 1);
    memcpy(e->text + e->at, piece, (size_t)n);
    e->at += n;
    e->bytes += n;
    return true;
}

static int word_before(const struct lineedit *e)
{
    int at = e->at;

    while (at > 0 && e->text[at - 1] == ' ')
        at--;
    while (at > 0 && e->text[at - 1] != ' ')
        at--;
    return at;
}

void lineedit_set(struct lineedit *e, const char *utf8)
{
    size_t n = strlen(utf8);

    if (n > LINEEDIT_BYTES)
        n = LINEEDIT_BYTES;
    while (n > 0 && inside(utf8[n]))
        n--;
    memcpy(e->text, utf8, n);
    e->text[n] = '\0';
    e->bytes = e->at = (int)n;
}

bool lineedit_key(struct lineedit *e, int key)
{
    if (key == KEYS_LEFT) {
        e->at = before(e, e->at);
    } else if (key == KEYS_RIGHT) {
        e->at = after(e, e->at);
    } else if (key == KEYS_HOME || key == keys_ctrl('a')) {
        e->at = 0;
    } else if (key == KEYS_END || key == keys_ctrl('e')) {
        e->at = e->bytes;
    } else if (key == KEYS_RUBOUT) {
        cut(e, before(e, e->at), e->at);
    } else if (key == KEYS_DELETE) {
        cut(e, e->at, after(e, e->at));
    } else if (key == keys_ctrl('u')) {
        cut(e, 0, e->at);
    } else if (key == keys_ctrl('w')) {
        cut(e, word_before(e), e->at);
    } else {
        return type(e, key);
    }
    return true;
}

/* Columns of bytes from..at. */
static int cols_of(const struct lineedit *e, const struct canvas *cv, int from,
                   int to)
{
    char part[LINEEDIT_BYTES + 1];

    memcpy(part, e->text + from, (size_t)(to - from));
    part[to - from] = '\0';
    return canvas_cols(cv, part);
}

int lineedit_draw(const struct lineedit *e, struct canvas *cv,
                  struct canvas_rect at, unsigned style)
{
    struct canvas part = canvas_sub(cv, at);
    int from = e->at > 4 * at.cols ? e->at - 4 * at.cols : 0;

    while (from < e->at && inside(e->text[from]))
        from++;
    while (from < e->at && cols_of(e, cv, from, e->at) > at.cols - 1)
        from = after(e, from);
    canvas_text(&part, 0, 0, e->text + from, style);
    return at.col + cols_of(e, cv, from, e->at);
}
