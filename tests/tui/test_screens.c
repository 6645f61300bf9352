#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "tests/support/shellbench.h"
#include "tests/support/testlabs.h"
#include "tui/screens/coursemap.h"
#include "tui/screens/labscreen.h"
#include "tui/screens/lessonpage.h"
#include "tui/screens/welcome.h"
#include "tui/shell.h"
#include "viz/plain.h"

static const int sizes[][2] = {{120, 40}, {80, 24}, {40, 12}};

Test(screens, map_lists_stages_lessons_and_the_next_step_at_every_size)
{
    struct shellbench b;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    for (int i = 0; i < 3; i++) {
        shellbench_frame(&b, sizes[i][0], sizes[i][1]);
        cr_assert(strstr(b.text, "Sums") != NULL, "%s", b.text);
        cr_assert(strstr(b.text, "L01") != NULL, "%s", b.text);
        cr_assert(strstr(b.text, "Counting up") != NULL, "%s", b.text);
        cr_assert(strstr(b.text, "planned") != NULL, "%s", b.text);
        cr_assert(strstr(b.text, "next") != NULL, "%s", b.text);
    }
    shellbench_end(&b);
}

Test(screens, a_planned_lesson_is_dim_and_does_not_open)
{
    struct shellbench b;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    shellbench_frame(&b, 80, 24);
    shellbench_press(&b, "j\n");
    cr_assert(shellbench_shows(&b, 80, 24, "L02 is planned"), "%s", b.text);
    cr_assert(eq(int, b.shell->depth, 1));
    shellbench_press(&b, "k"); /* away from it, so that its own ink shows */
    shellbench_frame(&b, 80, 24);
    for (int r = 0; r < 24; r++) {
        if (canvas_at(b.cv, r, 5).rune == '2' && r > 1)
            cr_assert(eq(int, canvas_at(b.cv, r, 5).fg, INK_DIM));
    }
    shellbench_end(&b);
}

Test(screens, one_by_one_says_what_it_can_and_does_not_crash)
{
    struct shellbench b;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    for (int cols = 1; cols < 45; cols += 4) {
        for (int rows = 1; rows < 15; rows++)
            shellbench_frame(&b, cols, rows);
    }
    shellbench_frame(&b, 1, 1);
    cr_assert(eq(int, canvas_at(b.cv, 0, 0).rune, 'L'));
    cr_assert(shellbench_shows(&b, 30, 10, "have 30x10"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 30, 10, "need 40x12"), "%s", b.text);
    shellbench_press(&b, "x\n:");
    cr_assert(not(b.shell->quit));
    shellbench_press(&b, "q");
    cr_assert(b.shell->quit);
    shellbench_end(&b);
}

Test(screens, text_and_lab_stand_beside_each_other_from_100x30)
{
    struct shellbench b;
    const char *at;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 1));
    shellbench_frame(&b, 120, 40);
    at = strstr(b.text, "First your guess");
    cr_assert(at != NULL, "%s", b.text);
    cr_assert(strstr(b.text, "A sum grows") != NULL, "%s", b.text);
    while (at > b.text && at[-1] != '\n')
        at--;
    cr_assert(shellbench_shows(&b, 120, 40, "Guess"), "%s", b.text);
    shellbench_end(&b);
}

Test(screens, a_guess_lets_the_lab_run_and_the_run_judges_it)
{
    struct shellbench b;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 1));
    cr_assert(shellbench_shows(&b, 80, 24, "First your guess"), "%s", b.text);
    shellbench_press(&b, "1");
    shellbench_wait_for(&b, 80, 24, "sum 10");
    shellbench_wait_for(&b, 80, 40, "Right. Five times two.");
    shellbench_end(&b);
}

Test(screens, the_verdict_is_in_sight_on_small_screens_too)
{
    struct shellbench b;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 1));
    shellbench_frame(&b, 40, 12);
    shellbench_press(&b, "2");
    shellbench_wait_for(&b, 40, 12, "Not so. Five times two.");
    shellbench_end(&b);
}

