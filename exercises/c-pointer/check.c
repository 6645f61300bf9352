/* check.c: the cases of c-pointer. */
#include "exercises/kit/check.h"

#include <math.h>

#include "c-pointer.h"

enum { HAND, ONE, ABOVE, BELOW, MANY };

static const struct check_case cases[] = {
    [HAND] = {"hand", "the case of the prompt", false},
    [ONE] = {"one", "a single number", false},
    [ABOVE] = {"above", "all above 0", false},
    [BELOW] = {"below", "all below 0", false},
    [MANY] = {"many", "many numbers", true},
    {0},
};

static void make(struct check *c, int number)
{
    static const int sizes[] = {3, 1, 6, 6, 200};
    static const float by_hand[] = {2, -5, 4};
    const int n = check_add_whole(c, "n", sizes[number]);
    float *x = check_add_floats(c, "x", 1, n);

    check_add_result(c, "low", 1, 1);
    check_add_result(c, "high", 1, 1);
    for (int i = 0; i < n; i++) {
        const float far = 1.0f + 8.0f * check_uniform(c);

        x[i] = number == HAND            ? by_hand[i]
               : number == BELOW         ? -far
               : number == ABOVE         ? far
               : check_uniform(c) < 0.5f ? far
                                         : -far;
    }
    if (number == MANY) { /* the ends are the ends, too */
        x[0] = -20.0f;
        x[n - 1] = 20.0f;
    }
}

static void call(struct check *c)
{
    low_and_high(check_floats(c, "low"), check_floats(c, "high"),
                 check_floats(c, "x"), check_whole(c, "n"));
}

static void look(struct check *c, int number)
{
    const float low = check_floats(c, "low")[0];

    if (number == HAND && !(fabsf(low + 5.0f) < 1e-3f))
        check_say(c,
                  "*low is %g. Of 2, -5 and 4 the smallest is -5: start "
                  "there",
                  (double)low);
}

const struct check_exercise check_exercise = {
    .exports = "low_and_high",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 0,
    .relative = 1e-6,
};
