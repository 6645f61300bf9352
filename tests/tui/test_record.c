#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tui/record.h"

static char folder[] = "/tmp/lathe-record-XXXXXX";
static char path[64];

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.cast", folder);
}

static void remove_folder(void)
{
    unlink(path);
    cr_assert_eq(rmdir(folder), 0, "something was left behind");
}

TestSuite(record, .init = make_folder, .fini = remove_folder);

static int lines_of(const char *file)
{
    FILE *f = fopen(file, "r");
    int n = 0, c;

    cr_assert_not_null(f);
    while ((c = fgetc(f)) != EOF)
        n += c == '\n';
    fclose(f);
    return n;
}

Test(record, the_file_appears_whole_at_the_end)
{
    struct canvas *cv = canvas_new(2, 10, (struct canvas_look){0});
    struct record *r;
    struct stat st;

    cr_assert_eq(record_open(&r, path).code, 0);
    record_frame(r, cv, 5000000000);
    canvas_text(cv, 0, 0, "a", 0);
    record_frame(r, cv, 6000000000);
    record_frame(r, cv, 7000000000); /* nothing changed */
    cr_assert_neq(stat(path, &st), 0);
    cr_assert_eq(record_close(r).code, 0);
    cr_assert_eq(lines_of(path), 3);
    canvas_free(cv);
}

Test(record, a_path_that_cannot_be_written_is_known_at_once)
{
    struct record *r;
    const struct status st = record_open(&r, "/nowhere/at/all.cast");

    cr_assert_neq(st.code, STATUS_FINE);
    cr_assert_null(r);
    record_frame(NULL, NULL, 0);
    cr_assert_eq(record_close(NULL).code, STATUS_FINE);
}

Test(record, a_session_without_a_frame_leaves_an_empty_file)
{
    struct record *r;

    cr_assert_eq(record_open(&r, path).code, 0);
    cr_assert_eq(record_close(r).code, 0);
    cr_assert_eq(lines_of(path), 0);
}
