/* textmode_task.c - an exercise without a compiler, in questions: which line
 * is wrong, and what does the code do. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "exercises/exercise.h"
#include "exercises/task.h"
#include "tui/textmode.h"

/* Asks for the line that was changed, until it is found. */
static double ask_fault(struct textmode *t, const struct task_fault *f)
{
    int tries = 0;

    textmode_say(t,
                 "One line of this code was changed, or the one before it is "
                 "missing. Which?");
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
            return task_worth(tries);
    }
}

static double ask_question(struct textmode *t, const struct task *task, int q)
{
    int tries = 0;

    textmode_say(t, "%s", task->questions[q].ask);
    for (int i = 0;
         task->questions[q].choice && i < task->questions[q].item_count; i++)
        textmode_say(t, "%d. %s", i + 1, task->questions[q].items[i].answer);
    for (;;) {
        const char *typed = textmode_ask(t, task->questions[q].choice
                                                ? "The number of your answer:"
                                                : "Your answer:");
        int item;

        if (!typed)
            return 0.0;
        item = task_judge(task, q, typed);
        if (item < 0) {
            textmode_say(t, task->questions[q].choice
                                ? "Type the number of one of them."
                                : "That is no answer here: a number, or "
                                  "numbers with blanks between.");
            continue;
        }
        const struct task_item *i = &task->questions[q].items[item];

        tries++;
        textmode_say(t, "%s %s", i->right ? "Right." : "Not so.",
                     i->why ? i->why : "");
        if (i->right)
            return task_worth(tries);
    }
}

static double run_task(struct textmode *t, const struct task *task)
{
    double score = 0.0;

    for (int i = 0; i < task->fault_count && !t->ended; i++)
        score += ask_fault(t, &task->faults[i]);
    for (int q = 0; q < task->question_count && !t->ended; q++)
        score += ask_question(t, task, q);
    return t->ended ? -1.0 : score;
}

struct status textmode_do_task(struct textmode *t, struct loop *loop,
                               double *share, bool *passed)
{
    struct task task;
    struct status st = loop_task(loop, &task);

    *share = -1.0;
    *passed = false;
    if (st.code)
        return st;
    const int parts = task.fault_count + task.question_count;
    const double score = run_task(t, &task);
    if (score >= 0.0) {
        st = loop_keep_task(loop, &task, score, passed);
        *share = parts > 0 ? score / parts : 1.0;
        textmode_say(t, "The task is done: %.0f of 100%s", 100.0 * *share,
                     *passed ? "."
                             : "; 50 are needed. Done again, it has other "
                               "faults.");
    }
    task_release(&task);
    return st;
}

void textmode_task(struct textmode *t, int block)
{
    const char *name = reader_step(&t->reader)->blocks[block].text;
    const char *answer;
    double share = -1.0;
    struct loop loop;
    struct status st;
    bool passed;

    textmode_say(t,
                 "1. Do it here, as a task in questions\n2. Later; in code: "
                 "lathe start %s",
                 name);
    answer = textmode_ask(t, "A number, then Enter:");
    if (!answer || strcmp(answer, "1") != 0)
        return;
    st = loop_open(&loop, name, t->database);
    if (!st.code)
        st = textmode_do_task(t, &loop, &share, &passed);
    loop_close(&loop);
    if (!st.code && share >= 0.0)
        st = reader_pass(&t->reader, block, share);
    textmode_fault(t, st);
}
