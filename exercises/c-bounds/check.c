/* check.c: the cases of c-bounds. */
#include "exercises/kit/check.h"

#include <math.h>

#include "c-bounds.h"

enum { HAND, ONE, MANY, NONE };

static const struct check_case cases[] = {
    [HAND] = {"hand", "the case of the prompt", false},
    [ONE] = {"one", "a single number falls out", false},
    [MANY] = {"many", "many numbers", true},
    [NONE] = {"none", "no number: nothing is touched", false},
    {0},
};

static void make(struct check *c, int number)
{
    static const int sizes[] = {3, 1, 100, 0};
    const int n = check_add_whole(c, "n", sizes[number]);
    float *x = check_add_floats(c, "x", 1, n);

    check_add_real(c, "first", 9.0f);
    check_add_result(c, "out", 1, n);
    for (int i = 0; i < n; i++)
        x[i] = number == HAND ? (float)(i + 1) : check_normal(c);
}

static void call(struct check *c)
{
    shift_right(check_floats(c, "out"), check_floats(c, "x"),
                check_whole(c, "n"), check_real(c, "first"));
}

static void look(struct check *c, int number)
{
    const float *out = check_floats(c, "out");

    if (number == HAND && !(fabsf(out[0] - 9.0f) < 1e-3f))
        check_say(c,
                  "out[0] is %g. The number that comes in at the front is "
                  "first, 9: start there",
                  (double)out[0]);
}

const struct check_exercise check_exercise = {
    .exports = "shift_right",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 0,
    .relative = 1e-6,
};
