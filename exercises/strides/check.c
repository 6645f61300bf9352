/* check.c: the cases of strides. */
#include "exercises/kit/check.h"

#include "strides.h"

enum { PLAIN, HAND, WINDOW, TURNED, REPEAT, ODD, WIDE, NONE };

static const struct check_case cases[] = {
    [PLAIN] = {"plain", "rows as they lie", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [WINDOW] = {"window", "a window of a larger matrix", false},
    [TURNED] = {"turned", "upside down and back to front", false},
    [REPEAT] = {"repeat", "one row, four times", false},
    [ODD] = {"odd", "every second column of every third row", true},
    [WIDE] = {"wide", "a large transpose", true},
    [NONE] = {"none", "nothing is written", false},
    {0},
};

static const struct strides shapes[] = {
    [PLAIN] = {2, 3, 0, 3, 1},   [HAND] = {3, 2, 0, 1, 3},
    [WINDOW] = {2, 3, 6, 5, 1},  [TURNED] = {2, 3, 5, -3, -1},
    [REPEAT] = {4, 3, 3, 0, 1},  [ODD] = {3, 4, 1, 30, 2},
    [WIDE] = {40, 25, 0, 1, 40}, [NONE] = {0, 3, 0, 3, 1},
};

static void make(struct check *c, int number)
{
    static const int sizes[] = {6, 6, 20, 6, 6, 90, 1000, 6};
    const struct strides s = shapes[number];
    const int n = sizes[number];

    check_add_whole(c, "rows", s.rows);
    check_add_whole(c, "cols", s.cols);
    check_add_whole(c, "start", s.start);
    check_add_whole(c, "row_step", s.row_step);
    check_add_whole(c, "col_step", s.col_step);
    float *x = check_add_floats(c, "x", 1, n);
    check_add_result(c, "out", s.rows, s.cols);
    check_normals(c, x, n, 1.0f, 0.0f);
    for (int i = 0; number == HAND && i < n; i++)
        x[i] = (float)i;
}

static void call(struct check *c)
{
    const struct strides s = {.rows = check_whole(c, "rows"),
                              .cols = check_whole(c, "cols"),
                              .start = check_whole(c, "start"),
                              .row_step = check_whole(c, "row_step"),
                              .col_step = check_whole(c, "col_step")};

    strided_copy(check_floats(c, "out"), check_floats(c, "x"), &s);
}

static void look(struct check *c, int number)
{
    const float got = check_floats(c, "out")[1], x = check_floats(c, "x")[1];

    if (number == PLAIN && (got < x || got > x))
        check_say(c,
                  "plain rows: out[1] is %g and x[1] is %g. Nothing moves "
                  "here: start there",
                  (double)got, (double)x);
}

const struct check_exercise check_exercise = {
    .exports = "strided_copy",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
};
