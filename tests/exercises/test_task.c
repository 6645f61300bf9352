#include <criterion/criterion.h>
#include <string.h>

#include "exercises/task.h"

#define FOLDER TEST_ROOT "/exercises/attention"

static void open_task(struct task *t, uint64_t seed)
{
    const struct status st = task_open(t, FOLDER, seed);

    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
}

Test(task, draws_three_different_mutants)
{
    struct task t;

    open_task(&t, 1);
    cr_assert_eq(t.fault_count, TASK_FAULTS);
    cr_assert_str_eq(t.name, "attention");
    for (int i = 0; i < t.fault_count; i++)
        for (int j = 0; j < i; j++)
            cr_expect_str_neq(t.faults[i].mutant, t.faults[j].mutant);
    task_release(&t);
}

Test(task, same_seed_draws_the_same)
{
    struct task a, b;

    open_task(&a, 7);
    open_task(&b, 7);
    for (int i = 0; i < TASK_FAULTS; i++)
        cr_expect_str_eq(a.faults[i].mutant, b.faults[i].mutant);
    task_release(&a);
    task_release(&b);
}

Test(task, another_seed_draws_others_sooner_or_later)
{
    struct task first;
    int different = 0;

    open_task(&first, 1);
    for (uint64_t seed = 2; seed < 12; seed++) {
        struct task t;

        open_task(&t, seed);
        different += strcmp(t.faults[0].mutant, first.faults[0].mutant) != 0;
        task_release(&t);
    }
    cr_expect_gt(different, 0);
    task_release(&first);
}

/* Code that does something, as opposed to a brace or a remark. */
static bool is_code(const char *text)
{
    text += strspn(text, " ");
    return strncmp(text, "/*", 2) != 0 && strncmp(text, "* ", 2) != 0 &&
           text[0] != '#' && text[strspn(text, "{} ")] != '\0';
}

Test(task, every_line_of_code_explains_itself)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct task t;

        open_task(&t, seed);
        for (int f = 0; f < t.fault_count; f++) {
            int wrong = 0;

            for (int i = 0; i < t.faults[f].line_count; i++) {
                const struct task_line *line = &t.faults[f].lines[i];

                wrong += line->wrong;
                cr_expect(line->why || !is_code(line->text), "%s: %s",
                          t.faults[f].mutant, line->text);
            }
            cr_expect_gt(wrong, 0);
        }
        task_release(&t);
    }
}

Test(task, numbers_are_compared_as_numbers)
{
    struct task t;

    open_task(&t, 1);
    cr_assert_eq(t.question_count, 2);
    const struct task_question *q = &t.questions[0];
    cr_expect(q->items[task_judge(&t, 0, "1/3 1/3 1/3 0")].right);
    cr_expect(q->items[task_judge(&t, 0, "0.33, 0.33, 0.33, 0")].right);
    cr_expect(!q->items[task_judge(&t, 0, "0.25 .25 .25 .25")].right);
    cr_expect(!q->items[task_judge(&t, 0, "1/3 1/3 1/3")].right);
    cr_expect(!q->items[task_judge(&t, 0, "many")].right);
    cr_expect_eq(task_judge(&t, 0, "  "), -1);
    cr_expect(t.questions[1].items[task_judge(&t, 1, "0")].right);
    cr_expect(!t.questions[1].items[task_judge(&t, 1, "1")].right);
    task_release(&t);
}

Test(task, folder_that_is_not_there_is_an_error)
{
    struct task t;
    const struct status st = task_open(&t, TEST_ROOT "/exercises/none", 1);

    cr_expect_eq(st.code, STATUS_NOT_FOUND);
    cr_expect(strstr(st.text, "exercises/none"));
}
