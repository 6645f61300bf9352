#include "exercises/taskproof.h"

#include <string.h>

#include "exercises/task.h"

/* The first line of a function's body that says nothing, or -1. */
static int silent_line(const struct task_fault *f)
{
    bool inside = false;

    for (int i = 0; i < f->line_count; i++) {
        const struct task_line *line = &f->lines[i];

        if (line->text[0] == '{')
            inside = true;
        else if (line->text[0] == '}')
            inside = false;
        else if (inside && !line->why && task_is_code(line->text))
            return i;
    }
    return -1;
}

static struct status look_at_faults(const struct task *t)
{
    for (int f = 0; f < t->fault_count; f++) {
        const struct task_fault *fault = &t->faults[f];
        const int line = silent_line(fault);
        int wrong = 0;

        for (int i = 0; i < fault->line_count; i++)
            wrong += fault->lines[i].wrong && fault->lines[i].why;
        if (line >= 0) {
            return status_fail(
                STATUS_BAD_FILE, "task.md: no word about \"%.120s\" (in %s)",
                fault->lines[line].text + strspn(fault->lines[line].text, " "),
                fault->mutant);
        }
        if (!wrong) {
            return status_fail(STATUS_BAD_FILE,
                               "mutants/%s.diff: no line is there to be found",
                               fault->mutant);
        }
    }
    return STATUS_OK;
}

/* Does every answer mean itself and no other? */
static struct status look_at_answers(const struct task *t, int q)
{
    const struct task_question *question = &t->questions[q];

    for (int i = 0; i < question->item_count; i++) {
        const char *answer = question->items[i].answer;

        if (!question->choice && task_judge(t, q, answer) != i) {
            return status_fail(STATUS_BAD_FILE,
                               "task.md: %.60s: the answer \"%.40s\" is taken "
                               "for another",
                               question->id, answer);
        }
    }
    return STATUS_OK;
}

static struct status look_at_questions(const struct task *t)
{
    int typed = 0;

    for (int q = 0; q < t->question_count; q++) {
        const struct task_question *question = &t->questions[q];
        const int items = question->item_count;
        const bool rest =
            items > 0 && strcmp(question->items[items - 1].answer, "*") == 0;

        typed += !question->choice;
        if (items < 2) {
            return status_fail(STATUS_BAD_FILE,
                               "task.md: %.60s: too few answers", question->id);
        }
        if (rest == question->choice) {
            return status_fail(STATUS_BAD_FILE,
                               rest ? "task.md: %.60s: a choice has no \"*\""
                                    : "task.md: %.60s: the last answer is "
                                      "\"- [ ] * | ...\"",
                               question->id);
        }
        STATUS_TRY(look_at_answers(t, q));
    }
    if (t->question_count < TASKPROOF_QUESTIONS || !typed) {
        return status_fail(STATUS_BAD_FILE,
                           "task.md: %d questions, %d of them with an answer "
                           "worked by hand; there are %d or more, and one",
                           t->question_count, typed, TASKPROOF_QUESTIONS);
    }
    return STATUS_OK;
}

struct status taskproof_look(const char *folder)
{
    struct task t;

    STATUS_TRY(task_open_named(&t, folder, NULL, 0));
    struct status st = look_at_faults(&t);
    if (!st.code)
        st = look_at_questions(&t);
    task_release(&t);
    return st;
}
