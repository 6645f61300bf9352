/* check.c: the cases of cosine-search. */
#include "exercises/kit/check.h"

#include "cosine-search.h"

enum { ONE, HAND, ALL, TIES, ZERO, OPPOSITE, ODD, WIDE, NONE };

static const struct check_case cases[] = {
    [ONE] = {"one", "one document", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [ALL] = {"all", "k larger than the number of documents", false},
    [TIES] = {"ties", "equal documents", false},
    [ZERO] = {"zero", "a document of zeros", false},
    [OPPOSITE] = {"opposite", "every document points away", false},
    [ODD] = {"odd", "eleven documents", true},
    [WIDE] = {"wide", "300 documents", true},
    [NONE] = {"none", "no document: nothing is written", false},
    {0},
};

static const struct size {
    int rows, n, k;
} sizes[] = {
    [ONE] = {1, 2, 1},  [HAND] = {3, 2, 2},     [ALL] = {3, 3, 6},
    [TIES] = {5, 2, 3}, [ZERO] = {4, 3, 2},     [OPPOSITE] = {4, 3, 2},
    [ODD] = {11, 7, 4}, [WIDE] = {300, 16, 10}, [NONE] = {0, 3, 2},
};

static void make(struct check *c, int number)
{
    static const float by_hand[] = {0, 1, 2, 0, 3, 3};
    const int rows = check_add_whole(c, "rows", sizes[number].rows);
    const int n = check_add_whole(c, "n", sizes[number].n);
    const int k = check_add_whole(c, "k", sizes[number].k);
    float *q = check_add_floats(c, "q", 1, n);
    float *docs = check_add_floats(c, "docs", rows, n);

    check_add_int_result(c, "returned", 1, 1);
    check_add_int_result(c, "found", 1, k);
    check_add_result(c, "score", 1, k);
    check_normals(c, q, n, 1.0f, 0.0f);
    check_normals(c, docs, rows * n, 1.0f, 0.0f);
    for (int i = 0; i < rows * n; i++) {
        if (number == HAND)
            docs[i] = by_hand[i];
        if (number == TIES) /* the same direction, and the same length */
            docs[i] = docs[i % n];
        if (number == ZERO && i < n)
            docs[i] = 0.0f;
        if (number == OPPOSITE)
            docs[i] = -q[i % n] * (float)(i / n + 1) + 0.1f * docs[i];
    }
    if (number == HAND) {
        q[0] = 1.0f;
        q[1] = 0.0f;
    }
}

static void call(struct check *c)
{
    check_ints(c, "returned")[0] = search_top(
        check_ints(c, "found"), check_floats(c, "score"), check_floats(c, "q"),
        check_floats(c, "docs"), check_whole(c, "rows"), check_whole(c, "n"),
        check_whole(c, "k"));
}

static void look(struct check *c, int number)
{
    if (number == ONE && check_ints(c, "returned")[0] != 1)
        check_say(c,
                  "with one document and k = 1, one is found; yours returns "
                  "%d. Start there",
                  check_ints(c, "returned")[0]);
}

const struct check_exercise check_exercise = {
    .exports = "search_top",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-4,
};
