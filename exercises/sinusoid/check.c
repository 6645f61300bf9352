/* check.c: the cases of sinusoid. */
#include "exercises/kit/check.h"

#include <math.h>

#include "sinusoid.h"

enum { ZERO, HAND, ODD_WIDTH, MANY, ONE, WIDE, NONE };

static const struct check_case cases[] = {
    [ZERO] = {"zero", "position 0", false},
    [HAND] = {"hand", "positions 0 and 1", false},
    [ODD_WIDTH] = {"odd", "an odd width", false},
    [MANY] = {"many", "many positions", false},
    [ONE] = {"narrow", "one number a row", true},
    [WIDE] = {"wide", "rows of 48", true},
    [NONE] = {"none", "no row: nothing is written", false},
    {0},
};

static const int sizes[][2] = {
    [ZERO] = {1, 4}, [HAND] = {2, 4},  [ODD_WIDTH] = {3, 5}, [MANY] = {60, 6},
    [ONE] = {4, 1},  [WIDE] = {9, 48}, [NONE] = {0, 4},
};

static void make(struct check *c, int number)
{
    const int rows = check_add_whole(c, "rows", sizes[number][0]);
    const int width = check_add_whole(c, "width", sizes[number][1]);

    check_add_result(c, "table", rows, width);
}

static void call(struct check *c)
{
    sinusoid_fill(check_floats(c, "table"), check_whole(c, "rows"),
                  check_whole(c, "width"));
}

static void look(struct check *c, int number)
{
    const float *table = check_floats(c, "table");

    if (number == ZERO && !(fabsf(table[1] - 1.0f) < 1e-3f))
        check_say(c,
                  "position 0 is 0 1 0 1, the sine and cosine of 0; yours "
                  "begins with %g %g. Start there",
                  (double)table[0], (double)table[1]);
}

const struct check_exercise check_exercise = {
    .exports = "sinusoid_fill",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-4, /* an angle of 60 in f32 is known to 4e-6 */
    .relative = 0,
};
