#include "show.h"
#include "viz/table.h"

static struct canvas_cell cells[64 * 120];
static struct canvas fresh(int rows, int cols, struct canvas_look look)
{
    memset(cells, 0, sizeof cells);
    return canvas_over(cells, rows, cols, look);
}

static const struct table_column column[] = {{"name", TABLE_LEFT},
                                             {"loss", TABLE_RIGHT}};
static const char *const cell[] = {"noor", "2.31", "\u65e5\u672c",     "10.5",
                                   NULL,   "0",    "a very long name", "1"};
static const struct table runs = {
    .column = column, .columns = 2, .cell = cell, .rows = 4};

Test(table, columns_take_the_width_of_their_longest_cell)
{
    struct canvas cv = fresh(6, 40, show_unicode);

    table_draw(&runs, &cv, canvas_whole(&cv));
    show_expect(&cv, "name              loss\n"
                     "noor              2.31\n"
                     "日本              10.5\n"
                     "                     0\n"
                     "a very long name     1\n");
}

Test(table, the_widest_column_gives_way_first)
{
    struct canvas cv = fresh(6, 14, show_ascii);

    table_draw(&runs, &cv, canvas_whole(&cv));
    show_expect(&cv, "name      loss\n"
                     "noor      2.31\n"
                     "??        10.5\n"
                     "             0\n"
                     "a ver...     1\n");
}

Test(table, a_long_list_follows_the_cursor_and_tells_its_part)
{
    struct table t = runs;
    struct canvas cv = fresh(4, 30, show_ascii);

    t.cursor = true;
    t.at_row = 3;
    table_draw(&t, &cv, canvas_whole(&cv));
    show_expect(&cv, "  name              loss\n"
                     "                       0\n"
                     "> a very long name     1\n"
                     "  rows 3-4 of 4\n");
}

Test(table, words_read_row_by_row)
{
    struct table t = runs;
    char text[100];

    t.rows = 1;
    table_words(&t, text, sizeof text);
    cr_assert_str_eq(text, "name: noor, loss: 2.31.\n");
    t.rows = 0;
    table_words(&t, text, sizeof text);
    cr_assert_str_eq(text, "The table has no rows.\n");
}

Test(table, any_size_stays_inside_its_place)
{
    static struct show_field field;
    struct table t = runs;

    for (int look = 0; look < SHOW_LOOKS; look++)
        for (int rows = 0; rows < 7; rows++)
            for (int cols = 0; cols < 30; cols += 1 + cols / 6)
                for (t.rows = 0; t.rows <= 4; t.rows++) {
                    struct canvas cv =
                        show_field(&field, rows, cols, show_look(look));

                    t.cursor = cols % 2;
                    t.at_row = rows;
                    table_draw(&t, &cv, canvas_whole(&cv));
                    show_fence_holds(&field);
                }
    table_draw(&(struct table){0}, &(struct canvas){0},
               (struct canvas_rect){0, 0, 9, 9});
}
