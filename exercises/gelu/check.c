/* check.c: the cases of gelu. */
#include "exercises/kit/check.h"

#include <math.h>

#include "gelu.h"

enum { HAND, LEFT, RIGHT, MANY, NONE };

static const struct check_case cases[] = {
    [HAND] = {"hand", "x = 1 and x = 0", false},
    [LEFT] = {"left", "far left: nearly 0", false},
    [RIGHT] = {"right", "far right: nearly x", false},
    [MANY] = {"many", "many numbers", true},
    [NONE] = {"none", "no number: nothing is written", false},
    {0},
};

static void make(struct check *c, int number)
{
    static const int sizes[] = {2, 6, 6, 500, 0};
    const int n = check_add_whole(c, "n", sizes[number]);
    float *x = check_add_floats(c, "x", 1, n);
    float *dout = check_add_floats(c, "dout", 1, n);

    check_add_result(c, "out", 1, n);
    float *dx = check_add_change(c, "dx", 1, n);
    check_normals(c, x, n, 1.5f,
                  number == LEFT    ? -8.0f
                  : number == RIGHT ? 8.0f
                                    : 0.0f);
    check_normals(c, dout, n, 1.0f, 0.0f);
    check_normals(c, dx, n, 1.0f, 0.5f);
    if (number == HAND) {
        x[0] = 1.0f;
        x[1] = 0.0f;
        dout[0] = dout[1] = 1.0f;
        dx[0] = dx[1] = 0.0f;
    }
}

static void call(struct check *c)
{
    const int n = check_whole(c, "n");
    const float *x = check_floats(c, "x");

    activation_gelu_forward(check_floats(c, "out"), x, n);
    activation_gelu_backward(check_floats(c, "dx"), check_floats(c, "dout"), x,
                             n);
}

static void look(struct check *c, int number)
{
    const float *out = check_floats(c, "out");

    if (number == HAND && !(fabsf(out[0] - 0.8413f) < 1e-3f))
        check_say(c,
                  "forward at x = 1 gives %g, not 0.8413. Start there: P(1) is "
                  "0.8413",
                  (double)out[0]);
}

const struct check_exercise check_exercise = {
    .exports = "activation_gelu_forward activation_gelu_backward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-6,
    .relative = 1e-5,
};
