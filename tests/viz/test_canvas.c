#include <limits.h>
#include <locale.h>
#include <stdint.h>
#include <wchar.h>

#include "show.h"
#include "viz/glyph.h"
#include "viz/widths.h"

static struct canvas fresh(struct canvas_cell *cells, int rows, int cols,
                           struct canvas_look look)
{
    memset(cells, 0, sizeof *cells * (size_t)rows * (size_t)cols);
    return canvas_over(cells, rows, cols, look);
}

Test(canvas, text_takes_the_columns_that_its_glyphs_take)
{
    struct canvas_cell cells[12];
    struct canvas cv = fresh(cells, 1, 12, show_unicode);

    cr_assert_eq(canvas_text(&cv, 0, 1, "a\u65e5\u00e9z", 0), 5);
    show_expect(&cv, " a\u65e5\u00e9z\n");
    cr_assert_eq(canvas_at(&cv, 0, 2).width, 2);
    cr_assert_eq(canvas_at(&cv, 0, 3).width, 0);
}

Test(canvas, a_mark_joins_the_glyph_before_it_and_a_second_one_is_dropped)
{
    struct canvas_cell cells[6];
    struct canvas cv = fresh(cells, 1, 6, show_unicode);

    cr_assert_eq(canvas_text(&cv, 0, 0, "e\u0301\u0302x", 0), 2);
    show_expect(&cv, "e\u0301x\n");
    cv = fresh(cells, 1, 6, show_unicode);
    cr_assert_eq(canvas_text(&cv, 0, 0, "\u65e5\u0301x", 0), 3);
    show_expect(&cv, "\u65e5\u0301x\n");
}

Test(canvas, nothing_that_steers_a_terminal_gets_into_a_cell)
{
    struct canvas_cell cells[40];
    struct canvas cv = fresh(cells, 1, 40, show_unicode);

    canvas_text(&cv, 0, 0,
                "a\x1b[2Jb\tc\nd\x7f"
                "e\xc2\x9b"
                "f\u202eg\u00adh",
                0);
    show_expect(&cv, "a\ufffd[2Jb c d\ufffde\ufffdfgh\n");
}

Test(canvas, each_bad_byte_is_shown_once)
{
    struct canvas_cell cells[20];
    struct canvas cv = fresh(cells, 1, 20, show_unicode);

    /* lone tail, cut head, overlong slash, surrogate, beyond the last plane */
    cr_assert_eq(canvas_text(&cv, 0, 0, "\x80|\xe2\x82|\xc0\xaf|", 0), 8);
    show_expect(&cv, "\ufffd|\ufffd\ufffd|\ufffd\ufffd|\n");
    cr_assert_eq(canvas_cols(&cv, "\xed\xa0\x80"), 3);
    cr_assert_eq(canvas_cols(&cv, "\xf4\x90\x80\x80"), 4);
}

Test(canvas, joined_emoji_show_their_first_part)
{
    struct canvas_cell cells[8];
    struct canvas cv = fresh(cells, 1, 8, show_unicode);

    canvas_text(&cv, 0, 0, "\U0001f468\u200d\U0001f469\u200d\U0001f467x", 0);
    show_expect(&cv, "\U0001f468x\n");
}

Test(canvas, an_ascii_look_spells_everything)
{
    struct canvas_cell cells[60];
    struct canvas cv = fresh(cells, 1, 60, show_ascii);
    const char *text = "\u201cna\u00efve\u201d \u2192 \u03c3(x) \u2264 1\u2026 "
                       "x\u00b2 \u65e5 e\u0301 \x80";

    cr_assert_eq(canvas_text(&cv, 0, 0, text, 0), canvas_cols(&cv, text));
    show_expect(&cv, "\"naive\" -> sigma(x) <= 1... x^2 ? e ?\n");
}

Test(canvas, text_is_clipped_on_all_sides_and_still_counted)
{
    struct canvas_cell cells[4];
    struct canvas cv = fresh(cells, 1, 4, show_unicode);

    cr_assert_eq(canvas_text(&cv, 0, -2, "abcdefgh", 0), 8);
    show_expect(&cv, "cdef\n");
    cr_assert_eq(canvas_text(&cv, 1, 0, "zzz", 0), 3);
    cr_assert_eq(canvas_text(&cv, -1, 0, "zzz", 0), 3);
    cr_assert_eq(canvas_text(&cv, 0, INT_MAX, "zzz", 0), 3);
    cr_assert_eq(canvas_text(&cv, 0, INT_MIN, "zzz", 0), 3);
    show_expect(&cv, "cdef\n");
}

