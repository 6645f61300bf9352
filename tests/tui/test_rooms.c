/* The screens beside the course: settings, lists, pages. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/shellbench.h"
#include "tui/screens/coursemap.h"

static void open_room(struct shellbench *b, const char *command)
{
    shellbench_begin(b);
    setenv("XDG_CONFIG_HOME", b->folder, 1);
    b->shell->look.colours = 256;
    coursemap_push(b->shell);
    shellbench_frame(b, 80, 24);
    shellbench_press(b, command);
}

Test(rooms, a_setting_acts_and_is_kept_when_it_is_moved)
{
    struct shellbench b;
    struct prefs kept = {0};
    char path[128];

    open_room(&b, ":settings\n");
    shellbench_golden(&b, "settings");
    shellbench_press(&b, "jll");
    cr_assert(eq(int, b.shell->prefs.theme, CANVAS_THEME_LIGHT));
    snprintf(path, sizeof path, "%s/lathe/config", b.folder);
    cr_assert(eq(int, prefs_read(&kept, path).code, STATUS_FINE));
    cr_assert(eq(int, kept.theme, CANVAS_THEME_LIGHT));
    shellbench_press(&b, "hh");
    cr_assert(eq(int, b.shell->prefs.theme, CANVAS_THEME_DEFAULT));
    shellbench_end(&b);
}

Test(rooms, shelf_lists_what_the_lessons_give_to_read)
{
    struct shellbench b;

    open_room(&b, ":shelf\n");
    shellbench_golden(&b, "shelf");
    cr_assert(shellbench_shows(&b, 80, 24, "A book"), "%s", b.text);
    cr_assert(not(shellbench_shows(&b, 80, 24, "many numbers")), "%s", b.text);
    shellbench_press(&b, "q:map\n");
    shellbench_end(&b);
}

Test(rooms, messages_are_scrolled_and_searched)
{
    struct shellbench b;

    open_room(&b, "");
    for (int i = 0; i < 30; i++)
        shell_say(b.shell, i == 7 ? "a needle" : "straw %d", i);
    shellbench_press(&b, ":messages\n");
    shellbench_golden(&b, "messages");
    cr_assert(not(shellbench_shows(&b, 40, 12, "needle")), "%s", b.text);
    shellbench_press(&b, "/needle\n");
    cr_assert(shellbench_shows(&b, 40, 12, "1/1"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 40, 12, "a needle"), "%s", b.text);
    shellbench_press(&b, "g");
    cr_assert(not(shellbench_shows(&b, 40, 12, "a needle")), "%s", b.text);
    shellbench_press(&b, "/hay\n");
    cr_assert(shellbench_shows(&b, 80, 24, "\"hay\" is not here"), "%s",
              b.text);
    shellbench_end(&b);
}

Test(rooms, commands_are_found_by_what_they_do_and_chosen_with_arrows)
{
    struct shellbench b;

    open_room(&b, ":");
    shellbench_golden(&b, "palette");
    shellbench_press(&b, "give");
    cr_assert(shellbench_shows(&b, 80, 24, "> shelf"), "%s", b.text);
    cr_assert(not(shellbench_shows(&b, 80, 24, "leave Lathe")), "%s", b.text);
    shellbench_press(&b, "\n");
    cr_assert(shellbench_shows(&b, 80, 24, "Reading shelf"), "%s", b.text);
    shellbench_press(&b, ":");
    shell_key(b.shell, KEYS_DOWN);
    shell_key(b.shell, KEYS_DOWN);
    cr_assert(shellbench_shows(&b, 80, 24, "> find"), "%s", b.text);
    shell_key(b.shell, KEYS_ESC);
    shellbench_press(&b, ":lesson\n");
    cr_assert(shellbench_shows(&b, 80, 24, "L01  L02"), "%s", b.text);
    shellbench_press(&b, "L01\n");
    cr_assert(shellbench_shows(&b, 80, 24, "Five steps"), "%s", b.text);
    shellbench_end(&b);
}
