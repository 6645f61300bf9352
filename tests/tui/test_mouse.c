/* What a mouse does on each screen, through the places that a frame noted. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "engine/train/runlog.h"
#include "tests/support/shellbench.h"
#include "tui/screens/coursemap.h"

static struct shellbench b;

static void open_map(void)
{
    shellbench_begin(&b);
    setenv("XDG_CONFIG_HOME", b.folder, 1);
    coursemap_push(b.shell);
}

/* Clicks on what shows of that kind and number; false: there is none. */
static bool click_on(int cols, int rows, enum spots_kind kind, int number)
{
    shellbench_frame(&b, cols, rows);
    for (int i = 0; i < rows * cols; i++) {
        struct spots_spot k;

        if (spots_find(&b.shell->spots, i / cols, i % cols, &k) &&
            k.kind == kind && k.row == number) {
            shell_click(b.shell, i / cols, i % cols);
            return true;
        }
    }
    return false;
}

Test(mouse, goes_to_lines_and_presses_keys_of_the_bottom_line)
{
    open_map();
    cr_assert(click_on(80, 24, SPOTS_ROW, 2));
    cr_assert(shellbench_shows(&b, 80, 24, ">  L02"), "%s", b.text);
    shell_click(b.shell, 3, 10);
    shell_click(b.shell, 3, 10);
    cr_assert(shellbench_shows(&b, 80, 24, "A sum grows"), "%s", b.text);
    cr_assert(click_on(80, 24, SPOTS_KEY, 'q'));
    cr_assert(shellbench_shows(&b, 80, 24, "course map"), "%s", b.text);
    shellbench_press(&b, "M");
    cr_assert(eq(int, b.shell->prefs.mouse, PREFS_MOUSE_OFF));
    cr_assert(shellbench_shows(&b, 80, 24, "mouse off: select"), "%s", b.text);
    shellbench_end(&b);
}

Test(mouse, chooses_and_opens_on_every_list)
{
    open_map();
    shellbench_press(&b, ":settings\n");
    cr_assert(click_on(80, 24, SPOTS_ROW, 1));
    cr_assert(eq(int, b.shell->prefs.theme, CANVAS_THEME_DEFAULT));
    click_on(80, 24, SPOTS_ROW, 1); /* there already: the next choice */
    cr_assert(ne(int, b.shell->prefs.theme, CANVAS_THEME_DEFAULT));
    shellbench_press(&b, "q:glossary\n");
    cr_assert(click_on(80, 24, SPOTS_ROW, 1));
    cr_assert(shellbench_shows(&b, 80, 24, "What is added."), "%s", b.text);
    click_on(80, 24, SPOTS_ROW, 1);
    cr_assert(shellbench_shows(&b, 80, 24, "Five steps"), "%s", b.text);
    shellbench_press(&b, "qq?");
    cr_assert(click_on(80, 24, SPOTS_ROW, 2)); /* `/`, find */
    click_on(80, 24, SPOTS_ROW, 2);
    cr_assert(shellbench_shows(&b, 80, 24, "find: "), "%s", b.text);
    shell_key(b.shell, KEYS_ESC);
    shellbench_press(&b, ":"); /* row 0 of the palette */
    cr_assert(click_on(80, 24, SPOTS_ROW, 0));
    cr_assert(b.shell->prompting);
    cr_assert(eq(int, b.shell->prompt_at, 0));
    click_on(80, 24, SPOTS_ROW, 0);
    cr_assert(not(b.shell->prompting && b.shell->prompt.bytes == 0));
    shellbench_end(&b);
}

Test(mouse, runs_are_chosen_in_a_list_that_is_longer_than_the_screen)
{
    open_map();
    for (int i = 0; i < 30; i++) {
        double step = 1, loss = 2;
        const struct runlog_curve curve = {"loss", &step, &loss, 1};
        const struct runlog_about about = {.command = "count?by=2",
                                           .argv = "",
                                           .recipe = "",
                                           .data_hash = "",
                                           .mode = "strict",
                                           .version = "1.0",
                                           .lab = true};
        int64_t number = 0;

        cr_assert(
            eq(int,
               runlog_put(&b.shell->progress.db, &about, 1, &curve, 1, &number)
                   .code,
               STATUS_FINE));
    }
    shellbench_press(&b, ":runs\nG");
    shellbench_frame(&b, 80, 24);
    cr_assert(click_on(80, 24, SPOTS_ROW, 1)); /* the second one in sight */
    shellbench_frame(&b, 80, 24);
    cr_assert(strstr(b.text, "run 9:") != NULL, "%s", b.text);
    shellbench_end(&b);
}

