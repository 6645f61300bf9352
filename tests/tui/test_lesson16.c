/* The whole of lesson 16 in text mode, by what one hears and types: its labs,
 * its questions, its task, to the words "This lesson is done." */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "exercises/exercise.h"
#include "exercises/task.h"
#include "tests/support/ptyrun.h"

static const double patience = 200.0; /* two small trainings, on any machine */
enum { MOST_HEADS = 64 };

static struct ptyrun p;
static size_t heard;

/* Waits until that is said, then types. */
static void on(const char *said, const char *typed)
{
    const char *at;

    cr_assert(ge(dbl, ptyrun_wait(&p, heard, said, patience), 0.0),
              "no \"%s\" in\n%s", said, p.bytes + heard);
    at = strstr(p.bytes + heard, said);
    heard = (size_t)(at - p.bytes) + strlen(said);
    ptyrun_type(&p, typed);
    ptyrun_type(&p, "\n");
}

static void expect(const char *said)
{
    cr_assert(ge(dbl, ptyrun_wait(&p, heard, said, patience), 0.0),
              "no \"%s\" in\n%s", said, p.bytes + heard);
}

static const char number[] = "Your answer, a number:",
                  choice[] = "Your answer, by its number:",
                  lab[] = "The lab: Enter goes on",
                  steps[] = "leaves it out:", next[] = "Enter goes on";

static void first_five_steps(void)
{
    on("A number, then Enter:", "L16");
    on(choice, "1");
    on(lab, "");
    on(next, "");
    on("Step 2 of", ""); /* Enter where an answer is due says what it is */
    on(number, "2");     /* and a wrong one is followed by the right one */
    expect("It is -2.");
    on(lab, "set query=1,0,0,0");
    expect("Position");
    on(lab, "undo");
    expect("query is 1,0,2,-1 again.");
    on(lab, "");
    on(next, "");
    on(choice, "2");
    on(lab, "");
    on(number, "0.649");
    on(next, "");
    on(choice, "1");
    on(lab, "");
    on(choice, "1");
    on(next, "");
    expect("In words: softmax of Q K transposed over root d");
    on(choice, "1");
    on(lab, "press right enter right enter right enter right enter");
    on(lab, "press right enter right enter right enter right enter");
    expect("That is it: the step is done.");
    on(number, "800");
    on(next, "");
}

/* Is the first what comes first? */
static bool first_of(const char *one, const char *other)
{
    for (double waited = 0.0; waited < patience; waited += 0.05) {
        const char *at = strstr(p.bytes + heard, one);
        const char *too = strstr(p.bytes + heard, other);

        if (at || too)
            return at && (!too || at < too);
        ptyrun_take(&p, 50);
    }
    return false;
}

/* Line by line, until it is the one or it is told. */
static void find_the_line(void)
{
    static const char which[] = "The number of the line:";
    char typed[16];
    int line = 1;

    do {
        snprintf(typed, sizeof typed, "%d", line++);
        on(which, typed);
    } while (first_of(which, next));
}

static void next_four_steps(void)
{
    on(number, "0.9");
    on(steps, "");
    expect("the run gave");
    on(lab, "");
    on(number, "2");
    on("The value:", "9");
    on(steps, "");
    on(lab, "");
    on(next, "");
    on(choice, "1");
    on(lab, "");
    on(choice, "1");
    find_the_line();
    on(next, "");
    on(choice, "2");
    on(choice, "1");
    on(steps, "");
    expect("a writes:");
    on(lab, "");
    on(next, "");
    on(number, "0.9");
    on(steps, "");
    on(lab, "");
    on(next, "");
}

/* The cell is chosen once, then head after head is looked at. */
static void find_the_head(void)
{
    bool met = false;

    on(lab, "cell 4 1");
    on(lab, "press enter");
    for (int i = 0; i < MOST_HEADS && !met; i++) {
        on(lab, i % 6 == 5 ? "press h l" : "press h");
        met = first_of("That is it", lab);
    }
    cr_assert(met, "no head is the right one in\n%s", p.bytes + heard);
    on(choice, "1");
    on(next, "");
}

static void last_steps(void)
{
    on(choice, "1");
    on(lab, "");
    on(next, "");
    on(number, "0.3");
    on(steps, "");
    on(lab, "");
    on("such as tft:", "tftftt");
    expect("1 is true.");
    on(next, "");
}

static void do_the_task(void)
{
    struct task task;
    struct buf folder;
    char typed[16];

    buf_init(&folder, 4096);
    cr_assert(eq(int, exercise_folder(&folder, "attention").code, STATUS_FINE));
    cr_assert(
        eq(int, task_open(&task, buf_string(&folder), 1).code, STATUS_FINE));
    on("A number, then Enter:", "1");
    for (int f = 0; f < task.fault_count; f++) {
        int i = 0;

        while (!task.faults[f].lines[i].wrong)
            i++;
        snprintf(typed, sizeof typed, "%d", i + 1);
        on("The number of the line:", typed);
    }
    for (int q = 0; q < task.question_count; q++) {
        int i = 0;

        while (!task.questions[q].items[i].right)
            i++;
        snprintf(typed, sizeof typed, "%d", i + 1);
        on("our answer:", task.questions[q].choice
                              ? typed
                              : task.questions[q].items[i].answer);
    }
    expect("The task is done: 100 of 100.");
    on(next, "");
    task_release(&task);
    buf_release(&folder);
}

Test(lesson16, is_finished_in_text_mode_with_its_labs_and_its_task)
{
    const char *const argv[] = {"lathe", "--text", NULL};
    const char *const setting[] = {"TERM=dumb", "LC_ALL=C.UTF-8", NULL};

    cr_assert(ptyrun_start(&p, LATHE_BINARY, argv, setting, 80, 24));
    first_five_steps();
    next_four_steps();
    find_the_head();
    last_steps();
    do_the_task();
    on("in your own words:", "Query and key give weights that mix values.");
    on(next, "");
    expect("This lesson is done.");
    on("A number, then Enter:", "4");
    expect("Goodbye.");
    cr_assert(eq(int, ptyrun_end(&p, patience), 0));
    ptyrun_free(&p);
}
