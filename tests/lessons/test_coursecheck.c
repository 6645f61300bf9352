#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lessons/coursecheck.h"
#include "tests/lessons/lessontext.h"

/* A course of two lessons, one of them planned, on the labs of testlabs.h. */
#define CATALOGUE                                                             \
    "stage: 1\nname: a\nstage: 2\nname: b\nstage: 3\nname: c\nstage: 4\n"     \
    "name: d\nlesson: L16\nslug: x\ntitle: X\nfloor: model\n"                 \
    "tier: intermediate\nminutes: 5\nneeds: L02\nrows: C001, C002, C003\n"    \
    "lesson: L02\nslug: y\ntitle: Y\nfloor: model\ntier: basic\nminutes: 5\n" \
    "rows: C009\nlesson: L03\nslug: z\ntitle: Z\nfloor: model\ntier: basic\n" \
    "minutes: 5\nrows: C009\n"
#define ROWS \
    "C001: first, lab count\nC002: exercise attention\nC003: waits L02\n"

static char folder[] = "/tmp/lathe-coursecheck-XXXXXX";
static struct coursecheck c;

static void put(const char *name, const char *text)
{
    char path[120];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    cr_assert(f);
    fputs(text, f);
    fclose(f);
}

static void set_up(void)
{
    char path[120];

    cr_assert(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/16-x", folder);
    mkdir(path, 0700);
    put("catalogue", CATALOGUE);
    put("16-x/lesson.md", LESSONTEXT);
    put("16-x/rows", ROWS);
}

static void tear_down(void)
{
    char command[120];

    coursecheck_release(&c);
    snprintf(command, sizeof(command), "rm -r %s", folder);
    cr_expect_eq(system(command), 0);
}

TestSuite(coursecheck, .init = set_up, .fini = tear_down);

static void check(int seeds)
{
    const struct coursecheck_options o = {.folder = folder, .seeds = seeds};

    coursecheck_release(&c);
    const struct status st = coursecheck_run(&c, &o);

    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
}

static void expect_fault(const char *want)
{
    check(0);
    cr_expect_gt(c.faults, 0);
    cr_expect(strstr(buf_string(&c.report), want), "\"%s\" is not in \"%s\"",
              want, buf_string(&c.report));
}

/* The lesson with its first `old` as `new`. */
static void spoil(const char *old, const char *new)
{
    static char text[8000];
    const char *at = strstr(LESSONTEXT, old);

    cr_assert(at);
    snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - LESSONTEXT), LESSONTEXT,
             new, at + strlen(old));
    put("16-x/lesson.md", text);
}

Test(coursecheck, whole_course_has_no_faults)
{
    check(3);
    cr_expect_eq(c.faults, 0, "%s", buf_string(&c.report));
    cr_expect_eq(c.written, 1);
    cr_expect_eq(c.planned, 2);
    cr_expect_eq(c.labs, 2);
    cr_expect_eq(c.runs, 6);
    cr_expect_eq(c.claims, 3);
    cr_expect_eq(c.rows, 3);
    cr_expect_eq(c.waiting, 1);
}

Test(coursecheck, claim_that_does_not_hold_is_a_fault_for_each_seed)
{
    spoil("claim: data.sum = 6", "claim: data.sum = 7");
    check(3);
    cr_expect_eq(c.faults, 3);
    cr_expect(strstr(buf_string(&c.report),
                     "lesson.md:27: seed 2: the claim does not hold"),
              "%s", buf_string(&c.report));
}

Test(coursecheck, guess_about_data_that_is_not_there_is_a_fault)
{
    spoil("data.sum < 5", "data.som < 5");
    check(1);
    cr_expect_eq(c.faults, 1);
    cr_expect(strstr(buf_string(&c.report), "lesson.md:22: seed 1:"), "%s",
              buf_string(&c.report));
}

Test(coursecheck, lab_and_knob_must_exist)
{
    spoil("count by=2 steps=3", "cuont by=2");
    expect_fault(
        "lesson.md:25: no lab is called \"cuont\"; did you mean count");
}

Test(coursecheck, value_must_be_in_range)
{
    spoil("count by=2 steps=3", "count by=2000");
    expect_fault("lesson.md:25: count: by=2000 is not a whole number");
}

Test(coursecheck, exercise_must_exist)
{
    spoil("attention\nthen", "inattention\nthen");
    expect_fault("there is no exercise inattention");
}

Test(coursecheck, row_without_a_place_is_a_fault)
{
    put("16-x/rows", "C001: first\nC003: waits L02\nC077: first\n");
    check(0);
    cr_expect_eq(c.faults, 2);
    cr_expect(strstr(buf_string(&c.report), "row C002 has no place"));
    cr_expect(strstr(buf_string(&c.report), "rows:3: C077 is no row"));
}

Test(coursecheck, place_must_be_in_the_lesson)
{
    put("16-x/rows", "C001: last\nC002: lab heavy\nC003: waits L16\n");
    check(0);
    cr_expect_eq(c.faults, 3, "%s", buf_string(&c.report));
    cr_expect(strstr(buf_string(&c.report), "rows:1: there is no last"));
    cr_expect(strstr(buf_string(&c.report), "rows:2: there is no heavy"));
    cr_expect(strstr(buf_string(&c.report), "rows:3: L16 is written"));
}

