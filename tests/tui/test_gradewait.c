/* `:grade DIR`, with the judge. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/shellbench.h"
#include "tui/screens/coursemap.h"

static struct shellbench bench;
static char room[64];

static void hand_in(const char *student, const char *text)
{
    char path[160];
    FILE *f;

    snprintf(path, sizeof path, "%s/class/%s", room, student);
    cr_assert_eq(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/class/%s/relu.c", room, student);
    f = fopen(path, "w");
    cr_assert(f != NULL);
    fputs(text, f);
    fclose(f);
}

static void begin(void)
{
    char path[128];

    snprintf(room, sizeof room, "/tmp/test_gradewaitXXXXXX");
    cr_assert(mkdtemp(room) != NULL);
    chmod(room, 0755);
    setenv("XDG_DATA_HOME", room, 1);
    setenv("XDG_CACHE_HOME", room, 1);
    setenv("HOME", room, 1);
    snprintf(path, sizeof path, "%s/class", room);
    cr_assert_eq(mkdir(path, 0700), 0);
    shellbench_begin(&bench);
    coursemap_push(bench.shell);
}

static void end(void)
{
    char command[100];

    shellbench_end(&bench);
    snprintf(command, sizeof command, "rm -rf %s", room);
    if (system(command)) /* a run that was left may still write there */
        cr_log_info("%s stays", room);
}

TestSuite(gradewait, .init = begin, .fini = end);

Test(gradewait, a_class_is_graded_and_leaving_its_marks_leads_back_to_the_map)
{
    hand_in("ada", "this is no C\n");
    shellbench_press(&bench, ":grade ~/class\n");
    cr_expect(shellbench_shows(&bench, 80, 24, "Grading"), "%s", bench.text);
    shellbench_wait_for(&bench, 80, 24, "1 files  0 pass  1 fail");
    cr_expect(shellbench_shows(&bench, 80, 24, "does not compile"), "%s",
              bench.text);
    shellbench_press(&bench, "q");
    cr_expect(shellbench_shows(&bench, 80, 24, "course map"), "%s", bench.text);
}

Test(gradewait, what_is_no_class_is_told_and_nothing_opens)
{
    shellbench_press(&bench, ":grade ~/nowhere\n");
    cr_expect(shellbench_shows(&bench, 80, 24, "nowhere"), "%s", bench.text);
    shellbench_press(&bench, ":grade ~/class\n");
    cr_expect(shellbench_shows(&bench, 80, 24, "nothing that can be graded"),
              "%s", bench.text);
    cr_expect_eq(bench.shell->depth, 1);
}

Test(gradewait, leaving_early_waits_for_nothing)
{
    hand_in("ada", "int x;\n");
    hand_in("ben", "int y;\n");
    shellbench_press(&bench, ":grade ~/class\nq");
    cr_expect_eq(bench.shell->depth, 1);
    cr_expect(shellbench_shows(&bench, 80, 24, "course map"), "%s", bench.text);
}