Test(mouse, a_cell_of_a_map_is_read_then_entered_and_a_knob_is_focused)
{
    const int sizes[][2] = {{120, 40}, {80, 24}, {40, 12}};

    for (int i = 0; i < 3; i++) {
        const int cols = sizes[i][0], rows = sizes[i][1];
        const struct spots_spot *map = NULL;
        struct spots_spot cell;
        char value[16];
        const struct labpanel *p;

        open_map();
        shellbench_press(&b, ":lab grid\n");
        shellbench_wait_for(&b, cols, rows, "per map");
        p = shell_top(b.shell)->state;
        for (int k = 0; k < b.shell->spots.count; k++) {
            if (b.shell->spots.spot[k].kind == SPOTS_CELL)
                map = &b.shell->spots.spot[k];
        }
        cr_assert(map != NULL, "%s", b.text);
        const int at[2] = {map->at.row + map->at.rows - 1,
                           map->at.col + map->at.cols - 1};
        cr_assert(spots_find(&b.shell->spots, at[0], at[1], &cell));
        shell_click(b.shell, at[0], at[1]);
        cr_assert(eq(int, p->view.row, cell.row));
        cr_assert(eq(int, p->view.col, cell.col));
        snprintf(value, sizeof value, "> %d  %d", cell.col,
                 10 * cell.row + cell.col);
        cr_assert(shellbench_shows(&b, cols, rows, value), "%s in\n%s", value,
                  b.text);
        cr_assert(not(p->view.chosen));
        shell_click(b.shell, at[0], at[1]); /* what Enter does */
        cr_assert(p->view.chosen, "at %dx%d", cols, rows);
        cr_assert(click_on(cols, rows, SPOTS_KNOB, 0));
        cr_assert(eq(int, p->focus, LABPANEL_KNOBS));
        click_on(cols, rows, SPOTS_KNOB, 0);
        cr_assert(p->editing);
        shellbench_end(&b);
    }
}

Test(mouse, the_wheel_scrolls_the_text_beneath_it_whatever_has_the_focus)
{
    struct spots_spot text;
    int row = -1;

    open_map();
    shellbench_press(&b, ":lesson L01\n");
    shellbench_frame(&b, 80, 24);
    shellbench_press(&b, "1");
    shellbench_wait_for(&b, 80, 24, "done, 5");
    shellbench_press(&b, "\t");
    shellbench_frame(&b, 80, 24);
    for (int r = 0; r < 24 && row < 0; r++) {
        if (spots_find_kind(&b.shell->spots, SPOTS_PANEL, r, 0, &text) &&
            text.row == 1)
            row = r;
    }
    cr_assert(ge(int, row, 0), "%s", b.text);
    shell_wheel(b.shell, row, 0, 1);
    cr_assert(not(shellbench_shows(&b, 80, 24, "Five steps")), "%s", b.text);
    shell_wheel(b.shell, row, 0, -1);
    cr_assert(shellbench_shows(&b, 80, 24, "Five steps"), "%s", b.text);
    shellbench_press(&b, "q");
    shellbench_frame(&b, 80, 24);
    shell_wheel(b.shell, 5, 5, 1); /* on a list it moves the choice */
    cr_assert(shellbench_shows(&b, 80, 24, ">  L02"), "%s", b.text);
    shellbench_end(&b);
}

Test(mouse, a_click_changes_the_panel_where_one_is_shown_at_a_time)
{
    open_map();
    shellbench_press(&b, ":lesson L01\n");
    cr_assert(shellbench_shows(&b, 40, 12, "(1 text)"), "%s", b.text);
    cr_assert(click_on(40, 12, SPOTS_PANEL, 2));
    cr_assert(shellbench_shows(&b, 40, 12, "(2 lab)"), "%s", b.text);
    cr_assert(click_on(40, 12, SPOTS_PANEL, 1));
    cr_assert(shellbench_shows(&b, 40, 12, "(1 text)"), "%s", b.text);
    shellbench_end(&b);
}
