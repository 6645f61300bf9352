/* check.c: the cases of layer. */
#include "exercises/kit/check.h"

#include <math.h>
#include <stddef.h>

#include "layer.h"

enum { ONE, HAND, NO_BIAS, ROWS, ODD, WIDE, NONE };

static const struct check_case cases[] = {
    [ONE] = {"one", "one number", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [NO_BIAS] = {"no-bias", "bias is NULL", false},
    [ROWS] = {"rows", "four rows", false},
    [ODD] = {"odd", "odd sizes", true},
    [WIDE] = {"wide", "a batch of one, wide", true},
    [NONE] = {"none", "no row: nothing is written", false},
    {0},
};

static const int sizes[][3] = {
    [ONE] = {1, 1, 1},  [HAND] = {1, 2, 2}, [NO_BIAS] = {2, 3, 2},
    [ROWS] = {4, 3, 5}, [ODD] = {5, 7, 3},  [WIDE] = {1, 64, 90},
    [NONE] = {0, 3, 2},
};

static void make(struct check *c, int number)
{
    static const float by_hand[] = {3, 4, 5, -6};
    const int rows = check_add_whole(c, "rows", sizes[number][0]);
    const int in = check_add_whole(c, "in", sizes[number][1]);
    const int cols = check_add_whole(c, "cols", sizes[number][2]);
    float *x = check_add_floats(c, "x", rows, in);
    float *w = check_add_floats(c, "w", in, cols);
    float *bias = check_add_floats(c, "bias", 1, cols);

    check_add_whole(c, "biased", number != NO_BIAS);
    check_add_result(c, "out", rows, cols);
    check_normals(c, x, rows * in, 1.0f, 0.2f);
    check_normals(c, w, in * cols, 1.0f, 0.0f);
    check_normals(c, bias, cols, 1.0f, 0.3f);
    if (number == ONE) {
        x[0] = 2.0f;
        w[0] = 3.0f;
        bias[0] = 0.5f;
    }
    for (int i = 0; number == HAND && i < 4; i++)
        w[i] = by_hand[i];
    if (number == HAND) {
        x[0] = 1.0f;
        x[1] = 2.0f;
        bias[0] = 10.0f;
        bias[1] = 1.0f;
    }
}

static void call(struct check *c)
{
    const struct layer s = {check_whole(c, "rows"), check_whole(c, "in"),
                            check_whole(c, "cols")};

    layer_forward(
        check_floats(c, "out"), check_floats(c, "x"), check_floats(c, "w"),
        check_whole(c, "biased") ? check_floats(c, "bias") : NULL, &s);
}

static void look(struct check *c, int number)
{
    const float got = check_floats(c, "out")[0];

    if (number == ONE && !(fabsf(got - 6.5f) < 1e-3f))
        check_say(c,
                  "out is %g. With one number in and one out it is "
                  "relu(2 * 3 + 0.5) = 6.5: start there",
                  (double)got);
}

const struct check_exercise check_exercise = {
    .exports = "layer_forward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-4,
    .relative = 1e-4,
};
