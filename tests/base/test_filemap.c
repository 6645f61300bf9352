#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/filemap.h"

static char folder[] = "/tmp/lathe-filemap-XXXXXX";
static char path[64];

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/data", folder);
}

static void drop_folder(void)
{
    unlink(path);
    rmdir(folder);
}

static void put(const char *text)
{
    FILE *f = fopen(path, "w");

    cr_assert_not_null(f);
    fputs(text, f);
    fclose(f);
}

TestSuite(filemap, .init = make_folder, .fini = drop_folder);

Test(filemap, shows_the_bytes_of_the_file)
{
    struct filemap m;

    put("ROMEO:\n");
    cr_assert_eq(filemap_open(&m, path, 100).code, 0);
    cr_assert_eq(m.bytes, 7);
    cr_assert_eq(memcmp(m.data, "ROMEO:\n", 7), 0);
    filemap_close(&m);
    cr_assert_null(m.data);
}

Test(filemap, an_empty_file_has_no_bytes_and_is_no_error)
{
    struct filemap m;

    put("");
    cr_assert_eq(filemap_open(&m, path, 100).code, 0);
    cr_assert_eq(m.bytes, 0);
    cr_assert_null(m.data);
    filemap_close(&m);
}

Test(filemap, a_missing_file_is_not_found_by_name)
{
    struct filemap m;
    const struct status st = filemap_open(&m, path, 100);

    cr_assert_eq(st.code, STATUS_NOT_FOUND);
    cr_assert_not_null(strstr(st.text, path));
    filemap_close(&m);
}

Test(filemap, the_limit_is_the_largest_size_allowed)
{
    struct filemap m;

    put("12345");
    cr_assert_eq(filemap_open(&m, path, 5).code, 0);
    filemap_close(&m);
    cr_assert_eq(filemap_open(&m, path, 4).code, STATUS_TOO_BIG);
    filemap_close(&m);
}

Test(filemap, a_folder_is_refused)
{
    struct filemap m;

    cr_assert_eq(filemap_open(&m, folder, 100).code, STATUS_BAD_FILE);
    filemap_close(&m);
}

/* Opening a pipe that nobody writes to would wait for ever. */
Test(filemap, a_pipe_is_refused_at_once, .timeout = 10)
{
    struct filemap m;

    cr_assert_eq(mkfifo(path, 0600), 0);
    cr_assert_eq(filemap_open(&m, path, 100).code, STATUS_BAD_FILE);
    filemap_close(&m);
}

Test(filemap, a_device_is_refused)
{
    struct filemap m;

    cr_assert_eq(filemap_open(&m, "/dev/zero", 100).code, STATUS_BAD_FILE);
    filemap_close(&m);
}
