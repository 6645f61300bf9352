/* A lesson is done from its first step to its last with nothing but lines. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/clock.h"
#include "exercises/exercise.h"
#include "exercises/task.h"
#include "tests/support/shellbench.h"
#include "tui/textmode.h"

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

/* The answers of the task, as a learner who knows them types them. */
static void add_task(struct buf *typed)
{
    struct task task;
    struct buf folder;

    buf_init(&folder, 4096);
    cr_assert(eq(int, exercise_folder(&folder, "attention").code, STATUS_FINE));
    cr_assert(
        eq(int, task_open(&task, buf_string(&folder), 1).code, STATUS_FINE));
    for (int f = 0; f < task.fault_count; f++) {
        for (int i = 0; i < task.faults[f].line_count; i++) {
            if (task.faults[f].lines[i].wrong) {
                buf_printf(typed, "%d\n", i + 1);
                break;
            }
        }
    }
    for (int q = 0; q < task.question_count; q++) {
        for (int i = 0; i < task.questions[q].item_count; i++) {
            if (task.questions[q].items[i].right) {
                if (task.questions[q].choice)
                    buf_printf(typed, "%d\n", i + 1);
                else
                    buf_printf(typed, "%s\n",
                               task.questions[q].items[i].answer);
                break;
            }
        }
    }
    task_release(&task);
    buf_release(&folder);
}

Test(textmode, a_lesson_is_finished_with_numbers_and_enter)
{
    struct shellbench b;
    struct buf typed;
    enum progress_state state;
    char *said;

    shellbench_begin(&b);
    buf_init(&typed, 1 << 16);
    buf_text(&typed, "1\n"       /* go on with L01 */
                     "1\n\n\n\n" /* a guess; run; on; the next step */
                     "1\nn\n\n"  /* the question; not that lab; on */
                     "1\n");     /* the task */
    add_task(&typed);
    buf_text(&typed, "\n\n6\n4\n");
    said = converse(&b, buf_string(&typed));
    cr_assert(strstr(said, "Step 1 of 4, See: Five steps.") != NULL, "%s",
              said);
    cr_assert(strstr(said, "1. at ten") != NULL, "%s", said);
    cr_assert(strstr(said, "free(p);\n    once") != NULL, "%s", said);
    cr_assert(strstr(said, "The sum is 10 after 5 steps.") != NULL, "%s", said);
    cr_assert(strstr(said, "Right. Five times two.") != NULL, "%s", said);
    cr_assert(strstr(said, "The task is done: 100 of 100.") != NULL, "%s",
              said);
    cr_assert(strstr(said, "This lesson is done.") != NULL, "%s", said);
    progress_get_state(&b.shell->progress, "L01", &state);
    cr_assert(eq(int, state, PROGRESS_DONE));
    free(said);
    buf_release(&typed);
    shellbench_end(&b);
}

Test(textmode, nothing_is_drawn_and_nothing_moves_the_cursor)
{
    struct shellbench b;
    char *said;

    shellbench_begin(&b);
    said = converse(
        &b,
        "1\n1\n\nset by=3\nset by=4\nundo\nknobs\nnumbers\npress z\n\nm\n4\n");
    for (const unsigned char *c = (unsigned char *)said; *c; c++) {
        const bool plain = *c == '\n' || *c >= ' ';
        const bool box = c[0] == 0xe2 && c[1] == 0x94;

        cr_assert(plain, "a control character %d", *c);
        cr_assert(not(box), "a box is drawn");
    }
    cr_assert(strstr(said, "by is 3: added by each step") != NULL, "%s", said);
    cr_assert(strstr(said, "by is 3 again.") != NULL, "%s", said);
    cr_assert(strstr(said, "sum,,,") != NULL, "%s", said);
    cr_assert(strstr(said, "\"z\" is no key of this lab.") != NULL, "%s", said);
    free(said);
    shellbench_end(&b);
}

Test(textmode, what_is_no_choice_is_said_and_asked_again)
{
    struct shellbench b;
    char *said;

    shellbench_begin(&b);
    said = converse(&b, "7\n2\n9\n3\nsummand\n3\nnothing\nL02\nL01\nx\n1\n");
    cr_assert(strstr(said, "\"7\" is none of them") != NULL, "%s", said);
    cr_assert(strstr(said, "\"9\" is not one of 1 to 1") != NULL, "%s", said);
    cr_assert(strstr(said, "summand: What is added.") != NULL, "%s", said);
    cr_assert(strstr(said, "is no word of the glossary") != NULL, "%s", said);
    cr_assert(strstr(said, "L02 is planned") != NULL, "%s", said);
    cr_assert(strstr(said, "Goodbye") != NULL, "%s", said); /* input ended */
    free(said);
    shellbench_end(&b);
}

