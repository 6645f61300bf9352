#define _GNU_SOURCE /* unshare */

#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/savefile.h"

static char folder[] = "/tmp/lathe-savefile-XXXXXX";
static char path[64];

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/card.json", folder);
}

static void drop_folder(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert_eq(system(command), 0);
}

TestSuite(savefile, .init = make_folder, .fini = drop_folder);

static int entries(const char *where)
{
    DIR *d = opendir(where);
    int n = -2; /* "." and ".." */

    cr_assert_not_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

static void assert_holds(const char *want)
{
    char text[200] = "";
    FILE *f = fopen(path, "r");

    cr_assert_not_null(f);
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    fclose(f);
    cr_assert_str_eq(text, want);
}

static char *megabyte(void)
{
    char *data = malloc(1 << 20);

    cr_assert_not_null(data);
    return memset(data, 'x', 1 << 20);
}

Test(savefile, replaces_the_file_and_leaves_nothing_beside_it)
{
    cr_assert_eq(savefile_replace(path, "old", 3).code, 0);
    cr_assert_eq(savefile_replace(path, "newer", 5).code, 0);
    assert_holds("newer");
    cr_assert_eq(entries(folder), 1);
}

Test(savefile, pieces_arrive_in_order)
{
    struct savefile s;

    cr_assert_eq(savefile_open(&s, path).code, 0);
    savefile_write(&s, "one ", 4);
    savefile_write(&s, "", 0);
    savefile_write(&s, "two", 3);
    cr_assert_eq(savefile_commit(&s).code, 0);
    assert_holds("one two");
}

Test(savefile, the_old_file_stands_until_the_commit)
{
    struct savefile s;

    cr_assert_eq(savefile_replace(path, "old", 3).code, 0);
    cr_assert_eq(savefile_open(&s, path).code, 0);
    savefile_write(&s, "half of the n", 13);
    assert_holds("old");
    savefile_abandon(&s);
    assert_holds("old");
    cr_assert_eq(entries(folder), 1);
}

/* The kernel refuses the write in the middle, as it does on a full disk. */
Test(savefile, a_write_cut_short_keeps_the_old_file)
{
    char *data = megabyte();

    cr_assert_eq(savefile_replace(path, "old", 3).code, 0);
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){100000, 100000});
    const struct status st = savefile_replace(path, data, 1 << 20);
    cr_assert_eq(st.code, STATUS_IO);
    cr_assert_not_null(strstr(st.text, path), "%s", st.text);
    cr_assert_not_null(strstr(st.text, strerror(EFBIG)), "%s", st.text);
    assert_holds("old");
    cr_assert_eq(entries(folder), 1);
    free(data);
}

/* A disk of 64 KiB, where the system lets a process have one. */
Test(savefile, a_full_disk_keeps_the_old_file_and_says_so)
{
    const bool own = geteuid() == 0 ? unshare(CLONE_NEWNS) == 0
                                    : unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0;

    if (!own || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
        mount("disk", folder, "tmpfs", 0, "size=64k"))
        cr_skip("no small disk can be mounted here");

    char *data = megabyte();
    cr_assert_eq(savefile_replace(path, "old", 3).code, 0);
    const struct status st = savefile_replace(path, data, 1 << 20);
    cr_assert_eq(st.code, STATUS_IO);
    cr_assert_not_null(strstr(st.text, strerror(ENOSPC)), "%s", st.text);
    assert_holds("old");
    cr_assert_eq(entries(folder), 1);
    cr_assert_eq(umount(folder), 0);
    free(data);
}

/* Root may write anywhere, so root becomes nobody for a moment. */
Test(savefile, a_read_only_folder_is_a_clear_error)
{
    cr_assert_eq(savefile_replace(path, "old", 3).code, 0);
    cr_assert_eq(chmod(folder, 0555), 0);
    if (geteuid() == 0)
        cr_assert_eq(seteuid(65534), 0);
    const struct status st = savefile_replace(path, "new", 3);
    if (getuid() == 0)
        cr_assert_eq(seteuid(0), 0);
    cr_assert_eq(chmod(folder, 0755), 0);
    cr_assert_eq(st.code, STATUS_IO);
    cr_assert_not_null(strstr(st.text, path), "%s", st.text);
    cr_assert_not_null(strstr(st.text, strerror(EACCES)), "%s", st.text);
    assert_holds("old");
    cr_assert_eq(entries(folder), 1);
}

Test(savefile, a_folder_in_the_place_of_the_file_is_kept)
{
    cr_assert_eq(mkdir(path, 0755), 0);
    cr_assert_eq(savefile_replace(path, "new", 3).code, STATUS_IO);
    cr_assert_eq(entries(folder), 1);
    cr_assert_eq(entries(path), 0);
}

Test(savefile, a_missing_folder_is_an_error)
{
    char far[128];

    snprintf(far, sizeof far, "%s/not/here", folder);
    cr_assert_eq(savefile_replace(far, "x", 1).code, STATUS_IO);
}

/* Killed at any moment, the file is the old one or the new one. */
Test(savefile, a_killed_writer_leaves_one_whole_file)
{
    char *data = megabyte();

    data[(1 << 20) - 1] = '\n';
    cr_assert_eq(savefile_replace(path, "old", 3).code, 0);
    for (int round = 0; round < 20; round++) {
        const pid_t writer = fork();

        if (writer == 0)
            for (;;)
                (void)savefile_replace(path, data, 1 << 20);
        usleep(1000 * (useconds_t)(1 + round));
        kill(writer, SIGKILL);
        cr_assert_eq(waitpid(writer, NULL, 0), writer);

        struct stat info;
        cr_assert_eq(stat(path, &info), 0);
        cr_assert(info.st_size == 3 || info.st_size == 1 << 20, "%lld bytes",
                  (long long)info.st_size);
    }
    free(data);
}

Test(savefile, folders_are_made_as_deep_as_asked)
{
    char deep[128];
    struct stat info;

    snprintf(deep, sizeof deep, "%s/a/b//c/", folder);
    cr_assert_eq(savefile_folder(deep).code, 0);
    cr_assert_eq(stat(deep, &info), 0);
    cr_assert(S_ISDIR(info.st_mode));
    cr_assert_eq(savefile_folder(deep).code, 0, "it may be there already");
}

Test(savefile, a_file_in_the_way_of_a_folder_is_an_error)
{
    char deep[128];

    cr_assert_eq(savefile_replace(path, "x", 1).code, 0);
    cr_assert_eq(savefile_folder(path).code, STATUS_IO);
    snprintf(deep, sizeof deep, "%s/under", path);
    cr_assert_eq(savefile_folder(deep).code, STATUS_IO);
    assert_holds("x");
}
