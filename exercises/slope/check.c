/* check.c: the cases of slope. */
#include "exercises/kit/check.h"

#include <math.h>

#include "slope.h"

enum { ONE, HAND, BEND, MANY, FRESH, WIDE, NONE };

static const struct check_case cases[] = {
    [ONE] = {"one", "one number", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [BEND] = {"bend", "a curve with a bend", false},
    [MANY] = {"many", "five numbers", false},
    [FRESH] = {"fresh", "another point", true},
    [WIDE] = {"wide", "forty numbers", true},
    [NONE] = {"none", "n = 0: nothing is written", false},
    {0},
};

static const int sizes[] = {[ONE] = 1,   [HAND] = 2,  [BEND] = 1, [MANY] = 5,
                            [FRESH] = 6, [WIDE] = 40, [NONE] = 0};

static double triple(const float *x, int n)
{
    return n ? 3.0 * (double)x[0] : 0.0;
}

static double product(const float *x, int n)
{
    double out = 1.0;

    for (int i = 0; i < n; i++)
        out *= (double)x[i];
    return out;
}

static double cube(const float *x, int n)
{
    return n ? (double)x[0] * (double)x[0] * (double)x[0] : 0.0;
}

static double waves(const float *x, int n)
{
    double out = 0.0;

    for (int i = 0; i < n; i++)
        out +=
            (i + 1) * sin((double)x[i]) + (double)x[i] * (double)x[(i + 1) % n];
    return out;
}

static void make(struct check *c, int number)
{
    const int n = check_add_whole(c, "n", sizes[number]);

    check_add_whole(c, "which", number);
    check_add_real(c, "h", number == HAND ? 0.5f : 0.125f);
    float *x = check_add_change(c, "x", 1, n);

    check_add_result(c, "gradient", 1, n);
    check_normals(c, x, n, 1.0f, 0.5f);
    if (number == ONE || number == BEND)
        x[0] = 2.0f;
    if (number == HAND) {
        x[0] = 3.0f;
        x[1] = 4.0f;
    }
}

static void call(struct check *c)
{
    const int which = check_whole(c, "which");

    slope_central(check_floats(c, "gradient"),
                  which == ONE    ? triple
                  : which == HAND ? product
                  : which == BEND ? cube
                                  : waves,
                  check_floats(c, "x"), check_whole(c, "n"),
                  check_real(c, "h"));
}

static void look(struct check *c, int number)
{
    const float got = check_floats(c, "gradient")[0];

    if (number == ONE && !(fabsf(got - 3.0f) < 1e-3f))
        check_say(c,
                  "the slope of 3 x is %g; it is 3 everywhere, with any h: "
                  "start there",
                  (double)got);
}

const struct check_exercise check_exercise = {
    .exports = "slope_central",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-4,
    .relative = 1e-3,
};
