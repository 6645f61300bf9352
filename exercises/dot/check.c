/* check.c: the cases of dot. */
#include "exercises/kit/check.h"

#include "dot.h"

enum { ONE, HAND, ROWS, ZERO, SCALE, ODD, PAIRS, WIDE, NOTHING, NONE };

static const struct check_case cases[] = {
    [ONE] = {"one", "one number", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [ROWS] = {"rows", "four rows", false},
    [ZERO] = {"zero", "vectors without a direction", false},
    [SCALE] = {"scale", "long and short vectors", false},
    [ODD] = {"odd", "rows of seven", true},
    [PAIRS] = {"pairs", "fifty pairs", true},
    [WIDE] = {"wide", "long rows", true},
    [NOTHING] = {"nothing", "n = 0: everything is 0", false},
    [NONE] = {"none", "no row: nothing is written", false},
    {0},
};

static const int sizes[][2] = {
    [ONE] = {1, 1},     [HAND] = {2, 2}, [ROWS] = {4, 3},    [ZERO] = {3, 3},
    [SCALE] = {3, 4},   [ODD] = {6, 7},  [PAIRS] = {50, 24}, [WIDE] = {3, 200},
    [NOTHING] = {2, 0}, [NONE] = {0, 3},
};

static void make(struct check *c, int number)
{
    static const float by_hand[] = {4, 3, -4, 3};
    const int rows = check_add_whole(c, "rows", sizes[number][0]);
    const int n = check_add_whole(c, "n", sizes[number][1]);
    float *q = check_add_floats(c, "q", 1, n);
    float *x = check_add_floats(c, "x", rows, n);

    check_add_result(c, "dots", 1, rows);
    check_add_result(c, "cosines", 1, rows);
    check_normals(c, q, n, 1.0f, 0.3f);
    check_normals(c, x, rows * n, 1.0f, -0.2f);
    for (int i = 0; number == HAND && i < 4; i++)
        x[i] = by_hand[i];
    if (number == HAND) {
        q[0] = 3.0f;
        q[1] = 4.0f;
    }
    for (int i = 0; i < n && number == ZERO; i++)
        x[n + i] = 0.0f;
    for (int i = 0; i < n && number == SCALE; i++) {
        x[i] *= 1e6f;
        x[n + i] *= 1e-6f;
    }
}

static void call(struct check *c)
{
    const int rows = check_whole(c, "rows"), n = check_whole(c, "n");

    dot_forward(check_floats(c, "dots"), check_floats(c, "q"),
                check_floats(c, "x"), rows, n);
    cosine_forward(check_floats(c, "cosines"), check_floats(c, "q"),
                   check_floats(c, "x"), rows, n);
}

static void look(struct check *c, int number)
{
    const float dot = check_floats(c, "dots")[0];

    if (number == ONE && !(dot > 0.0f) && !(dot < 0.0f))
        check_say(c,
                  "the dot product is %g; with n = 1 it is q[0] times x[0]: "
                  "start there",
                  (double)dot);
}

const struct check_exercise check_exercise = {
    .exports = "dot_forward cosine_forward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-4,
};
