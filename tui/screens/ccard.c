#include "tui/screens/ccard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "viz/page.h"

/* As many as an 80x24 screen shows at once. */
const struct ccard_row ccard_rows[] = {
    {"float *p = &x;", "p holds the address of x; *p is x itself"},
    {"x[i]", "item i, from 0; x[n] is past the end of n"},
    {"void f(float *out)", "an address: what f writes, the caller sees"},
    {"x[r * cols + c]", "row r, column c: a matrix lies row after row"},
    {"sizeof p", "of a pointer 8 bytes, not those of its array"},
    {"size_t n", "never below 0: n - 1 is huge where n is 0"},
    {"malloc(n * sizeof *p)", "n items, not cleared; NULL: no memory"},
    {"calloc(n, sizeof *p)", "the same, all zero"},
    {"free(p);", "once for each malloc; p is not used afterwards"},
    {"float t[3] = {1, 2, 3};", "an array that is gone at the end of its { }"},
    {"const float *x", "only to be read: x[i] = 0 does not compile"},
    {"fabsf(a - b) < 1e-5f", "floats are compared within a bit, not by =="},
    {"1 / 2   1.0f / 2", "0 and 0.5: whole numbers divide to whole ones"},
    {"(float)n", "makes a float of it, before a division"},
    {"a = b   a == b", "sets a; asks whether they are equal"},
    {"for (int i = 0; i < n; i++)", "n rounds, with i from 0 to n - 1"},
    {"float f(int n);", "promised in NAME.h, written in one .c file"},
    {"#include <math.h>", "expf, logf, sqrtf; <stdlib.h> has malloc"},
    {"static float g(int n)", "a helper that only this file knows"},
    {"printf(\"%d %f %zu\\n\",i,x,n)", "an int, a float or double, a size_t"},
    {NULL, NULL},
};

enum { CODE_COLS = 28, BESIDE_COLS = 78, HEAD_ROWS = 2 };

static void say(struct page *p, const char *text, unsigned style)
{
    page_text(p, text, strlen(text), style);
}

/* Beside the code where there is room, else beneath it. */
static void add_rows(struct page *p, bool beside)
{
    char code[64];

    if (beside)
        page_code(p);
    for (const struct ccard_row *r = ccard_rows; r->code; r++) {
        if (beside) {
            snprintf(code, sizeof code, "%-*s", CODE_COLS, r->code);
            say(p, code, INK_CODE | INK_BOLD);
            say(p, r->says, INK_TEXT);
            say(p, "\n", INK_TEXT);
        } else {
            page_paragraph(p);
            say(p, r->code, INK_CODE | INK_BOLD);
            page_break(p);
            say(p, r->says, INK_TEXT);
        }
    }
}

struct ccard {
    int scroll, most, room; /* lines; of the last frame */
};

static void scroll_by(struct ccard *c, int by)
{
    c->scroll += by;
    if (c->scroll > c->most)
        c->scroll = c->most;
    if (c->scroll < 0)
        c->scroll = 0;
}

static void draw(struct shell *s, void *state, struct canvas *cv)
{
    struct ccard *c = state;
    struct page *p = page_new();

    (void)s;
    canvas_text(cv, 0, 0, "C on one card", INK_TITLE | INK_BOLD);
    if (!p)
        return;
    add_rows(p, cv->cols >= BESIDE_COLS);
    c->room = cv->rows - HEAD_ROWS;
    c->most = page_lay(p, &cv->look, cv->cols) - c->room;
    scroll_by(c, 0);
    page_draw(p, cv, (struct canvas_rect){HEAD_ROWS, 0, c->room, cv->cols},
              c->scroll);
    if (c->most > 0)
        canvas_text(cv, 0, 15, c->scroll < c->most ? "(more)" : "(end)",
                    INK_DIM);
    page_free(p);
}

static void act_on(struct shell *s, void *state)
{
    struct ccard *c = state;

    if (c->scroll >= c->most)
        shell_pop(s);
    else
        scroll_by(c, c->room - 1);
}

static bool key(struct shell *s, void *state, int k)
{
    struct ccard *c = state;

    (void)s;
    if (k == KEYS_DOWN || k == 'j')
        scroll_by(c, 1);
    else if (k == KEYS_UP || k == 'k')
        scroll_by(c, -1);
    else if (k == KEYS_PAGE_DOWN || k == 'G' || k == KEYS_END)
        scroll_by(c, k == KEYS_PAGE_DOWN ? c->room : c->most);
    else if (k == KEYS_PAGE_UP || k == 'g' || k == KEYS_HOME)
        scroll_by(c, k == KEYS_PAGE_UP ? -c->room : -c->most);
    else
        return false;
    return true;
}

static void release(struct shell *s, void *state)
{
    (void)s;
    free(state);
}

static const struct shell_binding bindings[] = {
    {KEYS_SPACE, "on", "a screen down; behind the last line back", act_on},
    {0, NULL, NULL, NULL},
};

static const struct shell_screen screen = {
    .name = "C card",
    .bindings = bindings,
    .draw = draw,
    .key = key,
    .free = release,
};

void ccard_show(struct shell *s, void *state)
{
    struct ccard *c = calloc(1, sizeof *c);

    (void)state;
    if (c)
        shell_push(s, &screen, c);
    else
        shell_say(s, "C card: out of memory");
}
