/* The forms of a lesson that are tried more than once, as learners meet them.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/shellbench.h"
#include "tui/screens/coursemap.h"
#include "tui/screens/lessonpage.h"
#include "tui/screens/lessontext.h"
#include "tui/screens/taskpage.h"
#include "tui/textmode.h"

static const char steps[] =
    "## See: One line is wrong {#code}\n"
    "\n"
    "This adds up n numbers.\n"
    "\n"
    "```question\n"
    "id: L01-line\n"
    "type: fault\n"
    "ask: Which line is wrong?\n"
    "- [ ] float total(const float *x, int n) | Numbers go in, one comes out.\n"
    "- [ ] {\n"
    "- [ ]     float sum = 0.0f; | A sum begins with nothing in it.\n"
    "- [ ]\n"
    "- [x]     for (int i = 1; i < n; i++) | It begins at 1: x[0] is left "
    "out.\n"
    "- [ ]         sum += x[i]; | Each number that is visited is added.\n"
    "- [ ]     return sum; | What was added up.\n"
    "- [ ] }\n"
    "```\n"
    "\n"
    "## Play: Set it {#set}\n"
    "\n"
    "Four steps.\n"
    "\n"
    "```task\n"
    "id: L01-set\n"
    "type: set\n"
    "ask: Which value of by gives 12 in four steps?\n"
    "turn: by\n"
    "proof: by=3\n"
    "- [x] data.sum = 12 | Four times three.\n"
    "- [ ] data.sum > 12 | Too much.\n"
    "- [ ] otherwise | Too little.\n"
    "```\n"
    "```lab\n"
    "count by=1 steps=4\n"
    "```\n"
    "\n"
    "## Build: Get there {#reach}\n"
    "\n"
    "Five steps.\n"
    "\n"
    "```task\n"
    "id: L01-reach\n"
    "type: reach\n"
    "ask: Bring the sum past fifty.\n"
    "turn: by\n"
    "proof: by=20\n"
    "- [x] data.sum > 50 | Past it.\n"
    "- [ ] otherwise | Short of it.\n"
    "```\n"
    "```lab\n"
    "count by=2 steps=5\n"
    "```\n"
    "\n"
    "## Read: From an exercise {#mutants}\n"
    "\n"
    "```question\n"
    "id: L01-mutant\n"
    "type: fault\n"
    "ask: Which line lets the future in?\n"
    "from: attention one-ahead flat-future\n"
    "```\n";

static void open_step(struct shellbench *b, int step)
{
    shellbench_begin_with(b, steps);
    coursemap_push(b->shell);
    shell_fault(b->shell, lessonpage_push(b->shell, "L01", step));
    shellbench_frame(b, 80, 24);
}

Test(lessontext, the_fault_is_chosen_by_cursor_or_by_number)
{
    struct shellbench b;

    open_step(&b, 1);
    cr_assert(shellbench_shows(&b, 80, 24, ">  1  float total"), "%s", b.text);
    shellbench_press(&b, "j");
    cr_assert(shellbench_shows(&b, 80, 24, ">  3      float sum"), "%s",
              b.text);
    shellbench_golden(&b, "fault");
    shellbench_press(&b, "\n");
    cr_assert(shellbench_shows(&b, 80, 24, "Not this one. A sum begins"), "%s",
              b.text);
    cr_assert(shellbench_shows(&b, 80, 24, "try 2 of 3"), "%s", b.text);
    shellbench_press(&b, "2\n"); /* a brace */
    cr_assert(shellbench_shows(&b, 80, 24, "no line to choose"), "%s", b.text);
    shellbench_press(&b, "5\n");
    cr_assert(shellbench_shows(&b, 80, 24, "Right. It begins at 1"), "%s",
              b.text);
    cr_assert(shellbench_shows(&b, 80, 24, "!  5      for"), "%s", b.text);
    shellbench_golden(&b, "fault-found");
    shellbench_press(&b, "R");
    cr_assert(shellbench_shows(&b, 80, 24, ">  1  float total"), "%s", b.text);
    shellbench_end(&b);
}

