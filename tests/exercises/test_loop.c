/* What a teacher decides about hints and the solution. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exercises/loop.h"

static char base[64], database[96];
static struct loop loop;
static struct buf text;

static void with(const char *conf)
{
    char path[96];
    FILE *f;

    snprintf(base, sizeof base, "/tmp/test_loopXXXXXX");
    cr_assert(mkdtemp(base) != NULL);
    setenv("LATHE_HOME", base, 1);
    snprintf(path, sizeof path, "%s/course.conf", base);
    snprintf(database, sizeof database, "%s/lathe.db", base);
    f = fopen(path, "w");
    cr_assert(f != NULL);
    fputs(conf, f);
    fclose(f);
    const struct status st = loop_open(&loop, "softmax", database);
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    buf_init(&text, 1 << 20);
}

static void end(void)
{
    buf_release(&text);
    loop_close(&loop);
}

static void passes(void)
{
    struct report *r = calloc(1, sizeof *r);

    snprintf(r->exercise, sizeof r->exercise, "softmax");
    r->passed = true;
    cr_assert_eq(attempts_add(&loop.attempts, r, "int x;").code, STATUS_FINE);
    free(r);
}

static enum loop_may may(char why[LOOP_WHY])
{
    enum loop_may m;

    buf_clear(&text);
    cr_assert_eq(loop_solution(&loop, &text, &m, why).code, STATUS_FINE);
    return m;
}

Test(loop, a_teacher_can_take_the_hints_away_and_no_solution_falls_out)
{
    char why[LOOP_WHY];
    int shown, of;

    with("hints = no\n");
    cr_assert_eq(loop_hint(&loop, false, &text, &shown, &of).code, STATUS_FINE);
    cr_expect_eq(of, 0);
    cr_expect_eq(shown, 0);
    cr_expect_eq(text.bytes, 0);
    cr_expect_eq(may(why), LOOP_MAY_NOT);
    cr_expect_str_eq(why, "the solution is shown after a pass");
    passes();
    cr_expect_eq(may(why), LOOP_MAY);
    end();
}

Test(loop, some_hints_can_be_all_there_are)
{
    char why[LOOP_WHY];
    int shown, of;

    with("hints = 1\n");
    cr_expect_eq(may(why), LOOP_MAY_NOT);
    cr_expect(strstr(why, "1 more to go"), "%s", why);
    for (int i = 0; i < 2; i++) {
        buf_clear(&text);
        cr_assert_eq(loop_hint(&loop, false, &text, &shown, &of).code,
                     STATUS_FINE);
        cr_expect_eq(shown, 1);
        cr_expect_eq(of, 1);
    }
    cr_expect_eq(may(why), LOOP_MAY_NOTED);
    end();
}

Test(loop, a_solution_that_is_kept_is_kept_even_after_a_pass)
{
    char why[LOOP_WHY];

    with("solution = never\n");
    passes();
    cr_expect_eq(may(why), LOOP_MAY_NOT);
    cr_expect_eq(text.bytes, 0);
    cr_expect_str_eq(why, "your teacher keeps the solution");
    end();
}

Test(loop, a_solution_may_wait_until_it_is_due)
{
    char why[LOOP_WHY];

    with("solution = due\ndue = 2999-01-01\n");
    passes();
    cr_expect_eq(may(why), LOOP_MAY_NOT);
    cr_expect(strstr(why, "due 2999-01-01 23:59"), "%s", why);
    end();
    with("solution = due\ndue = 2001-01-01\n");
    cr_expect_eq(may(why), LOOP_MAY_NOTED);
    end();
}

Test(loop, a_course_seed_changes_the_hidden_cases)
{
    with("");
    const uint64_t plain = loop_seed(&loop, "abc", 3);
    end();
    with("seed = autumn\n");
    cr_expect_neq(loop_seed(&loop, "abc", 3), plain);
    const uint64_t autumn = loop_seed(&loop, "abc", 3);
    end();
    with("seed = autumn{student}\n");
    cr_expect_neq(loop_seed(&loop, "abc", 3), autumn);
    end();
}

Test(loop, a_faulty_course_conf_is_told_and_nothing_is_guessed)
{
    char path[96];
    FILE *f;

    with("");
    end();
    snprintf(path, sizeof path, "%s/course.conf", base);
    f = fopen(path, "w");
    cr_assert(f != NULL);
    fputs("hints = yes\nsolutions = never\n", f);
    fclose(f);
    const struct status st = loop_open(&loop, "softmax", database);
    cr_expect_eq(st.code, STATUS_BAD_FILE);
    cr_expect(strstr(st.text, "course.conf:2: there is no key"), "%s", st.text);
    loop_close(&loop);
}
