/* Where the things stand that a frame shows. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "viz/form.h"
#include "viz/listview.h"
#include "viz/spots.h"
#include "viz/strip.h"
#include "viz/table.h"

static struct canvas_cell cells[10 * 40];
static struct spots spots;

static struct canvas noted(void)
{
    struct canvas cv =
        canvas_over(cells, 10, 40, (struct canvas_look){0, 0, 0, 0});

    memset(cells, 0, sizeof cells);
    spots_start(&spots, &cv);
    return cv;
}

/* The row of what lies there, or -1. */
static int row_at(int row, int col)
{
    struct spots_spot k;

    return spots_find(&spots, row, col, &k) ? k.row : -1;
}

Test(spots, a_part_of_a_part_is_found_where_it_stands_on_the_screen)
{
    struct canvas cv = noted();
    const struct canvas part =
        canvas_sub(&cv, (struct canvas_rect){2, 10, 5, 20});
    const struct canvas inner =
        canvas_sub(&part, (struct canvas_rect){1, 5, 3, 30});

    spots_one(&inner, SPOTS_ROW, (struct canvas_rect){1, 0, 1, 99}, 7);
    cr_assert(eq(int, row_at(4, 15), 7));
    cr_assert(eq(int, row_at(4, 29), 7)); /* cut to the part's 20 columns */
    cr_assert(eq(int, row_at(4, 30), -1));
    cr_assert(eq(int, row_at(4, 14), -1));
    cr_assert(eq(int, row_at(3, 15), -1));
}

Test(spots, the_topmost_is_found_and_a_kind_beneath_it_too)
{
    struct canvas cv = noted();
    struct spots_spot k;

    spots_one(&cv, SPOTS_PANEL, canvas_whole(&cv), 1);
    spots_note(&cv, (struct spots_spot){SPOTS_CELL, {2, 4, 3, 12}, 5, 6, 3, 2});
    cr_assert(spots_find(&spots, 4, 12, &k));
    cr_assert(eq(int, k.kind, SPOTS_CELL));
    cr_assert(eq(int, k.row, 9)); /* the third row of pairs from 5 on */
    cr_assert(eq(int, k.col, 8));
    cr_assert(spots_find_kind(&spots, SPOTS_PANEL, 4, 12, &k));
    cr_assert(eq(int, k.row, 1));
    cr_assert(not(spots_find_kind(&spots, SPOTS_KNOB, 4, 12, &k)));
}

Test(spots, outside_a_canvas_and_without_room_nothing_is_noted)
{
    struct canvas cv = noted();

    spots_one(&cv, SPOTS_ROW, (struct canvas_rect){-2, -3, 2, 50}, 1);
    spots_one(&cv, SPOTS_ROW, (struct canvas_rect){10, 0, 1, 5}, 2);
    cr_assert(eq(int, spots.count, 0));
    spots_one(&cv, SPOTS_ROW, (struct canvas_rect){-1, -3, 2, 5}, 3);
    cr_assert(eq(int, row_at(0, 1), 3));
    cr_assert(eq(int, row_at(0, 2), -1));
    cv.spots = NULL;
    spots_one(&cv, SPOTS_ROW, canvas_whole(&cv), 4);
    cr_assert(eq(int, spots.count, 1));
    cv.spots = &spots;
    for (int i = 0; i < 2 * SPOTS_MOST; i++)
        spots_one(&cv, SPOTS_ROW, (struct canvas_rect){1, 0, 1, 1}, i);
    cr_assert(eq(int, spots.count, SPOTS_MOST));
}

Test(spots, rows_of_a_filtered_list_are_the_items_that_are_shown)
{
    const struct listview_item item[] = {
        {.text = "one"}, {.text = "two"}, {.text = "three"}, {.text = "stone"}};
    const struct listview l = {
        .item = item, .count = 4, .title = "four", .filter = "one"};
    struct canvas cv = noted();

    listview_draw(&l, &cv, (struct canvas_rect){1, 0, 9, 40});
    cr_assert(eq(int, row_at(1, 3), -1)); /* its title */
    cr_assert(eq(int, row_at(2, 3), 0));
    cr_assert(eq(int, row_at(3, 3), 3));
    cr_assert(eq(int, row_at(4, 3), -1));
}

Test(spots, tokens_fields_and_rows_of_a_table_are_found_by_their_number)
{
    const char *const token[] = {"aa", "bb", "cc"};
    const int id[] = {100000, 200000, 300000};
    const struct strip strip = {
        .text = token, .id = id, .count = 3, .picks = true};
    const struct form_field field[] = {{"a", "1", NULL, "too small", FORM_TEXT},
                                       {"b", "2", NULL, NULL, FORM_TEXT}};
    const struct form form = {field, 2, 0, 0, NULL};
    const struct table_column column = {"x", TABLE_LEFT};
    const char *const cell[] = {"p", "q", "r", "s", "t", "u"};
    const struct table table = {&column, 1, cell, 6, true, 5};
    struct canvas cv = noted();
    struct spots_spot k;

    strip_draw(&strip, &cv, (struct canvas_rect){0, 0, 2, 40});
    cr_assert(spots_find(&spots, 1, 8, &k)); /* on the id below it */
    cr_assert(eq(int, k.col, 1));
    cr_assert(eq(int, k.row, 0));
    form_draw(&form, &cv, (struct canvas_rect){2, 0, 3, 40}, NULL);
    cr_assert(eq(int, row_at(3, 0), 0)); /* what is wrong with it */
    cr_assert(eq(int, row_at(4, 0), 1));
    table_draw(&table, &cv, (struct canvas_rect){5, 0, 5, 40});
    cr_assert(eq(int, row_at(5, 0), -1)); /* its names */
    cr_assert(eq(int, row_at(8, 0), 5));  /* it keeps the cursor in sight */
    cr_assert(eq(int, row_at(9, 0), -1)); /* "rows 4-6 of 6" */
}
