#include <criterion/criterion.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exercises/handin.h"
#include "exercises/intake.h"

static char room[64];
static struct intake in;

static int drop(const char *path, const struct stat *s, int kind,
                struct FTW *at)
{
    (void)s, (void)kind, (void)at;
    return remove(path);
}

static void make_room(void)
{
    snprintf(room, sizeof room, "/tmp/lathe-intake-XXXXXX");
    cr_assert(mkdtemp(room));
}

static void clear_room(void)
{
    intake_close(&in);
    nftw(room, drop, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *path(const char *name)
{
    static char full[600];

    snprintf(full, sizeof full, "%s/%s", room, name);
    return full;
}

static void folder(const char *name)
{
    cr_assert_eq(mkdir(path(name), 0755), 0);
}

static void file(const char *name, const char *text, size_t bytes)
{
    FILE *f = fopen(path(name), "wb");

    cr_assert(f);
    cr_assert_eq(fwrite(text, 1, bytes, f), bytes);
    fclose(f);
}

static void words(const char *name, const char *text)
{
    file(name, text, strlen(text));
}

static void open_room(void)
{
    const struct status st = intake_open(&in, room);

    cr_assert_eq(st.code, 0, "%s", st.text);
}

static void expect_note(const struct intake_student *s, const char *text)
{
    for (int i = 0; i < s->notes; i++)
        if (strstr(s->note[i], text))
            return;
    cr_expect(false, "no note of %s says \"%s\"", s->shown, text);
}

TestSuite(intake, .init = make_room, .fini = clear_room);

Test(intake, students_and_work_come_in_order)
{
    folder("zoe");
    folder("anna");
    words("zoe/dot.c", "z");
    words("anna/softmax.c", "s");
    words("anna/dot.c", "d");
    open_room();
    cr_assert_eq(in.students, 2);
    cr_expect_str_eq(in.student[0].shown, "anna");
    cr_assert_eq(in.student[0].works, 2);
    cr_expect_str_eq(in.student[0].work[0].exercise, "dot");
    cr_expect_str_eq(in.student[0].work[0].text, "d");
    cr_expect_str_eq(in.student[0].work[1].exercise, "softmax");
    cr_expect_eq(strlen(in.student[0].work[0].hash), 64);
}

Test(intake, learners_own_folder_can_be_handed_in_as_it_is)
{
    folder("anna");
    folder("anna/dot");
    words("anna/dot/dot.c", "d");
    words("anna/dot/dot.h", "h");
    words("anna/dot/try.c", "t");
    open_room();
    cr_assert_eq(in.student[0].works, 1);
    cr_expect_eq(in.student[0].notes, 0);
}

Test(intake, links_pipes_and_folders_in_place_of_files_are_not_read)
{
    folder("anna");
    cr_assert_eq(symlink("/etc/passwd", path("anna/dot.c")), 0);
    cr_assert_eq(mkfifo(path("anna/softmax.c"), 0600), 0);
    folder("anna/gelu.c");
    cr_assert_eq(symlink("/etc", path("bert")), 0);
    cr_assert_eq(mkfifo(path("carl.zip"), 0600), 0);
    folder("dora");
    cr_assert_eq(symlink("..", path("dora/dot")), 0);
    open_room();
    cr_assert_eq(in.students, 2);
    cr_expect_eq(in.student[0].works, 0);
    cr_expect_eq(in.student[1].works, 0);
    expect_note(&in.student[0], "dot.c: no plain file");
    expect_note(&in.student[0], "softmax.c: no plain file");
    expect_note(&in.student[1], "dot: no plain file");
    cr_expect_eq(in.notes, 2);
}

Test(intake, link_inside_an_exercise_folder_is_not_followed)
{
    folder("anna");
    folder("anna/dot");
    words("secret", "mine");
    cr_assert_eq(symlink("../../secret", path("anna/dot/dot.c")), 0);
    open_room();
    cr_expect_eq(in.student[0].works, 0);
}

Test(intake, file_past_the_limit_is_left_aside)
{
    char *big = calloc(1, HANDIN_FILE_BYTES + 1);

    cr_assert(big);
    folder("anna");
    file("anna/dot.c", big, HANDIN_FILE_BYTES + 1);
    file("anna/softmax.c", big, HANDIN_FILE_BYTES);
    free(big);
    open_room();
    cr_assert_eq(in.student[0].works, 1);
    expect_note(&in.student[0], "dot.c: larger than a file may be");
}

Test(intake, more_entries_than_a_student_may_have_are_not_looked_at)
{
    folder("anna");
    for (int i = 0; i < HANDIN_FILES + 1; i++) {
        char name[40];

        snprintf(name, sizeof name, "anna/a%03d.txt", i);
        words(name, "");
    }
    words("anna/softmax.c", "late");
    open_room();
    cr_expect_eq(in.student[0].works, 0);
    expect_note(&in.student[0], "more than 200 entries");
}

Test(intake, odd_names_are_shown_as_marks)
{
    folder("an\033[2Jna");
    words("an\033[2Jna/dot.c", "d");
    words("an\033[2Jna/b\rd.c", "d");
    open_room();
    cr_expect_str_eq(in.student[0].shown, "an\\x1b[2Jna");
    cr_expect_eq(in.student[0].works, 1);
    expect_note(&in.student[0], "b\\x0dd.c: there is no such exercise");
}

Test(intake, handin_file_is_a_student)
{
    const struct handin_file one = {"dot", "int dot;\n", 9};
    struct buf b;

    buf_init(&b, 1 << 20);
    cr_assert_eq(handin_pack(&b, &one, 1, "anna").code, 0);
    file("anna.zip", buf_string(&b), b.bytes);
    folder("bert");
    file("bert/work.zip", buf_string(&b), b.bytes);
    words("bert/dot.c", "the loose one comes first");
    buf_release(&b);
    words("carl.zip", "no archive");
    open_room();
    cr_assert_eq(in.students, 3);
    cr_expect_str_eq(in.student[0].shown, "anna");
    cr_assert_eq(in.student[0].works, 1);
    cr_assert_eq(in.student[1].works, 1);
    cr_expect_str_eq(in.student[1].work[0].text, "the loose one comes first");
    expect_note(&in.student[1], "handed in twice");
    expect_note(&in.student[2], "no archive");
}

Test(intake, folder_that_is_not_there_is_told)
{
    const struct status st = intake_open(&in, path("nowhere"));

    cr_expect_eq(st.code, STATUS_NOT_FOUND);
    cr_expect(strstr(st.text, "nowhere"));
}
