#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "exercises/courseconf.h"

static struct status read_text(struct courseconf *c, const char *text)
{
    return courseconf_text(c, "course.conf", text, strlen(text));
}

static void zone(const char *tz)
{
    setenv("TZ", tz, 1);
    tzset();
}

Test(courseconf, every_key_is_read)
{
    struct courseconf c;
    const struct status st =
        read_text(&c, "# autumn\n\n hints = 2 \nsolution=due\r\n"
                      "due = 2026-12-01 18:00\nseed = autumn {student}\n");

    zone("UTC");
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    cr_expect_eq(c.hints, 2);
    cr_expect_eq(c.solution, COURSECONF_DUE);
    cr_expect_str_eq(c.seed, "autumn {student}");
}

Test(courseconf, an_empty_one_changes_nothing)
{
    struct courseconf c;

    cr_assert_eq(read_text(&c, "").code, STATUS_FINE);
    cr_expect_eq(c.hints, -1);
    cr_expect_eq(c.solution, COURSECONF_HINTS);
    cr_expect_eq(c.due, 0);
    cr_expect_str_eq(c.seed, "");
}

Test(courseconf, a_due_time_is_local_and_a_day_ends_at_midnight)
{
    struct courseconf c;

    zone("XST-2");
    cr_assert_eq(read_text(&c, "due = 1970-01-02 03:00").code, STATUS_FINE);
    cr_expect_eq(c.due, 25 * 3600);
    cr_assert_eq(read_text(&c, "due = 1970-01-02").code, STATUS_FINE);
    cr_expect_eq(c.due, 46 * 3600 - 1);
    cr_expect_eq(courseconf_late(&c, c.due), 0);
    cr_expect_eq(courseconf_late(&c, c.due + 5), 5);
}

Test(courseconf, a_faulty_line_is_refused_with_its_number)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"hints = yes\nhint = 2\n", "course.conf:2: there is no key \"hint\""},
        {"hints = maybe", "course.conf:1: hints is \"maybe\""},
        {"hints = -1", "course.conf:1: hints is"},
        {"hints = 1\nhints = 2", "course.conf:2: hints stands there twice"},
        {"\n\nsolution = now", "course.conf:3: solution is \"now\""},
        {"solution = due", "solution = due, but no due"},
        {"due = tomorrow", "course.conf:1: due is \"tomorrow\""},
        {"due = 2026-02-30", "due is \"2026-02-30\""},
        {"due = 2026-12-01 25:00", "due is"},
        {"due = 2026-12-01 18:61", "due is"},
        {"due = 2026-12-01 18:00 or so", "due is"},
        {"just words", "course.conf:1: a line is key = value"},
        {"=", "course.conf:1: there is no key"},
    };
    struct courseconf c;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct status st = read_text(&c, bad[i].text);

        cr_expect_eq(st.code, STATUS_BAD_FILE, "%s", bad[i].text);
        cr_expect(strstr(st.text, bad[i].says), "%s: %s", bad[i].text, st.text);
    }
}

Test(courseconf, what_is_no_text_or_too_long_is_refused)
{
    struct courseconf c;
    char text[400];

    cr_expect_eq(courseconf_text(&c, "x", "seed = a\0b", 10).code,
                 STATUS_BAD_FILE);
    memset(text, 'a', sizeof text);
    memcpy(text, "seed = ", 7);
    cr_expect_eq(courseconf_text(&c, "x", text, sizeof text).code,
                 STATUS_BAD_FILE);
    cr_expect_eq(courseconf_text(&c, "x", text, 7 + COURSECONF_SEED).code,
                 STATUS_BAD_FILE);
    cr_expect_eq(courseconf_text(&c, "x", text, 7 + COURSECONF_SEED - 1).code,
                 STATUS_FINE);
}

Test(courseconf, a_seed_holds_the_name_of_the_student)
{
    char seed[64];

    courseconf_seed("autumn {student}!", "ada", seed, sizeof seed);
    cr_expect_str_eq(seed, "autumn ada!");
    courseconf_seed("autumn", "ada", seed, sizeof seed);
    cr_expect_str_eq(seed, "autumn");
}

Test(courseconf, spans_are_said_in_two_units)
{
    char span[COURSECONF_SPAN];

    courseconf_span(1, span);
    cr_expect_str_eq(span, "1 second");
    courseconf_span(3600, span);
    cr_expect_str_eq(span, "1 hour");
    courseconf_span(2 * 86400 + 3 * 3600 + 59, span);
    cr_expect_str_eq(span, "2 days 3 hours");
    courseconf_span(0, span);
    cr_expect_str_eq(span, "0 seconds");
}

Test(courseconf, what_is_due_is_said_in_words)
{
    struct courseconf c;
    char text[160];

    zone("UTC");
    cr_assert_eq(read_text(&c, "due = 1970-01-02 00:00").code, STATUS_FINE);
    courseconf_say_due(&c, 84600, text, sizeof text);
    cr_expect_str_eq(text, "due 1970-01-02 00:00, in 30 minutes");
    courseconf_say_due(&c, 86400 + 60, text, sizeof text);
    cr_expect_str_eq(text, "due 1970-01-02 00:00, 1 minute ago: late");
    c.due = 0;
    courseconf_say_due(&c, 5, text, sizeof text);
    cr_expect_str_eq(text, "");
}

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    cr_assert(f != NULL);
    fputs(text, f);
    fclose(f);
}

Test(courseconf, the_learners_own_comes_before_that_of_the_machine)
{
    char base[] = "/tmp/test_courseconfXXXXXX", path[128];
    struct courseconf c;

    cr_assert(mkdtemp(base) != NULL);
    setenv("LATHE_HOME", base, 1);
    setenv("XDG_CONFIG_DIRS", base, 1);
    cr_assert_eq(courseconf_open(&c, NULL).code, STATUS_FINE);
    cr_expect_eq(c.hints, -1);
    snprintf(path, sizeof path, "%s/lathe", base);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/lathe/course.conf", base);
    put(path, "hints = 1\n");
    cr_assert_eq(courseconf_open(&c, NULL).code, STATUS_FINE);
    cr_expect_eq(c.hints, 1);
    snprintf(path, sizeof path, "%s/course.conf", base);
    put(path, "hints = no\n");
    cr_assert_eq(courseconf_open(&c, NULL).code, STATUS_FINE);
    cr_expect_eq(c.hints, 0);
    put(path, "colour = red\n");
    const struct status st = courseconf_open(&c, NULL);
    cr_expect_eq(st.code, STATUS_BAD_FILE);
    cr_expect(strstr(st.text, "course.conf:1: there is no key"), "%s", st.text);
    cr_expect_eq(courseconf_open(&c, "/nowhere/course.conf").code,
                 STATUS_NOT_FOUND);
}
