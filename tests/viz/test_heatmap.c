#include <math.h>

#include "show.h"
#include "viz/heatmap.h"
#include "viz/spots.h"

static const char *const words3[] = {"the", "cat", "sat"};
static const float att[9] = {1.0f, 0, 0, 0.25f, 0.75f, 0, 0.1f, 0.61f, 0.29f};

static struct heatmap attention(void)
{
    return (struct heatmap){.value = att,
                            .rows = 3,
                            .cols = 3,
                            .causal = true,
                            .row_label = words3,
                            .col_label = words3,
                            .scale = HEATMAP_FIXED,
                            .high = 1.0f};
}

static struct canvas_cell cells[64 * 100];
static struct canvas fresh(int rows, int cols, struct canvas_look look)
{
    memset(cells, 0, sizeof cells);
    return canvas_over(cells, rows, cols, look);
}

static struct spots spots;

Test(heatmap, ascii_shows_levels_labels_mask_and_the_named_scale)
{
    struct heatmap h = attention();
    struct canvas cv = fresh(8, 40, show_ascii);

    h.title = "L1 H0";
    heatmap_draw(&h, &cv, canvas_whole(&cv));
    show_expect(&cv, "L1 H0\n"
                     "    the cat sat\n"
                     "the @@@ /// ///\n"
                     "cat ::: ### ///\n"
                     "sat ... +++ ---\n"
                     "0.00  .:-=+*#%@ 1.00  fixed scale\n");
}

Test(heatmap, the_cursor_reads_the_value_and_a_masked_cell_says_so)
{
    struct heatmap h = attention();
    struct canvas cv = fresh(8, 60, show_ascii);

    h.cursor = true;
    h.at_row = 2;
    h.at_col = 1;
    heatmap_draw(&h, &cv, canvas_whole(&cv));
    show_expect(&cv, "    the cat sat\n"
                     "the @@@ /// ///\n"
                     "cat ::: ### ///\n"
                     "sat ... +++ ---\n"
                     "sat > cat  0.61\n"
                     "0.00  .:-=+*#%@ 1.00  fixed scale\n");
    cr_assert_eq(canvas_at(&cv, 3, 8).attr, INK_REVERSE >> 16);
    h.at_row = 0;
    cv = fresh(8, 60, show_ascii);
    heatmap_draw(&h, &cv, (struct canvas_rect){0, 0, 5, 60});
    show_expect(&cv, "    the cat sat\n"
                     "the @@@ /// ///\n"
                     "cat ::: ### ///\n"
                     "the > cat  masked\n"
                     "0.00  .:-=+*#%@ 1.00  fixed scale  rows 1-2 of 3\n");
}

Test(heatmap, colours_put_the_level_behind_and_hatch_the_mask)
{
    struct heatmap h = attention();
    struct canvas cv = fresh(8, 16, show_unicode);

    heatmap_draw(&h, &cv, canvas_whole(&cv));
    show_expect(&cv,
                "    the cat sat\n"
                "the     \u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\n"
                "cat         \u2591\u2591\u2591\u2591\n"
                "sat\n"
                "0.00\n");
}

Test(heatmap, zoom_writes_the_numbers)
{
    static const float v[6] = {0.613f, -2.34f, 120, NAN, 0.004f, -31000};
    const struct heatmap h = {.value = v, .rows = 2, .cols = 3, .zoom = true};
    struct canvas cv = fresh(5, 40, show_ascii);

    heatmap_draw(&h, &cv, canvas_whole(&cv));
    show_expect(&cv, "  0    1    2\n"
                     "0   .61 -2.3  120\n"
                     "1   nan  .00 -3e4\n"
                     "-31000  .:-=+*#%@ 120.0  per map\n");
    cv = fresh(5, 40, show_ascii); /* no room for gaps */
    heatmap_draw(&h, &cv, (struct canvas_rect){0, 0, 5, 14});
    show_expect(&cv, "  0   1   2\n"
                     "0  .61-2.3 120\n"
                     "1  nan .00-3e4\n"
                     "-31000  .:-=+*\n");
}

