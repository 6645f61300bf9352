/* check.c: the cases of matmul. */
#include "exercises/kit/check.h"

#include "matmul.h"

enum { ONE, HAND, SQUARE, ODD, THIN, LONG, WIDE, NO_INNER, NONE };

static const struct check_case cases[] = {
    [ONE] = {"one", "one number", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [SQUARE] = {"square", "four by four", false},
    [ODD] = {"odd", "no side like another", true},
    [THIN] = {"thin", "a column times a row", true},
    [LONG] = {"long", "a long row times a long column", true},
    [WIDE] = {"wide", "many columns", true},
    [NO_INNER] = {"inner", "k = 0: all of out is 0", false},
    [NONE] = {"none", "no row: nothing is written", false},
    {0},
};

static const int sizes[][3] = {
    [ONE] = {1, 1, 1},    [HAND] = {1, 3, 2},     [SQUARE] = {4, 4, 4},
    [ODD] = {5, 7, 3},    [THIN] = {9, 1, 8},     [LONG] = {1, 300, 1},
    [WIDE] = {3, 16, 65}, [NO_INNER] = {2, 0, 3}, [NONE] = {0, 2, 2},
};

static void make(struct check *c, int number)
{
    static const float a_by_hand[] = {1, 2, 3},
                       b_by_hand[] = {1, 0, 2, 1, 3, -1};
    const int m = check_add_whole(c, "m", sizes[number][0]);
    const int k = check_add_whole(c, "k", sizes[number][1]);
    const int n = check_add_whole(c, "n", sizes[number][2]);
    float *a = check_add_floats(c, "a", m, k);
    float *b = check_add_floats(c, "b", k, n);

    check_add_result(c, "out", m, n);
    check_normals(c, a, m * k, 1.0f, 0.2f);
    check_normals(c, b, k * n, 1.0f, -0.1f);
    for (int i = 0; number == HAND && i < 3; i++)
        a[i] = a_by_hand[i];
    for (int i = 0; number == HAND && i < 6; i++)
        b[i] = b_by_hand[i];
}

static void call(struct check *c)
{
    matmul_forward(check_floats(c, "out"), check_floats(c, "a"),
                   check_floats(c, "b"), check_whole(c, "m"),
                   check_whole(c, "k"), check_whole(c, "n"));
}

static void look(struct check *c, int number)
{
    const float *out = check_floats(c, "out");

    if (number == ONE && !(out[0] > 0.0f) && !(out[0] < 0.0f))
        check_say(c,
                  "out is %g. With m = k = n = 1 it is a[0] times b[0]: "
                  "start there",
                  (double)out[0]);
}

const struct check_exercise check_exercise = {
    .exports = "matmul_forward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-4,
};
