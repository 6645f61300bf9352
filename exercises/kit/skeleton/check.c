/* check.c: the cases of skeleton.c. It makes inputs and calls the function;
 * what is expected comes from running solution.c. */
#include "exercises/kit/check.h"

#include "skeleton.h"

enum { ONE, HAND, ODD, WIDE, NONE };

/* Hidden ones have fresh numbers for every program. */
static const struct check_case cases[] = {
    [ONE] = {"one", "one number", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [ODD] = {"odd", "seven rows of five", true},
    [WIDE] = {"wide", "long rows", true},
    [NONE] = {"none", "no row: nothing is written", false},
    {0},
};

static const int sizes[][2] = {
    [ONE] = {1, 1},    [HAND] = {1, 2}, [ODD] = {7, 5},
    [WIDE] = {3, 200}, [NONE] = {0, 3},
};

static void make(struct check *c, int number)
{
    const int rows = check_add_whole(c, "rows", sizes[number][0]);
    const int cols = check_add_whole(c, "cols", sizes[number][1]);
    float *x = check_add_floats(c, "x", rows, cols);

    check_add_result(c, "out", rows, cols);
    check_normals(c, x, rows * cols, 1.0f, 0.0f);
    for (int i = 0; number == HAND && i < 2; i++)
        x[i] = (float)i + 1;
}

static void call(struct check *c)
{
    skeleton_forward(check_floats(c, "out"), check_floats(c, "x"),
                     check_whole(c, "rows"), check_whole(c, "cols"));
}

/* The first words of a learner's first failure: what to do next. */
static void look(struct check *c, int number)
{
    if (number == ONE)
        check_say(c, "out is %g; with one number it has to be ...: start there",
                  (double)check_floats(c, "out")[0]);
}

const struct check_exercise check_exercise = {
    .exports = "skeleton_forward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-4,
};