Test(canvas, a_wide_glyph_that_does_not_fit_leaves_a_blank)
{
    struct canvas_cell cells[4];
    struct canvas cv = fresh(cells, 1, 4, show_unicode);

    canvas_text(&cv, 0, -1, "\u65e5\u672c\u8a9e", 0);
    show_expect(&cv, " \u672c\n");
    cr_assert_eq(canvas_at(&cv, 0, 0).rune, 0);
    cr_assert_eq(canvas_at(&cv, 0, 3).rune, 0);
}

Test(canvas, drawing_over_half_a_wide_glyph_blanks_the_other_half)
{
    struct canvas_cell cells[4];
    struct canvas cv = fresh(cells, 1, 4, show_unicode);

    canvas_text(&cv, 0, 0, "\u65e5\u672c", 0);
    canvas_put(&cv, 0, 1, 'x', 0);
    canvas_put(&cv, 0, 2, 'y', 0);
    show_expect(&cv, " xy\n");
    for (int c = 0; c < 4; c++)
        cr_assert_eq(canvas_at(&cv, 0, c).width, 1);
}

Test(canvas, a_sub_canvas_cannot_be_left)
{
    struct canvas_cell cells[15];
    struct canvas cv = fresh(cells, 3, 5, show_unicode), sub;

    sub = canvas_sub(&cv, (struct canvas_rect){1, 1, 1, 3});
    canvas_text(&sub, 0, 0, "abcdef", 0);
    canvas_text(&sub, 1, 0, "abcdef", 0);
    canvas_fill(&sub, (struct canvas_rect){-5, -5, 1, 99}, '#', 0);
    show_expect(&cv, "\n abc\n");
    sub = canvas_sub(&cv, (struct canvas_rect){2, 4, INT_MAX, INT_MAX});
    cr_assert_eq(sub.rows, 1);
    cr_assert_eq(sub.cols, 1);
    sub = canvas_sub(&cv, (struct canvas_rect){INT_MAX, INT_MAX, 5, 5});
    cr_assert_eq(sub.rows * sub.cols, 0);
    sub = canvas_sub(&cv, (struct canvas_rect){0, 0, -3, INT_MIN});
    cr_assert_eq(sub.rows + sub.cols, 0);
}

Test(canvas, a_text_that_does_not_fit_ends_in_an_ellipsis)
{
    struct canvas_cell cells[8];
    struct canvas cv = fresh(cells, 1, 8, show_unicode);

    cr_assert_eq(
        canvas_fit(&cv, (struct canvas_rect){0, 0, 1, 5}, "abcdefg", 0), 5);
    show_expect(&cv, "abcd\u2026\n");
    cv = fresh(cells, 1, 8, show_ascii);
    canvas_fit(&cv, (struct canvas_rect){0, 0, 1, 5}, "abcdefg", 0);
    show_expect(&cv, "ab...\n");
    cv = fresh(cells, 1, 8, show_ascii);
    canvas_fit(&cv, (struct canvas_rect){0, 0, 1, 2}, "abcdefg", 0);
    show_expect(&cv, "a.\n");
    cr_assert_eq(canvas_fit(&cv, (struct canvas_rect){0, 0, 1, 0}, "abc", 0),
                 0);
    cr_assert_eq(canvas_fit(&cv, (struct canvas_rect){0, 0, 1, 8}, "abc", 0),
                 3);
}

Test(canvas, a_frame_has_a_title_a_number_and_an_inside)
{
    struct canvas_cell cells[60];
    struct canvas cv = fresh(cells, 3, 20, show_unicode);
    struct canvas_rect in =
        canvas_frame(&cv, canvas_whole(&cv), 2, "Loss", INK_FRAME);

    show_expect(&cv, "\u250c\u2500 2  Loss "
                     "\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2510\n"
                     "\u2502                  \u2502\n"
                     "\u2514\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
                     "\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
                     "\u2500\u2518\n");
    cr_assert_eq(in.row, 1);
    cr_assert_eq(in.col, 1);
    cr_assert_eq(in.rows, 1);
    cr_assert_eq(in.cols, 18);
    cv = fresh(cells, 3, 20, show_ascii);
    canvas_frame(&cv, canvas_whole(&cv), 0, "A title of too many letters", 0);
    show_expect(&cv, "+- A title of ... -+\n"
                     "|                  |\n"
                     "+------------------+\n");
}