Test(heatmap, each_row_can_have_its_own_scale)
{
    static const float v[4] = {0, 1, 0, 100};
    struct heatmap h = {.value = v, .rows = 2, .cols = 2};
    struct canvas cv = fresh(5, 40, show_ascii);

    heatmap_draw(&h, &cv, canvas_whole(&cv));
    show_expect(&cv, "  0 1\n"
                     "0\n"
                     "1   @@\n"
                     "0.00  .:-=+*#%@ 100.0  per map\n");
    h.scale = HEATMAP_PER_ROW;
    cv = fresh(5, 40, show_ascii);
    heatmap_draw(&h, &cv, canvas_whole(&cv));
    show_expect(&cv, "  0 1\n"
                     "0   @@\n"
                     "1   @@\n"
                     "least  .:-=+*#%@ most  per row\n");
}

Test(heatmap, signed_cells_without_colour_start_with_their_sign)
{
    static const float v[4] = {-2, 1, 0, NAN};
    const struct heatmap h = {
        .value = v, .rows = 2, .cols = 2, .is_signed = true};
    struct canvas cv = fresh(5, 40, show_mono);

    heatmap_draw(&h, &cv, canvas_whole(&cv));
    show_expect(&cv, "  0 1\n"
                     "0 -@++\n"
                     "1   ??\n"
                     "-2.00 -@-+  +++@ 2.00  per map\n");
}

Test(heatmap, digits_are_the_last_link_of_the_chain)
{
    struct heatmap h = attention();
    struct canvas cv = fresh(5, 40, show_ascii);

    h.glyphs = HEATMAP_DIGITS;
    heatmap_draw(&h, &cv, canvas_whole(&cv));
    show_expect(&cv, "    the cat sat\n"
                     "the 999 /// ///\n"
                     "cat 222 777 ///\n"
                     "sat 111 666 222\n"
                     "0.00 0123456789 1.00  fixed scale\n");
}

Test(heatmap, a_map_too_wide_for_two_columns_takes_half_blocks)
{
    static float v[12 * 12];
    const struct heatmap h = {.value = v, .rows = 12, .cols = 12};
    struct canvas cv = fresh(8, 16, show_unicode);

    for (int i = 0; i < 144; i++)
        v[i] = (float)i;
    heatmap_draw(&h, &cv, canvas_whole(&cv));
    cr_assert_eq(canvas_at(&cv, 1, 3).rune, 0x2580);
    cr_assert_eq(canvas_at(&cv, 1, 3).fg, INK_RAMP);
    cr_assert_gt(canvas_at(&cv, 1, 3).bg, INK_RAMP);
    cr_assert_eq(canvas_at(&cv, 6, 14).bg, INK_RAMP + INK_RAMP_LEVELS - 1);
}

Test(heatmap, half_blocks_are_as_wide_as_names_need_where_rows_are_too_many)
{
    static const char *const names[] = {"one", "two", "six"};
    static float v[12 * 3];
    const struct heatmap h = {
        .value = v, .rows = 12, .cols = 3, .col_label = names, .picks = true};
    struct canvas cv = fresh(8, 30, show_unicode);
    struct spots_spot cell;

    v[3 * 2 + 1] = 1.0f; /* row 2, column "two" */
    spots_start(&spots, &cv);
    heatmap_draw(&h, &cv, canvas_whole(&cv));
    cr_assert_eq(canvas_at(&cv, 0, 7).rune, 't');
    for (int col = 7; col < 11; col++) {
        cr_assert_eq(canvas_at(&cv, 2, col).rune, 0x2580);
        cr_assert_eq(canvas_at(&cv, 2, col).fg, INK_RAMP + INK_RAMP_LEVELS - 1);
        cr_assert_eq(canvas_at(&cv, 2, col).bg, INK_RAMP);
    }
    cr_assert_eq(canvas_at(&cv, 2, 6).fg, INK_RAMP);
    cr_assert(spots_find(&spots, 2, 10, &cell));
    cr_assert_eq(cell.row, 2);
    cr_assert_eq(cell.col, 1);
}

