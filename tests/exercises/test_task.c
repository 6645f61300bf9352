#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "exercises/exercise.h"
#include "exercises/task.h"
#include "exercises/taskproof.h"

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

Test(task, remarks_behind_code_are_not_shown)
{
    struct task t;
    int bare = 0;

    cr_assert_eq(task_open_named(&t, FOLDER, NULL, 0).code, STATUS_FINE);
    for (int f = 0; f < t.fault_count; f++) {
        for (int i = 0; i < t.faults[f].line_count; i++) {
            const char *text = t.faults[f].lines[i].text;

            cr_expect(!task_is_code(text) || !strstr(text, "/*"), "%s", text);
            bare += strstr(text, "const int count = t + 1;") != NULL;
        }
    }
    cr_expect_gt(bare, 0);
    task_release(&t);
}

Test(task, numbers_are_compared_as_numbers)
{
    struct task t;

    open_task(&t, 1);
    cr_assert_eq(t.question_count, 3);
    const struct task_question *q = &t.questions[0];
    cr_expect(q->items[task_judge(&t, 0, "1/3 1/3 1/3 0")].right);
    cr_expect(q->items[task_judge(&t, 0, "0.33, 0.33, 0.33, 0")].right);
    cr_expect(!q->items[task_judge(&t, 0, "0.25 .25 .25 .25")].right);
    cr_expect(!q->items[task_judge(&t, 0, "1/3 1/3 1/3")].right);
    cr_expect(!q->items[task_judge(&t, 0, "many")].right);
    cr_expect(!q->items[task_judge(&t, 0, "1/3 1/3 1/3 0.001")].right,
              "a whole number is meant exactly");
    cr_expect_eq(task_judge(&t, 0, "  "), -1);
    cr_expect(t.questions[2].items[task_judge(&t, 2, "0")].right);
    cr_expect(!t.questions[2].items[task_judge(&t, 2, "1")].right);
    task_release(&t);
}

Test(task, folder_that_is_not_there_is_an_error)
{
    struct task t;
    const struct status st = task_open(&t, TEST_ROOT "/exercises/none", 1);

    cr_expect_eq(st.code, STATUS_NOT_FOUND);
    cr_expect(strstr(st.text, "exercises/none"));
}

/* The exercises of the folder, as the program lists them. */
Test(task, every_exercise_can_be_done_without_a_compiler)
{
    struct exercise_names names;
    struct buf folder;
    int looked = 0;

    cr_assert_eq(exercise_list(&names).code, STATUS_FINE);
    for (int i = 0; i < names.count; i++) {
        buf_init(&folder, 4096);
        cr_assert_eq(exercise_folder(&folder, names.name[i]).code, STATUS_FINE);
        const struct status st = taskproof_look(buf_string(&folder));
        cr_expect_eq(st.code, STATUS_FINE, "%s: %s", names.name[i], st.text);
        buf_release(&folder);
        looked++;
    }
    cr_expect_geq(looked, 30);
}

static const char folder[] = "/tmp/lathe-taskproof-XXXXXX";

static void put(const char *where, const char *name, const char *text)
{
    char path[200];

    snprintf(path, sizeof path, "%s/%s", where, name);
    FILE *f = fopen(path, "w");
    cr_assert(f);
    fputs(text, f);
    fclose(f);
}

#define LINES                                               \
    "# Two\n## Lines\n- float sum = 0.0f; | Nothing yet.\n" \
    "- sum += a; | One.\n- return sum; | All.\n"
#define TYPED                                           \
    "## Question\nid: a\nask: 1 + 1?\n- [x] 2 | Yes.\n" \
    "- [ ] 3 | One less.\n- [ ] * | Add.\n"
#define CHOICE                                        \
    "## Question\nid: b\ntype: choice\nask: Which?\n" \
    "- [ ] this | Not it.\n- [x] that | Yes.\n"

