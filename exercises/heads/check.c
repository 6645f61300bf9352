/* check.c: the cases of heads. */
#include "exercises/kit/check.h"

#include <math.h>

#include "heads.h"

enum { ONE, HAND, POSITION, ROWS, ODD, WIDE, NONE };

static const struct check_case cases[] = {
    [ONE] = {"one", "one head: nothing moves", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [POSITION] = {"single", "one position: nothing moves", false},
    [ROWS] = {"rows", "three positions, two heads of two", false},
    [ODD] = {"odd", "no side like another", true},
    [WIDE] = {"wide", "a real layer", true},
    [NONE] = {"none", "no position: nothing is written", false},
    {0},
};

static const int sizes[][3] = {
    [ONE] = {2, 1, 3},  [HAND] = {2, 2, 1}, [POSITION] = {1, 3, 2},
    [ROWS] = {3, 2, 2}, [ODD] = {5, 3, 4},  [WIDE] = {33, 4, 16},
    [NONE] = {0, 2, 2},
};

static void make(struct check *c, int number)
{
    const int T = check_add_whole(c, "T", sizes[number][0]);
    const int heads = check_add_whole(c, "heads", sizes[number][1]);
    const int size = check_add_whole(c, "size", sizes[number][2]);
    float *x = check_add_floats(c, "x", T, heads * size);
    float *y = check_add_floats(c, "y", heads, T * size);

    check_add_result(c, "split", heads, T * size);
    check_add_result(c, "merged", T, heads * size);
    check_normals(c, x, T * heads * size, 1.0f, 0.0f);
    check_normals(c, y, T * heads * size, 1.0f, 0.0f);
    for (int i = 0; number == HAND && i < 4; i++)
        x[i] = (float)(10 * (i % 2) + i / 2);
}

static void call(struct check *c)
{
    const int T = check_whole(c, "T"), heads = check_whole(c, "heads");
    const int size = check_whole(c, "size");

    heads_split(check_floats(c, "split"), check_floats(c, "x"), T, heads, size);
    heads_merge(check_floats(c, "merged"), check_floats(c, "y"), T, heads,
                size);
}

static void look(struct check *c, int number)
{
    const float *x = check_floats(c, "x"), *split = check_floats(c, "split");

    if (number == ONE && !(fabsf(split[0] - x[0]) <= 0.0f))
        check_say(c,
                  "with one head the split begins with %g, as x does, and "
                  "not with %g: start there",
                  (double)x[0], (double)split[0]);
}

const struct check_exercise check_exercise = {
    .exports = "heads_split heads_merge",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
};
