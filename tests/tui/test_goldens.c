/* The screens whose other suites look at their words only, as they are drawn
 * with their colours at 120x40, 80x24 and 40x12. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

#include "tests/support/shellbench.h"
#include "tui/screens/coursemap.h"
#include "tui/screens/welcome.h"

static struct shellbench b;

static void open_at(const char *command)
{
    shellbench_begin(&b);
    setenv("XDG_CONFIG_HOME", b.folder, 1);
    b.shell->look.colours = 256;
    coursemap_push(b.shell);
    shellbench_frame(&b, 80, 24);
    shellbench_press(&b, command);
}

Test(goldens, course_map)
{
    open_at("");
    shellbench_golden(&b, "map");
    shellbench_end(&b);
}

Test(goldens, first_start)
{
    shellbench_begin(&b);
    b.shell->look.colours = 256;
    welcome_push(b.shell);
    shellbench_wait_for(&b, 80, 24, "echo: hello");
    shellbench_golden(&b, "welcome");
    shellbench_press(&b, "\n");
    shellbench_golden(&b, "welcome-choice");
    shellbench_end(&b);
}

Test(goldens, lesson_with_a_guess_before_its_lab_and_behind_it)
{
    open_at(":lesson L01\n");
    shellbench_golden(&b, "lesson");
    shellbench_press(&b, "1");
    shellbench_wait_for(&b, 120, 40, "Five times two.");
    shellbench_golden(&b, "lesson-judged");
    shellbench_press(&b, "\t\t");
    shellbench_golden(&b, "lesson-knobs");
    shellbench_end(&b);
}

Test(goldens, lesson_with_the_card_of_a_word)
{
    open_at(":lesson L01\n");
    shellbench_frame(&b, 80, 24);
    shell_key(b.shell, KEYS_RIGHT);
    shellbench_press(&b, "\n");
    shellbench_golden(&b, "lesson-card");
    shellbench_end(&b);
}

Test(goldens, lesson_with_an_answer_being_typed)
{
    open_at(":lesson L01 long\n");
    shellbench_wait_for(&b, 80, 24, "paused");
    shellbench_press(&b, "12");
    shellbench_golden(&b, "lesson-answer");
    shellbench_end(&b);
}

Test(goldens, lab_with_a_cell_chosen_and_as_words)
{
    open_at(":lab grid\n");
    shellbench_wait_for(&b, 80, 24, "per map");
    struct labpanel *p = shell_top(b.shell)->state;

    p->view.row = 2;
    p->view.col = 3;
    shellbench_golden(&b, "lab-map");
    shellbench_press(&b, "v");
    shellbench_golden(&b, "lab-words");
    shellbench_end(&b);
}

Test(goldens, lab_that_is_done)
{
    open_at(":lab count?steps=5\n");
    shellbench_wait_for(&b, 80, 24, "paused");
    shellbench_press(&b, " ");
    shellbench_wait_for(&b, 80, 24, "done, 5 steps");
    shellbench_golden(&b, "lab-done");
    shellbench_end(&b);
}

Test(goldens, help_filtered)
{
    open_at("?find");
    shellbench_golden(&b, "help");
    shellbench_end(&b);
}

Test(goldens, too_small)
{
    open_at("");
    cr_assert(shellbench_shows(&b, 39, 11, "need 40x12"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 39, 11, "have 39x11"), "%s", b.text);
    shellbench_end(&b);
}