Test(lessontext, the_line_under_the_cursor_is_in_sight_on_small_screens)
{
    struct shellbench b;

    open_step(&b, 4);
    for (int i = 0; i < 30; i++) {
        shellbench_press(&b, "j");
        shellbench_frame(&b, 40, 12);
        cr_assert(strchr(b.text, '>') != NULL, "%s", b.text);
    }
    for (int i = 0; i < 30; i++) {
        shellbench_press(&b, "k");
        shellbench_frame(&b, 40, 12);
    }
    cr_assert(shellbench_shows(&b, 40, 12, "From an exercise"), "%s", b.text);
    shellbench_end(&b);
}

Test(lessontext, asked_again_the_code_has_another_fault)
{
    struct shellbench b;

    open_step(&b, 4);
    cr_assert(shellbench_shows(&b, 80, 40, "t + 2 < T"), "%s", b.text);
    for (int i = 0; i < 3; i++)
        shellbench_press(&b, "\n");
    cr_assert(shellbench_shows(&b, 80, 60, "The fault is line"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 80, 60, "with another fault"), "%s", b.text);
    shellbench_press(&b, "R");
    cr_assert(shellbench_shows(&b, 80, 40, "weigh(row, T);"), "%s", b.text);
    cr_assert(not(shellbench_shows(&b, 80, 40, "t + 2 < T")), "%s", b.text);
    shellbench_end(&b);
}

Test(lessontext, a_value_runs_the_lab_and_the_run_judges_it)
{
    struct shellbench b;

    open_step(&b, 2);
    shellbench_wait_for(&b, 80, 24, "paused");
    shellbench_golden(&b, "task");
    shellbench_press(&b, "5000\n");
    cr_assert(shellbench_shows(&b, 80, 24, "by=5000"), "%s", b.text);
    shellbench_press(&b, "4\n");
    shellbench_wait_for(&b, 80, 24, "sum 16");
    shellbench_wait_for(&b, 80, 24, "Not yet. Too much.");
    shellbench_press(&b, "3\n");
    shellbench_wait_for(&b, 80, 24, "Right. Four times three.");
    cr_assert(shellbench_shows(&b, 80, 40, "This step is done."), "%s", b.text);
    shellbench_golden(&b, "task-done");
    shellbench_end(&b);
}

Test(lessontext, a_mark_is_reached_by_turning_and_running)
{
    struct shellbench b;

    open_step(&b, 3);
    shellbench_wait_for(&b, 80, 24, "paused");
    shellbench_press(&b, "\t\t\n");
    shell_key(b.shell, keys_ctrl('u'));
    shellbench_press(&b, "20\nr");
    shellbench_wait_for(&b, 80, 40, "Right. Past it.");
    cr_assert(shellbench_shows(&b, 120, 40, "you turned: by=20"), "%s", b.text);
    shellbench_golden(&b, "task-reached");
    shellbench_end(&b);
}

/* An exercise without a compiler: its code, then a choice. */
Test(lessontext, an_exercise_is_a_task_with_code_numbers_and_choices)
{
    struct shellbench b;

    shellbench_begin_with(&b, steps);
    coursemap_push(b.shell);
    shell_fault(b.shell, taskpage_push(b.shell, "c-loop", NULL, 0));
    shellbench_frame(&b, 80, 24);
    shellbench_golden(&b, "exercise-task");
    for (int part = 0; part < 3; part++) {
        for (int i = 0; i < 60 && !shellbench_shows(&b, 80, 24, "Right. Space");
             i++)
            shellbench_press(&b, i < 30 ? "j\n" : "k\n");
        shellbench_press(&b, " ");
    }
    cr_assert(shellbench_shows(&b, 80, 24, "What is out[3]?"), "%s", b.text);
    shellbench_press(&b, "5\n");
    cr_assert(shellbench_shows(&b, 80, 24, "Place 3 itself counts"), "%s",
              b.text);
    shell_key(b.shell, keys_ctrl('u'));
    shellbench_press(&b, "5.5\n ");
    cr_assert(shellbench_shows(&b, 80, 24, "Press the number"), "%s", b.text);
    shellbench_golden(&b, "exercise-choice");
    for (int part = 0; part < 2; part++) {
        for (char k = '1'; k <= '3'; k++)
            shellbench_press(&b, (char[]){k, '\0'});
        shellbench_press(&b, " ");
    }
    cr_assert(shellbench_shows(&b, 80, 24, "of 6 points"), "%s", b.text);
    shellbench_end(&b);
}

