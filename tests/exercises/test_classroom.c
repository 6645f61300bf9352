#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exercises/classroom.h"

static char room[64], config[100];
static struct classroom class;

static void begin(void)
{
    snprintf(room, sizeof room, "/tmp/lathe-class-XXXXXX");
    cr_assert(mkdtemp(room));
    snprintf(config, sizeof config, "%s/config", room);
    setenv("XDG_CONFIG_HOME", config, 1);
}

static void end(void)
{
    char command[200];

    snprintf(command, sizeof command, "rm -rf '%s'", room);
    cr_assert_eq(system(command), 0);
}

static void file(const char *name, const char *text)
{
    char path[200];

    snprintf(path, sizeof path, "%s/%s", room, name);
    FILE *f = fopen(path, "wb");
    cr_assert(f);
    fputs(text, f);
    fclose(f);
}

static struct report report(bool passed)
{
    struct report r = {.exercise = "dot", .passed = passed, .cases = 3};

    for (int k = 0; k < 3; k++)
        snprintf(r.list[k].id, sizeof r.list[k].id, "c%d", k);
    if (!passed)
        r.list[1].verdict = r.list[2].verdict = REPORT_WRONG;
    return r;
}

static void read_room(void)
{
    const struct status st = classroom_read(&class, room);

    cr_assert_eq(st.code, 0, "%s", st.text);
}

TestSuite(classroom, .init = begin, .fini = end);

Test(classroom, nobody_who_did_not_join_leaves_a_line)
{
    const struct report r = report(false);

    cr_expect_eq(classroom_tell(&r).code, 0);
    read_room();
    cr_expect_eq(class.people, 0);
    cr_expect_eq(class.others, 0);
}

Test(classroom, last_check_of_who_joined_is_read_back)
{
    const struct report wrong = report(false), right = report(true);

    cr_assert_eq(classroom_join(room, "mia").code, 0);
    cr_assert_eq(classroom_tell(&wrong).code, 0);
    read_room();
    cr_assert_eq(class.people, 1);
    cr_expect_str_eq(class.person[0].name, "mia");
    cr_expect_str_eq(class.person[0].exercise, "dot");
    cr_expect_eq(class.person[0].good, 1);
    cr_expect_eq(class.person[0].cases, 3);
    cr_expect_str_eq(class.person[0].failing, "c1");
    cr_assert_eq(classroom_tell(&right).code, 0);
    read_room();
    cr_expect_str_eq(class.person[0].failing, "");
}

Test(classroom, who_leaves_takes_their_line_along)
{
    const struct report r = report(true);
    bool was_in;

    cr_assert_eq(classroom_join(room, "mia").code, 0);
    cr_assert_eq(classroom_tell(&r).code, 0);
    cr_assert_eq(classroom_leave(&was_in).code, 0);
    cr_expect(was_in);
    read_room();
    cr_expect_eq(class.people, 0);
    cr_assert_eq(classroom_tell(&r).code, 0);
    read_room();
    cr_expect_eq(class.people, 0);
    cr_assert_eq(classroom_leave(&was_in).code, 0);
    cr_expect_not(was_in);
}

Test(classroom, folder_that_is_gone_is_told)
{
    const struct report r = report(true);
    char sub[200];

    snprintf(sub, sizeof sub, "%s/sub", room);
    cr_expect_eq(classroom_join(sub, "mia").code, STATUS_NOT_FOUND);
    cr_assert_eq(mkdir(sub, 0755), 0);
    cr_assert_eq(classroom_join(sub, "mia").code, 0);
    cr_assert_eq(rmdir(sub), 0);
    const struct status st = classroom_tell(&r);
    cr_expect_neq(st.code, 0);
    cr_expect(strstr(st.text, "class"));
}

Test(classroom, names_that_are_no_files_are_refused)
{
    static const char *const names[] = {"", "../x", "a/b", ".x", "-x", "a\nb"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        cr_expect_eq(classroom_join(room, names[i]).code, STATUS_BAD_USAGE);
}

Test(classroom, line_that_is_none_is_counted_and_not_believed)
{
    static const char *const lines[] = {
        "",
        "hello\n",
        "lathe-class 2 1 dot 1 2 -\n",
        "lathe-class 1 1 dot 1 2 -",
        "lathe-class 1 1 dot 1 2 -\nmore\n",
        "lathe-class 1 1 DOT 1 2 -\n",
        "lathe-class 1 1 d\033[2Jt 1 2 -\n",
        "lathe-class 1 -5 dot 1 2 -\n",
        "lathe-class 1 1 dot 3 2 -\n",
        "lathe-class 1 1 dot 1 99 -\n",
        "lathe-class 1 99999999999999999999 dot 1 2 -\n"};
    const int n = (int)(sizeof lines / sizeof *lines);

    for (int i = 0; i < n; i++) {
        char name[40];

        snprintf(name, sizeof name, "s%02d.lathe", i);
        file(name, lines[i]);
    }
    file("ok\033[2J.lathe", "lathe-class 1 7 dot 1 2 odd\n");
    read_room();
    cr_assert_eq(class.people, 1);
    cr_expect_str_eq(class.person[0].name, "ok\\x1b[2J");
    cr_expect_eq(class.others, n);
}

Test(classroom, check_that_most_fail_is_found)
{
    int example = -1;

    file("a.lathe", "lathe-class 1 7 dot 1 2 odd\n");
    file("b.lathe", "lathe-class 1 7 softmax 1 2 odd\n");
    file("c.lathe", "lathe-class 1 7 softmax 1 2 odd\n");
    file("d.lathe", "lathe-class 1 7 softmax 2 2 -\n");
    read_room();
    cr_expect_eq(classroom_stuck(&class, &example), 2);
    cr_expect_str_eq(class.person[example].exercise, "softmax");
}
