/* check.c: the cases of bpe-merge. */
#include "exercises/kit/check.h"

#include "bpe-merge.h"

enum { TWO, HAND, SAME, TIE, END, ALONE, SHORT, LONG, NONE };

static const struct check_case cases[] = {
    [TWO] = {"two", "two ids", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [SAME] = {"same", "five equal ids", false},
    [TIE] = {"tie", "equally frequent pairs", false},
    [END] = {"end", "a pair at the very end", false},
    [ALONE] = {"alone", "one id has no neighbour", false},
    [SHORT] = {"short", "twenty ids of three kinds", true},
    [LONG] = {"long", "300 ids of five kinds", true},
    [NONE] = {"none", "no id: nothing is written", false},
    {0},
};

static void make(struct check *c, int number)
{
    static const int given[][6] = {
        [TWO] = {7, 8},
        [HAND] = {1, 2, 1, 2, 3},
        [SAME] = {5, 5, 5, 5, 5},
        [TIE] = {3, 1, 2, 1, 3},
        [END] = {4, 1, 2, 6, 1, 2},
        [ALONE] = {6},
    };
    static const int sizes[] = {2, 5, 5, 5, 6, 1, 20, 300, 0};
    const int n = check_add_whole(c, "n", sizes[number]);
    int32_t *ids = check_add_ints(c, "ids", 1, n);

    for (int i = 0; i < n; i++)
        ids[i] = number < SHORT ? given[number][i]
                                : check_below(c, number == SHORT ? 3 : 5);
    /* What to merge is given, so that one wrong half hides nothing. */
    check_add_whole(c, "a", number < SHORT && n > 1 ? ids[n - 2] : 1);
    check_add_whole(c, "b", number < SHORT && n > 1 ? ids[n - 1] : 2);
    check_add_whole(c, "counted", n);
    check_add_whole(c, "fresh", 99);
    check_add_int_result(c, "times", 1, 1);
    check_add_int_result(c, "best", 1, 2);
    check_add_int_result(c, "left", 1, 1);
    check_add_int_result(c, "out", 1, n);
}

static void call(struct check *c)
{
    const int n = check_whole(c, "n");
    const int32_t *ids = check_ints(c, "ids");

    check_ints(c, "times")[0] =
        bpe_count_best(check_ints(c, "best"), ids, check_whole(c, "counted"));
    check_ints(c, "left")[0] =
        bpe_merge(check_ints(c, "out"), ids, n, check_whole(c, "a"),
                  check_whole(c, "b"), check_whole(c, "fresh"));
}

static void look(struct check *c, int number)
{
    const int times = check_ints(c, "times")[0];

    if (number == TWO && times != 1)
        check_say(c,
                  "in 7 8 the pair (7, 8) occurs once; yours returns %d. "
                  "Start there",
                  times);
}

const struct check_exercise check_exercise = {
    .exports = "bpe_count_best bpe_merge",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
};
