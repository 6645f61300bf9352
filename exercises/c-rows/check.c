/* check.c: the cases of c-rows. */
#include "exercises/kit/check.h"

#include <math.h>

#include "c-rows.h"

enum { HAND, SQUARE, TALL, WIDE, NO_ROWS, NONE };

static const struct check_case cases[] = {
    [HAND] = {"hand", "the case of the prompt", false},
    [SQUARE] = {"square", "as many rows as columns", false},
    [TALL] = {"tall", "many rows", true},
    [WIDE] = {"wide", "many columns", true},
    [NO_ROWS] = {"no-rows", "no rows: sums of nothing", false},
    [NONE] = {"none", "no columns: nothing is written", false},
    {0},
};

static void make(struct check *c, int number)
{
    static const int sizes[][2] = {{2, 3},  {3, 3}, {40, 5},
                                   {3, 50}, {0, 4}, {4, 0}};
    const int rows = check_add_whole(c, "rows", sizes[number][0]);
    const int cols = check_add_whole(c, "cols", sizes[number][1]);
    float *x = check_add_floats(c, "x", rows, cols);

    check_add_result(c, "out", 1, cols);
    for (int i = 0; i < rows * cols; i++)
        x[i] =
            number == HAND ? (float)(i + 1) : (float)(check_below(c, 41) - 20);
}

static void call(struct check *c)
{
    column_sums(check_floats(c, "out"), check_floats(c, "x"),
                check_whole(c, "rows"), check_whole(c, "cols"));
}

static void look(struct check *c, int number)
{
    const float *out = check_floats(c, "out");

    if (number == HAND && !(fabsf(out[0] - 5.0f) < 1e-3f))
        check_say(c,
                  "out[0] is %g. Column 0 holds 1 and 4, so it is 5: start "
                  "there",
                  (double)out[0]);
}

const struct check_exercise check_exercise = {
    .exports = "column_sums",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-4,
    .relative = 1e-5,
};