Test(textmode, what_is_due_is_asked_in_lines_and_its_next_day_is_said)
{
    struct shellbench b;
    const int64_t day = 86400, now = clock_unix() + day;
    static const char typed[] = "\n"       /* begin */
                                "1\n\n\n"; /* the guess; run; go on */
    FILE *in = fmemopen((void *)(uintptr_t)typed, strlen(typed), "r");
    char *said = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&said, &bytes);

    shellbench_begin(&b);
    cr_assert(eq(
        int,
        progress_add_answer(&b.shell->progress, "L01", "L01-five", "1", 1.0, 1)
            .code,
        STATUS_FINE));
    cr_assert(eq(int,
                 textmode_review_run(in, out, b.course, b.database, now).code,
                 STATUS_FINE));
    fflush(out);
    cr_assert(strstr(said, "1 question of earlier lessons") != NULL, "%s",
              said);
    cr_assert(strstr(said, "L01 Counting up: Five steps") != NULL, "%s", said);
    cr_assert(strstr(said, "Right. Five times two.") != NULL, "%s", said);
    cr_assert(strstr(said, "It comes back in 3 days.") != NULL, "%s", said);
    rewind(in);
    cr_assert(eq(int,
                 textmode_review_run(in, out, b.course, b.database, now).code,
                 STATUS_FINE));
    fflush(out);
    cr_assert(strstr(said, "The next comes in 3 days.") != NULL, "%s", said);
    fclose(in);
    fclose(out);
    free(said);
    shellbench_end(&b);
}

Test(textmode, a_task_passes_with_half_of_its_points_and_has_other_faults_again)
{
    struct shellbench b;
    struct textmode t = {0};
    struct loop loop;
    struct attempts_state state;
    struct task first, again;
    struct buf typed;
    double share;
    bool passed;
    char *said = NULL;
    size_t bytes = 0;
    int hints, same = 0;

    shellbench_begin(&b);
    buf_init(&typed, 1 << 16);
    add_task(&typed);
    cr_assert(
        eq(int, loop_open(&loop, "attention", b.database).code, STATUS_FINE));
    cr_assert(eq(int, loop_task(&loop, &first).code, STATUS_FINE));
    t.in = fmemopen(typed.data, typed.bytes, "r");
    t.out = open_memstream(&said, &bytes);
    cr_assert(eq(int, textmode_do_task(&t, &loop, &share, &passed).code,
                 STATUS_FINE));
    cr_assert(passed);
    cr_assert(share > 0.99);
    fclose(t.in);
    fclose(t.out);
    cr_assert(eq(int, loop_state(&loop, &state, &hints).code, STATUS_FINE));
    cr_assert(state.passed);
    cr_assert(not(state.coded));
    cr_assert(eq(int, loop_task(&loop, &again).code, STATUS_FINE));
    for (int i = 0; i < TASK_FAULTS; i++)
        same += strcmp(first.faults[i].mutant, again.faults[i].mutant) == 0;
    cr_assert(lt(int, same, TASK_FAULTS));
    task_release(&first);
    task_release(&again);
    loop_close(&loop);
    free(said);
    free(t.line);
    buf_release(&typed);
    shellbench_end(&b);
}

Test(textmode, one_question_of_a_review_can_be_left_and_stays_due)
{
    struct shellbench b;
    const int64_t now = clock_unix() + 86400;
    static const char typed[] = "\nn\n\n";
    FILE *in = fmemopen((void *)(uintptr_t)typed, strlen(typed), "r");
    char *said = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&said, &bytes);

    shellbench_begin(&b);
    cr_assert(eq(
        int,
        progress_add_answer(&b.shell->progress, "L01", "L01-five", "1", 1.0, 1)
            .code,
        STATUS_FINE));
    cr_assert(eq(int,
                 textmode_review_run(in, out, b.course, b.database, now).code,
                 STATUS_FINE));
    fflush(out);
    cr_assert(strstr(said, "Not answered: it stays due.") != NULL, "%s", said);
    cr_assert(strstr(said, "The sum is") == NULL, "its lab told: %s", said);
    cr_assert(strstr(said, "That was the review.") != NULL, "%s", said);
    fclose(in);
    fclose(out);
    free(said);
    shellbench_end(&b);
}