Test(screens, small_screens_show_one_part_and_say_how_to_get_the_other)
{
    struct shellbench b;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 1));
    cr_assert(shellbench_shows(&b, 40, 12, "(1 text)"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 40, 12, "grows"), "%s", b.text);
    shellbench_press(&b, "\t");
    cr_assert(shellbench_shows(&b, 40, 12, "(2 lab)"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 40, 12, "First your guess"), "%s", b.text);
    shellbench_end(&b);
}

Test(screens, a_question_is_answered_in_a_line)
{
    struct shellbench b;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 2));
    cr_assert(shellbench_shows(&b, 80, 24, "type a number, then Enter"), "%s",
              b.text);
    shellbench_press(&b, "\nseven\n");
    cr_assert(shellbench_shows(&b, 80, 24, "is no number"), "%s", b.text);
    shellbench_press(&b, "1\n");
    cr_assert(shellbench_shows(&b, 80, 40, "Right. One."), "%s", b.text);
    shellbench_end(&b);
}

Test(screens, a_lesson_opens_where_it_was_left)
{
    struct shellbench b;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 2));
    shell_free(b.shell);
    cr_assert(eq(
        int,
        shell_new(&b.shell, (struct canvas_look){0}, b.course, b.database).code,
        STATUS_FINE));
    coursemap_push(b.shell);
    shellbench_frame(&b, 80, 24);
    shellbench_press(&b, "c");
    cr_assert(shellbench_shows(&b, 80, 24, "As long as you like"), "%s",
              b.text);
    shellbench_end(&b);
}

Test(screens, training_goes_on_while_nobody_looks)
{
    struct shellbench b;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 2));
    shellbench_wait_for(&b, 80, 24, "paused");
    shellbench_press(&b, "r");
    shellbench_wait_for(&b, 80, 24, "running");
    shellbench_press(&b, "q");
    cr_assert(eq(int, b.shell->depth, 1));
    cr_assert(eq(int, worker_ask(b.shell->worker, WORKER_BACK).state,
                 WORKER_RUNNING));
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 2));
    shellbench_wait_for(&b, 80, 24, "running");
    shellbench_end(&b);
}

Test(screens, knobs_are_moved_with_arrows)
{
    struct shellbench b;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, labscreen_push(b.shell, "count steps=9"));
    shellbench_wait_for(&b, 80, 24, "paused");
    shellbench_press(&b, "\t");
    shell_key(b.shell, KEYS_RIGHT);
    shell_key(b.shell, KEYS_RIGHT);
    cr_assert(shellbench_shows(&b, 80, 24, "[by 3]"), "%s", b.text);
    shellbench_press(&b, "s");
    shellbench_wait_for(&b, 80, 24, "sum 3");
    shellbench_press(&b, "\n");
    shell_key(b.shell, keys_ctrl('u'));
    shellbench_press(&b, "50\n");
    shellbench_press(&b, "s");
    shellbench_wait_for(&b, 80, 24, "sum 53");
    shellbench_press(&b, ":reset\n");
    shellbench_wait_for(&b, 80, 24, "sum 0");
    shellbench_end(&b);
}

Test(screens, an_exercise_opens_as_a_task_and_lets_the_learner_try_again)
{
    struct shellbench b;

    shellbench_begin(&b);
    setenv("LATHE_HOME", b.folder, 1);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 3));
    cr_assert(shellbench_shows(&b, 80, 24, "x opens it"), "%s", b.text);
    shellbench_press(&b, "xm");
    cr_assert(shellbench_shows(&b, 80, 24, "One line was changed"), "%s",
              b.text);
    shellbench_press(&b, "\n");
    cr_assert(shellbench_shows(&b, 80, 24, "Try again"), "%s", b.text);
    for (int i = 0; i < 60 && !shellbench_shows(&b, 80, 24, "Right. Space");
         i++)
        shellbench_press(&b, "j\n");
    shellbench_press(&b, " ");
    cr_assert(shellbench_shows(&b, 80, 24, "2 of"), "%s", b.text);
    shellbench_press(&b, "qq");
    cr_assert(shellbench_shows(&b, 80, 24, "x opens it"), "%s", b.text);
    shellbench_end(&b);
}

