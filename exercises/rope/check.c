/* check.c: the cases of rope. */
#include "exercises/kit/check.h"

#include <math.h>

#include "rope.h"

enum { ZERO, HAND, ROWS, LATE, ODD, WIDE, NONE };

static const struct check_case cases[] = {
    [ZERO] = {"zero", "position 0: nothing turns", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [ROWS] = {"rows", "three rows of six", false},
    [LATE] = {"late", "a late start", false},
    [ODD] = {"odd", "rows of ten", true},
    [WIDE] = {"wide", "rows of 64", true},
    [NONE] = {"none", "no row: nothing is written", false},
    {0},
};

static const struct size {
    int rows, width, start;
} sizes[] = {
    [ZERO] = {1, 4, 0},  [HAND] = {1, 2, 1}, [ROWS] = {3, 6, 0},
    [LATE] = {2, 4, 50}, [ODD] = {5, 10, 3}, [WIDE] = {9, 64, 7},
    [NONE] = {0, 4, 2},
};

static void make(struct check *c, int number)
{
    const int rows = check_add_whole(c, "rows", sizes[number].rows);
    const int width = check_add_whole(c, "width", sizes[number].width);

    check_add_whole(c, "start", sizes[number].start);
    check_add_real(c, "base", number == ODD ? 500.0f : 10000.0f);
    float *x = check_add_floats(c, "x", rows, width);
    check_add_result(c, "out", rows, width);
    check_normals(c, x, rows * width, 1.0f, 0.2f);
    if (number == HAND) {
        x[0] = 1.0f;
        x[1] = 0.0f;
    }
}

static void call(struct check *c)
{
    rope_forward(check_floats(c, "out"), check_floats(c, "x"),
                 check_whole(c, "rows"), check_whole(c, "width"),
                 check_whole(c, "start"), check_real(c, "base"));
}

static void look(struct check *c, int number)
{
    const float *x = check_floats(c, "x"), *out = check_floats(c, "out");
    const int width = check_whole(c, "width");
    float before = 0.0f, after = 0.0f;

    if (number == ZERO && !(fabsf(out[0] - x[0]) < 1e-3f))
        check_say(c,
                  "out[0] is %g, not %g: at position 0 every angle is 0 and "
                  "nothing changes. Start there",
                  (double)out[0], (double)x[0]);
    for (int i = 0; i < width && number == ROWS; i++) {
        before += x[width + i] * x[width + i];
        after += out[width + i] * out[width + i];
    }
    if (!(fabsf(before - after) < 1e-2f))
        check_say(c,
                  "row 1 had the length %g and has %g: turning leaves "
                  "lengths alone",
                  (double)sqrtf(before), (double)sqrtf(after));
}

const struct check_exercise check_exercise = {
    .exports = "rope_forward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    /* An angle of 50 in f32 is known to 4e-6. */
    .absolute = 1e-4,
    .relative = 1e-4,
};
