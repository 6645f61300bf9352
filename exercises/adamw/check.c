/* check.c: the cases of AdamW. */
#include "exercises/kit/check.h"

#include <math.h>

#include "adamw.h"

enum { HAND, DECAY, LATER, STILL, RANGE, MANY, NONE };

static const struct check_case cases[] = {
    [HAND] = {"hand", "the case of the prompt", false},
    [DECAY] = {"decay", "with decay", false},
    [LATER] = {"later", "the twentieth step", false},
    [STILL] = {"still", "gradients of 0", false},
    [RANGE] = {"range", "large and tiny gradients", false},
    [MANY] = {"many", "many parameters", true},
    [NONE] = {"none", "no parameter: nothing is written", false},
    {0},
};

static void make(struct check *c, int number)
{
    static const int sizes[] = {1, 4, 5, 3, 4, 300, 0};
    const bool hand = number == HAND;
    const int n = check_add_whole(c, "n", sizes[number]);
    const bool late = number == LATER || number == MANY;

    check_add_whole(c, "step", late ? 20 : number == STILL ? 2 : 1);
    check_add_real(c, "rate", hand ? 0.1f : 0.01f);
    check_add_real(c, "decay", hand ? 0.0f : 0.1f);
    check_add_real(c, "epsilon", hand ? 0.0f : number == STILL ? 1e-2f : 1e-4f);
    check_add_real(c, "beta1", 0.9f);
    check_add_real(c, "beta2", 0.999f);
    float *g = check_add_floats(c, "g", 1, n);
    float *p = check_add_change(c, "p", 1, n);
    float *m = check_add_change(c, "m", 1, n);
    float *v = check_add_change(c, "v", 1, n);
    check_normals(c, g, n, 1.0f, 0.5f);
    check_normals(c, p, n, 2.0f, 1.0f);
    check_normals(c, m, n, late || number == STILL ? 0.3f : 0.0f, 0.0f);
    check_normals(c, v, n, late || number == STILL ? 0.1f : 0.0f, 0.0f);
    for (int i = 0; i < n; i++) {
        v[i] = fabsf(v[i]);
        if (number == STILL)
            g[i] = 0.0f;
        if (number == RANGE)
            g[i] *= i % 2 ? 1e4f : 1e-3f;
    }
    if (hand) {
        p[0] = 1.0f;
        g[0] = 2.0f;
    }
}

static void call(struct check *c)
{
    const struct adamw s = {.rate = (double)check_real(c, "rate"),
                            .beta1 = (double)check_real(c, "beta1"),
                            .beta2 = (double)check_real(c, "beta2"),
                            .epsilon = (double)check_real(c, "epsilon"),
                            .decay = (double)check_real(c, "decay"),
                            .step = check_whole(c, "step")};

    optim_adamw(check_floats(c, "p"), check_floats(c, "g"),
                check_floats(c, "m"), check_floats(c, "v"), &s,
                check_whole(c, "n"));
}

static void look(struct check *c, int number)
{
    const float m = check_floats(c, "m")[0], p = check_floats(c, "p")[0];

    if (number == HAND && !(fabsf(m - 0.2f) < 1e-4f))
        check_say(c,
                  "m is %g after the step, not 0.2 = 0.9 * 0 + 0.1 * 2: "
                  "start with the two averages",
                  (double)m);
    if (number == HAND && !(fabsf(p - 0.9f) < 1e-4f))
        check_say(c, "p is %g after the step, not 0.9", (double)p);
}

const struct check_exercise check_exercise = {
    .exports = "optim_adamw",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-6,
    .relative = 1e-4,
};
