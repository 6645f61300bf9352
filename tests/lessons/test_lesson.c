#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/lesson.h"
#include "tests/lessons/lessontext.h"

static struct status read_text(struct lesson *l, const char *text)
{
    return lesson_read(l, "x.md", text, strlen(text));
}

/* The lesson in which the first `old` is `new`: refused, saying `want`. */
static void expect_fault(const char *old, const char *new, const char *want)
{
    const char *at = strstr(LESSONTEXT, old);
    struct lesson l;

    cr_assert(at, "%s", old);
    char *text = malloc(strlen(LESSONTEXT) + strlen(new) + 1);
    cr_assert(text);
    memcpy(text, LESSONTEXT, (size_t)(at - LESSONTEXT));
    text[at - LESSONTEXT] = '\0';
    strcat(text, new);
    strcat(text, at + strlen(old));
    const struct status st = read_text(&l, text);
    free(text);
    cr_expect_eq(st.code, STATUS_BAD_FILE, "%s -> %s was taken", old, new);
    cr_expect(strstr(st.text, want), "\"%s\" does not say \"%s\"", st.text,
              want);
}

Test(lesson, everything_of_a_lesson_is_read)
{
    struct lesson l;
    const struct status st = read_text(&l, LESSONTEXT);

    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    cr_expect_str_eq(l.title, "A title: with a colon");
    cr_expect_eq(l.stage, 4);
    cr_expect_eq(l.need_count, 2);
    cr_expect_str_eq(l.needs[1], "L03");
    cr_expect_eq(l.term_count, 2);
    cr_assert_eq(l.step_count, 5);
    cr_expect_eq(l.steps[1].kind, LESSON_PLAY);
    cr_expect(l.steps[2].side);
    cr_expect_eq(lesson_find(&l, "aside"), 2);
    cr_expect_eq(lesson_find(&l, "nowhere"), -1);
    lesson_release(&l);
}

Test(lesson, blocks_keep_their_parts_and_lines)
{
    struct lesson l;

    cr_assert_eq(read_text(&l, LESSONTEXT).code, STATUS_FINE);
    const struct lesson_step *s = &l.steps[0];
    cr_assert_eq(s->block_count, 3);
    cr_expect_eq(s->line, 14);
    cr_expect_str_eq(s->blocks[0].text, "Some *text* here.\n");
    cr_expect_eq(s->blocks[1].line, 18);
    cr_expect(s->blocks[1].again);
    cr_expect_str_eq(s->blocks[1].items[0].condition, "data.sum < 5");
    cr_expect_str_eq(s->blocks[1].items[1].remark, "It was large.");
    cr_expect_eq(s->blocks[1].items[1].line, 23);
    cr_expect_str_eq(s->blocks[2].text, "count by=2 steps=3");
    cr_expect_eq(s->blocks[2].claims[0].line, 27);
    cr_expect_str_eq(s->blocks[2].goal, "data.steps = 3");
    cr_expect_str_eq(l.steps[3].blocks[0].then, "count by=1");
    const struct lesson_step *read = &l.steps[4];
    cr_expect_str_eq(read->blocks[0].items[0].reply, "That. | And this.");
    cr_expect_eq(read->blocks[1].type, LESSON_NUMBER);
    cr_expect(read->blocks[1].items[0].right);
    cr_expect_str_eq(read->blocks[2].items[1].step, "number");
    cr_expect_str_eq(read->blocks[3].text, "Two minutes.\n");
    lesson_release(&l);
}

Test(lesson, indented_formula_at_the_start_keeps_its_indentation)
{
    struct lesson l;

    cr_assert_eq(read_text(&l, LESSONTEXT).code, STATUS_FINE);
    cr_expect_str_eq(l.steps[2].blocks[0].text,
                     "    indented  first\nThen text.\n");
    lesson_release(&l);
}

Test(lesson, windows_line_ends_change_nothing)
{
    char text[sizeof(LESSONTEXT) * 2];
    struct lesson l;
    size_t n = 0;

    for (const char *p = LESSONTEXT; *p; p++) {
        if (*p == '\n')
            text[n++] = '\r';
        text[n++] = *p;
    }
    text[n] = '\0';
    const struct status st = read_text(&l, text);
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    cr_expect_str_eq(l.steps[0].blocks[0].text, "Some *text* here.\n");
    lesson_release(&l);
}

Test(lesson, faults_of_the_front_have_their_line)
{
    expect_fault("---\n", "", "x.md:1: a lesson starts");
    expect_fault("tier: intermediate", "tear: drop", "x.md:6: unknown key");
    expect_fault("tier: intermediate", "tier: easy", "tier: is not basic");
    expect_fault("floor: model", "floor: cellar", "floor: is not");
    expect_fault("stage: 4", "stage: four", "x.md:4: stage: four");
    expect_fault("stage: 4", "id: L17", "x.md:4: id: stands there twice");
    expect_fault("why: Because.\n", "", "why: is missing");
    expect_fault("why: Because.", "why:", "x.md:9: why: has no value");
    expect_fault("minutes: 5", "five minutes", "x.md:7: not a line");
    expect_fault("L02, L03", "L02,, L03", "x.md:8: an empty place");
}

