/* check.c: the cases of entropy. */
#include "exercises/kit/check.h"

#include <math.h>

#include "entropy.h"

enum { HAND, CERTAIN, ZEROS, IMPOSSIBLE, ODD, WIDE, NONE };

static const struct check_case cases[] = {
    [HAND] = {"hand", "the case of the prompt", false},
    [CERTAIN] = {"certain", "one outcome, and it is certain", false},
    [ZEROS] = {"zeros", "some outcomes never come", false},
    [IMPOSSIBLE] = {"surprise", "what q rules out comes", false},
    [ODD] = {"odd", "five rows of seven", true},
    [WIDE] = {"wide", "long rows", true},
    [NONE] = {"none", "no row: nothing is written", false},
    {0},
};

static const int sizes[][2] = {
    [HAND] = {1, 2},       [CERTAIN] = {1, 1}, [ZEROS] = {2, 4},
    [IMPOSSIBLE] = {2, 3}, [ODD] = {5, 7},     [WIDE] = {3, 200},
    [NONE] = {0, 3},
};

/* Rows of positive numbers that add up to 1, some of them 0. */
static void draw(struct check *c, float *p, int rows, int cols, int zero_at)
{
    for (int r = 0; r < rows; r++, p += cols) {
        float sum = 0.0f;

        for (int i = 0; i < cols; i++) {
            p[i] = i == zero_at ? 0.0f : 0.05f + check_uniform(c);
            sum += p[i];
        }
        for (int i = 0; i < cols; i++)
            p[i] /= sum;
    }
}

static void make(struct check *c, int number)
{
    const int rows = check_add_whole(c, "rows", sizes[number][0]);
    const int cols = check_add_whole(c, "cols", sizes[number][1]);
    float *p = check_add_floats(c, "p", rows, cols);
    float *q = check_add_floats(c, "q", rows, cols);

    check_add_result(c, "entropy", 1, rows);
    check_add_result(c, "divergence", 1, rows);
    draw(c, p, rows, cols, number == ZEROS ? 1 : -1);
    draw(c, q, rows, cols, number == IMPOSSIBLE ? 2 : -1);
    if (number == ZEROS) /* ruled out by both */
        q[1] = 0.0f;
    if (number == HAND) {
        p[0] = p[1] = 0.5f;
        q[0] = 0.25f;
        q[1] = 0.75f;
    }
}

static void call(struct check *c)
{
    const int rows = check_whole(c, "rows"), cols = check_whole(c, "cols");

    entropy_forward(check_floats(c, "entropy"), check_floats(c, "p"), rows,
                    cols);
    kl_forward(check_floats(c, "divergence"), check_floats(c, "p"),
               check_floats(c, "q"), rows, cols);
}

static void look(struct check *c, int number)
{
    const float h = check_floats(c, "entropy")[0];

    if (number == HAND && !(fabsf(h - 0.6931f) < 1e-3f))
        check_say(c,
                  "the entropy of (0.5, 0.5) is 0.6931 = log 2, yours is "
                  "%g: start there",
                  (double)h);
}

const struct check_exercise check_exercise = {
    .exports = "entropy_forward kl_forward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-4,
};
