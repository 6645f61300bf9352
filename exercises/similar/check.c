/* check.c: the cases of similar. */
#include "exercises/kit/check.h"

#include "similar.h"

enum { TWO, HAND, FEW, EQUAL, ZERO, TWENTY, LONG, NONE };

static const struct check_case cases[] = {
    [TWO] = {"two", "two words", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [FEW] = {"few", "k is larger than there are others", false},
    [EQUAL] = {"equal", "rows that are the same", false},
    [ZERO] = {"zero", "a row of zeros", false},
    [TWENTY] = {"twenty", "twenty words, each asked for", true},
    [LONG] = {"long", "rows of different length", true},
    [NONE] = {"none", "k = 0: nothing is written", false},
    {0},
};

/* words, n, k, and for how many words it is asked */
static const int sizes[][4] = {
    [TWO] = {2, 3, 1, 1},    [HAND] = {4, 2, 2, 1}, [FEW] = {4, 5, 6, 2},
    [EQUAL] = {6, 2, 4, 3},  [ZERO] = {5, 3, 4, 5}, [TWENTY] = {60, 16, 5, 20},
    [LONG] = {30, 8, 3, 10}, [NONE] = {3, 2, 0, 1},
};

static void fill(float *table, int number, int words, int n)
{
    static const float by_hand[] = {1, 0, 0, 1, 2, 0, 3, 3};

    for (int i = 0; number == HAND && i < 8; i++)
        table[i] = by_hand[i];
    for (int i = 0; number == EQUAL && i < words * n; i++)
        table[i] = i % (2 * n) < n ? 1.0f : (float)(i % n);
    for (int i = 0; number == ZERO && i < n; i++)
        table[2 * n + i] = 0.0f;
    for (int i = 0; number == LONG && i < words * n; i++)
        table[i] *= (float)(1 + i / n);
}

static void make(struct check *c, int number)
{
    const int words = check_add_whole(c, "words", sizes[number][0]);
    const int n = check_add_whole(c, "n", sizes[number][1]);
    const int k = check_add_whole(c, "k", sizes[number][2]);
    const int asked = check_add_whole(c, "asked", sizes[number][3]);
    float *table = check_add_floats(c, "table", words, n);

    check_normals(c, table, words * n, 1.0f, 0.2f);
    fill(table, number, words, n);
    check_add_int_result(c, "count", 1, asked);
    check_add_int_result(c, "found", asked, k);
    check_add_result(c, "score", asked, k);
}

static void call(struct check *c)
{
    const int k = check_whole(c, "k"), asked = check_whole(c, "asked");

    for (int word = 0; word < asked; word++)
        check_ints(c, "count")[word] = similar(
            check_ints(c, "found") + word * k,
            check_floats(c, "score") + word * k, check_floats(c, "table"),
            check_whole(c, "words"), check_whole(c, "n"), word, k);
}

static void look(struct check *c, int number)
{
    const int count = check_ints(c, "count")[0];

    if (number == TWO && count != 1)
        check_say(c,
                  "it returns %d. With two words and k = 1 the answer is the "
                  "other word, and 1 is returned: start there",
                  count);
}

const struct check_exercise check_exercise = {
    .exports = "similar",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-4,
};