Test(lesson, faults_of_a_step_have_their_line)
{
    expect_fault("## See: The", "## Sea: The", "x.md:14: a step is");
    expect_fault(" {#first}", "", "x.md:14: a step is");
    expect_fault("{#first}", "{#First}", "x.md:14: {#First}");
    expect_fault("{#number}", "{#first}",
                 "x.md:30: {#first} stands there twice");
    expect_fault("Some *text*", "# Some *text*", "x.md:16: a heading");
    expect_fault("```predict", "```predikt", "x.md:18: unknown block");
    expect_fault("## See: The first", "Words.\n## See: The first",
                 "x.md:14: the first step is missing");
    expect_fault("```notes\nTwo minutes.\n```\n", "```notes\nTwo minutes.\n",
                 "the block is not closed");
}

Test(lesson, faults_of_a_predict_have_their_line)
{
    expect_fault("ask: Which?\n", "", "x.md:18: ask: is missing");
    expect_fault("again: yes", "again: no", "x.md:21: again: can only be");
    expect_fault("again: yes", "claim: 1 = 1", "x.md:21: unknown key");
    expect_fault("data.sum < 5", "data.sum <", "x.md:22: condition");
    expect_fault("| otherwise |", "| data.sum > 5 |", "x.md:23: the last");
    expect_fault("data.sum < 5 |", "otherwise |", "x.md:22: the last");
    expect_fault("| It was small.", "", "x.md:22: 3 parts");
    expect_fault("truth: data.sum\n", "", "x.md:31: a guessed number");
    expect_fault("truth: data.sum", "truth: data.sum > 1", "x.md:31: cond");
    expect_fault("```lab\ncount by=2 steps=4\n```\n", "",
                 "x.md:31: no lab stands below");
}

Test(lesson, faults_of_a_lab_have_their_line)
{
    expect_fault("claim: data.sum = 6", "claim: data.sum", "x.md:27: cond");
    expect_fault("claim: data.sum = 6", "claim: otherwise", "x.md:27: a claim");
    expect_fault("claim: data.sum = 6", "klaim: 1 = 1", "x.md:27: unknown");
    expect_fault("claim: data.sum = 6", "- item", "x.md:27: not a line");
    expect_fault("goal: data.steps = 3", "goal: steps", "x.md:25: cond");
}

Test(lesson, faults_of_a_question_have_their_line)
{
    expect_fault("- [x] 2 |", "- 2 |", "x.md:57: an answer is");
    expect_fault("- [ ] 3 |", "- [ ] three |", "x.md:58: \"three\"");
    expect_fault("- [ ] 3 |", "- [x] 3 |", "x.md:53: exactly one");
    expect_fault("type: number", "type: guess", "x.md:55: type:");
    expect_fault("id: L16-two", "id: L16-guess", "x.md:53: id: L16-guess");
    expect_fault("| It is. | first", "| It is. | last", "x.md:65: there is");
    expect_fault("| Says so.", "", "x.md:51: 4 parts");
}

Test(lesson, limits_are_kept)
{
    struct lesson l;
    char text[20000] = LESSONTEXT_FRONT;

    for (int i = 0; i < 15; i++) {
        char step[60];

        snprintf(step, sizeof(step), "## See: Step {#s%d}\nText.\n", i);
        strcat(text, step);
    }
    const struct status st = read_text(&l, text);
    cr_expect(strstr(st.text, "more than 14 steps"), "%s", st.text);
    cr_expect_eq(lesson_read(&l, "x.md", text, LESSON_MAX_BYTES + 1).code,
                 STATUS_TOO_BIG);
}

Test(lesson, every_cut_and_every_flipped_byte_is_survived)
{
    const size_t bytes = strlen(LESSONTEXT);
    char text[sizeof(LESSONTEXT)];
    struct lesson l;

    for (size_t n = 0; n < bytes; n++) {
        if (!lesson_read(&l, "x.md", LESSONTEXT, n).code)
            lesson_release(&l);
        memcpy(text, LESSONTEXT, bytes);
        text[n] = (char)(text[n] ^ (1 << (n % 8)));
        if (!lesson_read(&l, "x.md", text, bytes).code)
            lesson_release(&l);
    }
}

Test(lesson, bytes_that_are_no_text_are_refused)
{
    expect_fault("Some *text*", "Some \xff", "x.md:16: not UTF-8");
    expect_fault("Some *text*", "Some \x1b[1m", "x.md:16: not UTF-8");
}

Test(lesson, file_that_is_not_there_is_not_found)
{
    struct lesson l;

    cr_expect_eq(lesson_open(&l, "/nowhere/lesson.md").code, STATUS_NOT_FOUND);
}
