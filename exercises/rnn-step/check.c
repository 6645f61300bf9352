/* check.c: the cases of one recurrent step. */
#include "exercises/kit/check.h"

#include <math.h>
#include <string.h>

#include "rnn-step.h"

enum { BIAS, HAND, STATE, BOTH, FAR, ODD, WIDE };

static const struct check_case cases[] = {
    [BIAS] = {"bias", "no input, and a state of 0", false},
    [HAND] = {"hand", "the second step of the prompt", false},
    [STATE] = {"state", "no input, but a state", false},
    [BOTH] = {"both", "three inputs, a state of four", false},
    [FAR] = {"far", "sums that are far from 0", false},
    [ODD] = {"odd", "seven inputs, a state of five", true},
    [WIDE] = {"wide", "33 inputs, a state of 64", true},
    {0},
};

/* in, width */
static const int sizes[][2] = {
    [BIAS] = {0, 1}, [HAND] = {1, 2}, [STATE] = {0, 3},  [BOTH] = {3, 4},
    [FAR] = {4, 4},  [ODD] = {7, 5},  [WIDE] = {33, 64},
};

static void make(struct check *c, int number)
{
    static const float hand_w[] = {1.0f, 0.5f, 0.5f, 0.0f, 0.5f, 0.0f};
    const int in = check_add_whole(c, "in", sizes[number][0]);
    const int width = check_add_whole(c, "width", sizes[number][1]);
    float *x = check_add_floats(c, "x", 1, in);
    float *before = check_add_floats(c, "before", 1, width);
    float *w = check_add_floats(c, "w", width, in + width);
    float *bias = check_add_floats(c, "bias", 1, width);

    check_add_result(c, "h", 1, width);
    check_normals(c, x, in, 1.0f, 0.2f);
    check_normals(c, before, width, 0.5f, 0.1f);
    check_normals(c, w, width * (in + width), number == FAR ? 9.0f : 0.4f,
                  0.0f);
    check_normals(c, bias, width, 0.5f, 0.3f);
    if (number == BIAS)
        before[0] = 0.0f;
    if (number == HAND) {
        memcpy(w, hand_w, sizeof hand_w);
        x[0] = 0.0f;
        before[0] = 0.7616f;
        before[1] = 0.0997f;
        bias[0] = 0.0f;
        bias[1] = 0.1f;
    }
}

static void call(struct check *c)
{
    rnn_step(check_floats(c, "h"), check_floats(c, "x"),
             check_floats(c, "before"), check_floats(c, "w"),
             check_floats(c, "bias"), check_whole(c, "in"),
             check_whole(c, "width"));
}

static void look(struct check *c, int number)
{
    const float *h = check_floats(c, "h"), *bias = check_floats(c, "bias");

    if (number == BIAS && !(fabsf(h[0] - tanhf(bias[0])) < 1e-4f))
        check_say(c,
                  "h is %g. With no input and a state of 0 only the bias is "
                  "left, and tanh of %g is %g: start there",
                  (double)h[0], (double)bias[0], (double)tanhf(bias[0]));
}

const struct check_exercise check_exercise = {
    .exports = "rnn_step",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-4,
};
