#ifndef TESTS_VIZ_SHOW_H
#define TESTS_VIZ_SHOW_H

#include <criterion/criterion.h>
#include <string.h>

#include "viz/canvas.h"
#include "viz/plain.h"
#include "viz/sink.h"

/* show.h - pictures as literal text, for the tests of viz. */

static const struct canvas_look show_unicode = {.colours = 256};
static const struct canvas_look show_mono = {.colours = 0};
static const struct canvas_look show_ascii = {.glyphs = CANVAS_GLYPHS_ASCII,
                                              .graph = CANVAS_GRAPH_ASCII};

struct show {
    char text[1 << 16];
    size_t bytes;
};

static inline void show_add(void *to, const char *text, size_t bytes)
{
    struct show *s = to;

    cr_assert(s->bytes + bytes < sizeof s->text);
    memcpy(s->text + s->bytes, text, bytes);
    s->bytes += bytes;
    s->text[s->bytes] = '\0';
}

/* The canvas as plain_write() has it, in `s`. */
static inline const char *show_plain(struct show *s, const struct canvas *cv)
{
    s->bytes = 0;
    s->text[0] = '\0';
    plain_write(cv, (struct sink){show_add, s});
    return s->text;
}

#define show_expect(cv, ...)                                  \
    do {                                                      \
        static struct show show_;                             \
        static const char want_[] = __VA_ARGS__;              \
        cr_assert(strcmp(show_plain(&show_, cv), want_) == 0, \
                  "want:\n%s\ngot:\n%s", want_, show_.text);  \
    } while (0)

/* Uses every look: what a property must hold for. */
static inline struct canvas_look show_look(int i)
{
    static const struct canvas_look look[] = {
        {.colours = 256},
        {.colours = 0},
        {.colours = 16, .graph = CANVAS_GRAPH_BLOCK},
        {.colours = CANVAS_RGB, .theme = CANVAS_THEME_DARK},
        {.glyphs = CANVAS_GLYPHS_ASCII, .graph = CANVAS_GRAPH_ASCII},
        {.glyphs = CANVAS_GLYPHS_ASCII,
         .graph = CANVAS_GRAPH_ASCII,
         .colours = 8}};

    return look[i % (int)(sizeof look / sizeof look[0])];
}
enum { SHOW_LOOKS = 6 };

/* A canvas inside a larger field of cells: what draws past it shows in the
 * fence. Use: show_field(), draw into the answer, show_fence_holds(). */
enum { SHOW_SIDE = 64, SHOW_MARGIN = 8 };
struct show_field {
    struct canvas_cell cell[SHOW_SIDE + 2 * SHOW_MARGIN]
                           [SHOW_SIDE + 2 * SHOW_MARGIN];
    int rows, cols;
};

static inline struct canvas show_field(struct show_field *f, int rows, int cols,
                                       struct canvas_look look)
{
    struct canvas cv;

    memset(f->cell, 0xee, sizeof f->cell);
    f->rows = rows;
    f->cols = cols;
    cv = canvas_over(&f->cell[SHOW_MARGIN][SHOW_MARGIN], rows, cols, look);
    cv.stride = SHOW_SIDE + 2 * SHOW_MARGIN;
    canvas_fill(&cv, canvas_whole(&cv), 0, 0);
    return cv;
}

static inline void show_fence_part(const struct show_field *f, int row,
                                   int from, int to)
{
    static struct canvas_cell fresh[SHOW_SIDE + 2 * SHOW_MARGIN];

    if (fresh[0].rune == 0)
        memset(fresh, 0xee, sizeof fresh);
    cr_assert(memcmp(&f->cell[row][from], fresh,
                     sizeof fresh[0] * (size_t)(to - from)) == 0,
              "row %d of a %dx%d canvas was written outside of it",
              row - SHOW_MARGIN, f->rows, f->cols);
}

static inline void show_fence_holds(const struct show_field *f)
{
    const int all = SHOW_SIDE + 2 * SHOW_MARGIN;

    for (int r = 0; r < all; r++) {
        const int row = r - SHOW_MARGIN;

        if (row < 0 || row >= f->rows) {
            show_fence_part(f, r, 0, all);
            continue;
        }
        show_fence_part(f, r, 0, SHOW_MARGIN);
        show_fence_part(f, r, SHOW_MARGIN + f->cols, all);
    }
}

#endif
