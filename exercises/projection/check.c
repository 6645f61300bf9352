/* check.c: the cases of projection. */
#include "exercises/kit/check.h"

#include <math.h>

#include "projection.h"

enum { ONE, HAND, ROWS, ZERO, LONG, ODD, WIDE, NONE };

static const struct check_case cases[] = {
    [ONE] = {"one", "one number", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [ROWS] = {"rows", "four rows", false},
    [ZERO] = {"zero", "v is all 0", false},
    [LONG] = {"long", "a long v", false},
    [ODD] = {"odd", "rows of seven", true},
    [WIDE] = {"wide", "rows of 90", true},
    [NONE] = {"none", "no row: nothing is written", false},
    {0},
};

static const int sizes[][2] = {
    [ONE] = {1, 1},  [HAND] = {1, 2}, [ROWS] = {4, 3},  [ZERO] = {2, 3},
    [LONG] = {2, 4}, [ODD] = {5, 7},  [WIDE] = {3, 90}, [NONE] = {0, 3},
};

static void make(struct check *c, int number)
{
    const int rows = check_add_whole(c, "rows", sizes[number][0]);
    const int n = check_add_whole(c, "n", sizes[number][1]);
    float *x = check_add_floats(c, "x", rows, n);
    float *v = check_add_floats(c, "v", 1, n);

    check_add_result(c, "amount", 1, rows);
    check_add_result(c, "along", rows, n);
    check_add_result(c, "rest", rows, n);
    check_normals(c, x, rows * n, 1.0f, 0.5f);
    check_normals(c, v, n,
                  number == ZERO   ? 0.0f
                  : number == LONG ? 100.0f
                                   : 1.0f,
                  0.0f);
    if (number == HAND) {
        v[0] = 2.0f;
        v[1] = 0.0f;
        x[0] = 3.0f;
        x[1] = 4.0f;
    }
}

static void call(struct check *c)
{
    projection_forward(check_floats(c, "amount"), check_floats(c, "along"),
                       check_floats(c, "rest"), check_floats(c, "x"),
                       check_floats(c, "v"), check_whole(c, "rows"),
                       check_whole(c, "n"));
}

static void look(struct check *c, int number)
{
    const float *x = check_floats(c, "x"), *v = check_floats(c, "v");
    const float got = check_floats(c, "amount")[0];

    if (number == ONE && !(fabsf(got - x[0] / v[0]) < 1e-2f))
        check_say(c,
                  "the amount is %g. With n = 1 it is x / v = %g: start "
                  "there",
                  (double)got, (double)(x[0] / v[0]));
}

const struct check_exercise check_exercise = {
    .exports = "projection_forward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-4,
    .relative = 1e-4,
};
