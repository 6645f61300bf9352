/* What comes back from earlier lessons, over simulated days. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lessons/review.h"
#include "tests/lessons/lessontext.h"

#define QUESTION(id)             \
    "```question\n"              \
    "id: " id "\n"               \
    "type: choice\n"             \
    "ask: Which of the two?\n"   \
    "- [x] this | Because.\n"    \
    "- [ ] that | Look again.\n" \
    "```\n"

#define WORDS                          \
    "```question\n"                    \
    "id: L16-words\n"                  \
    "type: text\n"                     \
    "ask: Say it yourself.\n"          \
    "- [x] a sum | What was wanted.\n" \
    "```\n"

static const char text[] = LESSONTEXT_FRONT LESSONTEXT_SEE LESSONTEXT_PLAY
    "## See: Many {#many}\n" QUESTION("L16-a") QUESTION("L16-b")
        QUESTION("L16-c") QUESTION("L16-d") WORDS;

enum { MET = 20000, NOON = 43200, DAY = 86400 };

static struct lesson lesson;
static struct course_entry entry;
static struct course course;
static struct progress kept;
static char path[64];

static void set_up(void)
{
    struct status st;

    setenv("TZ", "UTC", 1);
    tzset();
    snprintf(path, sizeof path, "/tmp/lathe-review-%d.db", (int)getpid());
    remove(path);
    st = lesson_read(&lesson, "x.md", text, strlen(text));
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    entry = (struct course_entry){.lesson = &lesson};
    course = (struct course){.entries = &entry, .next = -1};
    course.catalogue.count = 1;
    cr_assert_eq(progress_open(&kept, path).code, STATUS_FINE);
}

static void tear_down(void)
{
    progress_close(&kept);
    remove(path);
    lesson_release(&lesson);
}

TestSuite(review, .init = set_up, .fini = tear_down);

/* In its lesson, at noon of a day. */
static void answer_on(int64_t day, const char *id, double score)
{
    char sql[128];

    cr_assert_eq(progress_add_answer(&kept, "L16", id, "1", score, 1).code,
                 STATUS_FINE);
    snprintf(sql, sizeof sql,
             "UPDATE answer SET at = %lld WHERE number = (SELECT max(number)"
             " FROM answer)",
             (long long)(day * DAY + NOON));
    cr_assert_eq(db_do(&kept.db, sql).code, STATUS_FINE);
}

static struct review *open_on(int64_t day)
{
    struct review *r;
    const struct status st = review_new(&r, &course, &kept, day);

    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    return r;
}

/* Answers every card that is a question; the days that the last one waits. */
static int answer_all(int64_t day, const char *answer)
{
    struct review *r = open_on(day);
    struct reader reader;
    int days = 0;

    cr_assert_eq(reader_open(&reader, &r->lesson, NULL).code, STATUS_FINE);
    for (int i = 0; i < r->count; i++) {
        cr_assert_eq(reader_go(&reader, i).code, STATUS_FINE);
        cr_assert_eq(reader_submit(&reader, 0, answer).code, STATUS_FINE);
        cr_assert_eq(review_keep(r, &reader, i, &days).code, STATUS_FINE);
    }
    reader_close(&reader);
    review_free(r);
    return days;
}

static int count_on(int64_t day)
{
    struct review *r = open_on(day);
    const int count = r->count;

    review_free(r);
    return count;
}

Test(review, nothing_is_due_before_anything_was_answered)
{
    struct review *r = open_on(MET);

    cr_expect_eq(r->count, 0);
    cr_expect_eq(r->due, 0);
    cr_expect_eq(r->next, -1);
    review_free(r);
}

Test(review, a_question_comes_back_after_a_day_and_then_ever_later)
{
    const int days[] = {1, 3, 7, 21, 60};
    int64_t day = MET;

    answer_on(MET, "L16-a", 1.0);
    for (int i = 0; i < 5; i++) {
        cr_expect_eq(count_on(day + days[i] - 1), 0);
        day += days[i];
        cr_assert_eq(count_on(day), 1);
        cr_expect_eq(answer_all(day, "1"), i < 4 ? days[i + 1] : -1);
    }
    cr_expect_eq(count_on(day + 10000), 0);
}

Test(review, a_missed_question_comes_the_next_day)
{
    answer_on(MET, "L16-a", 1.0);
    answer_all(MET + 1, "1");
    cr_expect_eq(answer_all(MET + 4, "2"), 1);
    cr_expect_eq(count_on(MET + 4), 0);
    cr_expect_eq(count_on(MET + 5), 1);
}

