#include "show.h"
#include "viz/ansi.h"
#include "viz/palette.h"

static const char *show_ansi(struct show *s, const struct canvas *cv)
{
    s->bytes = 0;
    s->text[0] = '\0';
    ansi_write(cv, (struct sink){show_add, s});
    return s->text;
}

static struct canvas fresh(struct canvas_cell *cells, int rows, int cols,
                           struct canvas_look look)
{
    memset(cells, 0, sizeof *cells * (size_t)rows * (size_t)cols);
    return canvas_over(cells, rows, cols, look);
}

Test(backends, plain_leaves_out_blanks_at_the_end_and_below)
{
    struct canvas_cell cells[40];
    struct canvas cv = fresh(cells, 4, 10, show_unicode);

    canvas_text(&cv, 0, 2, "a b   ", INK_BAD);
    canvas_text(&cv, 2, 0, "c", 0);
    show_expect(&cv, "  a b\n\nc\n");
    cv = fresh(cells, 0, 0, show_unicode);
    show_expect(&cv, "");
}

Test(backends, ansi_resets_at_the_end_of_each_line)
{
    static struct show s;
    struct canvas_cell cells[12];
    struct canvas cv = fresh(cells, 2, 6, show_unicode);

    canvas_text(&cv, 0, 0, "ab", INK_BAD | INK_BOLD);
    canvas_text(&cv, 0, 2, "c", INK_TEXT);
    canvas_text(&cv, 1, 0, "d", INK_UNDERLINE);
    cr_assert_str_eq(show_ansi(&s, &cv), "\x1b[0;1;38;5;167mab\x1b[0mc\n"
                                         "\x1b[0;4md\x1b[0m\n");
}

Test(backends, ansi_without_colours_keeps_attributes)
{
    static struct show s;
    struct canvas_cell cells[4];
    struct canvas cv = fresh(cells, 1, 4, show_mono);

    canvas_text(&cv, 0, 0, "a", INK_GOOD);
    canvas_text(&cv, 0, 1, "b", INK_FOCUS);
    canvas_text(&cv, 0, 2, "c", INK_TITLE);
    cr_assert_str_eq(show_ansi(&s, &cv), "a\x1b[0;7mb\x1b[0;1mc\x1b[0m\n");
}

Test(backends, ansi_speaks_16_and_24_bit_colours)
{
    static struct show s;
    struct canvas_cell cells[2];
    struct canvas cv = fresh(cells, 1, 2, (struct canvas_look){.colours = 16});

    canvas_text(&cv, 0, 0, "a", ink_on(INK_DIM, INK_HIT));
    cr_assert_str_eq(show_ansi(&s, &cv), "\x1b[0;30;43ma\x1b[0m\n");
    cv.look.colours = CANVAS_RGB;
    canvas_text(&cv, 0, 0, "a", INK_RAMP);
    cr_assert_str_eq(show_ansi(&s, &cv), "\x1b[0;38;2;68;1;84ma\x1b[0m\n");
}

/* Lightness by the Y of sRGB; the order of L* is the order of Y. */
static double light(uint32_t rgb)
{
    double y = 0;
    static const double weight[3] = {0.2126, 0.7152, 0.0722};

    for (int i = 0; i < 3; i++) {
        const double v = (double)(rgb >> (16 - 8 * i) & 0xff) / 255;
        /* a power of 2.2 is near enough for an order */
        y += weight[i] * v * v * (1 + 0.2 * (v - 1));
    }
    return y;
}

static uint32_t cube(int index)
{
    static const uint32_t side[] = {0, 95, 135, 175, 215, 255};

    if (index >= 232)
        return 0x010101u * (8u + 10u * (uint32_t)(index - 232));
    index -= 16;
    return side[index / 36] << 16 | side[index / 6 % 6] << 8 | side[index % 6];
}

Test(backends, more_never_looks_darker_than_less)
{
    for (int theme = 0; theme < CANVAS_THEME_MONO; theme++)
        for (int rgb = 0; rgb < 2; rgb++) {
            const struct canvas_look look = {.theme = theme,
                                             .colours = rgb ? CANVAS_RGB : 256};
            double before = -1;

            for (unsigned level = 0; level < INK_RAMP_LEVELS; level++) {
                const struct canvas_cell cell = {
                    .fg = (uint8_t)(INK_RAMP + level)};
                const int32_t fg = palette_paint(&look, &cell).fg;
                const double now = light(rgb ? (uint32_t)fg : cube(fg));

                cr_assert(now >= before, "theme %d, level %u", theme, level);
                before = now;
            }
        }
}

Test(backends, every_ink_has_a_colour_that_the_terminal_knows)
{
    static const int colours[] = {0, 8, 16, 256};

    for (int theme = 0; theme <= CANVAS_THEME_MONO; theme++)
        for (int k = 0; k < 4; k++)
            for (unsigned fg = 0; fg < 256; fg++)
                for (unsigned bg = 0; bg < 256; bg++) {
                    const struct canvas_look look = {.theme = theme,
                                                     .colours = colours[k]};
                    const struct canvas_cell cell = {.fg = (uint8_t)fg,
                                                     .bg = (uint8_t)bg};
                    const struct palette_paint p = palette_paint(&look, &cell);

                    cr_assert(p.fg >= PALETTE_OWN && p.bg >= PALETTE_OWN);
                    cr_assert(p.fg < colours[k] && p.bg < colours[k]);
                }
}

Test(backends, colours_of_files_are_never_left_to_a_terminal)
{
    const struct canvas_look dark = {0}, light = {.theme = CANVAS_THEME_LIGHT};

    cr_assert_eq(palette_rgb(&dark, INK_TEXT, 1), 0x121212);
    cr_assert_eq(palette_rgb(&light, INK_TEXT, 1), 0xffffff);
    cr_assert_eq(palette_rgb(&dark, INK_RAMP, 0), 0x440154);
    cr_assert_eq(palette_rgb(&dark, INK_SIGNED + 16, 0), 0xffffff);
}
