/* check.c: the cases of relu. */
#include "exercises/kit/check.h"

#include <math.h>

#include "relu.h"

enum { HAND, SPECIAL, MANY, NONE };

static const struct check_case cases[] = {
    [HAND] = {"hand", "the case of the prompt", false},
    [SPECIAL] = {"special", "infinity and NaN", false},
    [MANY] = {"many", "many numbers", true},
    [NONE] = {"none", "no number: nothing is written", false},
    {0},
};

static void make(struct check *c, int number)
{
    static const float by_hand[] = {-2, 0, 3};
    static const int sizes[] = {3, 4, 500, 0};
    const int n = check_add_whole(c, "n", sizes[number]);
    float *x = check_add_floats(c, "x", 1, n);
    float *dout = check_add_floats(c, "dout", 1, n);

    check_add_result(c, "out", 1, n);
    float *dx = check_add_change(c, "dx", 1, n);
    check_normals(c, x, n, 1.0f, 0.0f);
    check_normals(c, dout, n, 1.0f, 0.0f);
    check_normals(c, dx, n, 1.0f, 0.5f);
    for (int i = 0; number == HAND && i < 3; i++) {
        x[i] = by_hand[i];
        dout[i] = 1.0f;
        dx[i] = 5.0f;
    }
    if (number == SPECIAL) {
        x[0] = INFINITY;
        x[1] = -INFINITY;
        x[2] = NAN;
    }
}

static void call(struct check *c)
{
    const int n = check_whole(c, "n");

    activation_relu_forward(check_floats(c, "out"), check_floats(c, "x"), n);
    activation_relu_backward(check_floats(c, "dx"), check_floats(c, "dout"),
                             check_floats(c, "x"), n);
}

static void look(struct check *c, int number)
{
    if (number == HAND && !(fabsf(check_floats(c, "out")[2] - 3.0f) < 1e-3f))
        check_say(c,
                  "3 becomes %g. What is above 0 stays as it is: start "
                  "there",
                  (double)check_floats(c, "out")[2]);
}

const struct check_exercise check_exercise = {
    .exports = "activation_relu_forward activation_relu_backward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 0,
    .relative = 1e-6,
};