Test(heatmap, a_large_map_follows_the_cursor_and_tells_which_part_is_seen)
{
    static float v[40 * 40];
    struct heatmap h = {.value = v, .rows = 40, .cols = 40, .cursor = true};
    struct canvas cv = fresh(6, 60, show_ascii);
    struct spots_spot cell;

    h.picks = true;
    spots_start(&spots, &cv);
    h.at_row = h.at_col = 39;
    v[40 * 40 - 1] = 5;
    heatmap_draw(&h, &cv, (struct canvas_rect){0, 0, 6, 13});
    show_expect(&cv, "   35  37  39\n"
                     "37\n"
                     "38\n"
                     "39         @@\n"
                     "39 > 39  5\n"
                     "0.00  .:-=+*#\n");
    cr_assert(spots_find(&spots, 3, 12, &cell));
    cr_assert_eq(cell.row, 39);
    cr_assert_eq(cell.col, 39);
    cr_assert_not(spots_find(&spots, 0, 12, &cell));
}

Test(heatmap, words_tell_the_finding_first_and_every_number_on_demand)
{
    const struct heatmap h = attention();
    char text[512];

    heatmap_words(&h, WORDS_FINDING, text, sizeof text);
    cr_assert_str_eq(text,
                     "The greatest value is 1.00, in row the, column the.\n");
    heatmap_words(&h, WORDS_FULL, text, sizeof text);
    cr_assert_str_eq(text,
                     "The greatest value is 1.00, in row the, column the.\n"
                     "3 rows, 3 columns, values from 0.10 to 1.00, 3 cells "
                     "masked.\n"
                     "Row the: the 1.00.\n"
                     "Row cat: the 0.25, cat 0.75.\n"
                     "Row sat: the 0.10, cat 0.61, sat 0.29.\n");
    heatmap_words(&h, WORDS_SHORT, text, sizeof text);
    cr_assert_str_eq(
        text, "The greatest value is 1.00, in row the, column the.\n"
              "3 rows, 3 columns, values from 0.10 to 1.00, 3 cells masked.\n"
              "Row the: most at the, 1.00.\n"
              "Row cat: most at cat, 0.75.\n"
              "Row sat: most at cat, 0.61.\n");
    const size_t whole = heatmap_words(&h, WORDS_FULL, text, sizeof text);
    cr_assert_eq(whole, strlen(text));
    cr_assert_eq(heatmap_words(&h, WORDS_FULL, text, 5), whole);
    cr_assert_str_eq(text, "The ");
}

Test(heatmap, any_size_stays_inside_its_place)
{
    static struct show_field field;
    static const float v[9] = {1,   2, INFINITY, -INFINITY,
                               NAN, 3, -3e38f,   3e38f};
    struct heatmap h = {.value = v, .rows = 3, .cols = 3, .cursor = true};

    for (int look = 0; look < SHOW_LOOKS; look++)
        for (int rows = 0; rows < 9; rows++)
            for (int cols = 0; cols < 20; cols += 1 + cols / 6)
                for (int kind = 0; kind < 40; kind += 3) {
                    struct canvas cv =
                        show_field(&field, rows, cols, show_look(look));

                    h.glyphs = kind % 5;
                    h.zoom = kind / 5 % 2;
                    h.is_signed = kind / 10 % 2;
                    h.title = kind / 20 ? "title" : NULL;
                    h.at_row = rows % 4;
                    h.at_col = cols % 4;
                    heatmap_draw(&h, &cv, canvas_whole(&cv));
                    heatmap_draw(&h, &cv, (struct canvas_rect){-2, 3, 7, 30});
                    show_fence_holds(&field);
                }
}

Test(heatmap, no_rows_and_no_data_draw_nothing_but_words)
{
    const struct heatmap none = {0};
    struct canvas cv = fresh(5, 20, show_ascii);
    char text[64];

    heatmap_draw(&none, &cv, canvas_whole(&cv));
    show_expect(&cv, "\nno values\n");
    heatmap_words(&none, WORDS_FULL, text, sizeof text);
    cr_assert_str_eq(text, "The map has no values.\n");
}
