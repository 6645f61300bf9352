/* Finding by meaning in a store: fitted, searched, kept up with the texts. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/app/docvectors.h"

static struct docstore store;
static struct docvectors vectors;

static void put(const char *name, const char *text)
{
    const struct docstore_file f = {
        .path = name, .kind = LOADER_TEXT, .cut = ""};
    struct passage whole = {.to = strlen(text)};
    const struct passages one = {&whole, 1, 1};
    int64_t id;
    const struct status st = docstore_put(&store, &f, text, &one, &id);

    cr_assert_eq(st.code, 0, "%s", st.text);
}

static void setup(void)
{
    char name[40], text[200];

    cr_assert_eq(docstore_open(&store, ":memory:").code, 0);
    for (int i = 0; i < 12; i++) {
        snprintf(name, sizeof name, "/sea/%d", i);
        snprintf(text, sizeof text,
                 "The %s crossed the sea with cargo and crew",
                 i % 2 ? "vessel" : "steamer");
        put(name, text);
        snprintf(name, sizeof name, "/bread/%d", i);
        snprintf(text, sizeof text, "The %s came from the oven, warm and brown",
                 i % 2 ? "loaf" : "bun");
        put(name, text);
    }
    const struct status st = docvectors_fit(&store, 2, 1, NULL);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_eq(docvectors_open(&vectors, &store).code, 0);
}

static void teardown(void)
{
    docvectors_close(&vectors);
    docstore_close(&store);
}

TestSuite(docvectors, .init = setup, .fini = teardown);

static int starting(const char *question, enum docvectors_by by,
                    const struct docstore_filter *filter, const char *start)
{
    struct docstore_passage hit[24] = {{0}};
    struct docvectors_how how = docvectors_usual(&vectors);
    int n, count = 0;

    how.by = by;
    const struct status st = docvectors_search(&vectors, &store, question,
                                               filter, &how, hit, 24, &n);
    cr_assert_eq(st.code, 0, "%s", st.text);
    for (int i = 0; i < n; i++)
        count += strncmp(hit[i].path, start, strlen(start)) == 0;
    docstore_drop(hit, n);
    return count;
}

Test(docvectors, other_words_of_the_same_meaning_are_found)
{
    cr_expect_eq(vectors.n, 24);
    cr_expect_eq(starting("vessel", DOCVECTORS_WORDS_ALONE, NULL, "/sea"), 6);
    cr_expect_eq(starting("vessel", DOCVECTORS_ALONE, NULL, "/sea"), 12);
    cr_expect_eq(starting("vessels", DOCVECTORS_BOTH, NULL, "/sea"), 12);
    cr_expect_eq(starting("xylophone", DOCVECTORS_ALONE, NULL, "/"), 0);
}

Test(docvectors, filters_hold_for_vectors_too)
{
    const struct docstore_filter bread = {"/bread", -1};
    const struct docstore_filter source = {NULL, LOADER_SOURCE};

    cr_expect_eq(starting("the loaf", DOCVECTORS_ALONE, &bread, "/sea"), 0);
    cr_expect_eq(starting("the loaf", DOCVECTORS_ALONE, &bread, "/bread"), 12);
    cr_expect_eq(starting("the loaf", DOCVECTORS_BOTH, &source, "/"), 0);
}

Test(docvectors, a_passage_that_is_gone_has_no_vector)
{
    const struct docstore_file f = {.path = "/sea/1", .cut = ""};
    int64_t id;
    bool same;

    cr_assert_eq(docstore_find(&store, &f, &id, &same).code, 0);
    cr_assert_eq(docstore_forget(&store, id).code, 0);
    docvectors_close(&vectors);
    cr_assert_eq(docvectors_open(&vectors, &store).code, 0);
    cr_expect_eq(vectors.n, 23);
    put("/sea/new", "A vessel without a vector yet");
    cr_expect_eq(starting("vessel", DOCVECTORS_BOTH, NULL, "/sea/new"), 1);
}

Test(docvectors, damage_and_misuse_are_said)
{
    struct docvectors bad;
    float out[8];

    cr_expect_eq(docvectors_fit(&store, 0, 1, NULL).code, STATUS_BAD_USAGE);
    snprintf(vectors.kind, sizeof vectors.kind, "minilm");
    cr_expect_eq(
        docvectors_question(&vectors, &store, "x", NULL, NULL, out).code,
        STATUS_BAD_USAGE);
    cr_assert_eq(db_do(&store.db, "UPDATE vector SET row = x'00000000' WHERE "
                                  "passage = 3")
                     .code,
                 0);
    cr_expect_eq(docvectors_open(&bad, &store).code, STATUS_BAD_FILE);
    struct docstore none;
    cr_assert_eq(docstore_open(&none, ":memory:").code, 0);
    cr_expect_eq(docvectors_fit(&none, 4, 1, NULL).code, STATUS_BAD_USAGE);
    docstore_close(&none);
}