Test(screens, what_is_to_be_read_keeps_its_answers_until_asked)
{
    struct shellbench b;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 4));
    cr_assert(shellbench_shows(&b, 80, 24, "What is a sum?"), "%s", b.text);
    cr_assert(not(shellbench_shows(&b, 80, 24, "many numbers")), "%s", b.text);
    shellbench_press(&b, "a");
    cr_assert(shellbench_shows(&b, 80, 24, "many numbers"), "%s", b.text);
    shellbench_end(&b);
}

Test(screens, help_lists_the_keys_of_this_screen_and_runs_them)
{
    struct shellbench b;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, labscreen_push(b.shell, "count"));
    shellbench_frame(&b, 80, 40);
    shellbench_press(&b, "?");
    cr_assert(shellbench_shows(&b, 80, 40, "pause, or go on"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 80, 40, "zeroes nothing"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 80, 40, "type a command"), "%s", b.text);
    shellbench_press(&b, "words");
    cr_assert(not(shellbench_shows(&b, 80, 40, "zeroes nothing")), "%s",
              b.text);
    shellbench_press(&b, "\n");
    shellbench_wait_for(&b, 80, 40, "The sum is 0 after 0 steps.");
    shellbench_end(&b);
}

Test(screens, prompt_completes_and_names_what_it_does_not_know)
{
    struct shellbench b;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    shellbench_frame(&b, 80, 24);
    shellbench_press(&b, ":les\tL0");
    cr_assert(shellbench_shows(&b, 80, 24, ":lesson L0"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 80, 24, "L01  L02"), "%s", b.text);
    shellbench_press(&b, "1\n");
    cr_assert(shellbench_shows(&b, 80, 24, "Five steps"), "%s", b.text);
    shellbench_press(&b, ":dance\n");
    cr_assert(shellbench_shows(&b, 80, 24, "dance: no such command"), "%s",
              b.text);
    shellbench_press(&b, ":lab nothing\n");
    cr_assert(shellbench_shows(&b, 80, 24, "nothing"), "%s", b.text);
    shellbench_press(&b, ":messages\n");
    cr_assert(shellbench_shows(&b, 80, 24, "dance: no such command"), "%s",
              b.text);
    shellbench_end(&b);
}

Test(screens, first_start_answers_every_letter_and_ends_with_a_choice)
{
    struct shellbench b;

    shellbench_begin(&b);
    cr_assert(welcome_due(b.shell));
    welcome_push(b.shell);
    shellbench_wait_for(&b, 80, 24, "echo: hello");
    shellbench_press(&b, " q?");
    shellbench_wait_for(&b, 80, 24, "echo: hello q?");
    shellbench_press(&b, "\n2");
    cr_assert(shellbench_shows(&b, 80, 24, "course map"), "%s", b.text);
    cr_assert(not(welcome_due(b.shell)));
    shellbench_end(&b);
}

Test(screens, a_path_decides_what_the_map_tells)
{
    struct shellbench b;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    cr_assert(not(shellbench_shows(&b, 80, 24, "10 min")), "%s", b.text);
    shellbench_press(&b, ":path teach\n");
    cr_assert(shellbench_shows(&b, 80, 24, "course map, I teach"), "%s",
              b.text);
    cr_assert(shellbench_shows(&b, 80, 24, "10 min  L01"), "%s", b.text);
    shellbench_press(&b, ":path pytorch\n"); /* no lesson here is of a model */
    cr_assert(not(shellbench_shows(&b, 80, 24, "L02")), "%s", b.text);
    shellbench_press(&b, "/some day\n");
    cr_assert(shellbench_shows(&b, 80, 24, "> L02") ||
                  shellbench_shows(&b, 80, 24, ">  L02"),
              "%s", b.text);
    shellbench_press(&b, ":path nowhere\n");
    cr_assert(shellbench_shows(&b, 80, 24, "start, pytorch and teach are"),
              "%s", b.text);
    shellbench_end(&b);
}

