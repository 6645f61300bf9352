#include <stdlib.h>

#include "samples.h"
#include "show.h"
#include "viz/svg.h"
#include "viz/svgshape.h"

static char text[1 << 22];
static size_t bytes;

static void add(void *to, const char *more, size_t n)
{
    (void)to;
    cr_assert_lt(bytes + n, sizeof text);
    memcpy(text + bytes, more, n);
    bytes += n;
    text[bytes] = '\0';
}

static const char *svg_of(const struct canvas *cv, const char *title,
                          const char *words)
{
    const struct svg_about about = {"demo", title, words};

    bytes = 0;
    svg_write(cv, &about, (struct sink){add, NULL});
    return text;
}

static int count(const char *what)
{
    int n = 0;

    for (const char *at = text; (at = strstr(at, what)); at++)
        n++;
    return n;
}

/* Tags that open, close, in order, with quoted attributes and no bare sign. */
static void well_formed(const char *name)
{
    const char *open[64];
    int depth = 0;

    for (const char *at = text; *at; at++) {
        cr_assert((unsigned char)*at >= 0x20 || *at == '\n', "%s", name);
        if (*at == '&') {
            cr_assert(strncmp(at, "&lt;", 4) == 0 ||
                          strncmp(at, "&gt;", 4) == 0 ||
                          strncmp(at, "&amp;", 5) == 0 ||
                          strncmp(at, "&quot;", 6) == 0,
                      "%s: %.20s", name, at);
        }
        if (*at != '<')
            continue;
        const char *end = strchr(at, '>');

        cr_assert(end, "%s", name);
        if (at[1] == '/') {
            cr_assert_gt(depth, 0, "%s", name);
            depth--;
            cr_assert(strncmp(at + 2, open[depth], (size_t)(end - at) - 2) == 0,
                      "%s: %.20s", name, at);
        } else if (end[-1] != '/') {
            cr_assert_lt(depth, 64);
            open[depth++] = at + 1;
        }
        at = end;
    }
    cr_assert_eq(depth, 0, "%s", name);
}

Test(svg, letters_are_runs_of_a_fixed_width_and_blocks_are_shapes)
{
    struct canvas_cell cells[12] = {{0}};
    struct canvas cv = canvas_over(cells, 1, 12, show_unicode);

    canvas_text(&cv, 0, 0, "a b  c\u2588\u2588\u2584\u28ff", INK_TEXT);
    svg_of(&cv, "t", "w");
    cr_assert_eq(count("<text"), 2); /* "a b" and "c" */
    cr_assert(strstr(text, "textLength=\"30\""));
    cr_assert(strstr(text, ">a b</text>"));
    cr_assert(strstr(text, "<rect x=\"60\" y=\"0\" width=\"20\" "
                           "height=\"20\""));
    cr_assert(strstr(text, "<rect x=\"80\" y=\"10\" width=\"10\" "
                           "height=\"10\""));
    cr_assert_eq(count("<circle"), 8);
    well_formed("runs");
}

Test(svg, words_and_title_stand_inside_and_are_escaped)
{
    struct canvas_cell cells[4] = {{0}};
    struct canvas cv = canvas_over(cells, 1, 4, show_unicode);

    canvas_text(&cv, 0, 0, "<&\"", INK_TEXT);
    svg_of(&cv, "a < b", "x & y\x01\nz");
    cr_assert(strstr(text, "<title id=\"demo-title\">a &lt; b</title>"));
    cr_assert(strstr(text, "<desc id=\"demo-words\">x &amp; y\nz</desc>"));
    cr_assert(strstr(text, ">&lt;&amp;&quot;</text>"));
    well_formed("escapes");
}

Test(svg, a_reversed_cell_changes_its_colours)
{
    struct canvas_cell cells[1] = {{0}};
    struct canvas cv = canvas_over(
        cells, 1, 1, (struct canvas_look){.theme = CANVAS_THEME_LIGHT});

    canvas_text(&cv, 0, 0, "x", INK_TEXT | INK_REVERSE);
    svg_of(&cv, NULL, NULL);
    cr_assert(strstr(text, "<rect width=\"10\" height=\"20\" "
                           "fill=\"#ffffff\"/>"));
    cr_assert(strstr(text, "height=\"20\" fill=\"#262626\"/>\n<text"));
}

Test(svg, every_sample_gives_a_whole_file_and_the_same_one_twice)
{
    for (int i = 0; samples_at(i); i++)
        for (int theme = 0; theme <= CANVAS_THEME_MONO; theme++) {
            struct canvas *cv = canvas_new(
                24, 80,
                (struct canvas_look){.colours = CANVAS_RGB, .theme = theme});

            samples_at(i)->draw(cv, 0);
            svg_of(cv, samples_at(i)->name, "words");
            well_formed(samples_at(i)->name);
            char *first = strdup(text);
            svg_of(cv, samples_at(i)->name, "words");
            cr_assert_str_eq(first, text);
            free(first);
            canvas_free(cv);
        }
}

Test(svg, every_block_and_line_that_widgets_use_is_a_shape)
{
    for (int i = 0; samples_at(i); i++) {
        struct canvas *cv = canvas_new(24, 80, show_unicode);

        samples_at(i)->draw(cv, 0);
        for (int c = 0; c < cv->rows * cv->cols; c++) {
            const uint32_t rune = cv->cells[c].rune;

            if ((rune >= 0x2500 && rune < 0x25a0) ||
                (rune >= 0x2800 && rune < 0x2900))
                cr_assert(svgshape_knows(rune), "%s: U+%04x",
                          samples_at(i)->name, (unsigned)rune);
        }
        canvas_free(cv);
    }
}
