#include <math.h>

#include "show.h"
#include "viz/colours.h"
#include "viz/palette.h"

static int chosen(const char *asked, const char *no_color,
                  const char *colorterm, const char *term)
{
    const struct colours_say say = {asked, no_color, colorterm, term};
    int colours = -1;

    cr_assert(colours_choose(&say, &colours));
    return colours;
}

Test(colours, what_was_asked_for_comes_first)
{
    cr_assert_eq(chosen("256", "1", NULL, "dumb"), 256);
    cr_assert_eq(chosen("none", NULL, "truecolor", "xterm-256color"), 0);
    cr_assert_eq(chosen("24", NULL, NULL, "xterm"), CANVAS_RGB);
    cr_assert_eq(chosen("8", NULL, NULL, NULL), 8);
}

Test(colours, then_no_color_then_the_terminal)
{
    cr_assert_eq(chosen(NULL, "1", "truecolor", "xterm-256color"), 0);
    cr_assert_eq(chosen("auto", "", "truecolor", "xterm-256color"), CANVAS_RGB);
    cr_assert_eq(chosen(NULL, NULL, "24bit", "screen"), CANVAS_RGB);
    cr_assert_eq(chosen(NULL, NULL, NULL, "tmux-256color"), 256);
    cr_assert_eq(chosen(NULL, NULL, "yes", "xterm"), 16);
    cr_assert_eq(chosen(NULL, NULL, NULL, "linux"), 8);
    cr_assert_eq(chosen(NULL, NULL, NULL, "vt100"), 0);
    cr_assert_eq(chosen(NULL, NULL, "truecolor", "dumb"), 0);
    cr_assert_eq(chosen(NULL, NULL, NULL, ""), 0);
}

Test(colours, an_unknown_word_is_refused)
{
    const struct colours_say say = {.asked = "many", .term = "xterm"};
    enum canvas_theme theme;
    int colours;

    cr_assert_not(colours_choose(&say, &colours));
    cr_assert_eq(colours, 16);
    cr_assert(colours_theme("light", &theme));
    cr_assert_eq(theme, CANVAS_THEME_LIGHT);
    cr_assert_not(colours_theme("blue", &theme));
    cr_assert_not(colours_theme(NULL, &theme));
}

/* Linear light of an sRGB value. */
static void linear(uint32_t rgb, double out[3])
{
    for (int i = 0; i < 3; i++) {
        const double v = (double)(rgb >> (16 - 8 * i) & 0xff) / 255;

        out[i] = v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
    }
}

/* Contrast ratio. Source: W3C, WCAG 2.1, section 1.4.3. */
static double contrast(uint32_t a, uint32_t b)
{
    double x[3], y[3];

    linear(a, x);
    linear(b, y);
    const double p = 0.2126 * x[0] + 0.7152 * x[1] + 0.0722 * x[2] + 0.05;
    const double q = 0.2126 * y[0] + 0.7152 * y[1] + 0.0722 * y[2] + 0.05;

    return p > q ? p / q : q / p;
}

/* Text must be read on its theme's background: 4.5 to 1, and 7 to 1 where the
 * theme is called contrast. */
Test(colours, text_can_be_read_in_every_theme)
{
    static const unsigned ink[] = {
        INK_TEXT,    INK_TITLE,   INK_FOCUS, INK_ACCENT,  INK_GOOD,
        INK_BAD,     INK_WARN,    INK_KEY,   INK_SERIES1, INK_SERIES2,
        INK_SERIES3, INK_SERIES4, INK_CODE};

    for (int theme = CANVAS_THEME_DARK; theme <= CANVAS_THEME_CONTRAST;
         theme++) {
        const struct canvas_look look = {.theme = theme};
        const double least = theme == CANVAS_THEME_CONTRAST ? 7.0 : 4.5;

        for (size_t i = 0; i < sizeof ink / sizeof ink[0]; i++) {
            const double ratio = contrast(palette_rgb(&look, ink[i], 0),
                                          palette_rgb(&look, INK_TEXT, 1));

            cr_assert(ratio >= least, "theme %d, ink %u: %.2f", theme, ink[i],
                      ratio);
        }
    }
}

/* How a colour looks to somebody without one kind of cones. Source: Machado,
 * Oliveira and Fernandes 2009, table for severity 1. */
static void without(int kind, uint32_t rgb, double out[3])
{
    static const double m[2][9] = {
        {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882,
         -0.048116, 1.051998},
        {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820,
         0.042940, 0.968881}};
    double x[3];

    linear(rgb, x);
    for (int r = 0; r < 3; r++)
        out[r] = m[kind][3 * r] * x[0] + m[kind][3 * r + 1] * x[1] +
                 m[kind][3 * r + 2] * x[2];
}

/* Both ends of the two-sided ramp, and the two first series, differ clearly
 * without red or without green cones; what is less far apart also differs by
 * its sign or marker. */
Test(colours, opposites_differ_for_the_colour_blind)
{
    static const unsigned pair[][2] = {
        {INK_SIGNED, INK_SIGNED + INK_SIGNED_LEVELS - 1},
        {INK_SIGNED + 8, INK_SIGNED + 24},
        {INK_SERIES1, INK_SERIES2},
        {INK_RAMP, INK_RAMP + INK_RAMP_LEVELS - 1}};
    const double clearly = 0.25; /* of linear light, in one channel at least */

    for (int theme = 0; theme < CANVAS_THEME_MONO; theme++)
        for (int kind = 0; kind < 2; kind++)
            for (size_t i = 0; i < sizeof pair / sizeof pair[0]; i++) {
                const struct canvas_look look = {.theme = theme};
                double a[3], b[3], far = 0;

                without(kind, palette_rgb(&look, pair[i][0], 0), a);
                without(kind, palette_rgb(&look, pair[i][1], 0), b);
                for (int c = 0; c < 3; c++)
                    far = fmax(far, fabs(a[c] - b[c]));
                cr_assert(far >= clearly, "theme %d, kind %d, pair %zu: %.3f",
                          theme, kind, i, far);
            }
}

/* No red or green cones: the ramps still rise in light at every step. */
Test(colours, ramps_rise_for_the_colour_blind)
{
    for (int theme = 0; theme < CANVAS_THEME_MONO; theme++)
        for (int kind = 0; kind < 2; kind++) {
            const struct canvas_look look = {.theme = theme};
            double before = -1;

            for (unsigned i = 0; i < INK_RAMP_LEVELS; i++) {
                double x[3];

                without(kind, palette_rgb(&look, INK_RAMP + i, 0), x);
                const double now =
                    0.2126 * x[0] + 0.7152 * x[1] + 0.0722 * x[2];

                cr_assert(now > before - 1e-4, "theme %d, kind %d, level %u",
                          theme, kind, i);
                before = now;
            }
        }
}
