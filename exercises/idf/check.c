/* check.c: the cases of idf. */
#include "exercises/kit/check.h"

#include <math.h>

#include "idf.h"

enum { ONE, HAND, ALL, NONE, EMPTY, NO_QUERY, TWICE, TEN, MANY };

static const struct check_case cases[] = {
    [ONE] = {"one", "a single document", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [ALL] = {"all", "a word that every document has, often", false},
    [NONE] = {"none", "a word that no document has", false},
    [EMPTY] = {"empty", "an empty document among others", false},
    [NO_QUERY] = {"no-query", "no word is asked for", false},
    [TWICE] = {"twice", "a word twice in the query", false},
    [TEN] = {"ten", "ten documents", true},
    [MANY] = {"many", "forty documents", true},
    {0},
};

enum { MOST_IDS = 6, MOST_DOCS = 3 };

static const struct {
    int docs, vocab, words;
    int start[MOST_DOCS + 1], ids[MOST_IDS], query[3];
} given[] = {
    [ONE] = {1, 2, 1, {0, 2}, {0, 1}, {1}},
    [HAND] = {2, 3, 2, {0, 3, 5}, {0, 1, 1, 0, 2}, {1, 2}},
    [ALL] = {2, 2, 2, {0, 4, 5}, {0, 0, 0, 1, 0}, {0, 1}},
    [NONE] = {2, 4, 2, {0, 2, 3}, {0, 1, 0}, {3, 1}},
    [EMPTY] = {3, 3, 2, {0, 2, 2, 4}, {0, 1, 2, 2}, {0, 2}},
    [NO_QUERY] = {2, 2, 0, {0, 1, 2}, {0, 1}, {0}},
    [TWICE] = {3, 3, 3, {0, 2, 4, 5}, {0, 1, 1, 2, 2}, {0, 0, 2}},
};

static void make(struct check *c, int number)
{
    const int hidden = number >= TEN;
    const int docs = hidden ? (number == TEN ? 10 : 40) : given[number].docs;
    const int vocab = hidden ? 12 : given[number].vocab;
    const int words = hidden ? 5 : given[number].words;

    check_add_whole(c, "docs", docs);
    check_add_whole(c, "vocab", vocab);
    check_add_whole(c, "words", words);
    int32_t *start = check_add_ints(c, "start", 1, docs + 1);
    start[0] = 0;
    for (int d = 0; d < docs; d++)
        start[d + 1] =
            hidden ? start[d] + check_below(c, 9) : given[number].start[d + 1];
    const int n = start[docs];
    int32_t *ids = check_add_ints(c, "ids", 1, n);
    int32_t *query = check_add_ints(c, "query", 1, words);
    for (int i = 0; i < n; i++) {
        /* Word 11 stands nowhere, small numbers more often. */
        const int a = hidden ? check_below(c, 11) : 0;
        const int b = hidden ? check_below(c, 11) : 0;
        ids[i] = hidden ? (a < b ? a : b) : given[number].ids[i];
    }
    for (int i = 0; i < words; i++)
        query[i] = hidden ? check_below(c, 12) : given[number].query[i];
    check_add_result(c, "idf", 1, vocab);
    check_add_result(c, "score", 1, docs);
}

static void call(struct check *c)
{
    const struct idf_docs d = {.ids = check_ints(c, "ids"),
                               .start = check_ints(c, "start"),
                               .docs = check_whole(c, "docs"),
                               .vocab = check_whole(c, "vocab")};

    idf_weigh(check_floats(c, "idf"), check_floats(c, "score"), &d,
              check_ints(c, "query"), check_whole(c, "words"));
}

static void look(struct check *c, int number)
{
    const float *idf = check_floats(c, "idf");

    if (number == ONE && !(fabsf(idf[0]) < 1e-5f))
        check_say(c,
                  "with a single document, every word it has is worth log(1 / "
                  "1) = 0, yours %g: start there",
                  (double)idf[0]);
    if (number == NONE && !isfinite(idf[3]))
        check_say(c,
                  "word 3 is in no document: its idf is 0, yours %g. Look at "
                  "df before you divide",
                  (double)idf[3]);
}

const struct check_exercise check_exercise = {
    .exports = "idf_weigh",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-4,
};
