/* check.c: the cases of unit. */
#include "exercises/kit/check.h"

#include <math.h>

#include "unit.h"

enum { ONE, HAND, ROWS, ZERO, SCALE, ODD, WIDE, NONE };

static const struct check_case cases[] = {
    [ONE] = {"one", "one number", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [ROWS] = {"rows", "four rows", false},
    [ZERO] = {"zero", "a row of zeros", false},
    [SCALE] = {"scale", "long and short rows", false},
    [ODD] = {"odd", "rows of seven", true},
    [WIDE] = {"wide", "rows of 90", true},
    [NONE] = {"none", "no row: nothing is written", false},
    {0},
};

static const int sizes[][2] = {
    [ONE] = {1, 1},   [HAND] = {2, 2}, [ROWS] = {4, 3},  [ZERO] = {3, 3},
    [SCALE] = {3, 4}, [ODD] = {5, 7},  [WIDE] = {3, 90}, [NONE] = {0, 3},
};

static void make(struct check *c, int number)
{
    static const float by_hand[] = {3, 4, -2, 0};
    const int rows = check_add_whole(c, "rows", sizes[number][0]);
    const int n = check_add_whole(c, "n", sizes[number][1]);
    float *x = check_add_floats(c, "x", rows, n);

    check_add_result(c, "lengths", 1, rows);
    check_add_result(c, "unit", rows, n);
    check_normals(c, x, rows * n, 1.0f, 0.3f);
    if (number == ONE)
        x[0] = -3.5f;
    for (int i = 0; number == HAND && i < 4; i++)
        x[i] = by_hand[i];
    for (int i = 0; i < n && number == ZERO; i++)
        x[n + i] = 0.0f;
    for (int i = 0; i < n && number == SCALE; i++) {
        x[i] *= 1e6f;
        x[n + i] *= 1e-6f;
    }
}

static void call(struct check *c)
{
    unit_forward(check_floats(c, "lengths"), check_floats(c, "unit"),
                 check_floats(c, "x"), check_whole(c, "rows"),
                 check_whole(c, "n"));
}

static void look(struct check *c, int number)
{
    const float got = check_floats(c, "lengths")[0];

    if (number == ONE && !(fabsf(got - 3.5f) < 1e-3f))
        check_say(c,
                  "the length of the one number -3.5 is %g; it is 3.5, the "
                  "root of its square: start there",
                  (double)got);
}

const struct check_exercise check_exercise = {
    .exports = "unit_forward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-6,
    .relative = 1e-5,
};
