/* check.c: the cases of layer norm. */
#include "exercises/kit/check.h"

#include <math.h>

#include "layer-norm.h"

enum { ONE, HAND, ROWS, FLAT, FAR, ODD, WIDE, NONE };

static const struct check_case cases[] = {
    [ONE] = {"one", "one number", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [ROWS] = {"rows", "four rows", false},
    [FLAT] = {"flat", "a row of equal numbers", false},
    [FAR] = {"far", "numbers far from 0", false},
    [ODD] = {"odd", "rows of seven", true},
    [WIDE] = {"wide", "rows of 96", true},
    [NONE] = {"none", "no row: nothing is written", false},
    {0},
};

static const int sizes[][2] = {
    [ONE] = {1, 1}, [HAND] = {1, 2}, [ROWS] = {4, 3},  [FLAT] = {2, 4},
    [FAR] = {2, 8}, [ODD] = {5, 7},  [WIDE] = {3, 96}, [NONE] = {0, 4},
};

static void make(struct check *c, int number)
{
    const int rows = check_add_whole(c, "rows", sizes[number][0]);
    const int cols = check_add_whole(c, "cols", sizes[number][1]);
    float *x = check_add_floats(c, "x", rows, cols);
    float *gain = check_add_floats(c, "gain", 1, cols);
    float *bias = check_add_floats(c, "bias", 1, cols);
    float *dout = check_add_floats(c, "dout", rows, cols);

    check_add_real(c, "epsilon", number == HAND ? 0.0f : 0.01f);
    check_add_result(c, "out", rows, cols);
    float *dx = check_add_change(c, "dx", rows, cols);
    check_normals(c, x, rows * cols, 1.5f, number == FAR ? 100.0f : 0.4f);
    check_normals(c, gain, cols, 0.5f, 1.0f);
    check_normals(c, bias, cols, 1.0f, 0.0f);
    check_normals(c, dout, rows * cols, 1.0f, 0.0f);
    check_normals(c, dx, rows * cols, 1.0f, 0.5f);
    for (int i = 0; number == FLAT && i < cols; i++)
        x[i] = 5.0f;
    for (int i = 0; number == HAND && i < 2; i++) {
        x[i] = i ? 3.0f : 1.0f;
        gain[i] = 2.0f;
        bias[i] = 10.0f;
    }
}

static void call(struct check *c)
{
    const int rows = check_whole(c, "rows"), cols = check_whole(c, "cols");
    const double epsilon = (double)check_real(c, "epsilon");

    norm_layer_forward(check_floats(c, "out"), check_floats(c, "x"),
                       check_floats(c, "gain"), check_floats(c, "bias"), rows,
                       cols, epsilon);
    norm_layer_backward(check_floats(c, "dx"), check_floats(c, "dout"),
                        check_floats(c, "x"), check_floats(c, "gain"), rows,
                        cols, epsilon);
}

static void look(struct check *c, int number)
{
    const float out = check_floats(c, "out")[0];

    if (number == ONE && !(fabsf(out - check_floats(c, "bias")[0]) < 1e-3f))
        check_say(c,
                  "out is %g. One number is its own mean, so only the bias, "
                  "%g, is left: start there",
                  (double)out, (double)check_floats(c, "bias")[0]);
}

const struct check_exercise check_exercise = {
    .exports = "norm_layer_forward norm_layer_backward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-4,
    .relative = 1e-4,
};
