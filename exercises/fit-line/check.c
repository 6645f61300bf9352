/* check.c: the cases of fit-line. */
#include "exercises/kit/check.h"

#include <math.h>

#include "fit-line.h"

enum { ONE, NO_STEP, TWO, NOISE, FRESH, LONG };

static const struct check_case cases[] = {
    [ONE] = {"one", "the case of the prompt", false},
    [NO_STEP] = {"no-step", "no step: a and b are 0", false},
    [TWO] = {"two", "two dots, three steps", false},
    [NOISE] = {"noise", "twenty noisy dots", false},
    [FRESH] = {"fresh", "another line, other dots", true},
    [LONG] = {"long", "until the line is found", true},
    {0},
};

/* dots, steps */
static const int sizes[][2] = {
    [ONE] = {1, 2},    [NO_STEP] = {3, 0}, [TWO] = {2, 3},
    [NOISE] = {20, 8}, [FRESH] = {31, 20}, [LONG] = {50, 300},
};

static void make(struct check *c, int number)
{
    const int n = check_add_whole(c, "n", sizes[number][0]);
    const int steps = check_add_whole(c, "steps", sizes[number][1]);

    check_add_real(c, "rate", 0.1f);
    float *x = check_add_floats(c, "x", 1, n);
    float *y = check_add_floats(c, "y", 1, n);
    const float a = check_normal(c), b = 1.0f + check_normal(c);

    check_add_result(c, "line", 1, 2);
    check_add_result(c, "losses", 1, steps);
    check_normals(c, x, n, 1.0f, 0.2f);
    for (int i = 0; i < n; i++)
        y[i] = a + b * x[i] + 0.2f * check_normal(c);
    if (number == ONE) {
        x[0] = 2.0f;
        y[0] = 4.0f;
    }
}

static void call(struct check *c)
{
    fit_line(check_floats(c, "line"), check_floats(c, "losses"),
             check_floats(c, "x"), check_floats(c, "y"), check_whole(c, "n"),
             check_real(c, "rate"), check_whole(c, "steps"));
}

static void look(struct check *c, int number)
{
    const float *loss = check_floats(c, "losses");
    const int steps = check_whole(c, "steps");

    if (number == ONE && !(fabsf(loss[0] - 16.0f) < 1e-2f))
        check_say(c,
                  "the first loss is %g. With a = b = 0 the only dot is missed "
                  "by 4, and 4 squared is 16: start there",
                  (double)loss[0]);
    for (int i = 1; number != ONE && i < steps; i++) {
        if (loss[i] > loss[i - 1] * 1.001f + 1e-6f)
            check_say(c,
                      "the loss rises from %g to %g: down is against the "
                      "slope",
                      (double)loss[i - 1], (double)loss[i]);
    }
}

const struct check_exercise check_exercise = {
    .exports = "fit_line",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-4,
    .relative = 1e-3,
};