Test(review, at_most_three_are_asked_and_what_was_missed_comes_first)
{
    struct review *r;

    answer_on(MET - 9, "L16-a", 1.0);
    answer_on(MET - 8, "L16-b", 1.0);
    answer_on(MET, "L16-c", 0.0);
    answer_on(MET - 7, "L16-d", 1.0);
    r = open_on(MET + 1);
    cr_expect_eq(r->due, 4);
    cr_assert_eq(r->count, 3);
    cr_expect_str_eq(r->card[0].block->id, "L16-c");
    cr_expect_str_eq(r->card[1].block->id, "L16-a");
    cr_expect_str_eq(r->card[2].block->id, "L16-b");
    review_free(r);
}

Test(review, own_words_and_guesses_without_a_run_do_not_come_back)
{
    answer_on(MET, "L16-words", 1.0);
    answer_on(MET, "L16-guess", -1.0);
    answer_on(MET, "L16-of-an-older-course", 1.0);
    cr_expect_eq(count_on(MET + 100), 0);
}

Test(review, a_guess_comes_with_its_lab_and_a_seed_it_never_had)
{
    struct review *r;
    struct reader reader;
    int days;

    answer_on(MET, "L16-guess", 0.0);
    for (int time = 0; time < 2; time++) {
        json_t *run = json_pack("{s:{s:i, s:i}}", "data", "sum", 6, "steps", 3);

        r = open_on(MET + 1 + time);
        cr_assert_eq(r->count, 1);
        cr_assert_eq(r->step[0].block_count, 2);
        cr_expect(r->block[0][1].kind == LESSON_LAB);
        cr_expect(strstr(r->run[0], time ? "seed=3" : "seed=2"), "%s",
                  r->run[0]);
        cr_expect(strstr(r->run[0], "by=2"), "%s", r->run[0]);
        cr_assert_eq(reader_open(&reader, &r->lesson, NULL).code, STATUS_FINE);
        cr_assert_eq(reader_submit(&reader, 0, "1").code, STATUS_FINE);
        cr_assert_eq(review_keep(r, &reader, 0, &days).code, STATUS_FINE);
        cr_expect_eq(days, 0, "nothing is kept before the run");
        cr_assert_eq(reader_result(&reader, 1, run, 2).code, STATUS_FINE);
        cr_assert_eq(review_keep(r, &reader, 0, &days).code, STATUS_FINE);
        cr_expect_eq(days, 1, "six is large: a miss");
        cr_assert_eq(review_keep(r, &reader, 0, &days).code, STATUS_FINE);
        cr_expect_eq(days, 0, "it is kept once");
        reader_close(&reader);
        review_free(r);
        json_decref(run);
    }
}

Test(review, two_long_runs_do_not_share_two_minutes)
{
    answer_on(MET, "L16-guess", 0.0);
    answer_on(MET, "L16-number", 0.0);
    struct review *r = open_on(MET + 1);

    cr_expect_eq(r->due, 2);
    cr_assert_eq(r->count, 1);
    cr_expect_str_eq(r->card[0].block->id, "L16-guess", "it has again: yes");
    review_free(r);
}

Test(review, a_clock_that_ran_ahead_does_not_hide_questions_for_years)
{
    answer_on(MET, "L16-a", 1.0);
    answer_all(MET + 4000, "1");
    answer_on(MET + 4000, "L16-b", 1.0);
    cr_expect_eq(count_on(MET + 1), 0); /* the clock is put right */
    cr_expect_eq(count_on(MET + 2), 1); /* b, met "today" */
    cr_expect_eq(count_on(MET + 4), 2); /* and a, three days after */
}

Test(review, the_lesson_keeps_its_own_answer)
{
    struct progress_answer old;

    answer_on(MET, "L16-a", 1.0);
    answer_all(MET + 1, "2");
    cr_assert_eq(progress_get_answer(&kept, "L16-a", &old).code, STATUS_FINE);
    cr_expect_eq(old.tries, 1);
    cr_expect(old.score > 0.99);
}

Test(review, it_is_offered_once_a_day)
{
    bool first;

    cr_assert_eq(review_first_today(&kept, MET, &first).code, STATUS_FINE);
    cr_expect(first);
    cr_assert_eq(review_first_today(&kept, MET, &first).code, STATUS_FINE);
    cr_expect(!first);
    cr_assert_eq(review_first_today(&kept, MET + 1, &first).code, STATUS_FINE);
    cr_expect(first);
}
