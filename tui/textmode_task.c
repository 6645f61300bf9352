/* textmode_task.c - an exercise without a compiler, in questions: which line
 * is wrong, and what does the code do. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "exercises/exercise.h"
#include "exercises/task.h"
#include "tui/textmode.h"

enum { SEED = 1 };

/* A second look is worth half, more are worth nothing. */
static double worth(int tries)
{
    return tries <= 1 ? 1.0 : tries == 2 ? 0.5 : 0.0;
}

/* Asks for the line that was changed, until it is found. */
static double ask_fault(struct textmode *t, const struct task_fault *f)
{
    int tries = 0;

    textmode_say(t, "One line of this code was changed. Which?");
    for (int i = 0; i < f->line_count; i++)
        textmode_say(t, "%d: %s", i + 1, f->lines[i].text);
    for (;;) {
        const char *typed = textmode_ask(t, "The number of the line:");
        char *end;

        if (!typed)
            return 0.0;
        const long n = strtol(typed, &end, 10);
        if (*end || end == typed || n < 1 || n > f->line_count ||
            !f->lines[n - 1].why) {
            textmode_say(t, "That is no line to choose.");
            continue;
        }
        tries++;
        textmode_say(t, "%s %s", f->lines[n - 1].wrong ? "Right." : "Not so.",
                     f->lines[n - 1].why);
        if (f->lines[n - 1].wrong)
            return worth(tries);
    }
}

static double ask_question(struct textmode *t, const struct task *task, int q)
{
    int tries = 0;

    textmode_say(t, "%s", task->questions[q].ask);
    for (;;) {
        const char *typed = textmode_ask(t, "Your answer:");
        int item;

        if (!typed)
            return 0.0;
        item = task_judge(task, q, typed);
        if (item < 0) {
            textmode_say(t, "That is no answer here: a number, or numbers with "
                            "blanks between.");
            continue;
        }
        const struct task_item *i = &task->questions[q].items[item];

        tries++;
        textmode_say(t, "%s %s", i->right ? "Right." : "Not so.",
                     i->why ? i->why : "");
        if (i->right)
            return worth(tries);
    }
}

static void run_task(struct textmode *t, const struct task *task, int block)
{
    const int parts = task->fault_count + task->question_count;
    double score = 0.0;

    for (int i = 0; i < task->fault_count && !t->ended; i++)
        score += ask_fault(t, &task->faults[i]);
    for (int q = 0; q < task->question_count && !t->ended; q++)
        score += ask_question(t, task, q);
    if (t->ended)
        return;
    textmode_fault(
        t, reader_pass(&t->reader, block, parts > 0 ? score / parts : 1.0));
    textmode_say(t, "The task is done: %.0f of 100.",
                 parts > 0 ? 100.0 * score / parts : 100.0);
}

void textmode_task(struct textmode *t, int block)
{
    const char *name = reader_step(&t->reader)->blocks[block].text;
    const char *answer;
    struct task task;
    struct buf folder;
    struct status st;

    textmode_say(t,
                 "1. Do it here, as a task in questions\n2. Later; in code: "
                 "lathe start %s",
                 name);
    answer = textmode_ask(t, "A number, then Enter:");
    if (!answer || strcmp(answer, "1") != 0)
        return;
    buf_init(&folder, 4096);
    st = exercise_folder(&folder, name);
    if (!st.code)
        st = task_open(&task, buf_string(&folder), SEED);
    buf_release(&folder);
    if (st.code) {
        textmode_fault(t, st);
        return;
    }
    run_task(t, &task, block);
    task_release(&task);
}