Test(canvas, a_frame_that_has_no_room_has_an_empty_inside)
{
    struct show_field field;

    for (int rows = 0; rows < 4; rows++)
        for (int cols = 0; cols < 8; cols++) {
            struct canvas cv = show_field(&field, rows, cols, show_unicode);
            struct canvas_rect in =
                canvas_frame(&cv, canvas_whole(&cv), 12, "title", 0);

            cr_assert(in.rows >= 0 && in.cols >= 0);
            cr_assert(in.rows < rows || rows == 0);
            show_fence_holds(&field);
        }
}

Test(canvas, a_tint_keeps_the_glyphs)
{
    struct canvas_cell cells[3];
    struct canvas cv = fresh(cells, 1, 3, show_unicode);

    canvas_text(&cv, 0, 0, "abc", INK_DIM);
    canvas_tint(&cv, (struct canvas_rect){0, 1, 1, 1}, INK_BAD | INK_BOLD);
    show_expect(&cv, "abc\n");
    cr_assert_eq(canvas_at(&cv, 0, 1).fg, INK_BAD);
    cr_assert_eq(canvas_at(&cv, 0, 1).attr, INK_BOLD >> 16);
    cr_assert_eq(canvas_at(&cv, 0, 2).fg, INK_DIM);
}

Test(canvas, a_heap_canvas_refuses_impossible_sides)
{
    cr_assert_null(canvas_new(-1, 5, show_unicode));
    cr_assert_null(canvas_new(5, CANVAS_MAX_SIDE + 1, show_unicode));
    struct canvas *none = canvas_new(0, 0, show_unicode);
    cr_assert_not_null(none);
    canvas_text(none, 0, 0, "x", 0);
    canvas_free(none);
    canvas_free(NULL);
}

Test(canvas, widths_are_those_of_the_c_library)
{
    static const uint32_t sample[] = {'a',    0xe9,   0x301,  0x5d0,  0x591,
                                      0x1100, 0x2580, 0x28ff, 0x2705, 0x3042,
                                      0x65e5, 0xac00, 0xff21, 0x1f600};

    if (!setlocale(LC_ALL, "C.UTF-8"))
        cr_skip_test("no UTF-8 locale on this machine");
    for (size_t i = 0; i < sizeof sample / sizeof sample[0]; i++)
        cr_assert_eq(widths_of(sample[i]), wcwidth((wchar_t)sample[i]),
                     "U+%04x", sample[i]);
}

/* A small generator of its own: viz and its tests know no engine. */
static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

Test(canvas, random_bytes_never_leave_the_canvas)
{
    static struct show_field field;
    uint32_t state = 1;

    for (int round = 0; round < 4000; round++) {
        char text[48];
        const int rows = (int)(next(&state) % 5);
        const int cols = (int)(next(&state) % 20);
        struct canvas cv = show_field(&field, rows, cols, show_look(round));
        const size_t n = next(&state) % (sizeof text - 1);

        for (size_t i = 0; i < n; i++)
            text[i] = (char)(1 + next(&state) % 255);
        text[n] = '\0';
        const int row = (int)(next(&state) % 9) - 2;
        const int col = (int)(next(&state) % 30) - 10;
        const int took = canvas_text(&cv, row, col, text, next(&state));
        cr_assert_eq(took, canvas_cols(&cv, text));
        canvas_fit(&cv, (struct canvas_rect){row, col, 1, 7}, text, 0);
        canvas_frame(&cv, (struct canvas_rect){row, col, 3, 9}, 3, text, 0);
        show_fence_holds(&field);
    }
}

Test(canvas, random_bytes_never_put_a_control_character_into_a_cell)
{
    struct canvas_cell cells[200];
    uint32_t state = 7;

    for (int round = 0; round < 2000; round++) {
        char text[64];
        struct canvas cv = fresh(cells, 1, 200, show_look(round));

        for (size_t i = 0; i + 1 < sizeof text; i++)
            text[i] = (char)(1 + next(&state) % 255);
        text[sizeof text - 1] = '\0';
        canvas_text(&cv, 0, 0, text, 0);
        for (int c = 0; c < 200; c++) {
            const uint32_t rune = canvas_at(&cv, 0, c).rune;

            cr_assert(rune == 0 || rune >= 0x20);
            cr_assert(rune < 0x7f || rune >= 0xa0);
            if (cv.look.glyphs == CANVAS_GLYPHS_ASCII)
                cr_assert(rune < 0x7f);
        }
    }
}