/* What taskproof_look() says of an exercise with that task.md. */
static struct status look(const char *task)
{
    char where[sizeof folder], command[200];

    memcpy(where, folder, sizeof folder);
    cr_assert(mkdtemp(where));
    put(where, "solution.c",
        "float two(float a)\n{\n    float sum = 0.0f;\n\n"
        "    sum += a;\n    return sum;\n}\n");
    snprintf(command, sizeof command, "mkdir %s/mutants", where);
    cr_assert_eq(system(command), 0);
    put(where, "mutants/minus.diff",
        "mistake: minus\nsay: It takes away.\n@@\n-    sum += a;\n"
        "+    sum -= a;\n");
    if (task)
        put(where, "task.md", task);
    const struct status st = taskproof_look(where);
    snprintf(command, sizeof command, "rm -r %s", where);
    cr_assert_eq(system(command), 0);
    return st;
}

Test(task, what_a_task_lacks_is_said)
{
    const struct {
        const char *task, *says;
    } faulty[] = {
        {"# Two\n## Lines\n- float sum = 0.0f; | x\n" TYPED CHOICE,
         "no word about \"return sum;\" (in minus)"},
        {LINES CHOICE, "1 questions, 0 of them"},
        {LINES TYPED "## Question\nid: c\nask: 2?\n- [x] 2 | y\n- [ ] 3 | n\n",
         "c: the last answer is"},
        {LINES TYPED "## Question\nid: c\ntype: choice\nask: 2?\n"
                     "- [x] 2 | y\n- [ ] * | n\n",
         "c: a choice has no"},
        {LINES CHOICE "## Question\nid: c\nask: 2?\n- [x] 2.0 | y\n"
                      "- [ ] 2.001 | n\n- [ ] * | n\n",
         "\"2.001\" is taken for another"},
        {LINES TYPED "## Question\nid: c\ntype: many\nask: 2?\n",
         "unknown key"},
    };

    for (size_t i = 0; i < sizeof faulty / sizeof *faulty; i++) {
        const struct status st = look(faulty[i].task);

        cr_expect_eq(st.code, STATUS_BAD_FILE, "%zu", i);
        cr_expect(strstr(st.text, faulty[i].says), "%zu: %s", i, st.text);
    }
    cr_expect_eq(look(NULL).code, STATUS_NOT_FOUND);
    const struct status st = look(LINES TYPED CHOICE);
    cr_expect_eq(st.code, STATUS_FINE, "%s", st.text);
}

Test(task, choice_is_the_number_of_its_item)
{
    struct task t;
    const struct status st =
        task_open_named(&t, TEST_ROOT "/exercises/softmax", NULL, 0);
    int q = 0;

    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    while (q < t.question_count && !t.questions[q].choice)
        q++;
    cr_assert_lt(q, t.question_count);
    cr_expect_eq(task_judge(&t, q, "2"), 1);
    cr_expect_eq(task_judge(&t, q, " 1 "), 0);
    cr_expect_eq(task_judge(&t, q, "0"), -1);
    cr_expect_eq(task_judge(&t, q, "99"), -1);
    cr_expect_eq(task_judge(&t, q, "nothing"), -1);
    task_release(&t);
}

Test(task, mutants_are_named_or_are_all)
{
    const char *const one[] = {"one-ahead"}, *const none[] = {"no-such"};
    struct task t;

    cr_assert_eq(task_open_named(&t, FOLDER, one, 1).code, STATUS_FINE);
    cr_expect_eq(t.fault_count, 1);
    cr_expect_str_eq(t.faults[0].mutant, "one-ahead");
    task_release(&t);
    cr_assert_eq(task_open_named(&t, FOLDER, NULL, 0).code, STATUS_FINE);
    cr_expect_gt(t.fault_count, TASK_FAULTS);
    task_release(&t);
    cr_expect_neq(task_open_named(&t, FOLDER, none, 1).code, STATUS_FINE);
}
