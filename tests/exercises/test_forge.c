/* No file that forges, hides, breaks off or guesses may pass: neither as the
 * judge runs it nor without the look into its object file, which is there to
 * teach and is no defence. */
#include <dirent.h>
#include <stdio.h>

#include "tests/exercises/judged.h"

#define FORGERIES TEST_ROOT "/tests/exercises/forgeries"

enum { MOST = 64, LEAST = 33 };

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int list(char *names[MOST])
{
    DIR *dir = opendir(FORGERIES);
    int n = 0;

    cr_assert(dir);
    for (const struct dirent *e; (e = readdir(dir)) && n < MOST;)
        if (strstr(e->d_name, ".c"))
            names[n++] = strdup(e->d_name);
    closedir(dir);
    qsort(names, (size_t)n, sizeof *names, by_name);
    return n;
}

static void expect_none(unsigned flags)
{
    struct judge j;
    char *names[MOST];
    const int n = list(names);

    cr_assert_geq(n, LEAST);
    judged_open(&j, JUDGED_TWICE, SANDBOX_ALL);
    for (int i = 0; i < n; i++) {
        char path[600];

        snprintf(path, sizeof path, "%s/%s", FORGERIES, names[i]);
        struct report *r = judged_file(&j, path, flags);
        cr_expect(!r->passed, "%s was believed", names[i]);
        cr_expect_neq(r->verdict, REPORT_PASS, "%s", names[i]);
        cr_expect_neq(r->verdict, REPORT_FAULT, "%s: %s", names[i], r->say);
        free(r);
        free(names[i]);
    }
    struct report *honest = judged_file(&j, JUDGED_TWICE "/solution.c", flags);
    cr_expect(honest->passed, "the honest file fails: %s", honest->say);
    free(honest);
    judge_close(&j);
}

Test(forge, nothing_forged_is_believed, .timeout = 110)
{
    expect_none(EXAM_PLAIN);
}

Test(forge, nor_is_it_where_the_object_file_is_not_looked_at, .timeout = 110)
{
    expect_none(EXAM_PLAIN | EXAM_ANY_NAMES);
}
