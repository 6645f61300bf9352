/* check.c: the cases of lora. */
#include "exercises/kit/check.h"

#include <math.h>

#include "lora.h"

enum { PLAIN, HAND, START, ROWS, ODD, WIDE, NONE };

static const struct check_case cases[] = {
    [PLAIN] = {"plain", "rank 0: no detour", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [START] = {"start", "B is 0, as when training starts", false},
    [ROWS] = {"rows", "three rows", false},
    [ODD] = {"odd", "no side like another", true},
    [WIDE] = {"wide", "a real layer, rank 4", true},
    [NONE] = {"none", "no row: nothing is written", false},
    {0},
};

static const struct lora sizes[] = {
    [PLAIN] = {1, 2, 2, 0, 1.0f}, [HAND] = {1, 2, 2, 1, 0.5f},
    [START] = {2, 3, 2, 2, 2.0f}, [ROWS] = {3, 2, 3, 2, 1.5f},
    [ODD] = {5, 7, 3, 2, 0.25f},  [WIDE] = {4, 40, 48, 4, 2.0f},
    [NONE] = {0, 2, 2, 1, 1.0f},
};

static void make(struct check *c, int number)
{
    const struct lora s = sizes[number];

    check_add_whole(c, "rows", s.rows);
    check_add_whole(c, "in", s.in);
    check_add_whole(c, "cols", s.cols);
    check_add_whole(c, "rank", s.rank);
    check_add_real(c, "scale", s.scale);
    float *x = check_add_floats(c, "x", s.rows, s.in);
    float *w = check_add_floats(c, "w", s.in, s.cols);
    float *a = check_add_floats(c, "a", s.in, s.rank);
    float *b = check_add_floats(c, "b", s.rank, s.cols);
    check_add_result(c, "out", s.rows, s.cols);
    check_add_result(c, "low", 1, s.rank);
    check_normals(c, x, s.rows * s.in, 1.0f, 0.3f);
    check_normals(c, w, s.in * s.cols, number == HAND ? 0.0f : 0.5f, 0.0f);
    check_normals(c, a, s.in * s.rank, 1.0f, 0.2f);
    check_normals(c, b, s.rank * s.cols, number == START ? 0.0f : 1.0f, 0.0f);
    for (int i = 0; number == HAND && i < 2; i++) {
        x[i] = (float)(i + 1);
        a[i] = 1.0f;
        b[i] = 10.0f * (float)(i + 1);
    }
}

static void call(struct check *c)
{
    const struct lora s = {.rows = check_whole(c, "rows"),
                           .in = check_whole(c, "in"),
                           .cols = check_whole(c, "cols"),
                           .rank = check_whole(c, "rank"),
                           .scale = check_real(c, "scale")};
    float *low = check_floats(c, "low");

    lora_forward(check_floats(c, "out"), low, check_floats(c, "x"),
                 check_floats(c, "w"), check_floats(c, "a"),
                 check_floats(c, "b"), &s);
    /* Room to work in: what is left there is nobody's business. */
    for (int k = 0; k < s.rank; k++)
        low[k] = 0.0f;
}

static void look(struct check *c, int number)
{
    const float *out = check_floats(c, "out"), *x = check_floats(c, "x");
    const float *w = check_floats(c, "w");
    const float want = x[0] * w[0] + x[1] * w[2];

    if (number == PLAIN && !(fabsf(out[0] - want) < 1e-3f))
        check_say(c,
                  "out[0] is %g, not %g. With rank 0 it is row 0 of x times "
                  "column 0 of w: start there",
                  (double)out[0], (double)want);
}

const struct check_exercise check_exercise = {
    .exports = "lora_forward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-4,
    .relative = 1e-4,
};
