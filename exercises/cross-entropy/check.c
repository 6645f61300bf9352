/* check.c: the cases of cross-entropy. */
#include "exercises/kit/check.h"

#include <math.h>

#include "cross-entropy.h"

enum { ONE, HAND, ROWS, HIGH, LOW, ODD, WIDE, NONE };

static const struct check_case cases[] = {
    [ONE] = {"one", "one column: nothing to guess", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [ROWS] = {"rows", "four rows", false},
    [HIGH] = {"high", "scores near +1000", false},
    [LOW] = {"low", "scores near -1000", false},
    [ODD] = {"odd", "seven choices", true},
    [WIDE] = {"wide", "a vocabulary of 300", true},
    [NONE] = {"none", "no row: nothing is written", false},
    {0},
};

static const int sizes[][2] = {
    [ONE] = {1, 1}, [HAND] = {1, 2}, [ROWS] = {4, 3},   [HIGH] = {2, 4},
    [LOW] = {2, 4}, [ODD] = {6, 7},  [WIDE] = {3, 300}, [NONE] = {0, 3},
};

static void make(struct check *c, int number)
{
    const int rows = check_add_whole(c, "rows", sizes[number][0]);
    const int cols = check_add_whole(c, "cols", sizes[number][1]);
    float *logits = check_add_floats(c, "logits", rows, cols);
    int32_t *target = check_add_ints(c, "target", 1, rows);

    check_add_real(c, "scale", number == HAND ? 1.0f : 0.25f);
    check_add_result(c, "loss", 1, rows);
    check_add_result(c, "lse", 1, rows);
    check_add_result(c, "dlogits", rows, cols);
    check_normals(c, logits, rows * cols, 2.0f,
                  number == HIGH  ? 1000.0f
                  : number == LOW ? -1000.0f
                                  : 0.0f);
    for (int r = 0; r < rows; r++)
        target[r] = check_below(c, cols);
    if (number == HAND) {
        logits[0] = logits[1] = 0.0f;
        target[0] = 1;
    }
}

static void call(struct check *c)
{
    const int rows = check_whole(c, "rows"), cols = check_whole(c, "cols");

    cross_entropy_forward(check_floats(c, "loss"), check_floats(c, "lse"),
                          check_floats(c, "logits"), check_ints(c, "target"),
                          rows, cols);
    cross_entropy_backward(check_floats(c, "dlogits"),
                           check_floats(c, "logits"), check_floats(c, "lse"),
                           check_ints(c, "target"), check_real(c, "scale"),
                           rows, cols);
}

static void look(struct check *c, int number)
{
    const float lse = check_floats(c, "lse")[0];
    const float score = check_floats(c, "logits")[0];

    if (number == ONE && !(fabsf(lse - score) < 1e-3f))
        check_say(c,
                  "lse is %g. With one column it is the score itself, %g: "
                  "start there",
                  (double)lse, (double)score);
}

const struct check_exercise check_exercise = {
    .exports = "cross_entropy_forward cross_entropy_backward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-4,
};
