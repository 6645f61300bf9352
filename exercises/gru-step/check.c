/* check.c: the cases of one step of a gated recurrent unit. */
#include "exercises/kit/check.h"

#include <math.h>

#include "gru-step.h"

enum { BLANK_STATE, HAND, KEEP, REPLACE, FORGET, FOUR, ODD, WIDE };

static const struct check_case cases[] = {
    [BLANK_STATE] = {"blank", "a state of 0, and no weights", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [KEEP] = {"keep", "update near 1: the state stays", false},
    [REPLACE] = {"replace", "update near 0: the candidate takes over", false},
    [FORGET] = {"forget", "reset near 0: the candidate is from the input",
                false},
    [FOUR] = {"four", "a state of four", false},
    [ODD] = {"odd", "a state of seven", true},
    [WIDE] = {"wide", "a state of 48", true},
    {0},
};

static const int widths[] = {
    [BLANK_STATE] = 1, [HAND] = 1, [KEEP] = 3, [REPLACE] = 3,
    [FORGET] = 3,      [FOUR] = 4, [ODD] = 7,  [WIDE] = 48,
};

/* The sums of one gate are made so large that it is open or shut. */
static void push(float *sums, int width, int number)
{
    for (int i = 0; i < width; i++) {
        if (number == KEEP)
            sums[width + i] = 40.0f;
        if (number == REPLACE)
            sums[width + i] = -40.0f;
        if (number == FORGET) {
            sums[i] = -40.0f;
            sums[width + i] = -40.0f;
        }
    }
}

static void make(struct check *c, int number)
{
    const int width = check_add_whole(c, "width", widths[number]);
    float *sums = check_add_floats(c, "sums", 3, width);
    float *before = check_add_floats(c, "before", 1, width);
    float *w = check_add_floats(c, "w", 3 * width, width);
    float *inner = check_add_floats(c, "inner", 1, width);

    check_add_result(c, "h", 1, width);
    check_normals(c, sums, 3 * width, 1.0f, 0.3f);
    check_normals(c, before, width, 0.6f, 0.2f);
    check_normals(c, w, 3 * width * width, 0.5f, 0.0f);
    check_normals(c, inner, width, 0.7f, 0.4f);
    push(sums, width, number);
    if (number == BLANK_STATE || number == HAND)
        w[0] = w[1] = w[2] = before[0] = 0.0f;
    if (number == BLANK_STATE)
        inner[0] = 0.0f;
    if (number == HAND) {
        sums[0] = sums[1] = 0.0f;
        sums[2] = -0.5f;
        before[0] = 0.5f;
        w[2] = 2.0f;
        inner[0] = 1.0f;
    }
}

static void call(struct check *c)
{
    gru_step(check_floats(c, "h"), check_floats(c, "sums"),
             check_floats(c, "before"), check_floats(c, "w"),
             check_floats(c, "inner"), check_whole(c, "width"));
}

static void look(struct check *c, int number)
{
    const float *h = check_floats(c, "h"), *sums = check_floats(c, "sums");
    const float *before = check_floats(c, "before");
    const float update = 1.0f / (1.0f + expf(-sums[1]));
    const float want = (1.0f - update) * tanhf(sums[2]);

    if (number == BLANK_STATE && !(fabsf(h[0] - want) < 1e-4f))
        check_say(c,
                  "h is %g. With a state of 0 and no weights it is (1 - "
                  "update) times the candidate, %g times %g: start there",
                  (double)h[0], (double)(1.0f - update),
                  (double)tanhf(sums[2]));
    if (number == KEEP && !(fabsf(h[0] - before[0]) < 1e-4f))
        check_say(c, "update is 1 here, so h[0] should stay %g, and is %g",
                  (double)before[0], (double)h[0]);
}

const struct check_exercise check_exercise = {
    .exports = "gru_step",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-4,
};
