/* check.c: the cases of c-struct. */
#include "exercises/kit/check.h"

#include <math.h>

#include "c-struct.h"

enum { HAND, ITSELF, AHEAD, WIDE, MANY, NONE };

static const struct check_case cases[] = {
    [HAND] = {"hand", "the case of the prompt", false},
    [ITSELF] = {"itself", "a window of one number", false},
    [AHEAD] = {"ahead", "a window that looks ahead", false},
    [WIDE] = {"wide", "a window wider than the array", false},
    [MANY] = {"many", "many numbers", true},
    [NONE] = {"none", "no number: nothing is written", false},
    {0},
};

static void make(struct check *c, int number)
{
    static const int sizes[][3] = {{3, 1, 0}, {4, 0, 0},   {5, 0, 2},
                                   {4, 9, 9}, {100, 3, 5}, {0, 1, 1}};
    static const float by_hand[] = {2, 4, 8};
    const int n = check_add_whole(c, "n", sizes[number][0]);

    check_add_whole(c, "before", sizes[number][1]);
    check_add_whole(c, "after", sizes[number][2]);
    float *x = check_add_floats(c, "x", 1, n);
    check_add_result(c, "out", 1, n);
    for (int i = 0; i < n; i++)
        x[i] = number == HAND ? by_hand[i] : check_normal(c);
}

static void call(struct check *c)
{
    const struct window w = {.before = check_whole(c, "before"),
                             .after = check_whole(c, "after")};

    window_mean(check_floats(c, "out"), check_floats(c, "x"),
                check_whole(c, "n"), &w);
}

static void look(struct check *c, int number)
{
    const float *out = check_floats(c, "out");

    if (number == HAND && !(fabsf(out[0] - 2.0f) < 1e-3f))
        check_say(c,
                  "out[0] is %g. Before the first number there is none, so "
                  "it is the mean of itself, 2: start there",
                  (double)out[0]);
}

const struct check_exercise check_exercise = {
    .exports = "window_mean",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-5,
};