Test(coursecheck, malformed_rows_have_their_line)
{
    put("16-x/rows", "C001: first\nC002\n");
    expect_fault("rows:2: not a line");
    put("16-x/rows", "C001: first\nC001: first\n");
    expect_fault("rows:2: the row stands there twice");
    put("16-x/rows", "C001: two words\n");
    expect_fault("rows:1: a place is");
}

Test(coursecheck, lesson_must_agree_with_the_catalogue)
{
    spoil("tier: intermediate", "tier: basic");
    expect_fault("tier: basic, but the catalogue has intermediate");
}

Test(coursecheck, missing_kind_of_step_is_a_fault)
{
    spoil("## Build: Do it", "## Play: Do it");
    expect_fault("the line has no step of Build");
}

Test(coursecheck, long_lines_and_long_steps_are_faults)
{
    char words[600] = "";

    for (int i = 0; i < 91; i++)
        strcat(words, i % 10 == 9 ? "word\n" : "word ");
    spoil("Some *text* here.", words);
    expect_fault("lesson.md:14: the step has 91 words");
    memset(words, 'x', 77);
    words[77] = '\0';
    spoil("Some *text* here.", words);
    expect_fault("lesson.md:16: a line of 77 columns");
}

Test(coursecheck, lesson_that_cannot_be_read_is_one_fault)
{
    spoil("## See: The", "## Sea: The");
    check(3);
    cr_expect_eq(c.faults, 1);
    cr_expect(strstr(buf_string(&c.report), "lesson.md:14:"));
}

static bool stop(void *user)
{
    (void)user;
    return true;
}

Test(coursecheck, unknown_lesson_and_folder_are_errors)
{
    struct coursecheck_options o = {.folder = folder, .only = "L99"};

    o.hook.poll = stop;
    cr_expect_eq(coursecheck_run(&c, &o).code, STATUS_NOT_FOUND);
    coursecheck_release(&c);
    o.folder = "/nowhere";
    cr_expect_eq(coursecheck_run(&c, &o).code, STATUS_NOT_FOUND);
}

#define TASK(by, proof)                                                      \
    "```task\nid: L16-do\ntype: set\nask: Six?\nturn: " by "\nproof: " proof \
    "\n- [x] data.sum = 9 | Yes.\n- [ ] otherwise | No.\n```\n"              \
    "```lab\ncount by=2 steps=4\n"
static const char last_lab[] = "```lab\ncount by=2 steps=4\n";

Test(coursecheck, task_must_be_solved_by_its_proof_with_every_seed)
{
    spoil(last_lab, TASK("steps", "steps=4"));
    check(2);
    cr_expect_eq(c.tasks, 1);
    cr_expect_eq(c.faults, 2);
    cr_expect(strstr(buf_string(&c.report),
                     "seed 2: the proof does not solve the task: steps=4"),
              "%s", buf_string(&c.report));
}

Test(coursecheck, task_must_not_be_solved_as_the_lab_stands)
{
    spoil(last_lab, "```task\nid: L16-do\ntype: reach\nask: Eight?\n"
                    "turn: by\nproof: by=3\n- [x] data.sum > 7 | Yes.\n"
                    "- [ ] otherwise | No.\n```\n"
                    "```lab\ncount by=2 steps=4\n");
    check(1);
    cr_expect_eq(c.faults, 1);
    cr_expect(strstr(buf_string(&c.report),
                     "lesson.md:38: seed 1: the lab solves the task"),
              "%s", buf_string(&c.report));
}

Test(coursecheck, task_names_knobs_that_the_lab_has)
{
    spoil(last_lab, TASK("bye", "bye=3"));
    expect_fault("lesson.md:38: turn: count has no knob \"bye\"");
    spoil(last_lab, TASK("by", "steps=3"));
    expect_fault("proof: steps may not be turned here, only by");
    spoil(last_lab, TASK("by", "by=3000"));
    expect_fault("proof: count: by=3000 is not a whole number");
}

static struct status none(struct lesson *l, struct lesson_block *b)
{
    (void)l;
    return status_fail(STATUS_NOT_FOUND, "there is no exercise %s", b->from);
}

Test(coursecheck, code_that_is_not_there_is_a_fault_with_its_line)
{
    const struct coursecheck_options o = {.folder = folder, .bring = none};

    spoil("```lab\ncount by=2 steps=4\n```\n",
          "```lab\ncount by=2 steps=4\n```\n```question\nid: L16-f\n"
          "type: fault\nask: Which?\nfrom: nothing here\n```\n");
    cr_assert_eq(coursecheck_run(&c, &o).code, STATUS_FINE);
    cr_expect_eq(c.faults, 1);
    cr_expect(strstr(buf_string(&c.report),
                     "lesson.md:41: there is no exercise nothing here"),
              "%s", buf_string(&c.report));
}