Test(lessontext, the_right_choice_is_not_always_the_first)
{
    struct lesson_item items[4] = {{.answer = "a", .right = true},
                                   {.answer = "b"},
                                   {.answer = "c"},
                                   {.answer = "d"}};
    struct lesson_block q = {.kind = LESSON_QUESTION,
                             .type = LESSON_CHOICE,
                             .items = items,
                             .item_count = 4};
    int right_at[4] = {0};
    char id[32], digit[2] = "1", answer[8];

    q.id = id;
    for (int i = 0; i < 200; i++) {
        int seen[4] = {0};

        snprintf(id, sizeof id, "L%02d-q%d", i % 48, i);
        for (int place = 0; place < 4; place++) {
            const int item = lessontext_item(&q, place);

            seen[item]++;
            right_at[place] += items[item].right;
            digit[0] = (char)('1' + place);
            lessontext_answer(&q, digit, answer, sizeof answer);
            cr_assert(eq(int, (int)strtol(answer, NULL, 10) - 1, item));
        }
        for (int k = 0; k < 4; k++)
            cr_assert(eq(int, seen[k], 1));
    }
    for (int place = 0; place < 4; place++)
        cr_assert(gt(int, right_at[place], 25), "place %d", place);
    cr_assert_str_eq(lessontext_words(&q, "3"), "c");
    cr_assert_str_eq(lessontext_words(&q, "5"), "5");
    q.type = LESSON_FAULT;
    items[1].answer = "    sum = 0;";
    cr_assert_str_eq(lessontext_words(&q, "2"), "sum = 0;");
    q.type = LESSON_CHOICE;
    q.kind = LESSON_PREDICT; /* often a scale, which has an order */
    for (int place = 0; place < 4; place++)
        cr_assert(eq(int, lessontext_item(&q, place), place));
}

static char *converse(struct shellbench *b, const char *typed)
{
    FILE *in = fmemopen((void *)(uintptr_t)typed, strlen(typed), "r");
    char *said = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&said, &bytes);

    cr_assert(in != NULL && out != NULL);
    const struct status st = textmode_run(in, out, b->course, b->database);
    fclose(in);
    fclose(out);
    cr_assert(eq(int, st.code, STATUS_FINE), "%s", st.text);
    return said;
}

Test(lessontext, every_form_can_be_done_in_lines_of_text)
{
    struct shellbench b;
    char *said;

    shellbench_begin_with(&b, steps);
    said = converse(&b, "1\n"       /* go on with L01 */
                        "3\n5\n\n"  /* one miss; the line; on */
                        "4\n\n"     /* too much: run to its end */
                        "3\n\n\n\n" /* right; run; leave the lab; on */
                        "\nset by=20\nrun\n\n\n" /* as it is; turned; on */
                        "6\n7\n8\n\n4\n");
    cr_assert(strstr(said, "3:     float sum = 0.0f;") != NULL, "%s", said);
    cr_assert(strstr(said, "Not yet. A sum begins with") != NULL, "%s", said);
    cr_assert(strstr(said, "Right. It begins at 1") != NULL, "%s", said);
    cr_assert(strstr(said, "Type a value for by;") != NULL, "%s", said);
    cr_assert(strstr(said, "Not yet. Too much.") != NULL, "%s", said);
    cr_assert(strstr(said, "Right. Four times three.") != NULL, "%s", said);
    cr_assert(strstr(said, "Turn by in the lab below.") != NULL, "%s", said);
    cr_assert(strstr(said, "Right. Past it.") != NULL, "%s", said);
    cr_assert(strstr(said, "The fault is line") != NULL ||
                  strstr(said, "no line to choose") != NULL,
              "%s", said);
    free(said);
    shellbench_end(&b);
}
