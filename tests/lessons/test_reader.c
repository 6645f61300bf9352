#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lessons/reader.h"
#include "tests/lessons/lessontext.h"

static struct lesson lesson;
static struct progress kept;
static struct reader r;

/* Where the blocks of the lesson stand in their steps. */
enum { GUESS = 1, LAB = 2, NUMBER = 0, NUMBER_LAB = 1, TWO = 1, MARKS = 2 };

static char path[60];

static void set_up(void)
{
    snprintf(path, sizeof(path), "/tmp/lathe-reader-%d.db", (int)getpid());
    remove(path);
    cr_assert_eq(
        lesson_read(&lesson, "x.md", LESSONTEXT, strlen(LESSONTEXT)).code,
        STATUS_FINE);
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

TestSuite(reader, .init = set_up, .fini = tear_down);

static void reopen(void)
{
    reader_close(&r);
    cr_assert_eq(reader_open(&r, &lesson, &kept).code, STATUS_FINE);
}

static void result(int block, double sum, double steps)
{
    json_t *run =
        json_pack("{s:{s:f, s:f}}", "data", "sum", sum, "steps", steps);
    const struct status st = reader_result(&r, block, run, 1);

    json_decref(run);
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
}

Test(reader, starts_at_the_first_step_and_waits_for_the_guess)
{
    cr_expect_eq(r.step, 0);
    cr_expect_eq(reader_waiting(&r), GUESS);
    cr_expect_eq(reader_may_run(&r, LAB), GUESS);
}

Test(reader, lab_may_run_once_the_guess_is_made)
{
    cr_assert_eq(reader_submit(&r, GUESS, "small").code, STATUS_FINE);
    cr_expect_eq(reader_may_run(&r, LAB), -1);
    cr_expect_eq(reader_waiting(&r), -1);
    cr_expect(!reader_reply(&r, GUESS)->judged);
    cr_expect(!reader_complete(&r, 0));
}

Test(reader, run_chooses_the_remark)
{
    reader_submit(&r, GUESS, "small");
    result(LAB, 6, 2);
    const struct reader_reply *reply = reader_reply(&r, GUESS);
    cr_expect(reply->judged);
    cr_expect_eq(reply->score, 0.0);
    cr_expect_eq(reply->truth, 1);
    cr_expect_str_eq(reply->remark, "It was large.");
    cr_expect(!reader_complete(&r, 0), "the goal is not met");
    result(LAB, 4, 3);
    cr_expect_eq(reply->score, 0.0, "a later run does not change the score");
    cr_expect_str_eq(reply->remark, "It was small.");
    cr_expect(reader_complete(&r, 0));
}

Test(reader, guess_cannot_be_changed_after_its_run)
{
    reader_submit(&r, GUESS, "small");
    cr_expect_eq(reader_submit(&r, GUESS, "large").code, STATUS_FINE);
    result(LAB, 6, 3);
    cr_expect_eq(reader_submit(&r, GUESS, "small").code, STATUS_BAD_USAGE);
    cr_expect_eq(reader_reply(&r, GUESS)->score, 1.0);
}

Test(reader, answers_and_place_survive_reopening)
{
    reader_submit(&r, GUESS, "large");
    result(LAB, 6, 3);
    reader_go(&r, 4);
    reader_submit(&r, TWO, "3");
    reader_submit(&r, TWO, "2");
    reopen();
    cr_expect_eq(r.step, 4);
    cr_expect_eq(reader_reply(&r, TWO)->score, 1.0);
    cr_expect_str_eq(reader_reply(&r, TWO)->answer, "2");
    cr_expect_eq(reader_waiting(&r), MARKS);
    reader_go(&r, 0);
    cr_expect(reader_reply(&r, GUESS)->judged);
    cr_expect_eq(reader_reply(&r, GUESS)->score, 1.0);
    cr_expect(reader_reply(&r, GUESS)->remark != NULL, "why is told again");
    cr_expect(reader_complete(&r, 0));
}

Test(reader, side_steps_are_passed_over)
{
    reader_go(&r, 1);
    cr_expect_eq(reader_next(&r, false), 3);
    cr_expect_eq(reader_next(&r, true), 2);
    reader_go(&r, 3);
    cr_expect_eq(reader_previous(&r, false), 1);
    reader_go(&r, 4);
    cr_expect_eq(reader_next(&r, true), -1);
    reader_go(&r, 0);
    cr_expect_eq(reader_previous(&r, true), -1);
}

Test(reader, lesson_is_done_when_its_line_is)
{
    enum progress_state state;

    reader_submit(&r, GUESS, "large");
    result(LAB, 6, 3);
    reader_go(&r, 1);
    reader_submit(&r, NUMBER, "7");
    result(NUMBER_LAB, 8, 4);
    cr_expect_float_eq(reader_reply(&r, NUMBER)->score, 0.875, 1e-9);
    reader_go(&r, 3);
    cr_assert_eq(reader_pass(&r, 0, 1.0).code, STATUS_FINE);
    reader_go(&r, 4);
    reader_submit(&r, TWO, "2");
    progress_get_state(&kept, "L16", &state);
    cr_expect_eq(state, PROGRESS_STARTED);
    cr_assert_eq(reader_submit(&r, MARKS, "tf").code, STATUS_FINE);
    cr_expect(reader_done(&r), "the side step is not required");
    progress_get_state(&kept, "L16", &state);
    cr_expect_eq(state, PROGRESS_DONE);
    reopen();
    cr_expect(reader_done(&r));
}

Test(reader, what_is_no_answer_is_refused_and_not_kept)
{
    struct progress_answer old;

    cr_expect_eq(reader_submit(&r, GUESS, "huge").code, STATUS_BAD_USAGE);
    cr_expect_eq(reader_submit(&r, LAB, "1").code, STATUS_BAD_USAGE);
    cr_expect_eq(reader_submit(&r, 99, "1").code, STATUS_BAD_USAGE);
    cr_expect_eq(reader_go(&r, 5).code, STATUS_BAD_USAGE);
    cr_expect_eq(reader_go(&r, -1).code, STATUS_BAD_USAGE);
    progress_get_answer(&kept, "L16-guess", &old);
    cr_expect(!old.given);
}

Test(reader, data_that_lacks_the_path_is_an_error)
{
    json_t *run = json_object();

    reader_submit(&r, GUESS, "small");
    cr_expect_eq(reader_result(&r, LAB, run, 1).code, STATUS_NOT_FOUND);
    cr_expect(!reader_reply(&r, GUESS)->judged);
    json_decref(run);
}

Test(reader, works_without_a_place_to_keep)
{
    struct reader alone;

    cr_assert_eq(reader_open(&alone, &lesson, NULL).code, STATUS_FINE);
    cr_expect_eq(reader_submit(&alone, GUESS, "small").code, STATUS_FINE);
    cr_expect_eq(reader_waiting(&alone), -1);
    reader_close(&alone);
}
