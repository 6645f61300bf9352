/* check.c: the cases of one step of an LSTM. */
#include "exercises/kit/check.h"

#include <math.h>

#include "lstm-step.h"

enum { BLANK_STATE, HAND, KEEP, FORGET, HIDE, LARGE, FOUR, ODD, WIDE };

static const struct check_case cases[] = {
    [BLANK_STATE] = {"blank", "a state and a cell of 0, and no weights", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [KEEP] = {"keep", "forget near 1, input near 0: the cell stays", false},
    [FORGET] = {"forget", "forget near 0: only what is new", false},
    [HIDE] = {"hide", "output near 0: the cell is not shown", false},
    [LARGE] = {"large", "a cell far from 0", false},
    [FOUR] = {"four", "a cell of four", false},
    [ODD] = {"odd", "a cell of five", true},
    [WIDE] = {"wide", "a cell of 40", true},
    {0},
};

static const int widths[] = {
    [BLANK_STATE] = 1, [HAND] = 1, [KEEP] = 2, [FORGET] = 2, [HIDE] = 2,
    [LARGE] = 3,       [FOUR] = 4, [ODD] = 5,  [WIDE] = 40,
};

/* The sums of a gate are made so large that it is open or shut. */
static void push(float *sums, int width, int number)
{
    for (int i = 0; i < width; i++) {
        if (number == KEEP) {
            sums[i] = -40.0f;
            sums[width + i] = 40.0f;
        }
        if (number == FORGET)
            sums[width + i] = -40.0f;
        if (number == HIDE)
            sums[3 * width + i] = -40.0f;
    }
}

static void by_hand(float *sums, float *h, float *c, float *w)
{
    for (int i = 0; i < 4; i++) {
        sums[i] = i == 2 ? -1.0f : 0.0f;
        w[i] = i == 2 ? 1.0f : 0.0f;
    }
    h[0] = 1.0f;
    c[0] = 2.0f;
}

static void make(struct check *c, int number)
{
    const int width = check_add_whole(c, "width", widths[number]);
    float *sums = check_add_floats(c, "sums", 4, width);
    float *h = check_add_floats(c, "h_before", 1, width);
    float *cell = check_add_floats(c, "c_before", 1, width);
    float *w = check_add_floats(c, "w", 4 * width, width);

    check_add_result(c, "h", 1, width);
    check_add_result(c, "c", 1, width);
    check_normals(c, sums, 4 * width, 1.0f, 0.3f);
    check_normals(c, h, width, 0.5f, 0.1f);
    check_normals(c, cell, width, 1.0f, number == LARGE ? 30.0f : 0.3f);
    check_normals(c, w, 4 * width * width, 0.5f, 0.0f);
    push(sums, width, number);
    if (number == BLANK_STATE)
        h[0] = cell[0] = w[0] = w[1] = w[2] = w[3] = 0.0f;
    if (number == HAND)
        by_hand(sums, h, cell, w);
}

static void call(struct check *c)
{
    lstm_step(check_floats(c, "h"), check_floats(c, "c"),
              check_floats(c, "sums"), check_floats(c, "h_before"),
              check_floats(c, "c_before"), check_floats(c, "w"),
              check_whole(c, "width"));
}

static void look(struct check *c, int number)
{
    const float *cell = check_floats(c, "c"), *sums = check_floats(c, "sums");
    const float *before = check_floats(c, "c_before");
    const float input = 1.0f / (1.0f + expf(-sums[0]));

    if (number == BLANK_STATE &&
        !(fabsf(cell[0] - input * tanhf(sums[2])) < 1e-4f))
        check_say(c,
                  "c is %g. With everything before it 0, it is the input gate "
                  "times the candidate, %g times %g: start there",
                  (double)cell[0], (double)input, (double)tanhf(sums[2]));
    if (number == KEEP && !(fabsf(cell[0] - before[0]) < 1e-4f))
        check_say(c,
                  "forget is 1 and input is 0 here, so c[0] should stay %g, "
                  "and is %g",
                  (double)before[0], (double)cell[0]);
}

const struct check_exercise check_exercise = {
    .exports = "lstm_step",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-4,
};
