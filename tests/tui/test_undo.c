/* u takes back what was changed last. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/shellbench.h"
#include "tui/labundo.h"
#include "tui/screens/coursemap.h"

static struct shellbench b;

static void open_at(const char *command)
{
    shellbench_begin(&b);
    setenv("XDG_CONFIG_HOME", b.folder, 1);
    coursemap_push(b.shell);
    shellbench_frame(&b, 80, 24);
    shellbench_press(&b, command);
}

Test(undo, knobs_of_a_lab_go_back_turn_by_turn)
{
    open_at(":lab count\n");
    shellbench_wait_for(&b, 80, 24, "by 1");
    shellbench_press(&b, "u");
    cr_assert(shellbench_shows(&b, 80, 24, "no knob was turned"), "%s", b.text);
    shellbench_press(&b, "\t");
    shell_key(b.shell, KEYS_RIGHT);
    shell_key(b.shell, KEYS_RIGHT);
    shell_key(b.shell, KEYS_DOWN);
    shell_key(b.shell, KEYS_LEFT);
    b.shell->toast_until_ns = 0;
    cr_assert(shellbench_shows(&b, 80, 24, "by 3"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 80, 24, "steps 999999"), "%s", b.text);
    shellbench_press(&b, "u");
    cr_assert(shellbench_shows(&b, 80, 24, "steps 1000000"), "%s", b.text);
    shellbench_press(&b, "u");
    cr_assert(shellbench_shows(&b, 80, 24, "by is 2 again"), "%s", b.text);
    shellbench_press(&b, "u");
    cr_assert(shellbench_shows(&b, 80, 24, "by 1"), "%s", b.text);
    shellbench_press(&b, "u");
    cr_assert(shellbench_shows(&b, 80, 24, "no knob was turned"), "%s", b.text);
    shellbench_press(&b, "?take back");
    cr_assert(shellbench_shows(&b, 80, 24, "the last turn of a knob"), "%s",
              b.text);
    shellbench_end(&b);
}

Test(undo, in_a_lesson_the_newer_of_note_and_knob_goes_back)
{
    open_at(":lesson L01\n");
    shellbench_press(&b, "1"); /* a guess, so that its lab opens */
    shellbench_wait_for(&b, 80, 24, "done, 5");
    shellbench_press(&b, "eFirst.\n");
    shellbench_press(&b, "e More.\n");
    cr_assert(shellbench_shows(&b, 80, 40, "Your note: First. More."), "%s",
              b.text);
    shellbench_press(&b, "\t\t");
    shell_key(b.shell, KEYS_RIGHT); /* by 3, after the note */
    cr_assert(shellbench_shows(&b, 80, 40, "by 3"), "%s", b.text);
    shellbench_press(&b, "u");
    cr_assert(shellbench_shows(&b, 80, 40, "by 2"), "%s", b.text);
    shellbench_press(&b, "\t"); /* to the text: its note is as it was */
    cr_assert(shellbench_shows(&b, 80, 40, "First. More."), "%s", b.text);
    shellbench_press(&b, "eAgain.\nu");
    cr_assert(shellbench_shows(&b, 80, 40, "Your note: First. More."), "%s",
              b.text);
    shellbench_end(&b);
}

Test(undo, a_filter_that_was_taken_away_stands_again)
{
    open_at(":glossary\nfsummand\n");
    cr_assert(shellbench_shows(&b, 80, 24, "filter: summand"), "%s", b.text);
    shellbench_press(&b, "u");
    cr_assert(shellbench_shows(&b, 80, 24, "no filter was taken"), "%s",
              b.text);
    b.shell->toast_until_ns = 0;
    shellbench_press(&b, "f");
    shell_key(b.shell, KEYS_ESC);
    cr_assert(not(shellbench_shows(&b, 80, 24, "filter:")), "%s", b.text);
    shellbench_press(&b, "u");
    cr_assert(shellbench_shows(&b, 80, 24, "filter: summand"), "%s", b.text);
    shellbench_end(&b);
}

Test(undo, the_oldest_turns_give_way)
{
    struct labundo u = {0};
    struct labundo_turn t;
    char text[16];

    for (int i = 0; i < LABUNDO_MOST + 3; i++) {
        snprintf(text, sizeof text, "%d", i);
        labundo_add(&u, i, text, i % 2 == 0);
    }
    for (int i = LABUNDO_MOST + 2; i >= 3; i--) {
        cr_assert(labundo_take(&u, &t));
        cr_assert(eq(int, t.knob, i));
        cr_assert(eq(int, (int)strtol(t.text, NULL, 10), i));
        cr_assert(eq(int, t.given, i % 2 == 0));
        free(t.text);
    }
    cr_assert(not(labundo_take(&u, &t)));
    labundo_add(&u, 1, "x", true);
    labundo_clear(&u);
    cr_assert(not(labundo_take(&u, &t)));
}
