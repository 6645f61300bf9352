/* check.c: the cases of mlp. */
#include "exercises/kit/check.h"

#include <math.h>
#include <string.h>

#include "mlp.h"

enum { HAND, FORWARD, GRADIENT, SURE, STEP, SPIRAL, NONE };
enum { DOTS = 200, UNITS = 32, STEPS = 1500, NET = 4 * UNITS + 1 };

static const struct check_case cases[] = {
    [HAND] = {"hand", "the case of the prompt", false},
    [FORWARD] = {"forward", "another network forward", false},
    [GRADIENT] = {"gradient", "gradients of many dots", true},
    [SURE] = {"sure", "scores of about 100", false},
    [STEP] = {"step", "one step", false},
    [SPIRAL] = {"spiral", "1500 steps on the spiral: 95 % right", false},
    [NONE] = {"none", "no dot: every slope is 0", false},
    {0},
};

/* Dot i of two arms that wind around the middle once and a half. */
static void put_spiral(struct check *c, float *x, int32_t *label, int n)
{
    for (int i = 0; i < n; i++) {
        const float share = check_uniform(c), far = 0.1f + 0.8f * share;
        const float turn = 9.42477796f * share + 3.14159265f * (float)(i % 2);

        x[2 * i] = far * cosf(turn) + 0.02f * check_normal(c);
        x[2 * i + 1] = far * sinf(turn) + 0.02f * check_normal(c);
        label[i] = i % 2;
    }
}

static void by_hand(float *net, float *x, int32_t *label)
{
    static const float numbers[] = {1, 0, 0, 1, 0, 0, 1, 1, 0};

    memcpy(net, numbers, sizeof numbers);
    x[0] = 1.0f;
    x[1] = -1.0f;
    label[0] = 1;
}

static void make(struct check *c, int number)
{
    static const int dots[] = {1, 3, 40, 6, 4, DOTS, 0};
    static const int units[] = {2, 3, 7, 2, 3, UNITS, 2};
    const int n = check_add_whole(c, "n", dots[number]);
    const int h = check_add_whole(c, "h", units[number]);
    const float big = number == SURE ? 60.0f : 1.0f;
    float *x = check_add_floats(c, "x", n, 2);
    int32_t *label = check_add_ints(c, "label", 1, n);
    float *net = check_add_floats(c, "net", 1, 4 * h + 1);

    check_add_real(c, "rate", number == SPIRAL ? 3.0f : 0.1f);
    check_normals(c, net, 4 * h + 1, 1.0f, 0.0f);
    check_normals(c, net + 3 * h, h, big, 0.0f);
    check_normals(c, x, 2 * n, 1.0f, 0.0f);
    for (int i = 0; i < n; i++)
        label[i] = check_below(c, 2);
    if (number == HAND)
        by_hand(net, x, label);
    if (number == SPIRAL) {
        put_spiral(c, x, label, n);
        check_normals(c, net, 2 * h, 3.0f, 0.0f);
        check_normals(c, net + 2 * h, h, 1.5f, 0.0f);
        check_normals(c, net + 3 * h, h + 1, 0.3f, 0.0f);
        check_add_result(c, "right", 1, 1);
        return;
    }
    check_add_result(c, "hidden", n, h);
    check_add_result(c, "score", 1, n);
    check_add_result(c, "grad", 1, 4 * h + 1);
    check_add_result(c, "moved", 1, 4 * h + 1);
}

/* `right`: 1 from 95 % on, else the share. */
static void train(struct check *c)
{
    const float *x = check_floats(c, "x");
    const int32_t *label = check_ints(c, "label");
    static float hidden[DOTS * UNITS], score[DOTS], net[NET], grad[NET];
    const int size[] = {DOTS, UNITS};
    int right = 0;

    memcpy(net, check_floats(c, "net"), sizeof net);
    for (int i = 0; i < STEPS; i++) {
        mlp_forward(hidden, score, net, x, DOTS, UNITS);
        mlp_gradient(grad, net, hidden, score, x, label, size);
        mlp_step(net, grad, UNITS, check_real(c, "rate"));
    }
    mlp_forward(hidden, score, net, x, DOTS, UNITS);
    for (int i = 0; i < DOTS; i++)
        right += (score[i] > 0.0f) == (label[i] == 1);
    const float share = (float)right / DOTS;
    check_floats(c, "right")[0] = share >= 0.95f ? 1.0f : share;
}

static void call(struct check *c)
{
    const int n = check_whole(c, "n"), h = check_whole(c, "h");
    const float *net = check_floats(c, "net"), *x = check_floats(c, "x");

    if (h == UNITS) {
        train(c);
        return;
    }
    float *hidden = check_floats(c, "hidden"),
          *score = check_floats(c, "score");
    float *grad = check_floats(c, "grad"), *moved = check_floats(c, "moved");

    const int size[] = {n, h};

    mlp_forward(hidden, score, net, x, n, h);
    mlp_gradient(grad, net, hidden, score, x, check_ints(c, "label"), size);
    memcpy(moved, net, (size_t)(4 * h + 1) * sizeof *moved);
    mlp_step(moved, grad, h, check_real(c, "rate"));
}

static void look(struct check *c, int number)
{
    if (number == HAND &&
        !(fabsf(check_floats(c, "hidden")[0] - 0.7616f) < 1e-3f))
        check_say(c,
                  "hidden unit 0 is %g, not 0.7616. Start there: tanhf(1 x 1 + "
                  "0 x -1 + 0)",
                  (double)check_floats(c, "hidden")[0]);
    if (number == SPIRAL && check_floats(c, "right")[0] < 0.95f)
        check_say(c, "after 1500 steps %.0f %% of the dots are right",
                  100.0 * (double)check_floats(c, "right")[0]);
}

const struct check_exercise check_exercise = {
    .exports = "mlp_forward mlp_gradient mlp_step",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-4,
    .cpu_s = 10,
};
