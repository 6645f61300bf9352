/* A folder and its index: what is new, changed, gone, and found. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/app/docindex.h"

static char folder[] = "/tmp/lathe-docindex-XXXXXX";
static struct docstore store;
static struct docindex_result got;
static int refusals;
static char last[600];

static void setup(void)
{
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(docstore_open(&store, ":memory:").code, 0);
}

static void teardown(void)
{
    char command[100];

    docstore_close(&store);
    snprintf(command, sizeof command, "rm -r %s", folder);
    cr_assert_eq(system(command), 0);
}

static const char *at(const char *name)
{
    static char path[200];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* `age` seconds old, so that a change is seen whatever the clock does. */
static void put(const char *name, const char *text, int age)
{
    FILE *f = fopen(at(name), "w");
    const struct timespec then[2] = {{1000000000 - age, 0},
                                     {1000000000 - age, 0}};

    cr_assert_not_null(f);
    fputs(text, f);
    cr_assert_eq(fclose(f), 0);
    cr_assert_eq(utimensat(AT_FDCWD, at(name), then, 0), 0);
}

static void refuse(void *user, struct status why)
{
    (void)user;
    refusals++;
    snprintf(last, sizeof last, "%s", why.text);
}

static struct status run(const struct hook *hook)
{
    const struct docindex_settings how = {
        .passages = {PASSAGES_RECURSIVE, 200, 0},
        .limit_bytes = 1 << 12,
        .hook = hook,
        .refused = refuse,
    };

    refusals = 0;
    return docindex_run(&store, folder, &how, &got);
}

static void index_all(void)
{
    const struct status st = run(NULL);

    cr_assert_eq(st.code, 0, "%s", st.text);
}

static int found(const char *question, const struct docstore_filter *f,
                 char *first)
{
    struct docstore_passage hit[10] = {{0}};
    int n;
    const struct status st = docstore_search(&store, question, f, hit, 10, &n);

    cr_assert_eq(st.code, 0, "%s", st.text);
    if (first)
        snprintf(first, 200, "%s:%lld", n ? strrchr(hit[0].path, '/') + 1 : "",
                 n ? (long long)hit[0].line : 0);
    docstore_drop(hit, n);
    return n;
}

TestSuite(docindex, .init = setup, .fini = teardown);

Test(docindex, only_what_changed_is_read_again)
{
    char first[200];

    put("a.md", "# Boats\n\nThe ferry is late.\n\n# Tides\n\nHigh at noon.\n",
        0);
    put("b.txt", "A quay of stone.\n", 0);
    index_all();
    cr_expect(got.files == 2 && got.read == 2 && got.same == 0);
    cr_expect_eq(found("when is the tide high?", NULL, first), 2);
    cr_expect_str_eq(first, "a.md:5");

    index_all();
    cr_expect(got.files == 2 && got.read == 0 && got.same == 2);
    put("b.txt", "A quay of wood.\n", 10);
    index_all();
    cr_expect(got.read == 1 && got.same == 1 && got.gone == 0);
    cr_expect_eq(found("stone", NULL, NULL), 0);
    cr_expect_eq(found("wooden? wood", NULL, NULL), 1);

    cr_assert_eq(unlink(at("a.md")), 0);
    index_all();
    cr_expect(got.files == 1 && got.gone == 1);
    cr_expect_eq(found("ferry", NULL, NULL), 0);
    struct docstore_count c;
    cr_assert_eq(docstore_counts(&store, &c).code, 0);
    cr_expect(c.files == 1 && c.passages == 1);
}

Test(docindex, filters_hold_by_folder_and_kind)
{
    struct docstore_filter f = {NULL, -1};
    char under[200];

    cr_assert_eq(mkdir(at("x"), 0755), 0);
    cr_assert_eq(mkdir(at("x1"), 0755), 0);
    put("x/a.txt", "rope", 0);
    put("x1/b.c", "rope", 0);
    index_all();
    cr_expect_eq(found("rope", NULL, NULL), 2);
    snprintf(under, sizeof under, "%s", at("x"));
    f.under = under;
    cr_expect_eq(found("rope", &f, NULL), 1);
    f = (struct docstore_filter){NULL, LOADER_SOURCE};
    cr_expect_eq(found("rope", &f, NULL), 1);
    f.under = under;
    cr_expect_eq(found("rope", &f, NULL), 0);
}

Test(docindex, what_cannot_be_taken_is_told_once_and_links_are_no_loop)
{
    static char large[1 << 13];

    memset(large, 'a', sizeof large - 1);
    put("large.txt", large, 0);
    put("empty.txt", "", 0);
    put("good.txt", "rope", 0);
    cr_assert_eq(symlink(".", at("loop")), 0);
    cr_assert_eq(symlink("self", at("self")), 0);
    index_all();
    cr_expect(got.files == 3 && got.read == 1 && got.refused == 2);
    cr_expect_eq(got.links, 2);
    cr_expect(refusals == 2 && strstr(last, "limit"), "%s", last);
    index_all();
    cr_expect(refusals == 0 && got.same == 3);
}

/* Words of a question are words, whatever they mean to the search. */
Test(docindex, a_question_is_no_query_language)
{
    put("a.txt", "near and or not", 0);
    index_all();
    cr_expect_eq(found("\"NOT\" (near* ^a) title: -b", NULL, NULL), 1);
    cr_expect_eq(found("?!", NULL, NULL), 0);
    cr_expect_eq(found("", NULL, NULL), 0);
}

static bool third(void *user)
{
    int *n = user;

    return ++*n == 3;
}

Test(docindex, what_was_read_before_a_stop_is_kept)
{
    int asked = 0;
    const struct hook hook = {third, &asked};

    put("a.txt", "one", 0);
    put("b.txt", "two", 0);
    put("c.txt", "three", 0);
    cr_expect_eq(run(&hook).code, STATUS_CANCELLED);
    cr_expect_eq(found("two", NULL, NULL), 1);
    index_all();
    cr_expect(got.same == 2 && got.read == 1);
}

Test(docindex, a_folder_that_is_not_there_is_named)
{
    const struct docindex_settings how = {
        .passages = {PASSAGES_SENTENCE, 100, 0}, .limit_bytes = 100};
    const struct status st = docindex_run(&store, at("none"), &how, &got);

    cr_expect_eq(st.code, STATUS_NOT_FOUND);
    cr_expect(strstr(st.text, "none"), "%s", st.text);
}