Test(screens, a_wrong_answer_is_followed_by_the_right_one_and_its_reason)
{
    struct shellbench b;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 2));
    shellbench_frame(&b, 80, 40);
    shellbench_press(&b, "7\n");
    cr_assert(shellbench_shows(&b, 80, 40, "Not so. Look at the knob."), "%s",
              b.text);
    cr_assert(shellbench_shows(&b, 80, 40, "It is 1. One."), "%s", b.text);
    shellbench_end(&b);
}

Test(screens, the_part_in_focus_is_marked_and_has_most_of_the_room)
{
    struct shellbench b;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 2));
    shellbench_wait_for(&b, 80, 24, "paused");
    cr_assert(shellbench_shows(&b, 80, 24, "Look") ||
                  shellbench_shows(&b, 80, 24, "Question"),
              "%s", b.text);
    shellbench_press(&b, "\t\t");
    cr_assert(shellbench_shows(&b, 80, 24, "> by: "), "%s", b.text);
    cr_assert(shellbench_shows(&b, 80, 24, "[by 1]"), "%s", b.text);
    cr_assert(not(shellbench_shows(&b, 80, 24, "Question")), "%s", b.text);
    shellbench_end(&b);
}

Test(screens, while_letters_are_text_the_hint_names_no_letter)
{
    struct shellbench b;

    shellbench_begin(&b);
    welcome_push(b.shell);
    cr_assert(not(shellbench_shows(&b, 80, 24, "q quit")), "%s", b.text);
    cr_assert(shellbench_shows(&b, 80, 24, "Enter done"), "%s", b.text);
    shellbench_end(&b);
}

Test(screens, pasted_text_is_no_command)
{
    struct shellbench b;

    shellbench_begin(&b);
    coursemap_push(b.shell);
    shellbench_frame(&b, 80, 24);
    shell_key(b.shell, KEYS_PASTE_START);
    shellbench_press(&b, "q:quit\n");
    shell_key(b.shell, KEYS_PASTE_END);
    cr_assert(not(b.shell->quit));
    cr_assert(eq(int, b.shell->depth, 1));
    shellbench_end(&b);
}

Test(screens, ascii_look_sends_nothing_else)
{
    struct shellbench b;

    shellbench_begin(&b);
    b.shell->look.glyphs = CANVAS_GLYPHS_ASCII;
    b.shell->look.graph = CANVAS_GRAPH_ASCII;
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 1));
    for (int i = 0; i < 3; i++) {
        shellbench_frame(&b, sizes[i][0], sizes[i][1]);
        for (size_t k = 0; k < b.bytes; k++)
            cr_assert(lt(int, (unsigned char)b.text[k], 128));
    }
    shellbench_end(&b);
}

Test(screens, export_keeps_the_picture_and_says_where)
{
    struct shellbench b;
    char path[256];

    shellbench_begin(&b);
    setenv("LATHE_HOME", b.folder, 1);
    coursemap_push(b.shell);
    shellbench_frame(&b, 80, 24);
    shellbench_press(&b, ":export\n");
    cr_assert(shellbench_shows(&b, 80, 24, "no lab is open on this screen"),
              "%s", b.text);
    shell_fault(b.shell, labscreen_push(b.shell, "count steps=9"));
    shellbench_wait_for(&b, 80, 24, "sum 0");
    shellbench_press(&b, "P:export\n");
    shellbench_wait_for(&b, 80, 24, "pictures/count-0-2.svg");
    snprintf(path, sizeof path, "%s/pictures/count-0.svg", b.folder);
    cr_assert_eq(access(path, R_OK), 0);
    shellbench_end(&b);
}
