#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lessons/progress.h"

static char folder[] = "/tmp/lathe-progress-XXXXXX";
static char path[100];
static struct progress p;

static void set_up(void)
{
    cr_assert(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/deep/er/lathe.db", folder);
    const struct status st = progress_open(&p, path);
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
}

static void tear_down(void)
{
    char command[200];

    progress_close(&p);
    snprintf(command, sizeof(command), "rm -r %s", folder);
    cr_expect_eq(system(command), 0);
}

TestSuite(progress, .init = set_up, .fini = tear_down);

static void reopen(void)
{
    progress_close(&p);
    const struct status st = progress_open(&p, path);
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
}

Test(progress, first_start_has_no_place)
{
    struct progress_place place;

    cr_assert_eq(progress_place(&p, &place).code, STATUS_FINE);
    cr_expect_str_eq(place.lesson, "");
}

Test(progress, place_and_steps_survive_reopening)
{
    struct progress_place place;
    char step[PROGRESS_ID];
    bool seen;
    int steps;

    cr_assert_eq(progress_visit(&p, "L16", "scores").code, STATUS_FINE);
    cr_assert_eq(progress_visit(&p, "L16", "mixture").code, STATUS_FINE);
    cr_assert_eq(progress_visit(&p, "L21", "first").code, STATUS_FINE);
    reopen();
    cr_assert_eq(progress_place(&p, &place).code, STATUS_FINE);
    cr_expect_str_eq(place.lesson, "L21");
    cr_expect_str_eq(place.step, "first");
    cr_assert_eq(progress_resume(&p, "L16", step).code, STATUS_FINE);
    cr_expect_str_eq(step, "mixture");
    cr_assert_eq(progress_resume(&p, "L02", step).code, STATUS_FINE);
    cr_expect_str_eq(step, "");
    cr_assert_eq(progress_seen(&p, "L16", "scores", &seen).code, STATUS_FINE);
    cr_expect(seen);
    cr_assert_eq(progress_seen(&p, "L16", "first", &seen).code, STATUS_FINE);
    cr_expect(!seen);
    cr_assert_eq(progress_count(&p, "L16", &steps).code, STATUS_FINE);
    cr_expect_eq(steps, 2);
}

Test(progress, done_stays_done_when_opened_again)
{
    enum progress_state state;

    cr_assert_eq(progress_get_state(&p, "L16", &state).code, STATUS_FINE);
    cr_expect_eq(state, PROGRESS_NEW);
    progress_visit(&p, "L16", "scores");
    progress_get_state(&p, "L16", &state);
    cr_expect_eq(state, PROGRESS_STARTED);
    progress_set_state(&p, "L16", PROGRESS_DONE);
    progress_visit(&p, "L16", "scores");
    reopen();
    progress_get_state(&p, "L16", &state);
    cr_expect_eq(state, PROGRESS_DONE);
}

Test(progress, last_answer_counts_and_all_are_kept)
{
    struct progress_answer a;
    double score;

    cr_assert_eq(progress_get_answer(&p, "L16-two", &a).code, STATUS_FINE);
    cr_expect(!a.given);
    progress_add_answer(&p, "L16", "L16-two", "3", 0.0, 0);
    progress_add_answer(&p, "L16", "L16-two", "it's \"2\"; --", 1.0, 9);
    progress_add_answer(&p, "L16", "L16-guess", "are", -1.0, 0);
    reopen();
    progress_get_answer(&p, "L16-two", &a);
    cr_expect(a.given);
    cr_expect_str_eq(a.text, "it's \"2\"; --");
    cr_expect_eq(a.tries, 2);
    cr_expect_eq(a.seed, 9);
    progress_score(&p, "L16", &score);
    cr_expect_eq(score, 1.0);
    progress_judge(&p, "L16-guess", 0.5, 3);
    progress_get_answer(&p, "L16-guess", &a);
    cr_expect_eq(a.score, 0.5);
    cr_expect_eq(a.tries, 1);
    progress_score(&p, "L16", &score);
    cr_expect_eq(score, 0.75);
    progress_score(&p, "L02", &score);
    cr_expect_lt(score, 0.0);
}

Test(progress, notes_are_kept_by_name)
{
    char text[PROGRESS_ANSWER];

    progress_set_note(&p, "track", "teacher");
    progress_set_note(&p, "track", "start");
    reopen();
    progress_get_note(&p, "track", text);
    cr_expect_str_eq(text, "start");
    progress_get_note(&p, "none", text);
    cr_expect_str_eq(text, "");
}

Test(progress, names_and_answers_have_limits)
{
    char *text = malloc(PROGRESS_ANSWER + 1);

    memset(text, 'a', PROGRESS_ANSWER);
    text[PROGRESS_ANSWER] = '\0';
    cr_expect_eq(progress_add_answer(&p, "L16", "x", text, 0, 0).code,
                 STATUS_TOO_BIG);
    cr_expect_eq(progress_set_note(&p, "x", text).code, STATUS_TOO_BIG);
    text[PROGRESS_ID] = '\0';
    cr_expect_eq(progress_visit(&p, text, "s").code, STATUS_BAD_USAGE);
    cr_expect_eq(progress_visit(&p, "L16", "").code, STATUS_BAD_USAGE);
    free(text);
}

Test(progress, two_programs_share_the_file)
{
    struct progress other;
    struct progress_place place;

    cr_assert_eq(progress_open(&other, path).code, STATUS_FINE);
    progress_visit(&p, "L16", "scores");
    progress_visit(&other, "L21", "first");
    progress_place(&p, &place);
    cr_expect_str_eq(place.lesson, "L21");
    progress_close(&other);
}

Test(progress, damaged_file_is_refused_and_left_as_it_is)
{
    struct progress broken;
    struct stat before, after;

    progress_visit(&p, "L16", "scores");
    progress_close(&p);
    FILE *f = fopen(path, "r+");
    fseek(f, 4096, SEEK_SET);
    for (int i = 0; i < 3000; i++)
        fputc(i * 7 % 251, f);
    fclose(f);
    stat(path, &before);
    const struct status st = progress_open(&broken, path);
    cr_expect_eq(st.code, STATUS_BAD_FILE, "%s", st.text);
    cr_expect(strstr(st.text, "lathe.db"), "%s", st.text);
    stat(path, &after);
    cr_expect_eq(before.st_size, after.st_size);
}

Test(progress, file_of_something_else_is_refused)
{
    struct progress other;
    char text[120];

    snprintf(text, sizeof(text), "%s/text.db", folder);
    FILE *f = fopen(text, "w");
    for (int i = 0; i < 2000; i++)
        fputs("no database ", f);
    fclose(f);
    cr_expect_eq(progress_open(&other, text).code, STATUS_BAD_FILE);
    cr_expect_eq(progress_open(&other, folder).code, STATUS_IO);
}
