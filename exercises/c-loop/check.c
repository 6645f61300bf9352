/* check.c: the cases of c-loop. */
#include "exercises/kit/check.h"

#include <math.h>

#include "c-loop.h"

enum { HAND, ONE, MANY, NONE };

static const struct check_case cases[] = {
    [HAND] = {"hand", "the case of the prompt", false},
    [ONE] = {"one", "a single number", false},
    [MANY] = {"many", "many numbers", true},
    [NONE] = {"none", "no number: nothing is written", false},
    {0},
};

static void make(struct check *c, int number)
{
    static const int sizes[] = {3, 1, 200, 0};
    const int n = check_add_whole(c, "n", sizes[number]);
    float *x = check_add_floats(c, "x", 1, n);

    check_add_result(c, "out", 1, n);
    for (int i = 0; i < n; i++)
        x[i] =
            number == HAND ? (float)(1 << i) : (float)(check_below(c, 19) - 9);
}

static void call(struct check *c)
{
    running_sum(check_floats(c, "out"), check_floats(c, "x"),
                check_whole(c, "n"));
}

static void look(struct check *c, int number)
{
    const float *out = check_floats(c, "out");

    if (number == HAND && !(fabsf(out[0] - 1.0f) < 1e-3f))
        check_say(c,
                  "out[0] is %g. Before it there is nothing, so it is x[0], "
                  "which is 1: start there",
                  (double)out[0]);
}

const struct check_exercise check_exercise = {
    .exports = "running_sum",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-4,
    .relative = 1e-5,
};
