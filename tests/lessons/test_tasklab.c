#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lessons/labs/labrun.h"
#include "lessons/reader.h"
#include "lessons/tasklab.h"
#include "tests/lessons/lessontext.h"

/* The forms that are tried more than once, on the lab "count" of testlabs.h. */
#define FAULT                                                 \
    "## See: Code {#code}\n"                                  \
    "```question\n"                                           \
    "id: L16-line\n"                                          \
    "type: fault\n"                                           \
    "ask: Which?\n"                                           \
    "- [ ] for (int i = 0; i < n; i++) { | From the first.\n" \
    "- [x]     sum -= x[i]; | It takes away.\n"               \
    "- [ ] }\n"                                               \
    "- [ ]\n"                                                 \
    "- [ ] return a \\| sum; | It gives the sum.\n"           \
    "```\n"
#define SET                                     \
    "## Play: Set {#set}\n"                     \
    "```task\n"                                 \
    "id: L16-set\n"                             \
    "type: set\n"                               \
    "ask: Twelve, in four steps?\n"             \
    "turn: by\n"                                \
    "proof: by=3\n"                             \
    "- [x] data.sum = 12 | Four times three.\n" \
    "- [ ] data.sum > 12 | Too much.\n"         \
    "- [ ] otherwise | Too little.\n"           \
    "```\n"                                     \
    "```lab\n"                                  \
    "count by=1 steps=4\n"                      \
    "```\n"
#define REACH                          \
    "## Build: Reach {#reach}\n"       \
    "```task\n"                        \
    "id: L16-reach\n"                  \
    "type: reach\n"                    \
    "ask: Past fifty?\n"               \
    "turn: by\n"                       \
    "proof: at=2:by=90\n"              \
    "- [x] data.sum > 50 | There.\n"   \
    "- [ ] otherwise | Short of it.\n" \
    "```\n"                            \
    "```lab\n"                         \
    "count by=2 steps=5\n"             \
    "```\n"
#define ALL LESSONTEXT_FRONT FAULT SET REACH

static struct lesson lesson;
static struct progress kept;
static struct reader r;
static char path[60];

static void set_up(void)
{
    const struct status st = lesson_read(&lesson, "x.md", ALL, strlen(ALL));

    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    snprintf(path, sizeof path, "/tmp/lathe-tasklab-%d.db", (int)getpid());
    remove(path);
    cr_assert_eq(progress_open(&kept, path).code, STATUS_FINE);
    cr_assert_eq(reader_open(&r, &lesson, &kept).code, STATUS_FINE);
}

static void tear_down(void)
{
    reader_close(&r);
    progress_close(&kept);
    remove(path);
    lesson_release(&lesson);
}

TestSuite(tasklab, .init = set_up, .fini = tear_down);

static void reopen(void)
{
    reader_close(&r);
    cr_assert_eq(reader_open(&r, &lesson, &kept).code, STATUS_FINE);
}

/* Runs `run` up to `steps` (below 0: to its end) and tells the reader. */
static void tell(const char *run, int64_t steps)
{
    struct labplan plan;
    struct labrun lab;
    void *shot;

    cr_assert_eq(labplan_parse(&plan, run).code, STATUS_FINE);
    const uint64_t seed = plan.seed;
    cr_assert_eq(labrun_open(&lab, &plan, (struct hook){NULL, NULL}).code,
                 STATUS_FINE);
    cr_assert_eq(labrun_finish(&lab, steps).code, STATUS_FINE);
    cr_assert_eq(labrun_snapshot(&lab, &shot).code, STATUS_FINE);
    json_t *json = labrun_json(&lab.plan, shot, NULL);
    json_object_set_new(json, "ended", json_boolean(!lab.more));
    const struct status st = reader_result(&r, 1, json, seed);
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    json_decref(json);
    labrun_forget(&lab, shot);
    labrun_close(&lab);
}

static void refused(const char *old, const char *new, const char *want)
{
    static char text[sizeof ALL + 200];
    const char *at = strstr(ALL, old);
    struct lesson l;

    cr_assert(at, "%s", old);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - ALL), ALL, new,
             at + strlen(old));
    const struct status st = lesson_read(&l, "x.md", text, strlen(text));
    cr_expect_eq(st.code, STATUS_BAD_FILE, "%s -> %s was taken", old, new);
    cr_expect(strstr(st.text, want), "\"%s\" does not say \"%s\"", st.text,
              want);
}

