/* check.c: the cases of silu. */
#include "exercises/kit/check.h"

#include <math.h>

#include "silu.h"

enum { HAND, LEFT, RIGHT, MANY, NONE };

static const struct check_case cases[] = {
    [HAND] = {"hand", "x = 0, 1 and -1", false},
    [LEFT] = {"left", "far left: nearly 0", false},
    [RIGHT] = {"right", "far right: nearly x", false},
    [MANY] = {"many", "many numbers", true},
    [NONE] = {"none", "no number: nothing is written", false},
    {0},
};

static void make(struct check *c, int number)
{
    static const float by_hand[] = {0, 1, -1};
    static const int sizes[] = {3, 6, 6, 500, 0};
    const int n = check_add_whole(c, "n", sizes[number]);
    float *x = check_add_floats(c, "x", 1, n);
    float *dout = check_add_floats(c, "dout", 1, n);

    check_add_result(c, "out", 1, n);
    float *dx = check_add_change(c, "dx", 1, n);
    check_normals(c, x, n, 1.5f,
                  number == LEFT    ? -12.0f
                  : number == RIGHT ? 12.0f
                                    : 0.0f);
    check_normals(c, dout, n, 1.0f, 0.0f);
    check_normals(c, dx, n, 1.0f, 0.5f);
    if (number == LEFT)
        x[0] = -200.0f;
    for (int i = 0; number == HAND && i < 3; i++) {
        x[i] = by_hand[i];
        dout[i] = 1.0f;
        dx[i] = 0.0f;
    }
}

static void call(struct check *c)
{
    const int n = check_whole(c, "n");
    const float *x = check_floats(c, "x");

    activation_silu_forward(check_floats(c, "out"), x, n);
    activation_silu_backward(check_floats(c, "dx"), check_floats(c, "dout"), x,
                             n);
}

static void look(struct check *c, int number)
{
    const float *out = check_floats(c, "out");

    if (number == HAND && !(fabsf(out[1] - 0.7311f) < 1e-3f))
        check_say(c,
                  "forward at x = 1 gives %g, not 0.7311. Start there: the "
                  "sigmoid of 1 is 0.7311",
                  (double)out[1]);
}

const struct check_exercise check_exercise = {
    .exports = "activation_silu_forward activation_silu_backward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-6,
    .relative = 1e-5,
};
