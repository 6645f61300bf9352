#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/prefs.h"

static void keep_text(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    cr_assert(f != NULL);
    fputs(text, f);
    fclose(f);
}

static void expect(const char *path, const char *text)
{
    char room[512] = "";
    FILE *f = fopen(path, "r");

    cr_assert(f != NULL);
    room[fread(room, 1, sizeof room - 1, f)] = '\0';
    fclose(f);
    cr_assert_str_eq(room, text);
}

static void new_path(char path[64])
{
    snprintf(path, 64, "/tmp/test_prefsXXXXXX");
    close(mkstemp(path));
}

Test(prefs, a_missing_file_changes_nothing)
{
    struct prefs p = {.theme = CANVAS_THEME_LIGHT};

    cr_assert(eq(int, prefs_read(&p, "/nowhere/config").code, STATUS_FINE));
    cr_assert(eq(int, p.theme, CANVAS_THEME_LIGHT));
}

Test(prefs, a_bad_line_is_named_and_the_others_count)
{
    struct prefs p = {0};
    struct status st;
    char path[64];

    new_path(path);
    keep_text(path, "# mine\n\ntheme = pink\n  mouse=off\r\nglyphs = block\n");
    st = prefs_read(&p, path);
    cr_assert(eq(int, st.code, STATUS_BAD_FILE));
    cr_assert(strstr(st.text, ":3: theme is \"pink\"") != NULL, "%s", st.text);
    cr_assert(eq(int, p.mouse, PREFS_MOUSE_OFF));
    cr_assert(eq(int, p.glyphs, PREFS_GLYPHS_BLOCK));
    keep_text(path, "sound = on\n");
    cr_assert(strstr(prefs_read(&p, path).text, "no setting \"sound\"") !=
              NULL);
    keep_text(path, "theme\n");
    cr_assert(strstr(prefs_read(&p, path).text, "key = value") != NULL);
    unlink(path);
}

Test(prefs, keeping_one_leaves_the_other_lines_as_they_are)
{
    char path[64];

    new_path(path);
    keep_text(path, "# mine\ntheme = dark\nmouse = off\ntheme = light");
    cr_assert(eq(int, prefs_keep(path, "theme", "contrast").code, STATUS_FINE));
    expect(path, "# mine\ntheme = contrast\nmouse = off\n");
    cr_assert(eq(int, prefs_keep(path, "color", "16").code, STATUS_FINE));
    expect(path, "# mine\ntheme = contrast\nmouse = off\ncolor = 16\n");
    unlink(path);
}

static int colours(enum prefs_colour wish, const char *no_color,
                   const char *colorterm, const char *term)
{
    const struct prefs p = {.colour = wish};
    const struct prefs_terminal t = {no_color, colorterm, term, "UTF-8"};

    return prefs_look(&p, &t).colours;
}

Test(prefs, what_is_asked_for_goes_before_what_the_terminal_says)
{
    const enum prefs_colour any = PREFS_COLOUR_AUTO;

    cr_assert(eq(int, colours(any, NULL, NULL, "xterm-256color"), 256));
    cr_assert(eq(int, colours(any, "1", "truecolor", "xterm-256color"), 0));
    cr_assert(eq(int, colours(any, "", "truecolor", "xterm"), CANVAS_RGB));
    cr_assert(eq(int, colours(any, NULL, NULL, "linux"), 8));
    cr_assert(eq(int, colours(any, NULL, NULL, "vt100"), 0));
    cr_assert(eq(int, colours(any, NULL, "truecolor", "dumb"), 0));
    cr_assert(eq(int, colours(PREFS_COLOUR_16, "1", NULL, "xterm"), 16));
    cr_assert(eq(int, colours(PREFS_COLOUR_NONE, NULL, NULL, "xterm"), 0));
}

Test(prefs, no_colour_is_the_theme_mono_and_no_utf8_is_ascii)
{
    const struct prefs p = {.theme = CANVAS_THEME_DARK};
    const struct prefs_terminal plain = {"1", NULL, "xterm", "ANSI_X3.4-1968"};
    const struct canvas_look look = prefs_look(&p, &plain);

    cr_assert(eq(int, look.theme, CANVAS_THEME_MONO));
    cr_assert(eq(int, look.glyphs, CANVAS_GLYPHS_ASCII));
    cr_assert(eq(int, look.graph, CANVAS_GRAPH_ASCII));
}
