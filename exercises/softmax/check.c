/* check.c: the cases of softmax. */
#include "exercises/kit/check.h"

#include <math.h>

#include "softmax.h"

enum {
    ONE,
    HAND,
    ROWS,
    HIGH,
    LOW,
    MASKED,
    NOT_A_NUMBER,
    ODD,
    WIDE,
    TALL,
    NONE
};

static const struct check_case cases[] = {
    [ONE] = {"one", "one number", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [ROWS] = {"rows", "four rows", false},
    [HIGH] = {"high", "scores near +1000", false},
    [LOW] = {"low", "scores near -1000", false},
    [MASKED] = {"masked", "some scores are minus infinity", false},
    [NOT_A_NUMBER] = {"nan", "a NaN spoils its row and no other", false},
    [ODD] = {"odd", "seven rows of five", true},
    [WIDE] = {"wide", "long rows", true},
    [TALL] = {"tall", "many rows of one", true},
    [NONE] = {"none", "no row: nothing is written", false},
    {0},
};

static const int sizes[][2] = {
    [ONE] = {1, 1},          [HAND] = {1, 3}, [ROWS] = {4, 3},
    [HIGH] = {2, 4},         [LOW] = {2, 4},  [MASKED] = {3, 5},
    [NOT_A_NUMBER] = {3, 2}, [ODD] = {7, 5},  [WIDE] = {3, 257},
    [TALL] = {50, 1},        [NONE] = {0, 4},
};

static void make(struct check *c, int number)
{
    const int rows = check_add_whole(c, "rows", sizes[number][0]);
    const int cols = check_add_whole(c, "cols", sizes[number][1]);
    float *x = check_add_floats(c, "x", rows, cols);

    check_add_result(c, "out", rows, cols);
    check_normals(c, x, rows * cols, 2.0f,
                  number == HIGH  ? 1000.0f
                  : number == LOW ? -1000.0f
                                  : 0.0f);
    for (int i = 0; number == HAND && i < 3; i++)
        x[i] = (float)(i + 1);
    for (int i = 1; number == MASKED && i < rows * cols; i += 2)
        x[i] = -INFINITY;
    if (number == NOT_A_NUMBER)
        x[2] = NAN;
}

static void call(struct check *c)
{
    softmax_forward(check_floats(c, "out"), check_floats(c, "x"),
                    check_whole(c, "rows"), check_whole(c, "cols"));
}

static void look(struct check *c, int number)
{
    const int cols = check_whole(c, "cols");
    const float *p = check_floats(c, "out");

    if (number == NOT_A_NUMBER || number == HAND)
        return;
    for (int r = 0; r < check_whole(c, "rows"); r++, p += cols) {
        float sum = 0.0f;

        for (int i = 0; i < cols; i++)
            sum += p[i];
        if (!(fabsf(sum - 1.0f) < 1e-3f))
            check_say(c,
                      cols == 1 ? "row %d sums to %g, not to 1. It has one "
                                  "number, so its probability is 1: start there"
                                : "row %d sums to %g, not to 1",
                      r, (double)sum);
    }
}

const struct check_exercise check_exercise = {
    .exports = "softmax_forward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-6,
    .relative = 1e-5,
};
