#include <math.h>

#include "show.h"
#include "viz/strip.h"

static struct canvas_cell cells[64 * 120];
static struct canvas fresh(int rows, int cols, struct canvas_look look)
{
    memset(cells, 0, sizeof cells);
    return canvas_over(cells, rows, cols, look);
}

static const char *const tokens[] = {"The",      " cat",   " sat", "\n",
                                     "\xe2\x82", "\u00e9", "\x07"};
static const int ids[] = {412, 93321, 10, 8, 5, 77, 1};

Test(strip, ascii_has_brackets_and_ids_below)
{
    const struct strip s = {.text = tokens, .id = ids, .count = 7};
    struct canvas cv = fresh(6, 30, show_ascii);

    strip_draw(&s, &cv, canvas_whole(&cv));
    show_expect(&cv, "[The][_cat][_sat][\\n]\n"
                     "412  93321 10    8\n"
                     "[<e2><82>][e][<07>]\n"
                     "5         77 1\n");
    cr_assert_eq(strip_lines(&s, &cv, 30), 2);
}

Test(strip, colours_alternate_instead)
{
    const struct strip s = {.text = tokens, .count = 3, .cursor = true};
    struct canvas cv = fresh(2, 30, show_unicode);

    strip_draw(&s, &cv, canvas_whole(&cv));
    show_expect(&cv, "The\u2423cat\u2423sat\n");
    cr_assert_eq(canvas_at(&cv, 0, 0).bg, INK_FOCUS);
    cr_assert_eq(canvas_at(&cv, 0, 3).attr, INK_UNDERLINE >> 16);
    cr_assert_eq(canvas_at(&cv, 0, 7).attr, INK_REVERSE >> 16);
}

Test(strip, heat_colours_tokens_and_notes_stand_below)
{
    static const char *const notes[] = {"-", "19.2", "0.1"};
    static const float heat[] = {NAN, 1.0f, 0.0f};
    const struct strip s = {
        .text = tokens, .note = notes, .heat = heat, .count = 3};
    struct canvas cv = fresh(2, 30, show_unicode);

    strip_draw(&s, &cv, canvas_whole(&cv));
    show_expect(&cv, "The\u2423cat \u2423sat\n"
                     "-  19.2 0.1\n");
    cr_assert_eq(canvas_at(&cv, 0, 0).bg, INK_TEXT, "NaN has no colour");
    cr_assert_eq(canvas_at(&cv, 0, 3).bg, INK_RAMP + INK_RAMP_LEVELS - 1);
    cr_assert_eq(canvas_at(&cv, 0, 8).bg, INK_RAMP);
}

Test(strip, tokens_wrap_whole_and_can_be_scrolled)
{
    struct strip s = {.text = tokens, .count = 3};
    struct canvas cv = fresh(2, 9, show_mono);

    strip_draw(&s, &cv, canvas_whole(&cv));
    show_expect(&cv, "[The]\n[\u2423cat]\n");
    cr_assert_eq(strip_lines(&s, &cv, 9), 3);
    cr_assert_eq(strip_line_of(&s, &cv, 9, 2), 2);
    s.first_line = 1;
    cv = fresh(2, 9, show_mono);
    strip_draw(&s, &cv, canvas_whole(&cv));
    show_expect(&cv, "[\u2423cat]\n[\u2423sat]\n");
}

Test(strip, a_token_wider_than_the_place_is_cut)
{
    static const char *const one[] = {"incomprehensibilities", "x"};
    const struct strip s = {.text = one, .count = 2};
    struct canvas cv = fresh(3, 9, show_ascii);

    strip_draw(&s, &cv, canvas_whole(&cv));
    show_expect(&cv, "[incom...\n[x]\n");
}

Test(strip, words_spell_the_tokens)
{
    const struct strip s = {.text = tokens, .id = ids, .count = 3};
    char text[100];

    strip_words(&s, WORDS_FINDING, text, sizeof text);
    cr_assert_str_eq(text, "3 tokens: [The][_cat][_sat]\n");
    strip_words(&s, WORDS_FULL, text, sizeof text);
    cr_assert_str_eq(text, "3 tokens: [The] 412 [_cat] 93321 [_sat] 10 \n");
}

Test(strip, any_size_and_any_bytes_stay_inside)
{
    static struct show_field field;
    char bytes[255][2];
    const char *text[256];
    struct strip s = {.text = text, .count = 256};

    text[255] = "";
    for (int i = 0; i < 255; i++) {
        bytes[i][0] = (char)(i + 1);
        bytes[i][1] = '\0';
        text[i] = bytes[i];
    }
    for (int look = 0; look < SHOW_LOOKS; look++)
        for (int rows = 0; rows < 5; rows++)
            for (int cols = 0; cols < 20; cols++) {
                struct canvas cv =
                    show_field(&field, rows, cols, show_look(look));

                strip_draw(&s, &cv, canvas_whole(&cv));
                show_fence_holds(&field);
            }
}
