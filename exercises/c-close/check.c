/* check.c: the cases of c-close. */
#include "exercises/kit/check.h"

#include <math.h>

#include "c-close.h"

enum { HAND, EDGE, SIGNS, BROKEN, MANY, NONE };

static const struct check_case cases[] = {
    [HAND] = {"hand", "the case of the prompt", false},
    [EDGE] = {"edge", "exactly as far as allowed is close", false},
    [SIGNS] = {"signs", "further below as well as above", false},
    [BROKEN] = {"nan", "a NaN is far from everything", false},
    [MANY] = {"many", "many numbers", true},
    [NONE] = {"none", "no number: none is far", false},
    {0},
};

static void make(struct check *c, int number)
{
    static const int sizes[] = {3, 2, 4, 3, 300, 0};
    static const float hand[2][3] = {{1, 2, 3}, {1.25f, 3, 3}};
    const int n = check_add_whole(c, "n", sizes[number]);
    float *a = check_add_floats(c, "a", 1, n);
    float *b = check_add_floats(c, "b", 1, n);

    check_add_real(c, "within", 0.5f);
    check_add_int_result(c, "far", 1, 1);
    for (int i = 0; i < n; i++) {
        a[i] = number == HAND ? hand[0][i] : (float)check_below(c, 9);
        b[i] = number == HAND   ? hand[1][i]
               : number == EDGE ? a[i] + (i ? 0.5f : -0.5f)
               : number == SIGNS
                   ? a[i] + (i % 2 ? 2.0f : -2.0f)
                   : a[i] + 0.25f * (float)(check_below(c, 9) - 4);
    }
    if (number == BROKEN) {
        a[0] = b[1] = NAN;
        b[2] = a[2];
    }
}

static void call(struct check *c)
{
    check_ints(c, "far")[0] =
        count_far(check_floats(c, "a"), check_floats(c, "b"),
                  check_whole(c, "n"), check_real(c, "within"));
}

static void look(struct check *c, int number)
{
    const int far = check_ints(c, "far")[0];

    if (number == HAND && far != 1)
        check_say(c,
                  "you count %d. 2 and 3 are 1 apart, which is more than 0.5; "
                  "the others are closer: the answer is 1",
                  far);
}

const struct check_exercise check_exercise = {
    .exports = "count_far",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 0,
    .relative = 0,
};
