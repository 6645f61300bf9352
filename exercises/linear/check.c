/* check.c: the cases of linear. */
#include "exercises/kit/check.h"

#include <math.h>

#include "linear.h"

enum { ONE, HAND, ROWS, ODD, WIDE, NONE };

static const struct check_case cases[] = {
    [ONE] = {"one", "one number", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [ROWS] = {"rows", "three rows", false},
    [ODD] = {"odd", "no side like another", true},
    [WIDE] = {"wide", "a real layer", true},
    [NONE] = {"none", "no row: gradients stay", false},
    {0},
};

static const int sizes[][3] = {
    [ONE] = {1, 1, 1}, [HAND] = {1, 2, 2},   [ROWS] = {3, 2, 2},
    [ODD] = {5, 3, 7}, [WIDE] = {9, 32, 40}, [NONE] = {0, 2, 3},
};

static void make(struct check *c, int number)
{
    static const float w_by_hand[] = {3, 4, 5, 6};
    const int rows = check_add_whole(c, "rows", sizes[number][0]);
    const int in = check_add_whole(c, "in", sizes[number][1]);
    const int cols = check_add_whole(c, "cols", sizes[number][2]);
    float *x = check_add_floats(c, "x", rows, in);
    float *w = check_add_floats(c, "w", in, cols);
    float *bias = check_add_floats(c, "bias", 1, cols);
    float *dout = check_add_floats(c, "dout", rows, cols);

    check_add_result(c, "out", rows, cols);
    check_normals(c, check_add_change(c, "dx", rows, in), rows * in, 1, 0.5f);
    check_normals(c, check_add_change(c, "dw", in, cols), in * cols, 1, 0.5f);
    check_normals(c, check_add_change(c, "dbias", 1, cols), cols, 1, 0.5f);
    check_normals(c, x, rows * in, 1.0f, 0.2f);
    check_normals(c, w, in * cols, 0.5f, 0.1f);
    check_normals(c, bias, cols, 1.0f, 1.0f);
    check_normals(c, dout, rows * cols, 1.0f, 0.0f);
    for (int i = 0; number == HAND && i < 4; i++)
        w[i] = w_by_hand[i];
    for (int i = 0; number == HAND && i < 2; i++) {
        x[i] = (float)(i + 1);
        bias[i] = 10.0f * (float)(i + 1);
        dout[i] = (float)(1 - i);
    }
}

static void call(struct check *c)
{
    const struct linear s = {.rows = check_whole(c, "rows"),
                             .in = check_whole(c, "in"),
                             .cols = check_whole(c, "cols")};

    linear_forward(check_floats(c, "out"), check_floats(c, "x"),
                   check_floats(c, "w"), check_floats(c, "bias"), &s);
    linear_backward(check_floats(c, "dx"), check_floats(c, "dw"),
                    check_floats(c, "dbias"), check_floats(c, "dout"),
                    check_floats(c, "x"), check_floats(c, "w"), &s);
}

static void look(struct check *c, int number)
{
    const float want = check_floats(c, "x")[0] * check_floats(c, "w")[0] +
                       check_floats(c, "bias")[0];

    if (number == ONE && !(fabsf(check_floats(c, "out")[0] - want) < 1e-3f))
        check_say(c,
                  "out is %g; with one number it is x times w plus bias: "
                  "start there",
                  (double)check_floats(c, "out")[0]);
}

const struct check_exercise check_exercise = {
    .exports = "linear_forward linear_backward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-4,
    .relative = 1e-4,
};