Test(tasklab, what_a_form_lacks_is_said_with_its_line)
{
    refused("type: fault", "type: flaw", "x.md:17: type: is not choice");
    refused("- [x]     sum", "- [ ]     sum", "x.md:15: no line is marked");
    refused(" | It takes away.", "", "x.md:20: the line with the fault needs");
    refused(" | It gives the sum.", "", "x.md:15: at least three lines");
    refused("ask: Which?", "ask: Which?\nfrom: softmax",
            "x.md:20: from: brings the code");
    refused("type: set\n", "", "type: is missing");
    refused("type: set", "type: choice", "x.md:28: type: is not set or reach");
    refused("turn: by\n", "", "x.md:26: turn: is missing");
    refused("turn: by", "turn: by, steps", "turn: of type set is one knob");
    refused("proof: by=3\n", "", "proof: is missing");
    refused("- [ ] otherwise | Too little.\n", "",
            "x.md:33: the last outcome, and no other");
    refused("- [x] data.sum = 12", "- [ ] data.sum = 12",
            "x.md:26: no outcome is marked");
    refused("data.sum = 12", "data.sum =", "x.md:32: ");
    refused("```lab\ncount by=1 steps=4\n```\n", "",
            "x.md:26: no lab stands below this task");
}

Test(tasklab, code_keeps_its_indentation_and_its_bars)
{
    const struct lesson_block *b = &lesson.steps[0].blocks[0];

    cr_assert_eq(b->item_count, 5);
    cr_expect_str_eq(b->items[1].answer, "    sum -= x[i];");
    cr_expect(b->items[1].right);
    cr_expect_null(b->items[2].remark);
    cr_expect_str_eq(b->items[3].answer, "");
    cr_expect_str_eq(b->items[4].answer, "return a | sum;");
}

Test(tasklab, fault_stays_open_until_it_is_found)
{
    reader_go(&r, 0);
    cr_expect_eq(reader_submit(&r, 0, "3").code, STATUS_BAD_USAGE,
                 "a brace is no line to choose");
    cr_assert_eq(reader_submit(&r, 0, "1").code, STATUS_FINE);
    cr_expect_str_eq(reader_reply(&r, 0)->remark, "From the first.");
    cr_expect_eq(reader_waiting(&r), 0);
    cr_expect(!reader_complete(&r, 0));
    cr_assert_eq(reader_submit(&r, 0, "2").code, STATUS_FINE);
    cr_expect_eq(reader_waiting(&r), -1);
    cr_expect_eq(reader_reply(&r, 0)->score, 0.5);
    cr_expect(reader_complete(&r, 0));
    reopen();
    reader_go(&r, 0);
    cr_expect_eq(reader_reply(&r, 0)->score, 0.5);
    cr_expect_str_eq(reader_reply(&r, 0)->remark, "It takes away.");
    cr_expect(reader_complete(&r, 0));
}

Test(tasklab, fault_that_is_missed_three_times_holds_nobody_up)
{
    reader_go(&r, 0);
    for (int i = 0; i < READER_TRIES; i++)
        reader_submit(&r, 0, "1");
    cr_expect_eq(reader_waiting(&r), -1);
    cr_expect_eq(reader_reply(&r, 0)->score, 0.0);
    cr_expect(reader_complete(&r, 0));
    cr_assert(reader_again(&r, 0));
    cr_expect_eq(reader_waiting(&r), 0);
    reader_submit(&r, 0, "2");
    cr_expect_eq(reader_reply(&r, 0)->score, 1.0);
}

Test(tasklab, value_is_judged_by_the_run_with_it_and_by_no_other)
{
    reader_go(&r, 1);
    cr_expect_eq(reader_submit(&r, 0, "5000").code, STATUS_BAD_USAGE);
    cr_expect_eq(reader_submit(&r, 0, "").code, STATUS_BAD_USAGE);
    tell("count by=3 steps=4", -1);
    cr_expect(!reader_reply(&r, 0)->judged, "nothing was answered yet");
    cr_assert_eq(reader_submit(&r, 0, "by=4").code, STATUS_FINE);
    tell("count by=3 steps=4", -1);
    cr_expect(!reader_reply(&r, 0)->judged, "another value ran");
    tell("count by=4 steps=3", -1);
    cr_expect(!reader_reply(&r, 0)->judged);
    cr_expect(strstr(reader_reply(&r, 0)->aside, "steps was turned too"));
    tell("count by=4 steps=4", -1);
    cr_expect(reader_reply(&r, 0)->judged);
    cr_expect_str_eq(reader_reply(&r, 0)->remark, "Too much.");
    cr_expect_eq(reader_waiting(&r), 0);
    reader_submit(&r, 0, "1"); /* as the lesson has it */
    tell("count by=1 steps=4", -1);
    cr_expect_str_eq(reader_reply(&r, 0)->remark, "Too little.");
    reader_submit(&r, 0, "3");
    tell("count by=3 steps=4", -1);
    cr_expect_eq(reader_reply(&r, 0)->score, 1.0);
    cr_expect(reader_complete(&r, 1));
}

Test(tasklab, lab_runs_with_the_answer_and_another_seed_when_asked_again)
{
    char *run;

    reader_go(&r, 1);
    run = reader_run(&r, 1);
    cr_expect_str_eq(run, "count by=1 steps=4");
    free(run);
    reader_submit(&r, 0, "3");
    run = reader_run(&r, 1);
    cr_expect_str_eq(run, "count?by=3&steps=4&seed=1");
    free(run);
    tell("count by=3 steps=4", -1);
    cr_assert(reader_again(&r, 0));
    run = reader_run(&r, 1);
    cr_expect_str_eq(run, "count?by=1&steps=4&seed=2");
    free(run);
}

Test(tasklab, run_that_goes_on_has_missed_nothing)
{
    reader_go(&r, 2);
    tell("count by=3 steps=5", 2);
    cr_expect(!reader_reply(&r, 0)->judged);
    tell("count by=3 steps=5", -1);
    cr_expect(reader_reply(&r, 0)->judged);
    cr_expect_str_eq(reader_reply(&r, 0)->remark, "Short of it.");
    tell("count by=3 steps=5", -1);
    cr_expect_eq(reader_reply(&r, 0)->tries, 1, "the same run counts once");
    tell("count by=2 steps=5", -1);
    cr_expect_eq(reader_reply(&r, 0)->tries, 1, "nothing was turned");
    cr_expect(strstr(reader_reply(&r, 0)->aside, "Nothing was turned"));
    tell("count by=40 steps=5", 2); /* 80 after two steps */
    cr_expect_eq(reader_reply(&r, 0)->score, 1.0);
    cr_expect_str_eq(reader_reply(&r, 0)->answer, "by=40");
    reopen();
    reader_go(&r, 2);
    cr_expect(reader_complete(&r, 2));
    cr_expect_str_eq(reader_reply(&r, 0)->remark, "There.");
}

Test(tasklab, knob_that_is_not_named_does_not_help)
{
    reader_go(&r, 2);
    tell("count by=2 steps=50", -1);
    cr_expect(!reader_reply(&r, 0)->judged);
    cr_expect(strstr(reader_reply(&r, 0)->aside, "steps was turned too"));
    tell("count by=2 steps=5 at=2:by=90", -1);
    cr_expect_eq(reader_reply(&r, 0)->score, 1.0);
    cr_expect_str_eq(reader_reply(&r, 0)->answer, "at=2:by=90");
    cr_expect_str_eq(reader_reply(&r, 0)->aside, "");
}

Test(tasklab, who_gives_up_goes_on_without_points)
{
    reader_go(&r, 0);
    cr_expect_eq(reader_give_up(&r), -1, "nothing was tried yet");
    reader_submit(&r, 0, "1");
    cr_expect_eq(reader_give_up(&r), 0);
    cr_expect_eq(reader_waiting(&r), -1);
    cr_expect(reader_complete(&r, 0));
    cr_expect_eq(reader_reply(&r, 0)->score, 0.0);
    cr_expect_eq(reader_give_up(&r), -1);
}
